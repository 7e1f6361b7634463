"""A council's own addresses: from a CSV file, by command, to whoever asks for a postcode."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

import pytest

from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.ports import SYSTEM
from commonworks.places import queries
from commonworks.places.cli import address_file, register_imports
from commonworks.places.commands import AddressRow, Loaded, load_addresses
from commonworks.places.ports import FoundAddress
from tests.actors import NOON
from tests.places.councils import CLERK, NEIGHBOUR, READER, found_councils

ONE = AddressRow("100000000001", "1 High Street", "", "London", "", "NW1 2DB")
TWO = replace(ONE, uprn="100000000002", line1="2 High Street")
TEN = replace(ONE, uprn="100000000010", line1="10 High Street")
HEADER = "uprn,line1,line2,town,county,postcode\n"
FILE = HEADER + (
    "100000000001,1 High Street,,London,,nw12db\n"
    '100000000002,"2 High Street, Rear",Camden Town,London,Greater London,NW1 2DB\n'
)


@pytest.fixture
def councils(db: None) -> None:
    found_councils()


def load(*rows: AddressRow, authority="camden", by=CLERK, **more) -> Loaded:
    return load_addresses(authority=authority, rows=rows, by=by, at=NOON, **more)


def lines(authority="camden", postcode="NW1 2DB") -> list[str]:
    return [one.line1 for one in queries.loaded_addresses(postcode, authority)]


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "addresses.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_loaded_addresses_are_found_in_the_order_of_the_file(councils, django_assert_num_queries):
    assert load(TEN, ONE, TWO) == Loaded(added=3, changed=0, removed=0, unchanged=0)
    with django_assert_num_queries(1):
        assert lines() == ["10 High Street", "1 High Street", "2 High Street"]


def test_an_address_is_found_by_any_spelling_of_its_postcode_and_by_no_other_council(councils):
    load(ONE)
    assert queries.loaded_addresses(" nw1 2db", "camden") == [
        FoundAddress(
            *("100000000001", "1 High Street", "", "London", "", "NW1 2DB"),
            source="The council's own list",
        )
    ]
    assert (lines("leeds"), lines(postcode="NW1 2DA"), lines(postcode="")) == ([], [], [])


def test_loading_the_same_again_changes_nothing_and_is_no_event(councils):
    load(ONE, TWO)
    assert load(ONE, TWO) == Loaded(added=0, changed=0, removed=0, unchanged=2)
    assert Event.objects.filter(name="places.addresses.loaded").count() == 1


def test_a_new_list_replaces_the_old_one(councils):
    load(ONE, TWO)
    assert load(replace(TWO, line1="2A High Street"), TEN) == Loaded(1, 1, 1, 0)
    assert lines() == ["2A High Street", "10 High Street"]


def test_another_order_of_the_same_addresses_is_kept(councils):
    load(ONE, TWO)
    assert load(TWO, ONE) == Loaded(0, 0, 0, 2)
    assert lines() == ["2 High Street", "1 High Street"]


def test_a_dry_run_says_the_same_and_changes_nothing(councils):
    load(ONE, TWO)
    before = (lines(), Event.objects.count())
    assert load(TWO, TEN, dry_run=True) == Loaded(1, 0, 1, 1)
    assert (lines(), Event.objects.count()) == before


def test_a_council_leaves_anothers_addresses_alone(councils):
    load(ONE)
    load(replace(ONE, line1="Elsewhere"), authority="leeds", by=NEIGHBOUR)
    load(TWO)
    assert (lines(), lines("leeds")) == (["2 High Street"], ["Elsewhere"])


@pytest.mark.parametrize("by", [NEIGHBOUR, READER])
def test_only_those_who_look_after_a_councils_data_load_its_addresses(councils, by):
    with pytest.raises(NotAllowed):
        load(ONE, by=by)
    assert lines() == []


def test_a_council_that_is_not_there_has_no_addresses(councils):
    with pytest.raises(Missing):
        load(ONE, authority="atlantis", by=SYSTEM)


def test_the_event_counts_and_quotes_nothing(councils):
    load(ONE)
    event = Event.objects.get(name="places.addresses.loaded")
    assert (event.subject, event.ids, event.item) == (
        *("camden", {"added": "1", "changed": "0", "removed": "0"}, ""),
    )


def test_more_addresses_than_fit_a_statement_are_loaded(councils):
    rows = [replace(ONE, uprn=str(n), line1=f"{n} High Street") for n in range(1, 5_001)]
    assert load(*rows) == Loaded(5_000, 0, 0, 0)
    assert load(*rows[:1]) == Loaded(0, 0, 4_999, 1)


def test_a_file_is_read_as_people_save_it(tmp_path):
    with_bom = b"\xef\xbb\xbf" + FILE.replace("uprn,", " UPRN ,").replace("\n", "\r\n").encode()
    assert address_file.read(written(tmp_path, with_bom)) == [
        ONE,
        AddressRow(
            *("100000000002", "2 High Street, Rear", "Camden Town", "London", "Greater London"),
            "NW1 2DB",
        ),
    ]


def test_columns_may_be_in_any_order_and_more_than_we_need(tmp_path):
    text = "postcode,ward,town,line1,uprn\nNW1 2DB,X,London,1 High Street,0100000000001\n\n"
    assert address_file.read(written(tmp_path, text)) == [ONE]


@pytest.mark.parametrize(
    ("row", "where", "says"),
    [
        (",1 High Street,,London,,NW1 2DB", "row 2, uprn", "This is empty."),
        ("1.00E+11,a,,b,,NW1 2DB", "row 2, uprn", "Format the column as text."),
        ("1234567890123,a,,b,,NW1 2DB", "row 2, uprn", "longer than 12 characters"),
        ("1,,,b,,NW1 2DB", "row 2, line1", "This is empty."),
        ("1,a,,,,NW1 2DB", "row 2, town", "This is empty."),
        ("1,a,,b,,", "row 2, postcode", "This is empty."),
        ("1,a,,b,,NW1", "row 2, postcode", "add the last 3 characters"),
        (f"1,{'a' * 101},,b,,NW1 2DB", "row 2, line1", "longer than 100 characters"),
        ("1,a\u202eb,,b,,NW1 2DB", "row 2, line1", "invisible character"),
        ("1,a\x07,,b,,NW1 2DB", "row 2, line1", "invisible character"),
        ("1,a,,b,,NW1 2DB\n01,c,,d,,NW1 2DB", "row 3, uprn", "in row 2 already"),
    ],
)
def test_a_fault_is_named_by_row_and_column(tmp_path, row, where, says):
    with pytest.raises(Invalid) as told:
        address_file.read(written(tmp_path, HEADER + row + "\n"))
    assert (list(told.value.fields), says in told.value.fields[where]) == ([where], True)


def test_every_fault_is_named_up_to_a_screenful(tmp_path):
    with pytest.raises(Invalid) as told:
        address_file.read(written(tmp_path, HEADER + "x,,,,,y\n" * 1_000))
    assert (len(told.value.fields), str(told.value)) == (
        *(20, "addresses.csv has more than 20 faults. Nothing was loaded."),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "lacks these columns: uprn, line1, town, postcode"),
        ("uprn,line1,town\n", "lacks these columns: postcode"),
        ("uprn,uprn,line1,town,postcode\n", "has these columns twice: uprn"),
        (HEADER, "has no addresses"),
        (
            HEADER + "1,High Street, Rear,,London,,NW1 2DB\n",
            "Row 2 of addresses.csv has more cells",
        ),
        (HEADER + '1,"never closed\n', "is not CSV"),
        (HEADER + f"1,{'a' * 20_000},,b,,NW1 2DB\n", "is not CSV"),
        (HEADER.encode() + b"1,Caf\xe9,,b,,NW1 2DB\n", "Line 2 of addresses.csv is not UTF-8"),
        (HEADER.encode("utf-16"), "is not UTF-8"),
        (HEADER + "1,a\0,,b,,NW1 2DB\n", "addresses.csv"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path, text, says):
    with pytest.raises(Invalid) as told:
        address_file.read(written(tmp_path, text))
    assert says in str(told.value)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(Invalid, match="cannot be read: No such file"):
        address_file.read(tmp_path / "none.csv")


def run(*words: str) -> int:
    parser = ArgumentParser()
    register_imports(parser.add_subparsers())
    args = parser.parse_args(["addresses", *words])
    return args.run(args)


def test_the_terminal_loads_a_file_after_a_dry_run(councils, tmp_path, capsys):
    file = str(written(tmp_path, FILE))
    assert run(file, "--council", "camden", "--dry-run") == 0
    assert (lines(), run(file, "--council", "camden", "--json")) == ([], 0)
    dry, told = capsys.readouterr().out.splitlines()
    assert dry == (
        "Nothing is changed yet. It would be: 2 addresses added, 0 changed, 0 removed, 0 as before."
    )
    assert json.loads(told) == {
        "added": 2,
        "changed": 0,
        "removed": 0,
        "unchanged": 0,
        "dry_run": False,
    }
    assert lines() == ["1 High Street", "2 High Street, Rear"]


def test_a_file_with_a_fault_loads_nothing_of_it(councils, tmp_path):
    with pytest.raises(Invalid):
        run(str(written(tmp_path, FILE + "x,y,,z,,NW1 2DB\n")), "--council", "camden")
    assert lines() == []
