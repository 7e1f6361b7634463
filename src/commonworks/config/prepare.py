"""What a data folder needs before anything is served. Each step can be interrupted and repeated."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SAID_AFTER = 2.0  # seconds; quicker steps are not worth a line
BEFOREHAND = (
    "A first start takes two or three minutes, more on a busy machine, and 150 MB of disk; the "
    "next takes seconds. Stop it at any time: it goes on where it was."
)


@dataclass(frozen=True, slots=True)
class Step:
    """`needed()` is quick; `run()` does the work, and shows its own progress if it is long."""

    saying: str
    needed: Callable[[], bool]
    run: Callable[[], None]


def prepare(data: Path, *, demo: bool) -> None:
    """Run what is needed; before a first start, say what all of it takes."""
    if not (data / "places.idx").exists():
        print(BEFOREHAND, file=sys.stderr, flush=True)
    take(steps(data, demo=demo))


def take(steps: list[Step]) -> None:
    """Run what is needed, and say what takes long."""
    for number, step in enumerate(steps, 1):
        if not step.needed():  # asked only now: each stands on the ones before it
            continue
        print(f"[{number}/{len(steps)}] {step.saying}", file=sys.stderr, flush=True)
        started = time.monotonic()
        step.run()
        if (took := time.monotonic() - started) > SAID_AFTER:
            print(f"      done in {took:.0f} seconds", file=sys.stderr, flush=True)


def steps(data: Path, *, demo: bool) -> list[Step]:
    """In order: each stands on the ones before it."""
    data.mkdir(parents=True, exist_ok=True)
    found = [
        Step("Making the tables", _tables_behind, _make_tables),
        Step("Loading the organisations of the UK", _facts_behind, _load_facts),
        Step("Loading the list of services", _services_behind, _load_services),
        Step("Indexing 2.7 million postcodes", _places_behind, _index_places),
    ]
    if demo:
        from commonworks.config.demo import reset, story

        found += [
            Step("Telling the demonstration's story", story.untold, story.tell),
            Step("Keeping a copy to go back to", _copy_is_missing, reset.keep),
            Step("Bringing that copy up to date", reset.is_behind, reset.bring_up_to_date),
        ]
    return found


def _tables_behind() -> bool:
    from commonworks.config import tables

    return tables.pending() > 0


def _make_tables() -> None:
    from commonworks.config import tables

    tables.make()


def _facts_behind() -> bool:
    from commonworks.network.queries import facts_are_loaded

    return not facts_are_loaded()


def _load_facts() -> None:
    from commonworks.kernel import clock
    from commonworks.network.commands import load_facts
    from commonworks.network.ports import SYSTEM

    load_facts(by=SYSTEM, at=clock.now())


def _services_behind() -> bool:
    from commonworks.network.queries.lgsl import services_are_loaded

    return not services_are_loaded()


def _load_services() -> None:
    from commonworks.kernel import clock
    from commonworks.network.commands.lgsl import load_services
    from commonworks.network.ports import SYSTEM

    load_services(by=SYSTEM, at=clock.now())


def _places_behind() -> bool:
    from commonworks.places.queries import index_is_ready

    return not index_is_ready()


def _index_places() -> None:
    from commonworks.kernel import clock
    from commonworks.network.ports import SYSTEM
    from commonworks.places.commands import build_index

    build_index(by=SYSTEM, at=clock.now())


def _copy_is_missing() -> bool:
    from commonworks.config.demo import reset

    return reset.can_keep() and not reset.kept()
