"""What is said about postcodes, in either language."""

from string import Formatter

import pytest

from placefinder import Index
from placefinder.places import Belonging, note_of
from placefinder.spelling import Problem
from placefinder.wording import MESSAGES


def test_every_message_is_in_both_languages_with_the_same_places_to_fill_in():
    places = {
        code: [{name for _, name, *_ in Formatter().parse(text) if name} for text in said.values()]
        for code, said in MESSAGES.items()
    }
    assert [[*said] for said in MESSAGES.values()] == [["en", "cy"]] * len(MESSAGES)
    assert {code: found for code, found in places.items() if found[0] != found[1]} == {}


def test_every_problem_and_every_belonging_has_its_message():
    notes = {note.code for note in map(note_of, Belonging) if note}
    assert {each.value for each in Problem} | notes <= set(MESSAGES)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Rhowch god post."),
        ("SW1A", "Dim ond yr hanner cyntaf yw SW1A: ychwanegwch y 3 nod olaf."),
        ("SW1A AAA", "Rhaid i’r 3 nod olaf fod yn rhif a dwy lythyren, fel 2AA, nid AAA."),
    ],
)
def test_a_fault_is_told_in_welsh(index: Index, text: str, told: str):
    fault = index.validate(text).fault
    assert fault is not None
    assert fault.told.said("cy") == told


def test_a_language_without_words_of_its_own_is_told_in_english(index: Index):
    fault = index.validate("").fault
    assert fault is not None
    assert fault.told.said("fr") == "Enter a postcode."
