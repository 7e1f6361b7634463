import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonworks.frontend.colours import BLACK, WHITE, Theme, contrast_ratio, readable_on

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_black_on_white_is_the_highest_contrast_there_is():
    assert contrast_ratio("#000000", "#ffffff") == 21.0


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#767676", 4.54), ("#777777", 4.48), ("#1d70b8", 5.17), ("#ff0000", 4.0)]
)
def test_contrast_with_white_is_as_wcags_formula_has_it(colour, ratio):
    assert round(contrast_ratio(colour, WHITE), 2) == ratio


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_never_below_one(one, other):
    assert contrast_ratio(one, other) == contrast_ratio(other, one) >= 1.0


@given(COLOURS)
def test_text_on_any_councils_colour_can_be_read(colour):
    assert contrast_ratio(readable_on(colour), colour) >= 4.5


def test_text_can_be_read_on_every_grey():
    greys = [f"#{level:02x}{level:02x}{level:02x}" for level in range(256)]
    assert min(contrast_ratio(readable_on(grey), grey) for grey in greys) >= 4.5


@given(COLOURS)
def test_an_accent_can_be_seen_on_white(colour):
    assert contrast_ratio(Theme("Council", colour).accent, WHITE) >= 4.5


def test_a_pale_colour_gets_dark_text_and_a_dark_accent():
    theme = Theme("Council", "#ffdd00")
    assert (theme.text, theme.accent) == (BLACK, BLACK)


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#1d70b8;}body{", "", "#1d70b8\n"])
def test_another_notation_is_refused_so_that_no_css_gets_in(colour):
    with pytest.raises(ValueError, match="is not a colour"):
        Theme("Council", colour)
