"""Factories at the terminal: `commonworks factory found REF NAME --lead COUNCIL --purpose TEXT`."""

import argparse

from commonworks.factories import commands
from commonworks.kernel import clock
from commonworks.network.ports import SYSTEM
from commonworks.network.queries import finding


def register(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    what = parsers.add_parser("factory", help="found a factory").add_subparsers(
        required=True, metavar="WHAT"
    )
    parser = what.add_parser("found", help="begin a factory, led by one council")
    parser.add_argument("ref", metavar="SLUG", help="its short name, such as parking")
    parser.add_argument("name", help="such as “Parking factory”")
    parser.add_argument("--lead", required=True, metavar="COUNCIL")
    parser.add_argument("--purpose", required=True, help="what it is for, in a sentence")
    parser.set_defaults(run=found)


def found(args: argparse.Namespace) -> int:
    lead = finding.called(args.lead, field="--lead")
    commands.found_factory(
        ref=args.ref,
        name=args.name,
        purpose=args.purpose,
        lead=lead,
        by=SYSTEM,
        at=clock.now(),
    )
    print(f"Founded {args.name}, led by {lead}.")
    return 0
