"""Places at the terminal: `commonworks import addresses FILE --council COUNCIL`."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from commonworks.kernel import clock
from commonworks.network.ports import SYSTEM
from commonworks.network.queries import finding
from commonworks.places import commands
from commonworks.places.cli import address_file


def register_imports(what: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    file = what.add_parser("addresses", help="a CSV file of a council's addresses")
    file.add_argument("file", type=Path)
    file.add_argument("--council", required=True, metavar="COUNCIL")
    file.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )
    file.add_argument("--json", action="store_true", help="answer in JSON")
    file.set_defaults(run=import_addresses)


def import_addresses(args: argparse.Namespace) -> int:
    loaded = commands.load_addresses(
        authority=finding.called(args.council, field="--council"),
        rows=address_file.read(args.file),
        dry_run=args.dry_run,
        by=SYSTEM,
        at=clock.now(),
    )
    if args.json:
        print(json.dumps({**asdict(loaded), "dry_run": args.dry_run}))
        return 0
    counts = (
        f"{loaded.added} addresses added, {loaded.changed} changed, {loaded.removed} removed,"
        f" {loaded.unchanged} as before."
    )
    print(f"Nothing is changed yet. It would be: {counts}" if args.dry_run else counts)
    return 0
