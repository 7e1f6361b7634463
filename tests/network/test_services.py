import pytest

from commonworks.config.cli import main
from commonworks.kernel.errors import Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.kernel.sheets import Problem, Row
from commonworks.network.commands import lgsl as commands
from commonworks.network.ports import SYSTEM
from commonworks.network.queries import lgsl as queries
from commonworks.network.queries.lgsl import Listed
from tests.actors import LEEDS_LEAD, NOON

PERMITS = Listed("474", "Parking permits", "Parking", "Transport and highways", "Transport")
HEADER = "Identifier,Label,Parent labels,Mapped identifier,Mapped label,Theme"


@pytest.fixture
def services(db):
    commands.load_services(by=SYSTEM, at=NOON)


def row(line=2, code="474", name="Parking permits", label="Parking", whole=True):
    cells = {"mapped identifier": code, "mapped label": name, "label": label}
    more = {"parent labels": "Transport and highways", "theme": "Transport"}
    return Row(line, cells | more, whole)


def imported(*rows, dry_run=False):
    return commands.import_services(rows=rows, dry_run=dry_run, by=SYSTEM, at=NOON)


def test_every_official_service_is_here_from_the_start(services):
    assert len(queries.services()) == 1241
    assert queries.service("474") == PERMITS


def test_a_service_that_is_not_listed_says_so(services):
    with pytest.raises(Missing, match="no service 9999 in the list"):
        queries.service("9999")


def test_what_is_loaded_twice_is_there_once(services):
    again = commands.load_services(by=SYSTEM, at=NOON)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1241)
    assert Event.objects.filter(name="network.services.imported").count() == 1


def test_a_file_changes_what_it_says_otherwise_and_keeps_the_rest(services):
    report = imported(row(name="Permits to park"), row(3, "99999", "Moon landings"))
    assert (report.added, report.changed, report.unchanged) == (1, 1, 0)
    assert queries.service_names(["474", "99999", "478"]) == {
        "474": "Permits to park",
        "99999": "Moon landings",
        "478": "Council car parks",
    }


def test_a_dry_run_counts_and_writes_nothing(services):
    assert imported(row(name="Permits to park"), dry_run=True).lines() == [
        "Dry run, nothing written: 0 added, 1 changed, 0 as before."
    ]
    assert queries.service("474") == PERMITS


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (row(code="4x"), Problem(2, "mapped identifier", "“4x” is not a whole number.")),
        (
            row(name=" "),
            Problem(2, "mapped label", "Give a service both its number and its name, or neither."),
        ),
        (row(label="a" * 201), Problem(2, "label", "The cell is longer than 200 characters.")),
        (
            row(whole=False),
            Problem(2, "(all)", "The row has not as many cells as there are columns."),
        ),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(services, wrong, problem):
    assert imported(row(3, "99999", "Moon landings"), wrong).problems == (problem,)
    assert queries.service_names(["99999"]) == {}


def test_a_service_that_comes_twice_names_the_first_line(services):
    assert imported(row(2), row(5)).problems == (
        Problem(5, "mapped identifier", "Service 474 is on line 2 already."),
    )


def test_only_a_steward_changes_the_list(services):
    with pytest.raises(NotAllowed):
        commands.import_services(rows=[row()], by=LEEDS_LEAD, at=NOON)


def test_the_terminal_reads_the_official_columns(services, tmp_path, capsys):
    file = tmp_path / "services.csv"
    file.write_text(f"{HEADER}\n1,Parking,Transport and highways,474,Permits,Transport\n2,A,,,,\n")
    assert main(["import", "services", str(file), "--dry-run"]) == 0
    assert capsys.readouterr().out == "Dry run, nothing written: 0 added, 1 changed, 0 as before.\n"


def test_the_terminal_says_what_is_wrong_with_a_file(db, tmp_path, capsys):
    file = tmp_path / "services.csv"
    file.write_text("Identifier,Label\n")
    assert main(["import", "services", str(file)]) == 1
    assert capsys.readouterr().err == (
        "services.csv lacks these columns: parent labels, mapped identifier, mapped label, theme.\n"
    )


def test_questions_about_services_cost_one_query_each(services, django_assert_num_queries):
    with django_assert_num_queries(3):
        queries.services()
        queries.service("474")
        queries.service_names(["474", "478"])


def test_the_names_of_many_services_are_those_of_each(services):
    codes = [each.code for each in queries.services()][: 2 * queries.MANY]
    named = queries.service_names([*codes, "99999"])
    assert named == {code: queries.service(code).name for code in codes}
