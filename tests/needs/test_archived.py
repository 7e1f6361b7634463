"""A need that nobody confirmed, or whose owner says that it is over, and how it comes back."""

import re
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.test import Client

from commonworks.kernel import clock
from commonworks.kernel.errors import NotAllowed
from commonworks.kernel.events import Happened
from commonworks.needs import queries
from commonworks.needs.commands import needs as commands
from commonworks.needs.commands import stages
from commonworks.needs.handlers import needs as handlers
from commonworks.needs.models import Edition, Need, NotPossible
from commonworks.network.ports import SYSTEM
from commonworks.signposts.models import Card, Entry, News
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.needs.conftest import PERMITS

LATER = NOON + timedelta(days=200)
IN_HALF_A_YEAR = date(2027, 3, 20)
SILENT = "Nobody has said for a long time that this is still true"
OVER = "Its council says that this is over"


def heard(need, answer):
    """`signposts` says what the owner answered; without an answer, that nobody did."""
    what = "confirmed" if answer else "archived"
    item = {"ref": f"need.{need}", "answer": answer, "until": ""}
    event = Happened(f"signposts.entry.{what}", f"need.{need}", "p", NOON, {}, item)
    (handlers.need_answered if answer else handlers.need_archived)(event)


def save_again(need, **said):
    told = PERMITS.__class__(**{**asdict(PERMITS), **said})
    edition = Need.objects.get(ref=need).edition
    return commands.change(need=need, said=told, edition=edition, by=LEEDS_LEAD, at=LATER)


def told_since(before):
    return list(News.objects.filter(id__gt=before).values_list("headline", flat=True))


@pytest.mark.parametrize("answer", ["over", ""])
@pytest.mark.parametrize("again", [save_again, "reopen"])
def test_an_archived_need_comes_back_when_its_council_saves_it_or_opens_it(permits, answer, again):
    heard(permits, answer)
    before = News.objects.latest("id").id
    if again == "reopen":
        commands.reopen(need=permits, by=LEEDS_LEAD, at=LATER)
    else:
        assert again(permits) is True
    row = Need.objects.get()
    assert (row.stage, row.archived_at, row.over) == ("open", None, False)
    assert (row.good_until, Entry.objects.get().until) == (IN_HALF_A_YEAR, IN_HALF_A_YEAR)
    assert (Entry.objects.get().state, Card.objects.get().standing) == ("fresh", "fresh")
    assert told_since(before) == [f"Brought back: {PERMITS.title}"]
    assert Edition.objects.count() == 1


def test_what_a_factory_works_on_comes_back_to_that_factory(permits):
    stages.take_on(need=permits, factory="f", by=LEEDS_LEAD, at=NOON)
    heard(permits, "")
    commands.reopen(need=permits, by=LEEDS_LEAD, at=LATER)
    assert Need.objects.get().stage == "taken-on"


def test_an_archived_need_that_is_said_otherwise_is_back_and_told_of_once(permits):
    heard(permits, "over")
    before = News.objects.latest("id").id
    save_again(permits, title="Permits on paper")
    assert (Need.objects.get().archived_at, Need.objects.get().over) == (None, False)
    assert told_since(before) == ["Changed: Permits on paper"]


def test_saving_what_is_not_archived_again_still_changes_nothing(permits):
    assert (save_again(permits), News.objects.count()) == (False, 1)
    with pytest.raises(NotPossible):
        commands.reopen(need=permits, by=LEEDS_LEAD, at=LATER)


@pytest.mark.parametrize("ends", [stages.mark_met, commands.withdraw])
def test_what_ended_is_archived_no_more(permits, ends):
    heard(permits, "over")
    ends(need=permits, by=LEEDS_LEAD, at=LATER)
    assert (Need.objects.get().archived_at, Need.objects.get().over) == (None, False)


def test_a_letter_answered_still_true_brings_back_what_was_said_to_be_over(permits):
    heard(permits, "over")
    stages.confirm(need=permits, until=IN_HALF_A_YEAR, by=SYSTEM, at=LATER)
    assert (Need.objects.get().archived_at, Need.objects.get().over) == (None, False)


@pytest.mark.parametrize(
    ("answer", "says", "tag"), [("over", OVER, "Said to be over"), ("", SILENT, "Archived")]
)
def test_its_page_says_what_its_owner_answered_apart_from_silence(permits, answer, says, tag):
    heard(permits, answer)
    page = Client().get(f"/needs/{permits}/").content.decode()
    assert [each for each in (OVER, SILENT) if each in page] == [says]
    assert re.findall(r"govuk-tag--\w+\">([^<]*)<", page) == [tag]


def test_an_archived_need_does_not_look_open_to_anybody(sign_in, permits):
    heard(permits, "")
    assert not queries.can_be_taken_on(permits)
    page = sign_in("camden", "lead").get(f"/needs/{permits}/").content.decode()
    asks = ("Looking for others", "Found one on this need", "We have this too")
    assert [each for each in asks if each in page] == []


def test_its_council_is_offered_to_bring_it_back_and_can_in_two_ways(sign_in, permits):
    browser, address = sign_in("leeds", "lead"), f"/needs/{permits}/"
    heard(permits, "over")
    assert f'href="{address}reopen">Bring it back' in browser.get(address).content.decode()
    browser.post(f"{address}reopen")
    assert Need.objects.get().archived_at is None
    stages.archive(need=permits, by=SYSTEM, at=clock.now())
    typed = {**asdict(PERMITS), "cost_pence": "185,000", "edition": "1"}
    assert "Saved." in browser.post(f"{address}change", typed, follow=True).content.decode()
    assert Need.objects.get().archived_at is None


def test_what_happened_tells_that_it_was_brought_back(permits):
    heard(permits, "over")
    save_again(permits)
    page = Client().get(f"/needs/{permits}/").content.decode()
    assert "Said again to be still true" in page


def test_another_council_does_not_bring_it_back(permits):
    heard(permits, "")
    with pytest.raises(NotAllowed, match="You cannot change this need"):
        commands.reopen(need=permits, by=member_of("camden", "lead"), at=LATER)
