"""A need that its own council withdraws, and the councils that stand behind it."""

import re
from dataclasses import asdict
from datetime import timedelta

import pytest

from commonworks.kernel import encryption
from commonworks.needs.commands import needs, stages, supports
from commonworks.needs.commands.supports import withdraw_support
from commonworks.needs.models import Need, Support
from commonworks.needs.queries.withdrawn import withdrawn_behind
from commonworks.network.commands import people
from commonworks.network.ports import SYSTEM, Actor
from commonworks.post.models import Message
from commonworks.signposts import jobs
from commonworks.signposts.commands import follows
from commonworks.signposts.models import Follow
from commonworks.signposts.queries.follows import What
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.needs.conftest import PERMITS

LATER = NOON + timedelta(days=3)
CARRY_ON = "Declare it for your council"


@pytest.fixture
def officer(councils) -> Actor:
    """Somebody of Camden with a mailbox."""
    told = {"email": "officer@camden.example", "name": "Officer", "roles": ["service-owner"]}
    ref = people.admit(**told, organisation="camden", by=SYSTEM, at=NOON)
    return Actor(ref, frozenset({("camden", "service-owner")}), "Officer")


def support(need, council="camden", by=None, at=NOON, **evidence):
    by = by or member_of(council, "lead")
    supports.support(need=need, authority=council, by=by, at=at, **evidence)


def withdraw(need, at=LATER):
    needs.withdraw(need=need, by=LEEDS_LEAD, at=at)


def letters(at=LATER):
    """The subjects of all that was sent, once everything said until now has been."""
    while jobs.match_news(at):
        pass
    jobs.send_daily(at + timedelta(days=1))
    return [
        encryption.seal_of(row.ref).open("subject", row.subject) for row in Message.objects.all()
    ]


def test_who_stands_behind_a_need_hears_that_it_was_withdrawn_and_not_of_their_own_word(
    permits, officer
):
    support(permits, by=officer)
    assert letters(NOON) == []
    withdraw(permits)
    assert letters() == [f"{PERMITS.title}: Withdrawn: {PERMITS.title}"]


@pytest.mark.parametrize("paused", [False, True])
def test_who_follows_it_already_hears_as_often_as_they_chose(permits, officer, paused):
    what = What(card=f"need.{permits}")
    ref = follows.follow(what=what, frequency="weekly", by=officer, at=NOON)
    follows.change(ref=ref, frequency="weekly", paused=paused, by=officer, at=NOON)
    support(permits, by=officer)
    assert list(Follow.objects.values_list("frequency", "paused")) == [("weekly", paused)]


def test_who_stepped_back_and_comes_again_follows_once(permits, officer):
    support(permits, by=officer)
    withdraw_support(need=permits, authority="camden", by=officer, at=LATER)
    support(permits, by=officer, at=LATER)
    assert Follow.objects.filter(person=officer.ref).count() == 1


def test_who_follows_as_much_as_one_can_still_stands_behind_a_need(permits, officer, monkeypatch):
    monkeypatch.setattr(follows, "MOST", 0)
    support(permits, by=officer)
    assert (Support.objects.count(), Follow.objects.count()) == (1, 0)


def test_the_house_itself_follows_nothing(permits):
    support(permits, by=SYSTEM)
    assert Follow.objects.count() == 0


def test_the_form_of_support_says_that_they_follow_it_from_then_on(sign_in, permits):
    browser = sign_in("camden", "lead")
    assert "You will follow this need" in browser.get(f"/needs/{permits}/support").content.decode()
    page = browser.post(f"/needs/{permits}/support", {"authority": "camden"}, follow=True)
    assert "You follow this." in page.content.decode()


