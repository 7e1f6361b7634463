"""A file of what a council runs: read as people send it, checked whole, written whole or not."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client

from commonworks.config import cli
from commonworks.kernel.errors import Invalid, NotAllowed
from commonworks.kernel.models import Event
from commonworks.needs.commands.estate_import import import_systems
from commonworks.needs.models.estate import System
from commonworks.needs.policies import estate_rows
from commonworks.needs.policies.systems import Notice
from commonworks.needs.queries import systems as queries
from commonworks.network.commands import people
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM
from tests.actors import NOON, member_of
from tests.needs.estates import LEAD, NOBODY, council, lists

pytestmark = pytest.mark.django_db
HEAD = "Reference,System,Supplier,Used for,Services,Contract ends,Notice period,Cost a year\n"
ROWS = (
    'C-1,Kerbside,Acme Systems Ltd,Parking,564; 565,2026-09-30,3 months,"£42,000"\n'
    "C-2,Ledger,,Finance,,31/03/2027,,\n"
)


@pytest.fixture(autouse=True)
def councils(leeds):
    council("york")


def imported(text, by=LEAD, at=NOON, **more):
    rows = estate_rows.sheet_of(
        text if isinstance(text, bytes) else text.encode(), "systems.csv"
    ).rows
    return import_systems(council="leeds", rows=rows, by=by, at=at, **more)


def problems(text):
    report = imported(text)
    assert (report.written, System.objects.count()) == (False, 0)
    return [(each.line, each.column, each.message) for each in report.problems]


def entry(own_ref="C-1"):
    return queries.editable(System.objects.get(own_ref=own_ref).ref, by=LEAD)[0]


def test_a_file_is_what_a_person_could_have_typed():
    report = imported(HEAD + ROWS)
    assert (report.written, report.added, report.unchanged) == (True, ("Kerbside", "Ledger"), 0)
    said = entry()
    assert (said.contract_end, said.notice, said.services, said.cost, said.cost_band) == (
        *(date(2026, 9, 30), Notice(3, "months")),
        *(("564", "565"), 4_200_000, "30k-100k"),
    )
    assert entry("C-2").contract_end == date(2027, 3, 31)


def test_the_same_file_again_changes_nothing_and_renews_all():
    imported(HEAD + ROWS)
    events = Event.objects.count()
    report = imported(HEAD + ROWS, at=NOON + timedelta(days=9))
    assert (report.added, report.changed, report.unchanged) == ((), (), 2)
    assert (Event.objects.count(), System.objects.get(own_ref="C-2").edition) == (events, 1)
    assert System.objects.get(own_ref="C-2").good_until == date(2026, 9, 10)


def test_a_column_that_is_there_is_the_truth_and_one_that_is_not_changes_nothing():
    imported(HEAD + ROWS)
    report = imported("reference,system,supplier\nC-1,Kerbside Plus,\n")
    said = entry()
    assert (report.changed, report.unchanged) == (("Kerbside Plus",), 0)
    assert (said.supplier, said.cost, said.contract_end) == ("", 4_200_000, date(2026, 9, 30))


def test_a_dry_run_says_the_same_and_writes_nothing():
    report = imported(HEAD + ROWS, dry_run=True)
    assert (report.written, report.added, System.objects.count()) == (
        *(False, ("Kerbside", "Ledger")),
        0,
    )


def test_an_entry_without_a_reference_is_known_by_its_name():
    ref = lists()
    report = imported("System,Used for\nKERBSIDE,Permits\n")
    assert (report.changed, queries.system(ref, by=NOBODY).line.purpose) == (
        ("KERBSIDE",),
        "Permits",
    )


def test_what_a_council_downloads_it_can_import_unchanged():
    lists(cost=4_200_000, own_ref="C-1", supplier="@Home")
    lists(name="Ledger", own_ref="C-2", contract_end=None, notice=None, cost_band="")
    client = signed_in()
    file = client.get("/estate/councils/leeds/?format=csv").content
    report = imported(file)
    assert (report.problems, report.added, report.changed, report.unchanged) == ((), (), (), 2)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("C-1,,,,,,,", "system", "Enter the name of the system."),
        ("C-1,=1+1,,,,,,", "system", "This begins like a formula of a spreadsheet."),
        ("C-1,A,,,parking,,,", "services", "“parking” is no service of the official list"),
        ("C-1,A,,,,soon,,", "contract ends", "“soon” is not a day. Write it like 2027-03-31"),
        ("C-1,A,,,,30/02/2027,,", "contract ends", "“30/02/2027” is not a day."),
        ("C-1,A,,,,,a while,", "notice period", "“a while” is no period."),
        ("C-1,A,,,,,,lots", "cost a year", "Enter an amount in pounds, like 12.50."),
        (f"C-1,{'x' * 121},,,,,,", "system", "This must be 120 characters or fewer."),
        ("C-1,A,,", "(all)", "The row has not as many cells as there are columns."),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_column(row, column, said):
    good = "C-0,Ledger,,,,,,\n"
    [(line, where, why)] = problems(HEAD + good + row + "\n")
    assert (line, where, why[: len(said)]) == (3, column, said)


def test_one_reference_twice_in_a_file_is_refused():
    [(line, column, why)] = problems(HEAD + "C-1,A,,,,,,\nC-1,B,,,,,,\n")
    assert (line, column, why[:25]) == (3, "reference", "This is on line 2 already")


def test_every_fault_is_told_at_once():
    assert [line for line, _, _ in problems(HEAD + "C-1,A,,,,soon,,\nC-2,,,,,,,x\n")] == [2, 3, 3]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(codec):
    imported((HEAD + "C-1,Café,,,,,,\n").encode(codec))
    assert entry().name == "Café"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + bytes(40), "NUL character"),
        (b"Name\nKerbside\n", "lacks these columns: system"),
        (b"System,Colour\nKerbside,red\n", "columns that we do not know: colour"),
        (b"System\n" + b"A\n" * 100_000, "has more than 2,000 rows"),
        (b"System\n" + b"x" * 50_001, "Line 2 of systems.csv is not CSV: field larger than"),
    ],
)
def test_what_is_no_such_file_is_refused_whole(data, said):
    with pytest.raises(Invalid, match=said):
        imported(data)
    assert System.objects.count() == 0


def test_nobody_imports_for_another_council():
    with pytest.raises(NotAllowed):
        imported(HEAD + ROWS, by=member_of("york", "lead"))


def test_a_file_brings_back_what_was_archived_or_retired():
    from commonworks.needs.commands.systems import retire_system

    imported(HEAD + ROWS)
    retire_system(ref=System.objects.get(own_ref="C-1").ref, by=LEAD, at=NOON)
    report = imported(HEAD + ROWS)
    assert (report.changed, report.unchanged) == (("Kerbside",), 1)
    assert System.objects.get(own_ref="C-1").state == "running"


def signed_in():
    ref = people.admit(
        email="lead@leeds.example",
        name="Lead",
        organisation="leeds",
        roles=["lead"],
        by=SYSTEM,
        at=NOON,
    )
    client = Client(enforce_csrf_checks=False)
    client.force_login(Person.objects.get(ref=ref))
    return client


def sent(client, text, what="check", name="systems.csv"):
    file = BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return client.post("/estate/councils/leeds/import", {"file": file, "what": what})


def test_a_page_checks_a_file_first_and_then_imports_it():
    client = signed_in()
    checked = sent(client, HEAD + ROWS)
    assert (checked.status_code, System.objects.count()) == (200, 0)
    assert "It would add 2, change 0 and leave 0 as they are." in checked.content.decode()
    done = sent(client, HEAD + ROWS, "import")
    assert (done.status_code, done["Location"], System.objects.count()) == (
        *(302, "/estate/councils/leeds/"),
        2,
    )


def test_a_page_says_what_is_wrong_with_a_file():
    client = signed_in()
    faulty = sent(client, HEAD + "C-1,A,,,,soon,,\n", "import")
    assert (faulty.status_code, System.objects.count()) == (422, 0)
    assert "“soon” is not a day" in faulty.content.decode()
    for data, said in (
        (b"", "The file is empty"),
        (b"PK\x03\x04\0\0", "NUL character"),
        (b"x" * 5_000_001, "The file must be smaller than 5MB"),
    ):
        answer = sent(client, data)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_a_file_without_the_token_of_its_page_is_refused():
    client = signed_in()
    client.handler.enforce_csrf_checks = True
    assert sent(client, HEAD + ROWS, "import").status_code == 403
    assert System.objects.count() == 0


def test_the_template_has_the_columns_that_an_import_reads():
    file = Client().get("/estate/template.csv").content
    header = file.decode("utf-8-sig").strip().lower().split(",")
    assert sorted(header) == sorted(estate_rows.COLUMNS)


def test_the_command_line_imports_too(tmp_path, capsys):
    file = tmp_path / "systems.csv"
    file.write_text(HEAD + ROWS)
    assert cli.main(["import", "estate", str(file), "--council", "leeds", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["written"], told["added"]) == (True, ["Kerbside", "Ledger"])
