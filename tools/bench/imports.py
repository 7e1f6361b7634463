"""Long files at the terminal: generated needs and systems of one council.

Each file is imported into a data folder of its own by `commonworks import`, a process like any
other, and then once more, when nothing is new: wall time, processor time and the most memory that
the process held. After that the worker's share: the file of the likeness index, made of all cards.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.bench import report

SEED, ROWS = 20261122, 100_000
COUNCIL = "leeds"
CLI = [sys.executable, "-m", "commonworks.config.cli"]
REBUILD = "from commonworks.signposts.queries import matching; matching.rebuild()"
START = "import django; django.setup(); "
WAYS = ("Apply for {}", "Stop asking twice about {}", "Pay for {} in one go", "Book {} by phone")
WHY = (
    "People ring to ask how it stands, because nothing tells them.",
    "The same details are typed in by three teams, and differ.",
    "Forms come by post and wait until somebody has time to copy them.",
    "Nobody can say how many there are, or how long each takes.",
)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: seconds, seconds of processor time, megabytes at most."""

    wall: float
    processor: float
    memory: float

    def cells(self) -> list[str]:
        return [f"{self.wall:.0f} s", f"{self.processor:.0f} s", f"{self.memory:.0f} MB"]


def main() -> None:
    busy, rows = report.busy(), []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        told = {**os.environ, "COMMONWORKS_DATA": str(data)}
        told |= {"DJANGO_SETTINGS_MODULE": "commonworks.config.settings", "DATABASE_URL": ""}
        subprocess.run([sys.executable, "-c", _preparing(data)], env=told, check=True)
        for what, made in (("needs", _needs()), ("estate", _systems())):
            file = Path(folder) / f"{what}.csv"
            size = _write(file, made)
            command = [*CLI, "import", what, str(file), "--council", COUNCIL]
            for when in ("new", "again, nothing new"):
                name = f"{what}, {size / 1e6:.0f} MB, {when}"
                rows.append([name, *_spent(command, told).cells()])
        rebuilt = _spent([sys.executable, "-c", START + REBUILD], told)
        rows.append(["the likeness index of all cards, by the worker", *rebuilt.cells()])
    _report(rows, busy)


def _preparing(data: Path) -> str:
    """What a data folder needs, but for postcodes, which no import looks at."""
    return (
        f"{START}from pathlib import Path; from commonworks.config import prepare as p; "
        f"p.prepare(p.steps(Path({str(data)!r}), demo=False)[:3])"
    )


def _needs() -> Iterator[Mapping[str, object]]:
    from commonworks.network.queries.lgsl import shipped_services

    chance, services = random.Random(SEED), shipped_services()
    for number in range(ROWS):
        service = chance.choice(services)
        title = chance.choice(WAYS).format(service.name[:1].lower() + service.name[1:])
        yield {
            "reference": f"N-{number}",
            "title": f"{title[:100]} (example {number})",
            "problem": " ".join(chance.sample(WHY, 3)),
            "who": "Residents and whoever answers the phone",
            "service": service.code,
            "volume": chance.randrange(50, 90_000),
            "cost": chance.randrange(1_000, 900_000),
            "pain": chance.choice(("nuisance", "serious", "severe")),
            "visibility": "public" if number % 10 else "network",
        }


def _systems() -> Iterator[Mapping[str, object]]:
    from commonworks.network.queries.lgsl import shipped_services

    chance, services = random.Random(SEED), shipped_services()
    for number in range(ROWS):
        product, (first, second) = chance.randrange(400), chance.sample(services, 2)
        yield {
            "reference": f"S-{number}",
            "system": f"Example Product {product}",
            "supplier": f"Example Supplier {product % 60}",
            "used for": first.name[:200],
            "services": f"{first.code}; {second.code}",
            "contract ends": f"{chance.randrange(2028, 2032)}-03-31",
            "notice period": "3 months",
            "cost a year": chance.randrange(500, 2_000_000),
        }


def _write(file: Path, rows: Iterator[Mapping[str, object]]) -> int:
    """Bytes."""
    first = next(rows)
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    return file.stat().st_size


def _spent(command: Sequence[str], told: Mapping[str, str]) -> Spent:
    began = time.monotonic()
    process = subprocess.Popen(command, env=told, stdout=sys.stderr)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    processor = used.ru_utime + used.ru_stime
    return Spent(time.monotonic() - began, processor, used.ru_maxrss / 1024)  # kB on Linux


def _report(rows: Sequence[Sequence[str]], busy: Sequence[str]) -> None:
    notes = [
        f"Files of {ROWS:,} rows of one council, on SQLite: counted, checked whole, then written",
        "in batches of 1,000, each a transaction. Memory is the whole process, code included.",
        *busy,
    ]
    header = ["What", "wall time", "processor time", "most memory"]
    report.write("imports", "Long files at the terminal", notes, header, rows)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonworks.config.settings")
    django.setup()
    main()
