import re
import timeit
from html import unescape

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from commonworks.frontend.fields import KINDS, Field, Option, errors_html, every, field_html

OPTIONS = (
    Option("email", "Email", reveals=(Field("email", "mail", "Email address"),)),
    Option("none", "None of these", exclusive=True, divider="or"),
)
NASTY = '"><script>alert(1)</script>'


def field(kind, **more):
    return Field(kind, "answer", "What is it?", options=OPTIONS, **more)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"content"}))
def test_whatever_a_field_says_or_holds_is_escaped(kind):
    nasty = Field(
        kind, "answer", NASTY, NASTY, NASTY, NASTY, options=(Option(NASTY, NASTY, NASTY),)
    )
    assert "<script" not in field_html(nasty)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"content"}))
def test_a_label_and_a_description_point_at_what_is_there(kind):
    html = field_html(field(kind, hint="A hint", error="An error"))
    known = set(re.findall(r' id="([^"]*)"', html))
    pointed = re.findall(r' (?:for|data-aria-controls)="([^"]*)"', html)
    described = " ".join(re.findall(r' aria-describedby="([^"]*)"', html)).split()
    assert {*pointed, *described} - known == set()
    assert len(described) >= 2


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"content"}))
def test_the_error_summary_leads_to_a_control_that_is_there(kind):
    wrong = field(kind, error="An error")
    assert f' id="{wrong.target}"' in field_html(wrong)
    assert f'<a href="#{wrong.target}">An error</a>' in errors_html([wrong])


@given(st.text())
def test_an_answer_comes_back_as_it_was_given(value):
    html = str(field_html(Field("long-text", "a", "A", value=value)))
    shown = unescape(re.search(r"<textarea[^>]*>(.*)</textarea>", html, re.DOTALL)[1])
    assert shown.removeprefix("\n" if value.startswith("\n") else "") == value


def test_a_divider_does_not_shift_the_ids_of_the_options():
    html = field_html(field("radios"))
    assert re.findall(r'<input class="govuk-radios__input" id="([^"]*)"', html) == [
        "answer",
        "answer-2",
    ]


def test_the_part_of_a_date_that_is_wrong_is_marked_and_linked():
    wrong = Field("date", "born", "When?", error="Enter a month", wrong_parts=("month",))
    marked = re.findall(r'govuk-input--error" id="([^"]*)"', field_html(wrong))
    assert (marked, wrong.target) == (["born-month"], "born-month")


def test_a_field_that_is_revealed_counts_among_the_fields():
    assert [each.name for each in every([field("radios")])] == ["answer", "mail"]


def test_an_optional_field_says_so_and_in_welsh_too():
    optional = Field("text", "a", "Enw", required=False)
    with translation.override("cy"):
        assert "Enw (dewisol)" in field_html(optional)


def test_a_counter_speaks_welsh():
    with translation.override("cy"):
        html = field_html(Field("long-text", "a", "A", max_length=20))
    assert "Gallwch roi hyd at 20 nod" in html
    assert 'data-i18n.characters-under-limit.other="Mae gennych %{count} nod ar ôl"' in html


def test_a_password_is_never_sent_back():
    assert "hunter2" not in field_html(Field("password", "p", "Password", value="hunter2"))


def test_a_text_field_is_drawn_in_a_fraction_of_a_millisecond():
    """The macro takes about 0.4 ms; a bound loose enough for a busy machine, still below it."""
    text = Field("text", "a", "What is your name?", hint="As on your passport", heading=True)
    field_html(text)
    assert min(timeit.repeat(lambda: field_html(text), number=50, repeat=5)) / 50 < 0.0002
