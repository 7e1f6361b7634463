"""A search finds needs by all that councils say of them, where their readers may."""

import pytest

from commonworks.needs.commands import supports
from commonworks.network.ports import Actor
from commonworks.signposts import queries as signposts
from tests.actors import LEEDS_LEAD, member_of
from tests.needs.test_supporting import LATER, merge, split, support


def found(words, by=LEEDS_LEAD):
    return [each.ref for each in signposts.search(words=words, by=by).cards]


@pytest.mark.parametrize("word", ["zones", "spreadsheet", "enforcement"])
def test_a_search_finds_a_need_by_all_that_its_council_says_of_it(permits, word):
    assert found(word, by=Actor("anonymous")) == [f"need.{permits}"]


def test_a_search_finds_a_need_by_what_councils_behind_it_note_until_they_step_back(permits):
    support(permits, "surrey", note="Half of ours are forged.")
    assert found("forged", by=Actor("anonymous")) == [f"need.{permits}"]
    by = member_of("surrey", "lead")
    supports.withdraw_support(need=permits, authority="surrey", by=by, at=LATER)
    assert found("forged") == []


def test_notes_on_a_duplicate_lead_to_the_need_that_survived_and_back(permits, declare):
    other = declare("camden", title="Scratch cards for visitors")
    support(other, "surrey", note="Half of ours are forged.")
    merge(other, permits)
    assert found("forged") == [f"need.{permits}"]
    split(other, by=LEEDS_LEAD)
    assert found("forged") == [f"need.{other}"]


def test_notes_on_a_need_for_the_network_are_found_by_its_people_alone(declare):
    quiet = declare(visibility="network")
    support(quiet, "surrey", note="Half of ours are forged.")
    assert (found("forged"), found("forged", by=Actor("anonymous"))) == ([f"need.{quiet}"], [])
