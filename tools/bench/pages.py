"""Every page of needs, factories and what stands round them, with the whole country's things in it.

Server time and SQL queries of each page, asked of the application itself: what a browser or a
network adds is not in it. The data is that of `commonworks demo --scale national`.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.bench import report

ROUNDS, WARM = 40, 3
CLI = [sys.executable, "-m", "commonworks.config.cli"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One page: milliseconds of each round, and the numbers of SQL queries that were met."""

    name: str
    times: Sequence[float]
    queries: frozenset[int]

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]


def main() -> None:
    from commonworks.config.environment import ROOT

    data = Path(os.environ.get("COMMONWORKS_DATA") or ROOT / "var" / "bench" / "national")
    data.mkdir(parents=True, exist_ok=True)
    (data / "demonstration").touch()
    os.environ |= {"COMMONWORKS_DATA": str(data), "COMMONWORKS_DEMO": "1"}
    subprocess.run([*CLI, "demo", "--scale", "national"], check=True)
    busy = report.busy()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonworks.config.settings")
    import django

    django.setup()
    _report([_seen(name, ask) for name, ask in _pages()], busy)


def _pages() -> Iterator[tuple[str, Callable[[], object]]]:
    from django.test import Client

    anybody, lead = Client(), _lead()
    refs = _some_refs()
    for path in (
        *("/", "/search", "/search?q=parking+permits", "/search?q=apply&kind=need"),
        *("/needs/", "/needs/?words=parking", "/needs/?page=50"),
        "/needs/?region=london&stage=open",
        *("/needs/feed.atom", f"/needs/{refs['need']}/", f"/needs/{refs['need']}/history"),
        *("/factories/", "/factories/board", f"/factories/{refs['factory']}/"),
        *("/factories/parking/", "/factories/parking/debate", "/factories/parking/assessments/1"),
        *("/factories/parking/costs", "/factories/parking/phases", "/decisions/"),
        *("/estate/", "/estate/overlaps", "/estate/calendar", "/estate/calendar.ics"),
        *("/estate/councils/leeds/", f"/estate/systems/{refs['system']}/"),
        *("/organisations/leeds/", "/alerts/feed.atom"),
        *("/api/v1/needs", "/api/v1/factories"),
    ):
        yield path, lambda path=path: anybody.get(path)
    for path in ("/my-council/", "/needs/declare", "/alerts/", "/signposts/freshness/"):
        yield f"{path} (a lead)", lambda path=path: lead.get(path)


def _lead() -> object:
    from django.test import Client

    from commonworks.network.models import Person

    person = Person.objects.get(memberships__organisation="leeds", memberships__role="lead")
    browser = Client()
    browser.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return browser


def _some_refs() -> dict[str, str]:
    from commonworks.factories.models import Factory
    from commonworks.needs.models import Need
    from commonworks.needs.models.estate import System

    return {
        "need": Need.objects.order_by("-councils", "ref").values_list("ref", flat=True)[0],
        "factory": Factory.objects.order_by("-founded_on").values_list("ref", flat=True)[0],
        "system": System.objects.order_by("ref").values_list("ref", flat=True)[0],
    }


def _seen(name: str, ask: Callable[[], object]) -> Seen:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(WARM):
        answer = ask()
    if answer.status_code != 200:  # type: ignore[attr-defined]
        raise SystemExit(f"{name} was answered with {answer.status_code}")  # type: ignore[attr-defined]
    counts = set()
    for _ in range(WARM):
        with CaptureQueriesContext(connection) as asked:
            ask()
        counts.add(len(asked))
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    return Seen(name, times, frozenset(counts))


def _report(pages: Sequence[Seen], busy: Sequence[str]) -> None:
    rows = [
        [
            f"`{each.name}`",
            f"{statistics.median(each.times):.0f} ms",
            f"{each.p95:.0f} ms",
            ", ".join(map(str, sorted(each.queries))),
        ]
        for each in pages
    ]
    slow = [each.name for each in pages if each.p95 >= 100]
    notes = [
        "The councils of today, 10,000 needs, 1,000 factories and 20,000 systems, on SQLite. Each",
        f"page {ROUNDS} times in one process, after {WARM} to warm up: whole answers, as sent.",
        f"{len(pages) - len(slow)} of {len(pages)} pages have their 95th percentile under 100 ms.",
        *busy,
    ]
    header = ["Page", "median", "95th percentile", "SQL queries"]
    report.write("pages", "Pages with the whole country in them", notes, header, rows)


if __name__ == "__main__":
    main()
