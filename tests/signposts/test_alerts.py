"""Whoever follows something hears of it, once a period, and stops in one step."""

import email
import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from email.policy import default

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from commonworks.integrations.smtp.carrier import Smtp
from commonworks.kernel import encryption
from commonworks.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.ports import SYSTEM, Actor
from commonworks.post import jobs as post
from commonworks.post import ports
from commonworks.post.models import Message
from commonworks.signposts import commands as cards
from commonworks.signposts import jobs
from commonworks.signposts.commands import alerts as commands
from commonworks.signposts.commands import follows
from commonworks.signposts.models import Alert, Card, Digest, Follow, News
from commonworks.signposts.policies.periods import period_start
from commonworks.signposts.queries import follows as queries
from commonworks.signposts.queries.follows import What
from tests.actors import NOON
from tests.integrations.mailserver import receiving
from tests.signposts.conftest import announce, card

councils = pytest.mark.usefixtures("councils")
TOMORROW = NOON + timedelta(days=1)
ANYBODY = Actor("anonymous")


def follow(by: Actor, frequency: str = "daily", **what: str) -> str:
    what = what or {"card": "need.1"}
    at = NOON - timedelta(days=1)
    return follows.follow(what=What.of(what), frequency=frequency, by=by, at=at)


def match() -> None:
    while commands.match_next(by=SYSTEM, at=NOON):
        pass


def hear(at: datetime = TOMORROW) -> list[tuple[str, str, str, str]]:
    """Every mail there is after a round of the worker: to, subject, body, where to unsubscribe."""
    match()
    for send in (jobs.send_immediate, jobs.send_daily, jobs.send_weekly):
        send(at)
    return [opened(row) for row in Message.objects.order_by("queued_at", "ref")]


def opened(row: Message) -> tuple[str, str, str, str]:
    seal = encryption.seal_of(row.ref)
    names = ("recipient", "subject", "body", "unsubscribe")
    return tuple(seal.open(name, getattr(row, name)) for name in names)


def stop_token() -> str:
    return queries.token_of(str(Digest.objects.get().ref))


# --- what is heard ----------------------------------------------------------------------------


@councils
@pytest.mark.parametrize(
    "what",
    [
        {"card": "need.1"},
        {"kind": "need"},
        {"authority": "leeds"},
        {"region": "yorkshire-and-the-humber"},
        {"service_code": "1170"},
        {"words": "permit waiting"},
        {"words": "permits", "kind": "need", "authority": "leeds"},
    ],
)
def test_news_reaches_whoever_follows_what_it_is_about(person, what):
    card(text="Residents are waiting for a permit.")
    follow(person("lead"), **what)
    announce("need.1", "Camden joined")
    (mail,) = hear()
    assert mail[:2] == (
        "lead@leeds.example",
        "Parking permits take too long: Camden joined",
    )


@councils
@pytest.mark.parametrize(
    "what",
    [
        {"kind": "factory"},
        {"authority": "camden"},
        {"region": "wales"},
        {"words": "housing"},
        {"words": "permit", "kind": "factory"},
    ],
)
def test_news_of_something_else_does_not(person, what):
    card()
    follow(person("lead"), **what)
    announce("need.1")
    assert hear() == []


@councils
def test_somebody_whose_follows_fit_twice_hears_once_and_as_soon_as_the_soonest(person):
    card()
    lead = person("lead")
    follow(lead, "weekly", kind="need"), follow(lead, "immediate", card="need.1")
    announce("need.1")
    match()
    assert list(Alert.objects.values_list("frequency", flat=True)) == ["immediate"]


@councils
def test_one_mail_holds_all_news_of_a_period_and_there_is_none_without_news(person):
    card(), card("need.2", title="Housing lists")
    follow(person("lead"), kind="need")
    for ref, headline in (("need.2", "One"), ("need.1", "Two"), ("need.2", "Three")):
        announce(ref, headline)
    (mail,) = hear()
    assert mail[1] == "3 things that are new on Commonworks"
    assert re.findall(r"^(?:- )?(Housing lists|Parking .*|One|Two|Three)$", mail[2], re.M) == [
        *("Housing lists", "One", "Three", "Parking permits take too long", "Two"),
    ]
    for day in range(1, 20):
        assert len(hear(TOMORROW + timedelta(days=day))) == 1


