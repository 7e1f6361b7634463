"""The addresses under /places/ as HTTP: methods, headers, caching, refusals.

`Places.respond` is the whole of it and touches no server: the WSGI function (`wsgi`) and any
framework's view call it and so answer alike. What stands at each address is in `routes`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from placefinder.answers import Answers, as_json
from placefinder.holder import Holder
from placefinder.index import Index
from placefinder.parameters import Refused, query_of
from placefinder.routes import BODY_CAP, Asked, Route, body_of, route_of

JSON = "application/json; charset=utf-8"
SHAPE = "1"  # goes up when the same directory is answered in another shape

Headers = list[tuple[str, str]]
Response = tuple[int, Headers, bytes]  # a plain tuple: a named one costs a tenth of a look-up


@dataclass(frozen=True, slots=True)
class Served:
    """One index with all that is made of it once."""

    index: Index
    answers: Answers
    etag: str
    headers: Headers


class Places:
    """Answers requests from whatever index the holder holds.

    `headers` are the house's own, sent with every answer. `prefix` is the path that all addresses
    begin with, without a slash at the end.
    """

    def __init__(
        self, holder: Holder, *, prefix: str = "/places", headers: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.prefix = prefix
        self.holder = holder
        self._lookup = f"{prefix}/postcodes/"
        self._always: Headers = [
            ("Content-Type", JSON),
            ("X-Content-Type-Options", "nosniff"),
            ("Access-Control-Allow-Origin", "*"),
            *headers,
        ]
        self._served: Served | None = None

    def respond(
        self, method: str, path: str, query: str, body: bytes, headers: Mapping[str, str]
    ) -> Response:
        """The answer to one request; nothing that a client sends makes it raise.

        `path` is percent-decoded, `query` is not; header names are lower-case; a body longer than
        BODY_CAP is refused unread. The answer to HEAD has the headers of GET and no body. The
        server adds Content-Length. Headers are shared between answers: copy before changing.
        """
        try:
            found = self._answer(method, path, query, body, headers)
        except Refused as refused:
            found = self._error(refused)
        return found if method != "HEAD" else _head(*found)

    def _answer(
        self, method: str, path: str, query: str, body: bytes, headers: Mapping[str, str]
    ) -> Response:
        served = self._current()
        # The commonest question goes first and by the shortest way; what it misses is asked again.
        if path.startswith(self._lookup) and method == "GET" and not query:
            text = path[len(self._lookup) :]
            if "/" not in text and (whole := served.answers.lookup(text)) is not None:
                return _found(whole, headers, served)
        route, words = route_of(path[len(self.prefix) :])
        if method not in route.methods:
            return self._other_method(method, route)
        if len(body) > BODY_CAP:
            raise Refused(413, f"Too much was sent: at most {BODY_CAP} bytes are taken")
        asked = Asked(served.answers, words, query_of(query), body)
        if method == "POST" and route.post:
            return self._fresh(body_of(route.post(asked), asked.query))
        result = body_of(route.get(asked), asked.query)
        return _found(result, headers, served) if route.cached else self._fresh(result)

    def _current(self) -> Served:
        index, served = self.holder.current(), self._served
        if index is None:
            raise Refused(503, "The postcode index is not ready", retry_after="10")
        if served is None or served.index is not index:
            etag = f'"{index.sha256[:20]}-{SHAPE}"'
            kept = [("Cache-Control", "public, max-age=3600"), ("ETag", etag)]
            served = self._served = Served(index, Answers(index), etag, [*self._always, *kept])
        return served

    def _fresh(self, body: bytes) -> Response:
        """An answer that no cache keeps."""
        return 200, self._unkept(), body

    def _error(self, refused: Refused) -> Response:
        ours = {"placefinder": refused.details} if refused.details else {}
        said = {"status": refused.status, "error": str(refused), **ours}
        body = as_json(said).encode()
        return refused.status, self._unkept(*refused.headers), body

    def _unkept(self, *more: tuple[str, str]) -> Headers:
        return [*self._always, ("Cache-Control", "no-store"), *more]

    def _other_method(self, method: str, route: Route) -> Response:
        allowed = ", ".join(sorted({*route.methods, "OPTIONS"}))
        if method != "OPTIONS":
            raise Refused(405, f"Method not allowed. Use {allowed}", allow=allowed)
        preflight = [
            ("Allow", allowed),
            ("Access-Control-Allow-Methods", allowed),
            ("Access-Control-Allow-Headers", "Content-Type, If-None-Match"),
            ("Access-Control-Max-Age", "86400"),
        ]
        return 204, [*self._always[1:], *preflight], b""


def _head(status: int, headers: Headers, body: bytes) -> Response:
    return status, [*headers, ("Content-Length", str(len(body)))], b""


def _found(body: bytes, headers: Mapping[str, str], served: Served) -> Response:
    if not headers:
        return 200, served.headers, body
    asked = headers.get("if-none-match")
    if asked and (asked.strip() == "*" or served.etag in asked):
        return 304, served.headers[1:], b""
    return 200, served.headers, body
