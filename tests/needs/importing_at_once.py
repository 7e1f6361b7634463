"""Files that are brought in at one moment, on a real database: `python -m
tests.needs.importing_at_once` prints what there was afterwards, as JSON.

A process of its own with a database of its own, as in `tests.decisions.crowding`.
"""

import json
import tempfile
from pathlib import Path

from tests.decisions.crowding import at_once, everybody, prepare

HANDS, NEEDS = 8, 20


def files_of_several_councils(refs: list[str]) -> dict:
    """All declare needs of the same titles: every address is wanted by all of them."""
    from commonworks.needs.models import Need

    reports = at_once([bringing_needs(ref) for ref in refs[:HANDS]])
    rows = Need.objects.filter(authority__in=refs[:HANDS])
    numbered = rows.filter(ref__startswith="skips-on-paper-0").values_list("ref", flat=True)
    return {
        "added": sorted({len(each.added) for each in reports}),
        "needs": rows.count(),
        "addresses of a title": sorted(numbered),
    }


def one_file_in_two_tabs(refs: list[str]) -> dict:
    reports = at_once([bringing_needs(refs[HANDS])] * 2)
    return {"added": counted(reports, "added"), "unchanged": counted(reports, "unchanged")}


def one_estate_in_two_tabs(refs: list[str]) -> dict:
    reports = at_once([bringing_systems(refs[0])] * 2)
    return {"added": counted(reports, "added"), "unchanged": counted(reports, "unchanged")}


def a_need_declared_beside_a_file(refs: list[str]) -> dict:
    from commonworks.needs.models import Need

    theirs, ours = refs[HANDS + 1 : HANDS + 3]
    at_once([bringing_needs(theirs, "Queues"), declaring(ours, "Queues 0")])
    return {
        "addresses": sorted(Need.objects.filter(title="Queues 0").values_list("ref", flat=True))
    }


def counted(reports: list, name: str) -> list[int]:
    said = [getattr(each, name) for each in reports]
    return sorted(each if isinstance(each, int) else len(each) for each in said)


def bringing_needs(authority: str, title: str = "Skips on paper"):
    from commonworks.needs.commands.needs_import import import_needs
    from commonworks.needs.policies.need_rows import sheet_of
    from tests.actors import NOON, member_of

    lines = [f"A{at},{title} {at},It takes days." for at in range(NEEDS)]
    text = "\n".join(["reference,title,problem", *lines])
    rows, by = sheet_of(text.encode(), "needs.csv").rows, member_of(authority, "lead")
    return lambda: import_needs(authority=authority, rows=rows, by=by, at=NOON)


def declaring(authority: str, title: str):
    from commonworks.needs.commands.needs import declare
    from commonworks.needs.policies.said import Said
    from tests.actors import NOON, member_of

    said = Said(title=title, problem="People wait.")
    return lambda: declare(authority=authority, said=said, by=member_of(authority, "lead"), at=NOON)


def bringing_systems(council: str):
    from commonworks.needs.commands.estate_import import import_systems
    from commonworks.needs.policies.estate_rows import sheet_of
    from tests.actors import NOON, member_of

    text = "\n".join(["Reference,System", *(f"C{at},Ledger {at}" for at in range(NEEDS))])
    rows, by = sheet_of(text.encode(), "systems.csv").rows, member_of(council, "lead")
    return lambda: import_systems(council=council, rows=rows, by=by, at=NOON)


def main() -> None:
    from django.db import connection

    refs = everybody()
    trials = (
        files_of_several_councils,
        one_file_in_two_tabs,
        a_need_declared_beside_a_file,
        one_estate_in_two_tabs,
    )
    told = {trial.__name__: trial(refs) for trial in trials}
    connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    print(json.dumps(told))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        main()