@councils
def test_nobody_hears_of_what_was_before_they_followed(person):
    card()
    announce("need.1", at=NOON - timedelta(days=3))
    follow(person("lead"))
    assert hear() == []


@councils
def test_late_news_waits_for_the_next_period_so_that_there_is_one_mail_in_each(person):
    card()
    follow(person("lead"))
    announce("need.1", "Early")
    assert len(hear(TOMORROW)) == 1
    announce("need.1", "Late")
    assert len(hear(TOMORROW + timedelta(hours=10))) == 1
    assert len(hear(TOMORROW + timedelta(days=1))) == 2


@councils
def test_a_worker_that_dies_while_it_sends_has_sent_nothing_and_the_next_sends_once(person):
    card()
    follow(person("lead"))
    announce("need.1")
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        match()
        raise KeyboardInterrupt
    assert Alert.objects.count() == 0
    match()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        commands.send_digests(frequency="daily", by=SYSTEM, at=TOMORROW)
        raise KeyboardInterrupt
    assert (Message.objects.count(), Digest.objects.count()) == (0, 0)
    assert (len(hear()), len(hear())) == (1, 1)


@councils
def test_the_database_refuses_a_second_digest_of_a_period():
    digest = {"person": "a", "frequency": "daily", "period": NOON, "queued_at": NOON}
    Digest.objects.create(**digest)
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(**digest)


@councils
def test_ten_thousand_followers_are_served_in_batches_that_cost_the_same(
    person, django_assert_num_queries, django_assert_max_num_queries, monkeypatch
):
    card()
    announce("need.1")
    before = NOON - timedelta(days=1)
    Follow.objects.bulk_create(
        [Follow(person=f"p-{n}", card="need.1", since=before) for n in range(10_000)]
    )
    with django_assert_max_num_queries(100):  # SQLite takes some 140 rows with a statement
        commands.match_next(by=SYSTEM, at=NOON)
    assert Alert.objects.count() == 10_000
    monkeypatch.setattr(commands.letters, "write_to", lambda **_: True)
    costs = []
    for _ in range(2):
        with django_assert_num_queries(204):  # four, and two for each of a hundred people
            costs.append(commands.send_digests(frequency="daily", by=SYSTEM, at=TOMORROW))
    assert (costs, Alert.objects.filter(done=False).count()) == ([100, 100], 9_800)


# --- follow, change, stop ---------------------------------------------------------------------


@councils
def test_following_twice_is_following_once_with_the_latest_frequency(person):
    card()
    lead = person("lead")
    assert follow(lead, "daily") == follow(lead, "weekly")
    assert list(Follow.objects.values_list("frequency", flat=True)) == ["weekly"]


@councils
@pytest.mark.parametrize(
    "what",
    [
        {"card": "need.9"},
        {"kind": "unicorn"},
        {"authority": "atlantis"},
        {"region": "x"},
        {"none": ""},
    ],
)
def test_nobody_follows_what_is_not_there(person, what):
    with pytest.raises(Missing, match="nothing like that to follow"):
        follow(person("lead"), **what)


@councils
def test_a_stranger_follows_nothing_and_nobody_follows_without_end(person, monkeypatch):
    card()
    with pytest.raises(NotAllowed):
        follow(ANYBODY)
    with pytest.raises(Invalid):
        follow(person("lead"), "hourly")
    monkeypatch.setattr(follows, "MOST", 1)
    follow(person("lead"))
    with pytest.raises(Conflict, match="Stop following"):
        follow(person("lead"), kind="need")


