"""A steady load on one server for as long as is wished: does it hold more and more, or slow down?

Front page, a service, a form's page read and saved, postcodes one and a hundred at a time, in turn,
at a share of what the server can answer. Each minute what its processes hold is read from /proc.
`--share 200` asks for twice what it can answer, which shows how it breaks and that it comes back.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from placefinder import Index
from tools.bench import applicants, arrivals, load, processes, report, runner
from tools.bench.arrivals import Arrivals, Request
from tools.rooms import ROOT

SEED = 20261122
TRIAL = 10.0  # seconds in which as much is asked as is answered
WARM = 1  # minutes that no slope is drawn through: memory that is filled once


@dataclass(frozen=True, slots=True)
class Minute:
    """What was answered in one minute, and what was held at its end."""

    number: int
    asked: int
    p99: float
    wrong: str
    held: processes.Held


def main() -> None:
    told = _told()
    data = runner.one_live_service(ROOT / "var" / "bench" / "data")
    busy, port = report.busy(), load.free_port()
    serve = [*runner.CLI, "serve", "--no-demo", "--workers", "2", "--port", str(port)]
    with load.running([*serve, "--data", str(data)], port) as server:
        requests = _mix(runner.our_form(port), data)
        capacity = _capacity(port, requests)
        rate = capacity * told.share / 100
        print(f"It answers {capacity:.0f} requests a second; {rate:.0f} will arrive.", flush=True)
        minutes = list(_soak(Arrivals(port, requests, rate), server.pid, told.minutes))
        again = _capacity(port, requests)
    _report(minutes, told, capacity, again, busy)


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench soak", description=__doc__)
    parser.add_argument("--minutes", type=int, default=10, help="how long (10)")
    parser.add_argument("--share", type=int, default=30, help="per cent of what it can answer (30)")
    told = parser.parse_args()
    if told.minutes < 1 or told.share < 1:
        parser.error("--minutes and --share are 1 or more.")
    return told


def _mix(form: applicants.Form, data: Path) -> Callable[[int], Request]:
    """Request number n: each kind in turn, each with the next of its applicants or postcodes."""
    people = applicants.begin(form, runner.APPLICANTS)
    postcodes = _postcodes(data)
    page, typed = form.path, {"Content-Type": "application/x-www-form-urlencoded"}
    kinds: list[Callable[[int], Request]] = [
        lambda n: Request("front page", "/"),
        lambda n: Request("service", f"/services/{runner.SERVICE}/"),
        lambda n: Request("form page", page, headers={"Cookie": people[n % len(people)].cookie}),
        lambda n: Request(
            "form saved",
            page,
            "POST",
            {**typed, "Cookie": people[n % len(people)].cookie},
            f"{people[n % len(people)].body}{applicants.ANSWER}+under+load+{n}",
            303,
        ),
        lambda n: Request("postcode", f"/places/postcodes/{postcodes[n % 1000].replace(' ', '')}"),
        lambda n: Request(
            "postcodes",
            "/places/postcodes",
            "POST",
            {"Content-Type": "application/json"},
            json.dumps({"postcodes": postcodes[n % 10 * 100 :][:100]}),
        ),
    ]
    return lambda number: kinds[number % len(kinds)](number // len(kinds))


def _postcodes(data: Path) -> list[str]:
    index, chosen = Index(data / "places.idx"), random.Random(SEED)
    return [index.postcode(chosen.randrange(index.postcodes)) for _ in range(1000)]


def _capacity(port: int, requests: Callable[[int], Request]) -> float:
    """Requests a second, when the next is asked as soon as one is answered."""
    trial = Arrivals(port, requests, rate=None)
    trial.run(TRIAL)
    if (wrong := arrivals.wrong(trial.answers)) != "none":
        raise load.NoLoad(f"Before any soaking it answered wrongly: {wrong}")
    return len(trial.answers) / TRIAL


def _soak(steady: Arrivals, server: int, minutes: int) -> Iterator[Minute]:
    asking = Thread(target=steady.run, args=(minutes * 60.0,))
    started, seen = time.monotonic(), 0
    asking.start()
    for number in range(1, minutes + 1):
        time.sleep(max(0.0, started + number * 60 - time.monotonic()))
        answers = steady.answers[seen:]
        seen += len(answers)
        held = processes.held_by(server)
        minute = Minute(number, len(answers), arrivals.p99(answers), arrivals.wrong(answers), held)
        print(*_row(minute), sep="  ", flush=True)
        yield minute
    asking.join()


def _row(minute: Minute) -> list[str]:
    held = minute.held
    return [
        str(minute.number),
        f"{minute.asked:,}",
        f"{minute.p99:.0f} ms",
        f"{held.resident:.1f} MB",
        f"{held.own:.1f} MB",
        str(held.files),
        str(held.processes),
        minute.wrong,
    ]


def _slopes(minutes: Sequence[Minute]) -> str:
    """Straight lines through all minutes but the first, as so much an hour."""
    steady = minutes[WARM:]
    if len(steady) < 2:
        return "Too short for a slope."
    hours = [minute.number / 60 for minute in steady]

    def slope(values: Sequence[float]) -> float:
        return statistics.linear_regression(hours, values).slope

    return (
        f"An hour, from the second minute on: {slope([m.held.resident for m in steady]):+.1f} MB "
        f"in memory, {slope([m.held.own for m in steady]):+.1f} MB of it the processes' own, "
        f"{slope([m.held.files for m in steady]):+.1f} files, "
        f"{slope([m.p99 for m in steady]):+.1f} ms of p99."
    )


def _report(
    minutes: Sequence[Minute],
    told: argparse.Namespace,
    capacity: float,
    again: float,
    busy: Sequence[str],
) -> None:
    notes = [
        f"{told.share} per cent of the {capacity:.0f} requests a second that it answered when the",
        "next was asked as soon as one was answered; they arrive at times of their own, and a time",
        "counts from when a request was due. Memory and files are those of all its processes; own",
        "memory leaves out pages of files, such as the postcodes', which fill in as they are read.",
        _slopes(minutes),
        f"After it, {again:.0f} requests a second were answered.",
        *busy,
    ]
    header = ["Minute", "answers", "p99", "memory", "own", "files", "processes", "wrong"]
    report.write("soak", "A steady load", notes, header, [_row(minute) for minute in minutes])


if __name__ == "__main__":
    main()
