"""A council's needs from a file: checked whole, written whole or not at all, and not twice."""

import json
from io import BytesIO

import pytest

from commonworks.config.cli import main
from commonworks.kernel.errors import Invalid, NotAllowed
from commonworks.kernel.sheets import Problem
from commonworks.needs.commands import needs as commands
from commonworks.needs.commands import needs_import
from commonworks.needs.commands.merging import merge
from commonworks.needs.models import Edition, Need
from commonworks.needs.policies.files import Difference
from commonworks.needs.policies.need_rows import sheet_of
from commonworks.signposts.models import News
from tests.actors import LEEDS_LEAD, NOON, member_of

HEADER = "reference,title,problem,service,volume,cost,pain,visibility\n"
FILE = HEADER + (
    'A1,Blue badges by post,It takes weeks.,279,"1,200","£12,500",severe,\n'
    "A2,Skips on paper,It takes days.,,,,,network\n"
)


def bring(text=FILE, *, dry_run=False, despite=(), by=LEEDS_LEAD):
    rows = sheet_of(text.encode(), "needs.csv").rows
    return needs_import.import_needs(
        authority="leeds", rows=rows, dry_run=dry_run, despite=despite, by=by, at=NOON
    )


def test_each_row_is_a_need_and_nobodys_digest_is_flooded(councils):
    assert bring().added == ("Blue badges by post", "Skips on paper")
    need = Need.objects.get(own_ref="A1")
    assert (need.volume, need.cost_pence, need.pain) == (1200, 1_250_000, "severe")
    assert Need.objects.get(own_ref="A2").visibility == "network"
    assert not News.objects.exists()


def test_the_same_file_again_changes_nothing(councils):
    bring()
    again = bring()
    assert (again.added, again.changed, again.unchanged) == ((), (), 2)
    assert Edition.objects.count() == 2


def test_a_column_that_the_file_lacks_changes_nothing(councils):
    bring()
    bring("reference,title,problem,visibility\nA1,Blue badges by post,It takes weeks.,network\n")
    again = bring("reference,title,problem\nA1,Blue badges by post,It takes weeks.\n")
    assert (again.changed, again.unchanged) == ((), 1)
    need = Need.objects.get(own_ref="A1")
    assert (need.volume, need.cost_pence, need.pain, need.service_code, need.visibility) == (
        *(1200, 1_250_000, "severe", "279"),
        "network",
    )


def test_an_empty_cell_empties_but_leaves_who_can_see_it(councils):
    bring()
    bring(f"{HEADER}A1,Blue badges by post,It takes weeks.,,,,,\nA2,Skips on paper,Days.,,,,,\n")
    need = Need.objects.get(own_ref="A1")
    assert (need.volume, need.cost_pence, need.pain, need.service_code) == (None, None, "", "")
    assert (need.visibility, Need.objects.get(own_ref="A2").visibility) == ("public", "network")


def test_what_a_column_that_the_file_lacks_holds_is_not_asked_about_again(councils):
    bring("reference,title,problem,tried\nA1,T,P,Mrs Patel rang.\n", despite={"personal"})
    assert bring("reference,title,problem\nA1,T,It takes days.\n").changed == ("T",)
    assert Need.objects.get().tried == "Mrs Patel rang."


def test_a_dry_run_says_which_columns_change_and_who_would_see_it(councils):
    bring()
    text = FILE.replace("£12,500", "£13,000").replace(",network", ",public")
    report = bring(text, dry_run=True)
    assert report.differences == (
        Difference("Blue badges by post", ("cost",)),
        Difference("Skips on paper", ("visibility",), ("Anyone will see it",)),
    )
    assert report.lines() == [
        "“Skips on paper” changes in: visibility. Anyone will see it.",
        "“Blue badges by post” changes in: cost.",
        "Dry run, nothing written: 0 added, 2 changed, 0 as before.",
    ]


def test_what_made_something_public_is_said_when_it_is_written_too(councils):
    bring()
    assert bring(FILE.replace("weeks", "months").replace(",network", ",public")).lines() == [
        "“Skips on paper” changes in: visibility. Anyone will see it.",
        "0 added, 2 changed, 0 as before.",
    ]


