"""When contracts end: by quarter on a page, and as a calendar that others can read (RFC 5545)."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.test import Client
from django.utils.timezone import localdate
from hypothesis import given, settings
from hypothesis import strategies as st

from commonworks.kernel.errors import Missing
from commonworks.needs.models.estate import System
from commonworks.needs.policies.systems import Notice, notice_by, read_notice
from commonworks.needs.queries import calendar as queries
from commonworks.needs.queries.narrowing import Narrowed
from commonworks.needs.web.estate import icalendar
from commonworks.needs.web.estate.icalendar import Event
from tests.needs.estates import NOBODY, TODAY, council, lists

UNCONFIRMED = "Nobody at the council has confirmed this since 22 May 2026."
LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", re.DOTALL)


@pytest.mark.parametrize(
    ("end", "notice", "by"),
    [
        ("2027-03-31", "3 months", "2026-12-31"),
        ("2027-03-31", "1 month", "2027-02-28"),
        ("2028-03-31", "1 month", "2028-02-29"),
        ("2027-03-01", "12 months", "2026-03-01"),
        ("2027-01-15", "1 year", "2026-01-15"),
        ("2027-03-28", "4 weeks", "2027-02-28"),
        ("2027-04-01", "90 days", "2027-01-01"),
    ],
)
def test_notice_is_given_so_long_before_the_last_day(end, notice, by):
    assert notice_by(date.fromisoformat(end), read_notice(notice)) == date.fromisoformat(by)


def test_without_an_end_or_a_period_there_is_no_such_day():
    assert (notice_by(None, Notice(3, "months")), notice_by(TODAY, None)) == (None, None)


def test_a_calendar_shows_this_quarter_and_the_next_seven():
    names = [queries.quarter_named("", today=date(2026, 11, 22))]
    names += [
        queries.quarter_named(f"{year}-q{n}", today=date(2026, 11, 22))
        for year, n in ((2027, 1), (2028, 3))
    ]
    assert [(each.start, each.end, each.name) for each in names] == [
        (date(2026, 10, 1), date(2026, 12, 31), "2026-q4"),
        (date(2027, 1, 1), date(2027, 3, 31), "2027-q1"),
        (date(2028, 7, 1), date(2028, 9, 30), "2028-q3"),
    ]
    for name in ("2026-q3", "2028-q4", "soon"):
        with pytest.raises(Missing):
            queries.quarter_named(name, today=date(2026, 11, 22))


@pytest.mark.django_db
def test_a_quarter_counts_what_ends_and_what_falls_due_in_it(leeds, django_assert_num_queries):
    first = lists()  # ends 30 September, notice by 30 June
    lists(name="Ledger", contract_end=date(2026, 4, 1), notice=None)
    with django_assert_num_queries(2):
        quarters = queries.quarters(Narrowed(), today=TODAY)
    counts = [(each.ends, each.notices) for each in quarters]
    assert counts == [(0, 0), (1, 1), (1, 0), *[(0, 0)] * 5]
    due = queries.dates(Narrowed(), quarters[1], by=NOBODY, today=TODAY, notices=True)
    assert [line.ref for line in due.lines] == [first]


@pytest.mark.django_db
def test_the_feed_holds_two_days_for_a_contract_and_keeps_to_its_filters(leeds, client):
    council("york")
    end = localdate() + timedelta(days=200)
    ref = lists(name="Kerb; side, \\ Co", contract_end=end)
    lists("york", contract_end=end)
    answer = client.get("/estate/calendar.ics?council=leeds")
    events = read(answer.content.decode())
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert {event["SUMMARY"] for event in events} == {
        "Contract ends: Kerb; side, \\ Co (Leeds City Council)",
        "Give notice by: Kerb; side, \\ Co (Leeds City Council)",
    }
    first = next(event for event in events if event["SUMMARY"].startswith("Contract"))
    assert (first["DTSTART"], first["DTEND"]) == (
        f"{end:%Y%m%d}",
        f"{end + timedelta(days=1):%Y%m%d}",
    )
    assert first["URL"] == f"http://testserver/estate/systems/{ref}/"


@pytest.mark.django_db
def test_the_feed_says_what_nobody_has_confirmed_and_since_when(leeds, client):
    end, since = localdate() + timedelta(days=200), date(2026, 5, 22)
    old, new = lists(name="Old", contract_end=end), lists(name="New", contract_end=end)
    System.objects.filter(ref=old).update(stale=True, good_until=since)
    told = {
        event["URL"].split("/")[-2]: UNCONFIRMED in event["DESCRIPTION"]
        for event in read(client.get("/estate/calendar.ics").content.decode())
    }
    assert told == {old: True, new: False}


@pytest.mark.django_db
def test_an_event_keeps_its_uid_when_its_day_moves_and_is_numbered_on(leeds, client):
    from dataclasses import replace

    from commonworks.needs.commands.systems import change_system
    from commonworks.needs.queries.systems import editable
    from tests.actors import NOON
    from tests.needs.estates import LEAD

    end = localdate() + timedelta(days=200)
    ref = lists(contract_end=end)
    before = read(Client().get("/estate/calendar.ics").content.decode())
    later = replace(editable(ref, by=LEAD)[0], contract_end=end + timedelta(days=40))
    change_system(ref=ref, entry=later, edition=1, by=LEAD, at=NOON)
    after = read(client.get("/estate/calendar.ics").content.decode())
    assert [each["UID"] for each in after] == [each["UID"] for each in before]
    assert len({each["UID"] for each in after}) == 2
    assert [each["SEQUENCE"] for each in after] == ["2", "2"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_text_comes_back_as_it_was_from_lines_of_75_octets(summary, description):
    event = Event("u", TODAY, summary, description, "https://a.example/", STAMP, 1)
    text = icalendar.calendar("A", [event])
    [told] = read(text)
    assert (told["SUMMARY"], told["DESCRIPTION"]) == (plain(summary), plain(description))
    assert told["DTSTAMP"] == "20260302T120000Z"


STAMP = datetime(2026, 3, 2, 12, tzinfo=UTC)


def plain(text: str) -> str:
    """What of a text a calendar can hold: no control characters but tabs and line breaks."""
    text = text.replace("\r\n", "\n")
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c != "\x7f"))


def read(text: str) -> list[dict[str, str]]:
    """The events of a calendar, read by the rules of RFC 5545 and by nothing of ours."""
    assert text.endswith("\r\n")
    physical = text[:-2].split("\r\n")
    assert [line for line in physical if len(line.encode()) > 75 or "\n" in line] == []
    lines: list[str] = []
    for line in physical:
        if line.startswith((" ", "\t")):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    for line in lines[1:-1]:
        name, _parameters, value = LINE.fullmatch(line).groups()
        if name == "BEGIN":
            events.append({})
        elif events and name != "END":
            events[-1][name] = unescaped(value)
    assert all({"UID", "DTSTAMP", "DTSTART"} <= event.keys() for event in events)
    return events


def unescaped(value: str) -> str:
    found = re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], value)
    assert re.sub(r"\\[\\;,nN]", "", value).count("\\") == 0
    return found


@given(st.from_regex(r"[a-z0-9]{1,16}", fullmatch=True))
def test_a_uid_is_what_any_other_program_makes_of_its_name(ref):
    assert icalendar._uid(ref, "end") == str(uuid5(NAMESPACE_URL, f"system.{ref}/end"))
