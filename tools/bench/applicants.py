"""Applicants who are filling in a form: each with cookies of its own, and a token in its form."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import httpx

from tools.bench import load

ANSWER = "Zone"
QUESTION = "Which parking zone do you live in?"


@dataclass(frozen=True, slots=True)
class Form:
    """A one-question page: where it is, the name of its hidden token, and where an answer leads."""

    start: str
    page: str
    token: str
    onward: str
    starts_by_post: bool

    @property
    def path(self) -> str:
        """Of the page, without the server's address."""
        return urlsplit(self.page).path


@dataclass(frozen=True, slots=True)
class Applicant:
    """The headers and the body, but for the answer, of one browser's form post."""

    cookie: str
    body: str


def begin(form: Form, number: int) -> list[Applicant]:
    """So many applicants, each of whom has seen the page and saved one answer."""
    return [_begin(form, each) for each in range(number)]


def _begin(form: Form, number: int) -> Applicant:
    jar: dict[str, str] = {}
    with httpx.Client(timeout=30) as client:

        def ask(method: str, url: str, **more: object) -> httpx.Response:
            # By hand: over plain HTTP a client would keep the cookies that are marked secure.
            client.cookies.clear()
            headers = {"Cookie": _header(jar)} if jar else {}
            answer = client.request(method, url, headers=headers, **more)  # type: ignore[arg-type]
            jar.update(answer.cookies.items())
            return answer

        first = ask("GET", form.start)
        if form.starts_by_post:
            _check(ask("POST", form.start, data={form.token: _token(form, first)}), 303)
        page = ask("GET", form.page)
        _check(page, 200, QUESTION, 'name="zone"')
        token, answer = _token(form, page), f"{ANSWER} {number} at first"
        sent = ask("POST", form.page, data={form.token: token, "zone": answer})
        _check(sent, 303, at=form.onward)
        _check(ask("GET", form.page), 200, QUESTION, answer)
    return Applicant(_header(jar), f"{form.token}={quote(token)}&zone=")


def saved(form: Form, applicants: Sequence[Applicant]) -> None:
    """Raise unless each applicant's page shows an answer that was posted under load."""
    with httpx.Client(timeout=30) as client:
        for each in applicants:
            page = client.get(form.page, headers={"Cookie": each.cookie})
            _check(page, 200, QUESTION, f'value="{ANSWER} under load ')


def _header(jar: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def _token(form: Form, page: httpx.Response) -> str:
    found = re.search(rf'name="{form.token}" value="([^"]+)"', page.text)
    if found is None:
        raise load.NoLoad(f"{page.url} has no token: {page.status_code} {page.text[:500]}")
    return found[1]


def _check(answer: httpx.Response, status: int, *needles: str, at: str = "") -> None:
    good = answer.status_code == status and all(needle in answer.text for needle in needles)
    if not good or (at and answer.headers.get("Location") != at):
        said = f"{answer.status_code} {answer.headers.get('Location', '')} {answer.text[:500]}"
        raise load.NoLoad(f"{answer.request.method} {answer.url} was answered with {said}")


def reading(applicants: Sequence[Applicant]) -> str:
    """A wrk script: the page of each applicant in turn, which must be there."""
    return f"""
local cookies = {_lua([each.cookie for each in applicants])}
local n = 0
request = function()
  n = n % #cookies + 1
  return wrk.format("GET", nil, {{["Cookie"] = cookies[n]}})
end
response = function(status)
  if status ~= 200 then print("{load.WRONG}", status) end
end
"""


def saving(form: Form, applicants: Sequence[Applicant]) -> str:
    """A wrk script: a fresh answer from each applicant in turn, which must lead on."""
    return f"""
local cookies = {_lua([each.cookie for each in applicants])}
local bodies = {_lua([each.body for each in applicants])}
local n, turn = 0, 0
request = function()
  n, turn = n % #cookies + 1, turn + 1
  local headers = {{
    ["Cookie"] = cookies[n],
    ["Content-Type"] = "application/x-www-form-urlencoded",
  }}
  return wrk.format("POST", nil, headers, bodies[n] .. "{ANSWER}+under+load+" .. turn)
end
response = function(status, headers)
  local to = headers["Location"] or headers["location"]
  if status ~= 303 or to ~= "{form.onward}" then print("{load.WRONG}", status, to) end
end
"""


def _lua(texts: Sequence[str]) -> str:
    return f"{{{','.join(json.dumps(text) for text in texts)}}}"
