"""Requests and answers, as the simulators see them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from commonworks.integrations.simulators.store import Store

MOST = 1_000_000  # bytes of a request


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. Header names are in lower case; `base` is this server's own address."""

    method: str
    path: str
    base: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any] | None:
        """The body, where it is a JSON object."""
        try:
            told = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return told if isinstance(told, dict) else None

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    @property
    def bearer(self) -> str:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme == "Bearer" else ""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """What every simulator has: a memory and the time, which the demonstration may move."""

    store: Store
    now: Callable[[], datetime]


def json_answer(status: int, told: object) -> Answer:
    return Answer(status, json.dumps(told).encode(), {"Content-Type": "application/json"})


def redirect(to: str) -> Answer:
    return Answer(303, b"", {"Location": to})


def stamp(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as both services write it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"
