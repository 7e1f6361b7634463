"""A file of what a council runs: read as people send it, checked whole, written whole or not."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client

from commonworks.config import cli
from commonworks.kernel.errors import Invalid, NotAllowed
from commonworks.kernel.models import Event
from commonworks.needs.commands import systems
from commonworks.needs.commands.estate_import import import_systems
from commonworks.needs.models.estate import System
from commonworks.needs.policies import estate_rows
from commonworks.needs.policies.systems import Notice
from commonworks.needs.queries import systems as queries
from commonworks.network.commands import people
from commonworks.network.models import Code, Person
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


def of_leeds():
    rows = System.objects.filter(council="leeds").order_by("name", "own_ref")
    return list(rows.values_list("own_ref", "name"))


def test_a_file_without_references_means_the_entry_of_that_name():
    imported("reference,system,supplier\nE1,Parking,Acme\n")
    report = imported("system,supplier\nPARKING,Bolt\n")
    assert (report.added, report.changed, of_leeds()) == ((), ("PARKING",), [("E1", "PARKING")])
    assert imported("system,supplier\nPARKING,Bolt\n").unchanged == 1


@pytest.mark.parametrize("file", ["reference,system\nE1,Parking\n", "reference,system\n,Parking\n"])
def test_an_entry_without_a_reference_takes_the_one_it_is_given(file):
    imported("system,supplier\nParking,Acme\n")
    report = imported(file)
    given = "E1" if "E1" in file else ""
    assert (report.added, of_leeds()) == ((), [(given, "Parking")])
    assert [each.columns for each in report.differences] == ([("reference",)] if given else [])
    assert imported(file).unchanged == 1
    assert entry(given).supplier == "Acme"


def test_an_empty_reference_leaves_the_one_that_an_entry_has():
    imported("reference,system\nE1,Parking\n")
    assert imported("reference,system\n,Parking\n").unchanged == 1
    assert of_leeds() == [("E1", "Parking")]


def test_two_references_of_one_name_stay_two_systems():
    file = "reference,system\nE1,Parking\nE2,Parking\n"
    assert imported(file).added == ("Parking", "Parking")
    assert imported(file).unchanged == 2
    assert imported("reference,system\nE3,Parking\n").added == ("Parking",)
    assert of_leeds() == [("E1", "Parking"), ("E2", "Parking"), ("E3", "Parking")]


def refused(file):
    before = of_leeds()
    report = imported(file)
    assert (report.written, of_leeds()) == (False, before)
    return [(each.line, each.column, each.message) for each in report.problems]


def test_a_name_that_several_entries_have_is_refused():
    imported("reference,system\nE1,Parking\nE2,Parking\n")
    assert refused("system\nLedger\nParking\n") == [
        (
            *(3, "system"),
            "Your council lists 2 systems of this name. Give the row the reference of the one that "
            "it means, in a column “reference”. One that has none gets it on its own page.",
        )
    ]


@pytest.mark.parametrize(
    "rows", [("E1,Parking", ",Parking"), (",Parking", "E1,Parking"), (",Parking", ",Parking")]
)
def test_rows_of_one_name_need_references_that_tell_them_apart(rows):
    named = [(3, "system", "This is on line 2 already. Give each a reference of its own.")]
    assert refused("reference,system\n" + "\n".join(rows)) == named


def test_two_references_for_one_entry_without_any_are_refused():
    lists(name="Parking")
    assert refused("reference,system\nE1,Parking\nE2,Parking\n") == [
        (
            *(3, "reference"),
            "Line 2 means the entry that your council lists without a reference. Give that entry "
            "its reference on its own page, then import the file again.",
        )
    ]


def test_one_entry_is_not_meant_by_its_reference_and_by_the_name_it_had():
    imported("reference,system\nE1,Parking\n")
    assert [each[:2] for each in refused("reference,system\nE1,Kerbside\n,Parking\n")] == [
        (3, "reference")
    ]


def test_an_entry_does_not_become_the_twin_of_one_without_a_reference():
    imported("reference,system\nE1,Kerbside\n,Parking\n")
    twin = "Your council lists this system already, without a reference. Change that entry, or"
    [(line, column, why)] = refused("reference,system\nE1,Parking\n")
    assert (line, column, why[: len(twin)]) == (2, "system", twin)
    systems.retire_system(ref=System.objects.get(own_ref="E1").ref, by=LEAD, at=NOON)
    System.objects.filter(own_ref="E1").update(name="Parking", name_key="parking")
    assert [each[:2] for each in refused("reference,system\nE1,Parking\n")] == [(2, "system")]


def test_a_reference_that_is_written_like_a_name_is_none():
    report = imported("reference,system\nledger,Parking\n,Ledger\n")
    assert (report.added, imported("reference,system\nledger,Parking\n,Ledger\n").unchanged) == (
        ("Parking", "Ledger"),
        2,
    )


@pytest.mark.parametrize("name", ["", "Leeds", "LEEDS CITY COUNCIL", "leeds", "City of Leeds"])
def test_a_row_may_name_its_own_council(name):
    assert imported(f"council,system\n{name},Kerbside\n").added == ("Kerbside",)


@pytest.mark.parametrize("name", ["York", "york council", "YRK", "Nowhere"])
def test_a_row_of_another_council_is_refused(name):
    code = Code(organisation_id="york", scheme="mysociety", code="YRK")
    code.save()
    assert refused(f"system,council\nKerbside,Leeds\nLedger,{name}\n") == [
        (
            *(3, "council"),
            f"“{name}” is not Leeds City Council. Take the row out, or leave this cell empty if "
            "the system is your own council's.",
        )
    ]


@pytest.mark.parametrize("page", ["/estate/", "/estate/councils/york/"])
def test_what_others_run_does_not_come_in_by_our_own_downloads(page):
    lists("york")
    lists("york", name="Ledger", own_ref="L-1")
    file = Client().get(f"{page}?format=csv").content
    report = imported(file)
    assert {each.column for each in report.problems} == {"council"}
    assert not System.objects.filter(council="leeds").exists()


def test_ones_own_rows_of_the_list_of_all_come_in_unchanged():
    lists(contract_end=None, notice=None)
    report = imported(signed_in().get("/estate/?format=csv").content)
    assert (report.problems, report.unchanged) == ((), 1)


def test_an_empty_cell_leaves_who_sees_the_band_of_a_cost():
    lists(own_ref="C-1", band_seen_by="council")
    assert imported("reference,system,band seen by\nC-1,Kerbside,\n").unchanged == 1
    assert entry().band_seen_by == "council"


def test_a_dry_run_says_which_columns_change_and_what_nobody_may_overlook():
    ref = lists(own_ref="C-1", band_seen_by="council")
    file = "reference,system,cost a year,band seen by\nC-1,Kerbside,£42,everybody\n"
    report = imported(file, dry_run=True)
    [each] = report.differences
    assert (each.columns, each.notes) == (
        ("cost band", "band seen by", "cost a year"),
        ("Everybody will see the band of its cost",),
    )
    systems.retire_system(ref=ref, by=LEAD, at=NOON)
    [each] = imported("reference,system\nC-1,Kerbside\n", dry_run=True).differences
    assert (each.columns, each.notes) == ((), ("It will be on the list again",))


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
    imported(HEAD + ROWS)
    systems.retire_system(ref=System.objects.get(own_ref="C-1").ref, by=LEAD, at=NOON)
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


def test_a_page_says_which_columns_change_and_what_nobody_may_overlook():
    lists(own_ref="C-1", band_seen_by="council")
    text = "reference,system,supplier,band seen by\nC-1,Kerbside,Bolt,everybody\n"
    body = sent(signed_in(), text).content.decode()
    assert "Everybody will see the band of its cost: Kerbside" in body
    assert "<li>Kerbside: Supplier, Band seen by</li>" in body


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
    assert header == list(estate_rows.COLUMNS)


def test_the_command_line_imports_too(tmp_path, capsys):
    file = tmp_path / "systems.csv"
    file.write_text(HEAD + ROWS)
    assert cli.main(["import", "estate", str(file), "--council", "leeds", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["written"], told["added"]) == (True, ["Kerbside", "Ledger"])
