"""Needs at the terminal: `commonworks needs list`, `needs declare`, `import needs FILE`."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.timezone import localdate

from commonworks.kernel import clock
from commonworks.kernel.sheets import Row
from commonworks.needs.cli.batches import imported, opened
from commonworks.needs.commands import needs as commands
from commonworks.needs.commands import needs_import
from commonworks.needs.models import Stage
from commonworks.needs.policies import need_rows
from commonworks.needs.policies.files import Named, Report
from commonworks.needs.policies.said import Said
from commonworks.needs.queries import lists
from commonworks.needs.queries.lists import Filters
from commonworks.network.ports import SYSTEM
from commonworks.network.queries import finding, lgsl, organisations


def register(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    what = parsers.add_parser("needs", help="list needs, and declare one").add_subparsers(
        required=True, metavar="WHAT"
    )
    shown = what.add_parser("list", help="needs, those of most councils first")
    shown.add_argument("--words", default="", help="in the title or the problem")
    shown.add_argument("--service", default="", metavar="CODE", help="its LGSL number")
    for name, values in _choices().items():
        shown.add_argument(f"--{name}", default="", choices=values)
    for name, deed in COUNCILS.items():
        shown.add_argument(f"--{name}", default="", metavar="COUNCIL", help=deed)
    shown.add_argument("--limit", type=int, default=50)
    shown.add_argument("--json", action="store_true", help="answer in JSON")
    shown.set_defaults(run=list_needs)
    new = what.add_parser("declare", help="declare a need for a council")
    new.add_argument("council", metavar="COUNCIL")
    new.add_argument("title")
    new.add_argument("--problem", required=True)
    new.add_argument("--service", default="", metavar="CODE", help="its LGSL number")
    new.add_argument(
        "--despite", action="append", default=[], choices=commands.DESPITE, help=ALL_THE_SAME
    )
    new.set_defaults(run=declare)


COUNCILS = {"authority": "that declared it", "behind": "that declared it, or has it too"}
ALL_THE_SAME = "go on although it seems to name a person, or was declared already"


def register_imports(what: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    file = what.add_parser("needs", help="a CSV file of the needs of a council")
    file.add_argument("file", type=Path)
    file.add_argument("--council", required=True, metavar="COUNCIL")
    file.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )
    file.add_argument(
        "--despite", action="append", default=[], choices=commands.DESPITE, help=ALL_THE_SAME
    )
    file.add_argument("--json", action="store_true", help="answer in JSON")
    file.set_defaults(run=import_needs)


def _choices() -> dict[str, list[str]]:
    """What a list can be narrowed down to, and its orders, by the names of `Filters`."""
    of_councils = {name: [*dict(named)] for name, named in organisations.choices().items()}
    return {
        "stage": Stage.values,
        "region": of_councils["region"],
        "type": of_councils["type"],
        "freshness": [*lists.FRESHNESS],
        "order": [*lists.ORDERS],
    }


def _filters(args: argparse.Namespace) -> Filters:
    told = {name: getattr(args, name) for name in Filters.__slots__}
    told |= {who: finding.called(told[who], field=f"--{who}") for who in COUNCILS}
    return Filters(**told | {"service": lgsl.asked(args.service, field="--service")})


def list_needs(args: argparse.Namespace) -> int:
    filters = _filters(args)
    today = localdate(clock.now())
    found = lists.lines(filters, by=SYSTEM, today=today, limit=max(1, args.limit))
    if args.json:
        print(json.dumps([asdict(line) for line in found], indent=2, cls=DjangoJSONEncoder))
    for line in found if not args.json else ():
        print(f"{line.ref}  {line.title}  ({line.authority_name}, {line.councils} in all)")
    return 0


def declare(args: argparse.Namespace) -> int:
    said = Said(title=args.title, problem=args.problem, service_code=args.service)
    council = finding.called(args.council, field="COUNCIL")
    ref = commands.declare(
        authority=council, said=said, despite=args.despite, by=SYSTEM, at=clock.now()
    )
    print(ref)
    return 0


def import_needs(args: argparse.Namespace) -> int:
    council = finding.called(args.council, field="--council")
    sheet = opened(args.file, need_rows.FILE)

    def take(rows: Sequence[Row], *, named: Named, dry_run: bool) -> Report:
        told = {"authority": council, "despite": args.despite, "by": SYSTEM}
        at = clock.now()
        return needs_import.import_needs(rows=rows, named=named, dry_run=dry_run, at=at, **told)

    report = imported(sheet, take, dry_run=args.dry_run)
    lines = [f"Read as {sheet.encoding}.", *report.lines()]
    print(json.dumps(asdict(report), indent=2) if args.json else "\n".join(lines))
    return 1 if report.problems else 0