@councils
def test_stopping_twice_is_stopping_once_and_another_cannot_stop_it(person):
    card()
    lead, other = person("lead"), person("member")
    ref = follow(lead)
    follows.stop(ref=ref, by=other, at=NOON)
    assert Follow.objects.count() == 1
    follows.stop(ref=ref, by=lead, at=NOON), follows.stop(ref=ref, by=lead, at=NOON)
    assert (
        Follow.objects.count(),
        Event.objects.filter(name="signposts.follow.ended").count(),
    ) == (*(0, 1),)


@councils
def test_what_waits_when_somebody_pauses_is_not_sent(person):
    card()
    lead = person("lead")
    ref = follow(lead)
    announce("need.1")
    match()
    follows.change(ref=ref, frequency="daily", paused=True, by=lead, at=NOON)
    announce("need.1", "Another")
    assert hear() == []
    with pytest.raises(Missing):
        follows.change(ref=ref, frequency="daily", paused=False, by=person("member"), at=NOON)


@councils
def test_one_click_stops_the_mail_it_came_with_and_a_second_changes_nothing(client, person):
    card()
    lead = person("lead")
    follow(lead), follow(lead, "weekly", kind="factory")
    announce("need.1")
    ((*_, address),) = hear()
    path = address.removeprefix("http://127.0.0.1:8000")
    shown = client.get(path)
    assert (shown.status_code, Follow.objects.filter(paused=True).count()) == (200, 0)
    for _ in range(2):  # as a mailbox provider posts it: no cookie, no CSRF token
        done = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, list(paused())) == (200, [("daily", True), ("weekly", False)])
    assert Event.objects.filter(name="signposts.mail.stopped").count() == 1


def paused():
    return Follow.objects.order_by("frequency").values_list("frequency", "paused")


@councils
def test_a_link_that_somebody_made_up_stops_nothing(client, person):
    card()
    follow(person("lead"))
    announce("need.1")
    hear()
    digest = str(Digest.objects.get().ref)
    for wrong in (digest, f"{digest}:x", "x"):
        assert client.post(f"/alerts/stop/{wrong}").status_code == 404
    assert Follow.objects.filter(paused=True).count() == 0


@councils
def test_a_digest_carries_the_headers_of_rfc_8058(person, settings):
    settings.COMMONWORKS_ADDRESS = "https://commonworks.example"
    card()
    follow(person("lead"))
    announce("need.1")
    hear()
    before = list(ports._carrier)
    with receiving() as mailbox:
        ports.provide(lambda: Smtp.at(mailbox.url, sender="alerts@commonworks.example"))
        post.send_next(TOMORROW)
    ports._carrier[:] = before
    got = email.message_from_bytes(mailbox.taken[0], policy=default)
    assert (got["List-Unsubscribe"], got["List-Unsubscribe-Post"]) == (
        f"<https://commonworks.example/alerts/stop/{stop_token()}>",
        "List-Unsubscribe=One-Click",
    )


@councils
def test_in_clear_neither_an_address_nor_a_link_that_acts_is_anywhere(person):
    card()
    follow(person("lead"))
    announce("need.1")
    hear()
    tables = (Card, News, Follow, Alert, Digest, Event, Message)
    everything = "".join(str(list(table.objects.values())) for table in tables)
    assert [word for word in ("leeds.example", stop_token()) if word in everything] == []


@councils
def test_what_somebody_follows_costs_the_same_however_much(person, django_assert_num_queries):
    lead = person("lead")
    for number in range(10):
        follow(lead, card=card(f"need.{number}"))
    follow(lead, authority="leeds")
    with django_assert_num_queries(3):
        assert len(queries.following(by=lead)) == 11


# --- pages ------------------------------------------------------------------------------------


