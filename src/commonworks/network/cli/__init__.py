"""The network's commands at the terminal: `commonworks import …` and `commonworks people …`."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from commonworks.kernel import clock
from commonworks.kernel.errors import Missing
from commonworks.kernel.sheets import read
from commonworks.network.cli import mysociety
from commonworks.network.commands import imports, lgsl, load_facts, people, suspensions
from commonworks.network.ports import BODY, SYSTEM
from commonworks.network.queries import finding
from commonworks.network.queries import suspensions as accounts
from commonworks.network.queries.suspensions import REASONS


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _register_people(commands.add_parser("people", help="invite the first people"))


def register_imports(what: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    shipped = what.add_parser("facts", help="the organisations that Commonworks ships with")
    shipped.set_defaults(run=import_facts)
    file = what.add_parser("organisations", help="a CSV file with mySociety's columns")
    file.set_defaults(run=import_organisations)
    official = what.add_parser("services", help="the official list of local government services")
    official.set_defaults(run=import_services)
    for parser in (file, official):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, change nothing"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")


def _register_people(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(required=True, metavar="WHAT")
    invite = what.add_parser("invite", help="invite a council's first administrator")
    invite.add_argument("--administrator", required=True, metavar="EMAIL")
    invite.add_argument("--organisation", required=True, metavar="NAME")
    invite.set_defaults(run=invite_administrator)
    steward = what.add_parser("steward", help="invite a steward of the network")
    steward.add_argument("email")
    steward.set_defaults(run=invite_steward)
    shut = what.add_parser("suspend", help="sign somebody out and keep them out")
    shut.add_argument("email")
    shut.add_argument("--why", required=True, choices=[reason for reason, _said in REASONS])
    shut.set_defaults(run=suspend)
    opened = what.add_parser("restore", help="let somebody sign in again")
    opened.add_argument("email")
    opened.set_defaults(run=restore)


def import_facts(args: argparse.Namespace) -> int:
    saved = load_facts(by=SYSTEM, at=clock.now())
    print(
        f"{saved.added} organisations added, {saved.changed} changed, {saved.unchanged} as before."
    )
    return 0


def import_organisations(args: argparse.Namespace) -> int:
    rows = mysociety.read(args.file)
    report = imports.import_organisations(
        rows=rows, dry_run=args.dry_run, by=SYSTEM, at=clock.now()
    )
    print(json.dumps(asdict(report), indent=2) if args.json else "\n".join(report.lines()))
    return 1 if report.problems else 0


def import_services(args: argparse.Namespace) -> int:
    sheet = read(
        args.file.read_bytes(),
        name=args.file.name,
        columns=lgsl.COLUMNS,
        more=lgsl.MORE,
        most_rows=lgsl.MOST_ROWS,
    )
    report = lgsl.import_services(rows=sheet.rows, dry_run=args.dry_run, by=SYSTEM, at=clock.now())
    print(json.dumps(asdict(report), indent=2) if args.json else "\n".join(report.lines()))
    return 1 if report.problems else 0


def invite_administrator(args: argparse.Namespace) -> int:
    organisation = finding.called(args.organisation, field="--organisation")
    return _invite(args.administrator, organisation, "administrator")


def invite_steward(args: argparse.Namespace) -> int:
    return _invite(args.email, BODY, "steward")


def suspend(args: argparse.Namespace) -> int:
    suspensions.suspend(person=_ref(args.email), why=args.why, by=SYSTEM, at=clock.now())
    print("Suspended. Every session of the account has ended.")
    return 0


def restore(args: argparse.Namespace) -> int:
    suspensions.restore(person=_ref(args.email), by=SYSTEM, at=clock.now())
    print("Restored. The account can sign in again.")
    return 0


def _ref(email: str) -> str:
    if found := accounts.account_with(email, by=SYSTEM):
        return found
    raise Missing("No account has this email address.")


def _invite(email: str, organisation: str, role: str) -> int:
    link = people.invite(
        email=email, organisation=organisation, role=role, by=SYSTEM, at=clock.now()
    )
    # The operator may be setting up before mail works, so the link is here too.
    print(f"Invited. An email is on its way; until it arrives, the invitation is at\n{link}")
    return 0
