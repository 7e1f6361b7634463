"""What is wrong with a text that should be a postcode, and what was meant."""

import pytest

from placefinder import Index, Problem
from placefinder.spelling import compact, fault_in
from tests.postcodes import REFUSED, TAKEN


@pytest.mark.parametrize("text", TAKEN)
def test_every_way_to_write_a_postcode_is_the_same_postcode(text: str):
    assert (compact(text), fault_in(text)) == ("LS11UR", None)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_postcode_has_a_fault(text: str):
    assert fault_in(text) is not None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem.EMPTY),
        (" \t\u200b", Problem.EMPTY),
        ("(-.)", Problem.EMPTY),
        ("SW1A/2AA", Problem.CHARACTERS),
        ("SW1A\u202e\x002AA", Problem.CHARACTERS),
        ("SW1A 2AÅ", Problem.CHARACTERS),
        ("SW1A", Problem.LENGTH),
        ("SW1A 2AAA", Problem.LENGTH),
        ("S" * 65, Problem.LENGTH),
        ("SW1A 2A1", Problem.INWARD),
        ("SW1A AAA", Problem.INWARD),
        ("1SW 2AA", Problem.OUTWARD),
        ("SWA 2AA", Problem.OUTWARD),
        ("ZZ99 9ZZ", Problem.NOT_IN_DIRECTORY),
        ("SW1A 9ZZ", Problem.NOT_IN_DIRECTORY),
    ],
)
def test_each_fault_has_its_name(index: Index, text: str, problem: Problem):
    verdict = index.validate(text)
    assert (verdict.valid, verdict.problem, bool(verdict.message)) == (False, problem, True)


def test_half_a_postcode_is_told_what_is_missing(index: Index):
    assert (
        index.validate("sw1a").message == "SW1A is the first half only: add the last 3 characters."
    )


def test_a_well_formed_stranger_is_told_which_directory_was_asked(index: Index):
    directory = "ONS Postcode Directory, November 2025"
    assert index.validate("sw1a9zz").message == f"SW1A 9ZZ is not in the {directory}."
    assert index.validate("ZZ99 9ZZ").message == f"No postcode in the {directory} begins with ZZ99."


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("SWlA 2AA", ("SW1A 2AA",)),
        ("5W1A 2AA", ("SW1A 2AA",)),
        ("SWIA ZAA", ("SW1A 2AA",)),
        ("SW1A/2AA", ("SW1A 2AA",)),
        ("B1O OAA", ("B10 0AA",)),
        ("SW1A 9ZZ", ()),
    ],
)
def test_look_alikes_are_suggested_and_never_taken(index: Index, text: str, meant: tuple[str, ...]):
    assert index.lookup(text) is None
    assert index.validate(text).suggestions == meant


def test_a_right_postcode_is_written_as_on_an_envelope(index: Index):
    verdict = index.validate("sw1a2aa")
    assert (verdict.valid, verdict.postcode, verdict.problem) == (True, "SW1A 2AA", None)
