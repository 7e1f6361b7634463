"""What a system costs is the council's own: it stands nowhere that anybody else can read."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import localdate

from commonworks.kernel.models import Event
from commonworks.needs.commands import systems
from commonworks.needs.models.estate import System, SystemEdit
from commonworks.needs.queries import systems as queries
from commonworks.needs.queries.narrowing import Narrowed
from commonworks.network.commands import people
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM
from commonworks.signposts.models import Card
from tests.actors import NOON, member_of
from tests.needs.estates import (
    LEAD,
    NOBODY,
    PERMITS,
    STEWARD,
    TODAY,
    VENDOR,
    council,
    lists,
    supplier,
)

pytestmark = pytest.mark.django_db
CANARY = 4_271_993  # pence; no other figure in here has these digits
WRITTEN = ("4271993", "42719.93", "42,719.93")
BAND = "£30,000 to £99,999"


@pytest.fixture(autouse=True)
def councils(leeds):
    council("york")
    supplier()


@pytest.fixture
def system():
    # Today on the wall, not in the tests: the pages know no other, and the feed looks ahead.
    ref = lists(cost=CANARY, band_seen_by="council", contract_end=localdate())
    entry, edition = queries.editable(ref, by=LEAD)
    changed = replace(entry, cost=CANARY + 100_000)
    systems.change_system(ref=ref, entry=changed, edition=edition, by=LEAD, at=NOON)
    back = replace(entry, purpose="Permits")
    at = NOON + timedelta(hours=1)
    systems.change_system(ref=ref, entry=back, edition=edition + 1, by=LEAD, at=at)
    return ref


def signed_in(organisation, role):
    ref = people.admit(
        email=f"{role}@{organisation}.example",
        name=role,
        organisation=organisation,
        roles=[role],
        by=SYSTEM,
        at=NOON,
    )
    client = Client()
    client.force_login(Person.objects.get(ref=ref))
    return client


def pages(ref):
    return [
        "/estate/",
        *(f"/estate/?format={kind}" for kind in ("csv", "json", "xlsx")),
        "/estate/councils/leeds/",
        *(f"/estate/councils/leeds/?format={kind}" for kind in ("csv", "json")),
        f"/estate/systems/{ref}/",
        "/estate/calendar",
        "/estate/calendar.ics",
        "/estate/overlaps",
        "/api/v1/estate",
        f"/api/v1/estate/{ref}",
        "/organisations/leeds/",
    ]


def test_no_cost_stands_in_any_table_as_it_was_typed(system):
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said = repr([tuple(map(_plain, row)) for row in cursor.fetchall()])
            assert [text for text in WRITTEN if text in said] == [], table


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def test_no_event_card_or_history_tells_of_the_cost_or_its_band(system):
    told = [
        *Event.objects.filter(subject=f"system.{system}").values_list("item", "ids"),
        *SystemEdit.objects.values_list("changes", flat=True),
        *Card.objects.filter(kind="system").values_list("title", "text", "facts", "state"),
    ]
    said = json.dumps([str(each) for each in told], ensure_ascii=False)
    assert [text for text in (*WRITTEN, "cost", "band", "30k") if text in said] == []


@pytest.mark.parametrize(
    ("organisation", "role"),
    [
        ("", ""),
        ("york", "lead"),
        ("acme", "supplier"),
        ("leeds", "caseworker"),
        ("commonworks", "steward"),
    ],
)
def test_nobody_else_reads_it_on_any_page_or_in_any_file(system, organisation, role, caplog):
    if organisation == "commonworks":
        council("commonworks", type="convening-body")
    client = signed_in(organisation, role) if organisation else Client()
    for page in pages(system):
        answer = client.get(page)
        body = answer.content
        assert answer.status_code == 200, page
        assert [text for text in WRITTEN if text.encode() in body] == [], page
    assert [text for text in WRITTEN if text in caplog.text] == []


def test_the_councils_own_people_read_it(system):
    assert queries.system(system, by=LEAD).cost == CANARY
    finance = signed_in("leeds", "finance")
    assert "£42,719.93" in finance.get(f"/estate/systems/{system}/").content.decode()
    assert "42719.93" in finance.get("/estate/councils/leeds/?format=csv").content.decode()


@pytest.mark.parametrize(
    ("seen_by", "nobody", "york", "vendor", "own"),
    [
        ("public", BAND, BAND, BAND, BAND),
        ("network", "", BAND, "", BAND),
        ("council", "", "", "", BAND),
    ],
)
def test_the_band_is_seen_by_those_whom_the_council_chose(seen_by, nobody, york, vendor, own):
    lists(band_seen_by=seen_by)
    seen = [
        queries.found(Narrowed(), by=by, today=TODAY).lines[0].band_name
        for by in (NOBODY, member_of("york"), VENDOR, member_of("leeds", "caseworker"))
    ]
    assert seen == [nobody, york, vendor, own]


def test_a_supplier_with_another_role_is_a_supplier_still():
    lists(band_seen_by="network")
    for role in ("administrator", "member"):
        found = queries.found(Narrowed(), by=member_of("acme", role), today=TODAY)
        assert found.lines[0].band == ""


def test_a_steward_is_told_the_band_of_the_network_and_no_cost():
    council("commonworks", type="convening-body")
    page = queries.system(lists(cost=CANARY), by=STEWARD)
    assert (page.line.band_name, page.cost) == (BAND, None)


def test_a_cost_says_its_band_whatever_was_chosen():
    ref = lists(cost=99_999_999, cost_band="under-10k")
    assert System.objects.get(ref=ref).cost_band == "250k-1m"


def test_a_changed_cost_is_a_change_without_saying_what():
    ref = lists(cost=CANARY)
    entry, edition = queries.editable(ref, by=LEAD)
    other = replace(entry, cost=CANARY + 1)
    systems.change_system(ref=ref, entry=other, edition=edition, by=LEAD, at=NOON)
    assert [each.changes for each in queries.system(ref, by=NOBODY).edits] == [{}, {}]
    assert queries.system(ref, by=LEAD).cost == CANARY + 1


def test_a_cost_that_is_emptied_is_gone():
    ref = lists(cost=CANARY)
    entry, edition = queries.editable(ref, by=LEAD)
    systems.change_system(
        ref=ref, entry=replace(entry, cost=None), edition=edition, by=LEAD, at=NOON
    )
    assert (System.objects.get(ref=ref).cost, queries.system(ref, by=LEAD).cost) == (None, None)


def test_an_entry_without_a_cost_needs_no_key():
    assert queries.system(lists(entry=PERMITS), by=LEAD).cost is None
