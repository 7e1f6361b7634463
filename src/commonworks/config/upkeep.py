"""Commands for whoever keeps the house running."""

import argparse
import json


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    worker = commands.add_parser("worker", help="deliver events and do what comes round")
    worker.set_defaults(run=_worker)

    prepare = commands.add_parser("prepare", help="make the tables and load what every start needs")
    prepare.set_defaults(run=_prepare)

    demo = commands.add_parser("demo", help="fill a demonstration's data folder")
    demo.add_argument("--scale", choices=["national"], required=True, help="how much to bring")
    demo.set_defaults(run=_demo)

    keys = commands.add_parser("keys", help="keys that private data is sealed with")
    verbs = keys.add_subparsers(required=True, metavar="VERB")
    rotate = verbs.add_parser("rotate", help="give an organisation a new key")
    rotate.add_argument("organisation", help="its short name, for example leeds")
    rotate.set_defaults(run=_rotate)

    letters = commands.add_parser("dead-letters", help="deliveries that wait for a person")
    letters.add_argument("--retry", type=int, metavar="NUMBER", help="try one of them again")
    letters.add_argument("--json", action="store_true")
    letters.set_defaults(run=_dead_letters)


def _worker(args: argparse.Namespace) -> int:
    from commonworks.config import worker

    return worker.run()


def _prepare(args: argparse.Namespace) -> int:
    from django.conf import settings

    from commonworks.config import prepare

    prepare.prepare(settings.COMMONWORKS_DATA, demo=settings.COMMONWORKS_DEMO)
    return 0


def _demo(args: argparse.Namespace) -> int:
    from django.conf import settings

    from commonworks.config.demo import national
    from commonworks.kernel.errors import Conflict

    if not settings.COMMONWORKS_DEMO:
        raise Conflict(
            "This brings in made-up councils' things, so it works on a demonstration alone. Set "
            "COMMONWORKS_DEMO=1, and COMMONWORKS_DATA to a folder without real data."
        )
    _prepare(args)
    national.load()
    return 0


def _rotate(args: argparse.Namespace) -> int:
    from commonworks.kernel import clock, encryption

    count = encryption.rotate(args.organisation, at=clock.now())
    print(f"{args.organisation} has a new key; {count} data keys are wrapped with it.")
    return 0


def _dead_letters(args: argparse.Namespace) -> int:
    from commonworks.kernel import clock, deliveries

    if args.retry:
        deliveries.try_again(args.retry, at=clock.now())
    letters = deliveries.dead_letters()
    if args.json:
        print(
            json.dumps(
                [{"id": each.id, "event": each.event, "code": each.error_code} for each in letters]
            )
        )
        return 0
    for each in letters:
        print(f"{each.id}  {each.event} of {each.subject}, for {each.handler}: {each.error_code}")
    print(f"{len(letters)} waiting.")
    return 0
