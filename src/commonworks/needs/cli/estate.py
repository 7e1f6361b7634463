"""The estate at the terminal: `commonworks import estate FILE --council COUNCIL`."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from commonworks.kernel import clock
from commonworks.kernel.sheets import Row
from commonworks.needs.cli.batches import imported, opened
from commonworks.needs.commands import estate_import
from commonworks.needs.policies import estate_rows
from commonworks.needs.policies.files import Named, Report
from commonworks.network.ports import SYSTEM
from commonworks.network.queries import finding


def register_imports(what: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    file = what.add_parser("estate", help="a CSV file of the systems that a council runs")
    file.add_argument("file", type=Path)
    file.add_argument("--council", required=True, metavar="COUNCIL")
    file.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )
    file.add_argument("--json", action="store_true", help="answer in JSON")
    file.set_defaults(run=import_estate)


def import_estate(args: argparse.Namespace) -> int:
    council = finding.called(args.council, field="--council")

    def take(rows: Sequence[Row], *, named: Named, dry_run: bool) -> Report:
        told = {"council": council, "by": SYSTEM, "at": clock.now()}
        return estate_import.import_systems(rows=rows, named=named, dry_run=dry_run, **told)

    report = imported(opened(args.file, estate_rows.FILE), take, dry_run=args.dry_run)
    print(json.dumps(asdict(report), indent=2) if args.json else "\n".join(report.lines()))
    return 1 if report.problems else 0
