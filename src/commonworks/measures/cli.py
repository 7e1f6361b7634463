"""`commonworks figures rebuild`: count every event again."""

import argparse


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    figures = commands.add_parser("figures", help="figures of live services")
    verbs = figures.add_subparsers(required=True, metavar="VERB")
    rebuild = verbs.add_parser("rebuild", help="throw them away and count every event again")
    rebuild.set_defaults(run=_rebuild)


def _rebuild(args: argparse.Namespace) -> int:
    from commonworks.kernel import clock
    from commonworks.measures import commands
    from commonworks.measures.handlers import NAMES
    from commonworks.network.ports import SYSTEM

    heard = commands.count_again(handlers=NAMES, by=SYSTEM, at=clock.now())
    print(f"{heard:,} events were counted again.")
    return 0
