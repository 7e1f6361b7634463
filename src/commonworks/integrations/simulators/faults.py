"""Faults to order: what the house does when a supplier is down, slow or raving.

    POST /control   {"service": "pay", "fault": "slow", "seconds": 10, "times": 1, "late": true}

`service` is pay, notify or addresses. `fault` is one of FAULTS, or "" to end it; `times` is how
many requests it spoils (left out: all). `late` does the work first and spoils the answer alone:
the supplier has acted, and the house does not know.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from commonworks.integrations.simulators.exchange import (
    Answer,
    Request,
    World,
    json_answer,
)
from commonworks.integrations.simulators.store import Key

SERVICES = ("pay", "notify", "addresses")
HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
PAGE = b"<!doctype html><title>502</title><h1>Bad gateway</h1>"
FAULTS: dict[str, Answer] = {
    "down": Answer(503, PAGE, HTML),
    "error": Answer(500, b'{"code": "P0999", "description": "Down for a moment"}', JSON),
    "busy": Answer(429, b'{"code": "P0900", "description": "Too many requests"}', JSON),
    "unauthorised": Answer(401, b"Credentials are required to access this resource."),
    "forbidden": Answer(403, b'{"code": "P0920", "description": "Request blocked"}', JSON),
    "html": Answer(200, PAGE, HTML),
    "nonsense": Answer(200, b"\x00\xff{]", JSON),
    "empty": Answer(200, b"{}", JSON),
    "deep": Answer(200, b"[" * 100_000, JSON),
    "truncated": Answer(200, b'{"payment_id": "a', {**JSON, "X-Cut": "500"}),
    "huge": Answer(200, b'{"payment_id": "' + b"a" * 3_000_000 + b'"}', JSON),
}


@dataclass(frozen=True, slots=True)
class Fault:
    service: str
    fault: str
    seconds: float = 0
    times: int | None = None
    late: bool = False


def order(world: World, request: Request) -> Answer:
    """Set or end a fault. JSON alone: no page of another site can send that unasked."""
    told = request.json()
    if told is None or request.headers.get("content-type") != "application/json":
        return json_answer(400, {"description": "Send a JSON object as application/json."})
    try:
        fault = Fault(**told)
    except TypeError:
        return json_answer(400, {"description": "Send service, fault, seconds, times and late."})
    if fault.service not in SERVICES or fault.fault not in ("", "slow", *FAULTS):
        return json_answer(400, {"services": SERVICES, "faults": ["", "slow", *FAULTS]})
    if fault.fault:
        world.store.save(Key("fault", fault.service), fault)
    else:
        world.store.forget("fault", fault.service)
    return json_answer(200, asdict(fault))


def show(world: World, request: Request) -> Answer:
    return json_answer(200, [asdict(f) for f in world.store.search("fault", of=Fault)])


def apply(world: World, service: str, work: Callable[[], Answer]) -> Answer:
    """Do the work, unless a fault is ordered for this service."""
    fault = world.store.find("fault", service, of=Fault) if service in SERVICES else None
    if fault is None:
        return work()
    _count(world, fault)
    done = work() if fault.late else None
    time.sleep(fault.seconds)
    if fault.fault == "slow":
        return done or work()
    return FAULTS[fault.fault]


def _count(world: World, fault: Fault) -> None:
    if fault.times is None:
        return
    if fault.times <= 1:
        world.store.forget("fault", fault.service)
    else:
        left = {**asdict(fault), "times": fault.times - 1}
        world.store.save(Key("fault", fault.service), left)