def test_the_terminal_says_it_in_json_too(councils, tmp_path, capsys):
    bring()
    file = tmp_path / "needs.csv"
    file.write_text(FILE.replace(",severe,", ",severe,network"))
    assert main(["import", "needs", str(file), "--council", "leeds", "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["differences"] == [
        {
            "name": "Blue badges by post",
            "columns": ["visibility"],
            "notes": ["Only people of the network will see it"],
        }
    ]


def test_a_page_says_which_columns_change_and_who_would_see_it(councils, sign_in):
    bring()
    file = BytesIO(FILE.replace("£12,500", "£13,000").replace(",network", ",public").encode())
    file.name = "needs.csv"
    told = {"authority": "leeds", "file": file, "what": "check"}
    body = sign_in("leeds", "lead").post("/needs/import", told).content.decode()
    assert "Anyone will see it: Skips on paper" in body
    assert "<li>Blue badges by post: Cost a year</li>" in body
    assert "<li>Skips on paper: Who can see it</li>" in body
    assert "13,000" not in body


def test_a_row_that_says_something_else_is_an_edition_of_the_same_need(councils):
    bring()
    assert bring(FILE.replace("weeks", "months")).changed == ("Blue badges by post",)
    assert (Need.objects.count(), Need.objects.get(own_ref="A1").edition) == (2, 2)


def test_a_dry_run_says_what_would_be_and_writes_nothing(councils):
    assert bring(dry_run=True).lines() == [
        "Dry run, nothing written: 2 added, 0 changed, 0 as before."
    ]
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (",T,P,,,,,", "reference", "Give each need a reference of your own"),
        ("A1,T,P,,,,,", "reference", "A1 is on line 2 already."),
        ("A3,,P,,,,,", "title", "Say in a line what the problem is"),
        ("A3,T,,,,,,", "problem", "Describe it"),
        ("A3,T,P,999999,,,,", "service", "There is no service 999999 in the official list."),
        ("A3,T,P,,many,,,", "volume", "“many” is not a whole number."),
        ("A3,T,P,,,=1+1,,", "cost", "Enter an amount in pounds"),
        ("A3,T,P,,,,agony,", "pain", "“agony” is not one of"),
        ("A3,T,P,,,,,secret", "visibility", "“secret” is not one of"),
        ("A3,T,Mrs Patel rang.,,,,,", "problem", "“Mrs Patel” seems to be a person's name."),
        ("A3,skips ON paper,P,,,,,", "title", "Your council has declared a need of this title"),
        ("A3,T", "(all)", "The row has not as many cells"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_at_all_is_written(councils, row, column, said):
    [problem] = bring(f"{FILE}{row}\n").problems
    assert (problem.line, problem.column) == (4, column)
    assert problem.message.startswith(said)
    assert not Need.objects.exists()


def test_what_was_looked_at_can_be_declared_all_the_same(councils):
    text = f"{FILE}A3,Skips on paper,Mrs Patel rang.,,,,,\n"
    assert [each.column for each in bring(text).problems] == ["problem"]
    assert [each.column for each in bring(text, despite={"personal"}).problems] == ["title"]
    assert len(bring(text, despite={"personal", "again"}).added) == 3


def test_a_formula_is_kept_as_the_text_it_is(councils):
    bring(f"{HEADER}A1,=1+1,@SUM(A1),,,,,\n")
    assert (Need.objects.get().title, Need.objects.get().problem) == ("=1+1", "@SUM(A1)")


def test_a_hundred_thousand_rows_are_refused_before_they_are_read(councils):
    with pytest.raises(Invalid, match="more than 1,000 rows"):
        bring(HEADER + "A,T,P,,,,,\n" * 100_000)


def test_a_need_that_ended_is_not_brought_back_by_a_file(councils):
    bring()
    commands.withdraw(need="blue-badges-by-post", by=LEEDS_LEAD, at=NOON)
    assert bring().unchanged == 2
    assert bring(FILE.replace("weeks", "months")).problems == (
        Problem(2, "reference", "This need has ended. Open it again first."),
    )


def test_a_member_brings_nothing(councils):
    with pytest.raises(NotAllowed):
        bring(by=member_of("leeds"))


def test_the_terminal_says_how_it_read_the_file(councils, tmp_path, capsys):
    file = tmp_path / "needs.csv"
    file.write_bytes(FILE.encode("utf-16"))
    assert main(["import", "needs", str(file), "--council", "leeds"]) == 0
    assert capsys.readouterr().out == ("Read as UTF-16.\n2 added, 0 changed, 0 as before.\n")
    assert main(["needs", "list", "--words", "badges"]) == 0
    assert (
        capsys.readouterr().out == "blue-badges-by-post  Blue badges by post  (Leeds, 1 in all)\n"
    )


def test_titles_that_come_to_one_address_are_numbered_past_those_that_have_one(councils):
    titles = ("Skips", "Skips 2", "Skips", "SKIPS!", "Import")
    rows = "".join(f"A{at},{title},P,,,,,\n" for at, title in enumerate(titles))
    bring(HEADER + rows, despite={"again"})
    refs = Need.objects.order_by("own_ref").values_list("ref", flat=True)
    assert list(refs) == ["skips", "skips-2", "skips-3", "skips-4", "import-2"]
    bring(HEADER + "B,Skips,P,,,,,\n", despite={"again"})
    assert Need.objects.get(own_ref="B").ref == "skips-5"


def test_a_need_that_others_were_merged_into_stays_seen_by_the_same_people(councils):
    bring(f"{FILE}A3,Skips by post,P,,,,,\n")
    merge(duplicate="skips-by-post", survivor="blue-badges-by-post", by=LEEDS_LEAD, at=NOON)
    [problem] = bring(FILE.replace("severe,", "severe,network")).problems
    assert (problem.line, problem.column) == (2, "visibility")
    assert bring(FILE.replace("weeks", "months")).changed == ("Blue badges by post",)


def test_what_others_declared_does_not_come_in_by_our_own_downloads(declare, client):
    declare("camden")
    file = client.get("/needs/?format=csv").content.decode().removeprefix("\ufeff")
    assert "Camden" in file
    with pytest.raises(Invalid, match="lacks these columns: title"):
        bring(file)
    with pytest.raises(Invalid, match="columns that we do not know: council, "):
        bring(file.replace("Need", "Title", 1))
