"""The estate at the terminal: `commonworks import estate FILE --council SLUG`."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from commonworks.kernel import clock
from commonworks.kernel.errors import Invalid
from commonworks.needs.commands import estate_import
from commonworks.needs.policies.estate_rows import sheet_of
from commonworks.network.ports import SYSTEM


def register_imports(what: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    file = what.add_parser("estate", help="a CSV file of the systems that a council runs")
    file.add_argument("file", type=Path)
    file.add_argument("--council", required=True, metavar="SLUG")
    file.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )
    file.add_argument("--json", action="store_true", help="answer in JSON")
    file.set_defaults(run=import_estate)


def import_estate(args: argparse.Namespace) -> int:
    report = estate_import.import_systems(
        council=args.council,
        rows=sheet_of(_bytes(args.file), args.file.name).rows,
        dry_run=args.dry_run,
        by=SYSTEM,
        at=clock.now(),
    )
    print(json.dumps(asdict(report), indent=2) if args.json else "\n".join(report.lines()))
    return 1 if report.problems else 0


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from None
