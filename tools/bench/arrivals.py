"""Requests that arrive at times of their own, whatever became of those before (an open loop).

A load that waits for each answer before it asks again hides every queue: a server that stands still
for a second is then asked nothing for a second. Here a request's time counts from when it was due.
"""

import http.client
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock, Thread

BROWSERS = 32  # connections, each kept open; more are never under way at once
PATIENCE = 30.0  # seconds for one answer


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that is asked, and the status that answers it."""

    name: str
    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    wanted: int = 200


@dataclass(frozen=True, slots=True)
class Answered:
    """When a request was due (seconds from the start), how long it took from then, and what was
    answered: the status, or 0 for none."""

    name: str
    due: float
    seconds: float
    status: int
    good: bool


class Arrivals:
    """A load of `rate` requests a second, or of as many as are answered where it is None.

    `requests` are asked in turn. `answers` grows while it runs; each is added once.
    """

    def __init__(self, port: int, requests: Callable[[int], Request], rate: float | None) -> None:
        self.answers: list[Answered] = []
        self._port, self._requests, self._rate = port, requests, rate
        self._numbers, self._lock = itertools.count(), Lock()

    def run(self, seconds: float) -> None:
        """Ask for so long, and wait for the answers to what was asked by then."""
        start = time.monotonic()
        browsers = [Thread(target=self._ask, args=(start, seconds)) for _ in range(BROWSERS)]
        for each in browsers:
            each.start()
        for each in browsers:
            each.join()

    def _ask(self, start: float, seconds: float) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        for number, due in self._due(start):
            if due >= seconds:
                break
            request = self._requests(number)
            status = _status(connection, request)
            took = time.monotonic() - start - due
            good = status == request.wanted
            self.answers.append(Answered(request.name, due, took, status, good))
        connection.close()

    def _due(self, start: float) -> Iterator[tuple[int, float]]:
        """Numbers and times of requests that are this connection's to ask, each when it is due."""
        while True:
            with self._lock:
                number = next(self._numbers)
            now = time.monotonic() - start
            due = number / self._rate if self._rate else now
            time.sleep(max(0.0, due - now))
            yield number, due


def _status(connection: http.client.HTTPConnection, request: Request) -> int:
    try:
        connection.request(request.method, request.path, request.body, dict(request.headers))
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()  # the next request opens it again
        return 0
    return answer.status


def p99(answers: Sequence[Answered]) -> float:
    """In milliseconds; 0 where there are no answers."""
    times = sorted(each.seconds for each in answers)
    return times[len(times) * 99 // 100] * 1000 if times else 0.0


def wrong(answers: Sequence[Answered]) -> str:
    """What was answered otherwise than wanted, with its number; "none" where all was well."""
    counts = Counter((each.name, each.status) for each in answers if not each.good)
    said = [f"{n} × {name}: {status or 'no answer'}" for (name, status), n in counts.items()]
    return ", ".join(said) or "none"