@pytest.mark.parametrize(
    ("councils_behind", "told"),
    [
        ((), None),
        (("camden",), "1 other council stands behind it."),
        (("camden", "surrey"), "2 other councils stand behind it."),
    ],
)
def test_who_withdraws_a_need_is_told_first_who_stands_behind_it(
    sign_in, permits, councils_behind, told
):
    for council in councils_behind:
        support(permits, council)
    page = sign_in("leeds", "lead").get(f"/needs/{permits}/withdraw").content.decode()
    assert re.findall(r"\d+ other councils? stands? behind it\.", page) == ([told] if told else [])
    assert ("can declare it" in page) is bool(told)


def test_a_council_left_behind_declares_the_need_with_its_words_and_its_own_figures(
    sign_in, permits
):
    browser = sign_in("camden", "lead")
    support(permits, volume=5, pain="severe")
    address = f"/needs/{permits}/"
    assert CARRY_ON not in browser.get(address).content.decode()
    withdraw(permits)
    page = browser.get(address).content.decode()
    assert f'href="/needs/declare?from={permits}">{CARRY_ON}' in page
    form = browser.get(f"/needs/declare?from={permits}").content.decode()
    filled = ('value="Visitor permits are still sold on paper"', PERMITS.problem, 'value="5"')
    assert [each in form for each in (*filled, "42000", "185,000")] == [True] * 3 + [False] * 2
    typed = {**asdict(PERMITS), "authority": "camden", "volume": "5", "cost_pence": ""}
    sent = browser.post("/needs/declare", typed)
    assert sent.url == f"/needs/{Need.objects.get(authority='camden').ref}/"


@pytest.mark.parametrize("council", ["surrey", "leeds"])
def test_nobody_else_is_offered_to_carry_it_on(sign_in, permits, council):
    support(permits)
    withdraw(permits)
    browser = sign_in(council, "lead")
    assert CARRY_ON not in browser.get(f"/needs/{permits}/").content.decode()
    assert PERMITS.title not in browser.get(f"/needs/declare?from={permits}").content.decode()


def test_an_archived_need_is_carried_on_too_and_one_that_is_met_is_not(sign_in, declare):
    browser, archived, met = sign_in("camden", "lead"), declare(), declare(title="Skips")
    for ref in (archived, met):
        support(ref)
    stages.archive(need=archived, by=SYSTEM, at=LATER)
    stages.mark_met(need=met, by=LEEDS_LEAD, at=LATER)
    pages = [browser.get(f"/needs/{ref}/").content.decode() for ref in (archived, met)]
    assert [CARRY_ON in page for page in pages] == [True, False]


def test_a_council_that_does_not_go_on_steps_back_from_what_was_withdrawn(sign_in, permits):
    support(permits)
    withdraw(permits)
    browser = sign_in("camden", "lead")
    assert f"/needs/{permits}/step-back" in browser.get(f"/needs/{permits}/").content.decode()
    browser.post(f"/needs/{permits}/step-back", {"authority": "camden"})
    assert Support.objects.get().until is not None
    assert withdrawn_behind("camden", by=member_of("camden")) == ()


def test_a_council_is_shown_what_was_withdrawn_until_it_has_declared_it(
    declare, django_assert_num_queries
):
    camden = member_of("camden", "lead")
    for title in ("Permits 100%", "Skips", "Trees"):
        ref = declare(title=title)
        support(ref)
        if title != "Trees":
            withdraw(ref)
    declare("camden", title="permits 100%")
    declare("camden", title="Skips of others")
    with django_assert_num_queries(2):
        found = withdrawn_behind("camden", by=camden)
    assert [(each.title, each.council_name) for each in found] == [("Skips", "Leeds")]
    assert withdrawn_behind("leeds", by=LEEDS_LEAD) == ()


def test_what_the_network_alone_sees_is_left_behind_for_its_people_alone(declare):
    ref = declare(visibility="network")
    support(ref)
    withdraw(ref)
    shown = [withdrawn_behind("camden", by=by) for by in (member_of("camden"), Actor("anonymous"))]
    assert [len(each) for each in shown] == [1, 0]