@councils
def test_a_search_is_followed_changed_and_stopped_on_pages(sign_in, person):
    browser = sign_in(person("lead"))
    asked = browser.get("/alerts/follow?words=Permits&kind=need")
    assert "Needs, “permits”" in asked.content.decode()
    browser.post("/alerts/follow?words=Permits&kind=need", {"frequency": "weekly"})
    followed = Follow.objects.get()
    assert (followed.words, followed.kind, followed.frequency) == ("permits", "need", "weekly")
    page = browser.get("/alerts/").content.decode()
    assert ("Needs, “permits”" in page, "Once a week" in page) == (True, True)
    browser.post(f"/alerts/{followed.ref}/", {"frequency": "daily", "paused": "yes"})
    assert list(paused()) == [("daily", True)]
    browser.post(f"/alerts/{followed.ref}/stop")
    assert Follow.objects.count() == 0


@councils
def test_following_by_a_link_alone_changes_nothing(sign_in, person):
    card()
    sign_in(person("lead")).get("/alerts/follow?card=need.1&frequency=daily")
    assert Follow.objects.count() == 0


@councils
def test_a_council_can_be_followed_on_its_page(client):
    page = client.get("/organisations/leeds/").content.decode()
    assert "/alerts/follow?authority=leeds" in page


@councils
def test_a_button_says_whether_one_follows_already(person, django_assert_num_queries):
    from commonworks.signposts.queries import follow_button

    card()
    lead = person("lead")
    assert follow_button(ref="need.1", by=lead).following == ""
    ref = follow(lead)
    with django_assert_num_queries(2):
        assert follow_button(ref="need.1", by=lead).following == ref
    assert follow_button(ref="need.9", by=lead) is None


# --- periods ----------------------------------------------------------------------------------

MOMENTS = st.integers(1_577_836_800, 2_051_222_400).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@settings(max_examples=300, deadline=None)
@given(MOMENTS, st.sampled_from(["immediate", "daily", "weekly"]))
def test_every_moment_lies_in_one_period_that_begins_before_it(at, frequency):
    longest = {"immediate": 300, "daily": 25 * 3600, "weekly": (7 * 24 + 1) * 3600}
    start = period_start(frequency, at)
    assert 0 <= (at - start).total_seconds() < longest[frequency]
    assert period_start(frequency, start) == start
    assert period_start(frequency, start - timedelta(seconds=1)) < start


@settings(max_examples=200, deadline=None)
@given(MOMENTS)
def test_a_period_begins_at_seven_by_clocks_in_the_uk_and_a_week_on_monday(at):
    from django.utils.timezone import localtime

    day, week = (localtime(period_start(each, at)) for each in ("daily", "weekly"))
    assert (day.hour, day.minute, week.hour, week.weekday()) == (7, 0, 7, 0)


@pytest.mark.parametrize(
    ("at", "hours"),
    [(datetime(2026, 3, 29, 12, tzinfo=UTC), 23), (datetime(2026, 10, 25, 12, tzinfo=UTC), 25)],
)
def test_the_day_of_a_clock_change_has_one_digest_and_its_own_length(at, hours):
    """British Summer Time begins and ends: the periods before and after still meet."""
    this = period_start("daily", at)
    assert this - period_start("daily", this - timedelta(seconds=1)) == timedelta(hours=hours)


def test_what_is_followed_reads_the_same_back_from_its_address():
    from urllib.parse import parse_qsl

    what = What.of({"words": "Parking  PERMITS", "kind": "need", "other": "x"})
    assert What.of(dict(parse_qsl(what.query))) == what
    assert asdict(what)["words"] == "parking permits"


@councils
def test_what_is_said_of_two_cards_at_once_with_one_link_is_heard_once(person):
    ada = person("lead")
    for ref in ("need.1", "need.2"):
        card(ref)
        cards.announce(ref=ref, headline="Carried", link="/m/1", by=SYSTEM, at=NOON)
    follow(ada, card="need.1")
    follow(ada, card="need.2", frequency="immediate")
    match()
    assert list(Alert.objects.values_list("news__card", "frequency")) == [("need.2", "immediate")]


@councils
def test_the_same_words_about_two_things_are_two_pieces_of_news(person):
    ada = person("lead")
    for ref in ("need.1", "need.2"):
        card(ref)
        announce(ref, "Not confirmed")
        follow(ada, card=ref)
    match()
    assert Alert.objects.count() == 2
