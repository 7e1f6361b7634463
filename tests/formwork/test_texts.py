"""Texts: a Markdown subset in which nothing can run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formwork import fill, plain, render
from formwork.texts import escaped


def test_markdown_is_dressed_for_the_design_system():
    assert render("# A\n\n- *b*") == (
        '<h2 class="govuk-heading-m">A</h2>\n<ul class="govuk-list govuk-list--bullet">\n'
        "<li><em>b</em></li>\n</ul>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](//example.com)",
        "<javascript:alert(1)>",
    ],
)
def test_nothing_that_could_run_or_load_comes_out(text):
    html = render(text)
    assert [bad for bad in ("<script", "<img", "href=", 'src="') if bad in html] == []


def test_a_picture_is_no_more_than_a_link():
    html = render("![x](https://example.com/x.png)")
    assert html.count("<img") == 0


def test_a_plain_text_has_a_line_for_each_block_and_no_marks():
    assert plain("Dear **Ann** & co\n\n- one\n- two") == "Dear Ann & co\none\ntwo"


def test_a_name_without_a_value_stays_to_be_noticed():
    assert fill("((reference)) for ((name))", {"reference": "A1"}) == "A1 for ((name))"


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1))
def test_an_escaped_value_shows_as_it_is(value):
    assert plain(f"x {escaped(value)} x") == f"x {value} x"
