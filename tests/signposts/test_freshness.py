"""Owners are asked once, answer once, and silence is taken slowly for an answer."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from commonworks.kernel import encryption
from commonworks.kernel.errors import Conflict, Gone, Invalid, Missing, NotAllowed
from commonworks.kernel.models import DataKey, Event
from commonworks.network.commands import people
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM, Actor
from commonworks.post.models import Message
from commonworks.signposts import handlers, jobs
from commonworks.signposts.commands import ageing, freshness, owners, take_down
from commonworks.signposts.models import Card, Entry, News, Question
from commonworks.signposts.policies.freshness import ARCHIVE_AFTER
from commonworks.signposts.queries import freshness as queries
from tests.actors import NOON
from tests.signposts.conftest import card, keep

pytestmark = pytest.mark.usefixtures("councils")
UNTIL = date(2026, 6, 1)
DUE = NOON.replace(month=5, day=18)  # a fortnight before
NOBODY = Actor("anonymous")


def letters() -> list[tuple[str, str, str]]:
    rows = Message.objects.order_by("queued_at", "ref")
    return [
        tuple(
            encryption.seal_of(row.ref).open(name, getattr(row, name))
            for name in ("recipient", "subject", "body")
        )
        for row in rows
    ]


def tokens() -> list[str]:
    return [token for _, _, body in letters() for token in re.findall(r"/fresh/(\S+)", body)]


def asked(person, ref="need.1", **said) -> str:
    """An entry of Leeds whose owner has been asked; answers the token in the letter."""
    keep(card(ref, **said), person("lead"), UNTIL)
    jobs.ask_owners(DUE)
    return tokens()[-1]


def say(token: str, answer: str, at: datetime = DUE) -> str:
    return freshness.answer(token=token, answer=answer, by=NOBODY, at=at)


def stands() -> tuple[str, str, date]:
    entry = Entry.objects.get()
    found = Card.objects.get()
    assert (found.standing, found.good_until) == (entry.state, entry.until)
    return entry.state, found.standing, entry.until


def test_nobody_is_asked_before_the_time_comes(person):
    keep(card(), person("lead"), UNTIL)
    jobs.ask_owners(DUE - timedelta(days=1))
    assert letters() == []


def test_an_owner_gets_one_letter_about_all_entries_and_one_reminder(person):
    owner = person("lead")
    for number in range(3):
        keep(card(f"need.{number}", title=f"Need {number}"), owner, UNTIL)
    for day in range(60):  # every hour's round of two months
        jobs.ask_owners(DUE + timedelta(days=day))
    assert [(to, subject) for to, subject, _ in letters()] == [
        ("lead@leeds.example", "Are these 3 entries still true?"),
        ("lead@leeds.example", "Are these 3 entries still true?"),
    ]
    assert [message.queued_at.date() for message in Message.objects.order_by("queued_at")] == [
        date(2026, 5, 18),
        date(2026, 5, 29),
    ]


def test_of_a_token_only_the_hash_is_kept(person):
    token = asked(person)
    kept = Question.objects.values_list("token_sha256", flat=True).get()
    assert (len(kept), token in kept, token in str(list(Event.objects.values()))) == (
        *(64, False),
        False,
    )


def test_a_worker_that_dies_while_it_asks_has_asked_nobody_and_the_next_asks_once(person):
    keep(card(), person("lead"), UNTIL)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        freshness.ask_next(by=SYSTEM, at=DUE)
        raise KeyboardInterrupt
    assert (Message.objects.count(), Question.objects.count()) == (0, 0)
    jobs.ask_owners(DUE), jobs.ask_owners(DUE)
    assert (Message.objects.count(), Question.objects.count()) == (1, 1)


def test_still_true_renews_an_entry_for_as_long_as_it_was_good(person):
    token = asked(person)
    assert say(token, "true") == "/needs/1/"
    assert stands() == ("fresh", "fresh", DUE.date() + (UNTIL - NOON.date()))
    event = Event.objects.get(name="signposts.entry.confirmed")
    assert (event.subject, event.by, event.item) == (
        "need.1",
        Entry.objects.get().owner,
        '{"answer":"true","ref":"need.1","until":"2026-08-17"}',
    )


def test_changed_gives_a_fortnight_and_one_more_letter(person):
    say(asked(person), "changed", at=DUE + timedelta(days=10))
    assert stands() == ("fresh", "fresh", date(2026, 6, 11))
    for day in range(10, 24):
        jobs.ask_owners(DUE + timedelta(days=day))
    assert len(letters()) == 2


def test_over_archives_and_tells_followers(person):
    say(asked(person), "over")
    assert stands()[0] == "archived"
    assert News.objects.get().headline.startswith("Over:")


def test_a_link_works_once(person):
    token = asked(person)
    say(token, "true")
    with pytest.raises(Gone, match="answered already"):
        say(token, "over")
    assert stands()[0] == "fresh"


def test_a_link_expires_but_not_before_the_entry_is_archived(person):
    token = asked(person)
    last = datetime(2026, 7, 31, 22, 59, tzinfo=DUE.tzinfo)  # a minute to midnight, British time
    assert queries.asked(token, at=last).ref == "need.1"
    with pytest.raises(Gone, match="expired"):
        say(token, "true", at=last + timedelta(minutes=1))


def test_a_renewed_entry_ends_earlier_links(person):
    token = asked(person)
    keep("need.1", person("lead"), UNTIL + timedelta(days=90))
    with pytest.raises(Gone, match="confirmed, changed or given"):
        say(token, "over")


def test_a_link_to_what_was_withdrawn_says_so(person):
    token = asked(person)
    take_down(ref="need.1", by=SYSTEM, at=DUE)
    for look in (lambda: queries.asked(token, at=DUE), lambda: say(token, "true")):
        with pytest.raises(Gone, match="withdrawn or came to its end"):
            look()


def test_a_reminder_and_the_first_letter_are_answered_once_together(person):
    first = asked(person)
    jobs.ask_owners(DUE + timedelta(days=11))
    second = next(token for token in tokens() if token != first)
    say(second, "true", at=DUE + timedelta(days=11))
    with pytest.raises(Gone):
        say(first, "over", at=DUE + timedelta(days=11))


def test_what_is_no_token_or_no_answer_is_refused(person):
    token = asked(person)
    with pytest.raises(Missing):
        say("x" * 43, "true")
    with pytest.raises(Invalid):
        say(token, "perhaps")
    assert Question.objects.get().answer == ""


def test_silence_marks_an_entry_then_archives_it_and_tells_followers(person):
    asked(person)
    jobs.age_entries(NOON.replace(month=6, day=1))
    assert stands()[0] == "fresh"  # good until the first of June, that day included
    jobs.age_entries(NOON.replace(month=6, day=2))
    assert stands()[0] == "stale"
    end = datetime.combine(UNTIL, NOON.timetz()) + timedelta(days=ARCHIVE_AFTER)
    jobs.age_entries(end)
    assert stands()[0] == "stale"
    jobs.age_entries(end + timedelta(days=1)), jobs.age_entries(end + timedelta(days=2))
    assert stands()[0] == "archived"
    told = Event.objects.filter(name__startswith="signposts.entry.").order_by("pk")
    assert [(event.name, event.item) for event in told] == [
        ("signposts.entry.stale", '{"ref":"need.1"}'),
        ("signposts.entry.archived", '{"ref":"need.1"}'),
    ]
    assert [news.headline for news in News.objects.all()] == [ageing.SILENCE]


def test_an_entry_is_not_archived_before_its_owner_had_time_to_answer_a_late_letter(person):
    keep(card(), person("lead"), UNTIL)
    late = NOON.replace(month=12)  # the worker was down for half a year
    jobs.ask_owners(late), jobs.age_entries(late)
    assert (stands()[0], len(letters())) == ("stale", 1)
    jobs.age_entries(late + timedelta(days=30))
    assert stands()[0] == "archived"


def test_an_archived_entry_is_brought_back_by_keeping_it_fresh(person):
    say(asked(person), "over")
    keep("need.1", person("lead"), date(2027, 1, 1))
    assert stands() == ("fresh", "fresh", date(2027, 1, 1))


def test_many_entries_age_in_batches_of_a_fixed_size(person, monkeypatch):
    monkeypatch.setattr(ageing, "A_BATCH", 2)
    owner = person("lead")
    for number in range(3):
        keep(card(f"need.{number}"), owner, UNTIL)
    steps = [ageing.mark_stale(by=SYSTEM, at=NOON.replace(month=7)) for _ in range(3)]
    assert steps == [2, 1, 0]


def leave(who: Actor) -> None:
    people.end_membership(person=who.ref, organisation="leeds", by=SYSTEM, at=NOON)
    for event in Event.objects.filter(name="network.membership.ended", subject=who.ref):
        told = type("Told", (), {"subject": event.subject, "ids": event.ids, "at": event.at})
        handlers.pass_on_entries(told)


def test_the_entries_of_somebody_who_left_fall_to_the_lead_and_old_links_end(person):
    owner, lead = person("member"), person("lead")
    person("administrator")
    keep(card(), owner, UNTIL)
    jobs.ask_owners(DUE)
    leave(owner)
    entry = Entry.objects.get()
    assert (entry.owner, entry.left_on, entry.asked_on) == (lead.ref, NOON.date(), None)
    with pytest.raises(Gone):
        say(tokens()[0], "over")
    jobs.ask_owners(DUE)
    assert sorted(to for to, *_ in letters()) == ["lead@leeds.example", "member@leeds.example"]


def test_without_a_lead_they_fall_to_an_administrator_and_without_anybody_they_wait(person):
    owner = person("member")
    keep(card(), owner, UNTIL)
    leave(owner)
    assert Entry.objects.get().owner == ""
    administrator = person("administrator")
    owners.adopt(organisation="leeds", by=SYSTEM, at=NOON)
    assert Entry.objects.get().owner == administrator.ref


def test_an_owner_who_is_nobody_is_replaced_by_whoever_answers_for_the_council(person):
    lead = person("lead")
    keep(card(), SYSTEM, UNTIL)
    jobs.ask_owners(DUE)
    assert (Entry.objects.get().owner, letters()[0][0]) == (lead.ref, "lead@leeds.example")


def test_those_who_answer_for_a_council_and_the_convener_choose_an_owner_and_nobody_else(person):
    owner, lead, other = person("member"), person("lead"), person("lead", organisation="camden")
    keep(card(), owner, UNTIL)
    convener = person("convener", organisation="commonworks")
    owners.reassign(ref="need.1", owner=lead.ref, by=lead, at=NOON)
    owners.reassign(ref="need.1", owner=owner.ref, by=convener, at=NOON)
    assert Entry.objects.get().owner == owner.ref
    for by in (owner, other):
        with pytest.raises(NotAllowed):
            owners.reassign(ref="need.1", owner=lead.ref, by=by, at=NOON)
    for wrong in (other.ref, "system", "not-a-person"):
        with pytest.raises(Invalid):
            owners.reassign(ref="need.1", owner=wrong, by=lead, at=NOON)
    with pytest.raises(Conflict):
        owners.reassign(ref="need.1", owner=owner.ref, by=lead, at=NOON)


def overview(by, **asked):
    return queries.overview(today=UNTIL, by=by, **asked)


def test_a_council_sees_what_goes_stale_of_its_own_and_the_convener_sees_all(person):
    lead, convener = person("lead"), person("convener", organisation="commonworks")
    keep(card(), lead, UNTIL)
    keep(card("factory.1", authority="camden"), person("lead", organisation="camden"), UNTIL)
    assert [line.ref for line in overview(lead).lines] == ["need.1"]
    found = overview(convener)
    assert (found.total, found.kinds, found.authorities) == (
        2,
        (("factory", "Factories", 1), ("need", "Needs", 1)),
        (("camden", "Camden", 1), ("leeds", "Leeds", 1)),
    )
    with pytest.raises(NotAllowed):
        overview(NOBODY)


def test_names_of_owners_are_for_those_who_may_choose_another(person):
    keep(card(), person("lead"), UNTIL)
    seen = [overview(by).lines[0].owner_name for by in (person("lead"), person("member"))]
    assert seen == ["lead, leeds", ""]


def test_the_overview_costs_six_queries_however_long(person, django_assert_num_queries):
    lead = person("lead")
    for number in range(12):
        keep(card(f"need.{number}"), lead, UNTIL)
    with django_assert_num_queries(6):
        assert len(overview(lead).lines) == 12


def test_where_an_address_is_nobody_else_can_see_it(person):
    """In clear it is with the person alone: not in a card, an event, a queue or a question."""
    asked(person)
    tables = (Card, Entry, Question, News, Event, Message, DataKey)
    everything = "".join(str(list(table.objects.values())) for table in tables)
    assert ("leeds.example" in everything, Person.objects.get().email) == (
        False,
        "lead@leeds.example",
    )


# --- in a browser -----------------------------------------------------------------------------


@pytest.fixture
def today(monkeypatch):
    from commonworks.kernel import clock

    monkeypatch.setattr(clock, "now", lambda: DUE)


def test_opening_the_link_shows_three_answers_and_changes_nothing(client, person, today):
    token = asked(person, title="Parking <b>permits</b>")
    before = (list(Entry.objects.values()), list(Question.objects.values()))
    for _ in range(3):  # as mail scanners do
        page = client.get(f"/fresh/{token}")
        client.head(f"/fresh/{token}")
    assert (list(Entry.objects.values()), list(Question.objects.values())) == before
    text = page.content.decode()
    assert re.findall(r'type="radio" value="(\w+)"', text) == ["true", "changed", "over"]
    assert ("Parking &lt;b&gt;permits" in text, page["Cache-Control"]) == (
        True,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )


def test_a_post_answers_and_a_second_says_that_it_has_been_answered(client, person, today):
    token = asked(person)
    first = client.post(f"/fresh/{token}", {"answer": "changed"}, follow=True)
    assert "Sign in and put “Parking permits take too long” right." in first.content.decode()
    second = client.post(f"/fresh/{token}", {"answer": "over"})
    assert (second.status_code, "answered already" in second.content.decode()) == (410, True)
    assert Entry.objects.get().state == "fresh"


def test_a_post_without_an_answer_says_what_to_do(client, person, today):
    token = asked(person)
    page = client.post(f"/fresh/{token}", {})
    assert "Choose one of the answers" in page.content.decode()
    assert Question.objects.get().answer == ""


def test_an_unknown_link_is_not_found(client, councils):
    assert client.get("/fresh/whatever").status_code == 404


def test_a_lead_hands_an_entry_over_on_the_page(sign_in, person, today):
    lead, member = person("lead"), person("member")
    keep(card(), lead, UNTIL)
    browser = sign_in(lead)
    assert "Choose an owner" in browser.get("/signposts/freshness/").content.decode()
    answer = browser.post("/signposts/freshness/need.1/owner", {"owner": member.ref})
    assert (answer.status_code, Entry.objects.get().owner) == (302, member.ref)
