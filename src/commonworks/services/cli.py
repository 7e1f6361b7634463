"""`commonworks service …`: publish a definition, take it on, put it live."""

import argparse
from pathlib import Path

from django.utils.timezone import localdate

from commonworks.kernel import clock
from commonworks.kernel.errors import Invalid
from commonworks.network.ports import SYSTEM
from commonworks.network.queries import finding
from commonworks.services.commands import catalogue, deployments, withdrawals
from commonworks.services.policies.definitions import LARGEST, read_definition
from commonworks.services.queries import checklists, plans
from commonworks.services.queries import withdrawals as releases
from formwork import OverlayError, read_overlay


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("service", help="publish, take on and run services")
    what = parser.add_subparsers(required=True, metavar="WHAT")
    _register_publish(what.add_parser("publish", help="publish a definition for a factory"))
    _register_adopt(what.add_parser("adopt", help="take a service on for a council"))
    _register_configure(what.add_parser("configure", help="save a council's overlay file"))
    _register_account(what.add_parser("payments-account", help="where a council's payments go"))
    _register_go_live(what.add_parser("go-live", help="open a service to residents"))
    _register_withdraw(what.add_parser("withdraw", help="take a release back"))
    _register_import(what.add_parser("import", help="publish a form and take it on, in one go"))


def _register_publish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="ours, or a form of a family that can be imported")
    parser.add_argument("--factory", dest="owner", required=True, metavar="SLUG")
    _add_language(parser)
    parser.set_defaults(run=publish)


def _register_adopt(parser: argparse.ArgumentParser) -> None:
    _add_pair(parser)
    parser.set_defaults(run=adopt)


def _register_configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the overlay, as YAML or JSON")
    _add_pair(parser)
    parser.set_defaults(run=configure)


def _register_account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--council", required=True, metavar="COUNCIL")
    parser.add_argument("--key-file", type=Path, required=True, help="a file with nothing else")
    parser.set_defaults(run=payments_account)


def _register_go_live(parser: argparse.ArgumentParser) -> None:
    _add_pair(parser)
    parser.set_defaults(run=go_live)


def _register_withdraw(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", metavar="SERVICE")
    parser.add_argument("version", metavar="VERSION", help="such as 1.0.0")
    parser.add_argument("--why", required=True, metavar="TEXT", help="what councils are told")
    parser.set_defaults(run=withdraw)


def _register_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="such as a digital-form-builder file")
    parser.add_argument("--factory", dest="owner", required=True, metavar="SLUG")
    parser.add_argument("--council", required=True, metavar="COUNCIL")
    _add_language(parser)
    parser.add_argument("--live", action="store_true", help="and put it live")
    parser.set_defaults(run=import_form)


def _add_language(parser: argparse.ArgumentParser) -> None:
    said = "of a foreign form; if left out, the one that the file says, or else English"
    parser.add_argument("--lang", default="", choices=["en", "cy"], help=f"the language {said}")


def _add_pair(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", metavar="SERVICE")
    parser.add_argument("--council", required=True, metavar="COUNCIL")


def publish(args: argparse.Namespace) -> int:
    _publish(args.file, args.owner, args.lang)
    return 0


def adopt(args: argparse.Namespace) -> int:
    ref = deployments.adopt(service=args.service, council=_council(args), by=SYSTEM, at=clock.now())
    print(f"Taken on as {ref}.")
    _print_missing(ref)
    return 0


def configure(args: argparse.Namespace) -> int:
    ref = f"{_council(args)}.{args.service}"
    release = plans.released(plans.live_plan(ref).plan.release)
    try:
        overlay = read_overlay(_bytes(args.file), release)
    except OverlayError as refused:
        places = {str(p.line or p.where): p.message for p in refused.problems}
        raise Invalid("The overlay cannot be saved. Put this right first.", places) from refused
    number = deployments.save_edition(
        deployment=ref,
        overlay=overlay,
        number=plans.edition_number(ref),
        by=SYSTEM,
        at=clock.now(),
    )
    print(f"Saved as edition {number}.")
    _print_missing(ref)
    return 0


def payments_account(args: argparse.Namespace) -> int:
    key = _bytes(args.key_file).decode(errors="replace").strip()
    deployments.keep_account(council=_council(args), api_key=key, by=SYSTEM, at=clock.now())
    print("The key is sealed. You can delete the file.")
    return 0


def go_live(args: argparse.Namespace) -> int:
    _go_live(f"{_council(args)}.{args.service}")
    return 0


def withdraw(args: argparse.Namespace) -> int:
    release = releases.release_named(args.service, args.version)
    withdrawals.withdraw_release(release=release, why=args.why, by=SYSTEM, at=clock.now())
    print(f"Withdrawn: {args.service} {args.version}. The worker pauses it where it is live.")
    return 0


def import_form(args: argparse.Namespace) -> int:
    """Running it again goes on where it stopped."""
    council = _council(args)
    service = _publish(args.file, args.owner, args.lang)
    ref = f"{council}.{service}"
    if not plans.is_adopted(ref):
        deployments.adopt(service=service, council=council, by=SYSTEM, at=clock.now())
        print(f"Taken on as {ref}.")
    if args.live:
        _go_live(ref)
    else:
        _print_missing(ref)
    return 0


def _council(args: argparse.Namespace) -> str:
    return finding.called(args.council, field="--council")


def _publish(file: Path, factory: str, lang: str) -> str:
    """The service's ref; what of a foreign form was left out is said first."""
    data, name = _bytes(file), file.stem
    definition = read_definition(data, name, lang)
    for loss in definition.losses:
        print(f"Left out: {loss.message} ({loss.place})")
    release = catalogue.publish_definition(
        factory=factory, data=data, name=name, lang=lang, by=SYSTEM, at=clock.now()
    )
    print(f"Published {definition.id} {definition.release.version}: {release}")
    return definition.id


def _go_live(ref: str) -> None:
    deployments.go_live(deployment=ref, by=SYSTEM, at=clock.now())
    print(f"Live at {plans.live_plan(ref).address}")


def _print_missing(ref: str) -> None:
    for line in checklists.checklist(ref, on=localdate(clock.now())):
        for fault in line.faults:
            print(f"Still missing: {fault}")


def _bytes(file: Path) -> bytes:
    """One byte more than is allowed is read at most, so that it can be refused."""
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)
