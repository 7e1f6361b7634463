"""Which simulator answers what."""

import os
import re
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from commonworks.integrations.simulators import (
    addresses,
    faults,
    html,
    notify,
    pay,
    pay_pages,
)
from commonworks.integrations.simulators.exchange import (
    MOST,
    Answer,
    Request,
    World,
    json_answer,
)
from commonworks.integrations.simulators.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Handler = Callable[..., Answer]
ONE_AT_A_TIME = threading.Lock()
ROUTES: list[tuple[str, str, str, Handler]] = [
    ("pay", "POST", r"/v1/payments", pay.create),
    ("pay", "GET", r"/v1/payments", pay.search),
    ("pay", "GET", r"/v1/payments/(?P<id>[^/]+)", pay.find),
    ("pay", "GET", r"/v1/payments/(?P<id>[^/]+)/events", pay.events),
    ("pay", "POST", r"/v1/payments/(?P<id>[^/]+)/cancel", pay.cancel),
    ("pages", "GET", r"/card_details/(?P<token>\w+)", pay_pages.enter_card),
    ("pages", "POST", r"/card_details/(?P<token>\w+)", pay_pages.take_card),
    ("pages", "GET", r"/card_details/(?P<token>\w+)/confirm", pay_pages.ask_to_confirm),
    ("pages", "POST", r"/card_details/(?P<token>\w+)/confirm", pay_pages.confirm),
    ("pages", "POST", r"/card_details/(?P<token>\w+)/cancel", pay_pages.cancel),
    ("notify", "POST", r"/v2/notifications/(?P<channel>email|sms)", notify.send),
    ("notify", "GET", r"/v2/notifications", notify.search),
    ("notify", "GET", r"/v2/notifications/(?P<id>[^/]+)", notify.find),
    ("addresses", "GET", r"/search/places/v1/postcode", addresses.by_postcode),
    ("control", "GET", r"/control", faults.show),
    ("control", "POST", r"/control", faults.order),
    ("pages", "GET", r"/", html.index),
    ("pages", "GET", r"/simulators\.css", html.stylesheet),
]


def make_application(data: Path) -> "WSGIApplication":
    """The simulators, with their memory in `data`/simulators."""
    world = World(Store(data / "simulators"), partial(now, data))

    def run(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = _answer(world, _request(environ))
        headers = {**answer.headers, "Content-Length": str(len(answer.body))}
        if "X-Cut" in headers:  # a fault: promise more than is sent
            headers["Content-Length"] = str(len(answer.body) + int(headers.pop("X-Cut")))
        phrase = HTTPStatus(answer.status).phrase
        start_response(f"{answer.status} {phrase}", list(headers.items()))
        return [answer.body]

    return run


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The simulators of this installation, by COMMONWORKS_DATA."""
    return _installed()(environ, start_response)


@lru_cache(maxsize=1)
def _installed() -> "WSGIApplication":
    return make_application(Path(os.environ["COMMONWORKS_DATA"]))


def now(data: Path) -> datetime:
    """The demonstration's time: as `kernel.clock`, which needs Django."""
    try:
        shift = int((data / "clock").read_text())
    except FileNotFoundError:
        shift = 0
    return datetime.now(UTC) + timedelta(seconds=shift)


def _answer(world: World, request: Request) -> Answer:
    if len(request.body) > MOST:
        return json_answer(413, {"description": "Request body too large"})
    fitting = [
        (service, method, handler, match)
        for service, method, path, handler in ROUTES
        if (match := re.fullmatch(path, request.path))
    ]
    for service, method, handler, match in fitting:
        if method == request.method:
            work = partial(_in_turn, handler, world, request, **match.groupdict())
            return faults.apply(world, service, work)
    return json_answer(405 if fitting else 404, {"description": "HTTP 404 Not Found"})


def _in_turn(handler: Handler, *asked: object, **named: str) -> Answer:
    with ONE_AT_A_TIME:  # what is read, changed and kept stands as one
        return handler(*asked, **named)


def _request(environ: "WSGIEnvironment") -> Request:
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    length = int(environ.get("CONTENT_LENGTH") or 0)
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", "/"),
        base=f"{environ['wsgi.url_scheme']}://{host}",
        query=dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
        headers=headers,
        body=environ["wsgi.input"].read(min(length, MOST + 1)),
    )
