"""Who is applying: the browser that holds a draft's token, in a cookie of this service alone."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commonworks.frontend.pages import framed, page
from commonworks.kernel.clock import now
from commonworks.services.queries.drafts import Kept, OpenDraft, open_draft, sent_of
from commonworks.services.queries.plans import Plan, Running
from commonworks.services.web.ways import SeeOther
from formwork import Words

COOKIE = "draft"  # its path is the address of one service: no other is sent it
DAY = 24 * 60 * 60
CLOSED = {"preparing": 404, "paused": 503, "ended": 410}
PHASES = {"alpha": "Alpha", "beta": "Beta"}


@dataclass(frozen=True, slots=True)
class Visit:
    """An open draft, the words to show it in, and when."""

    request: HttpRequest
    found: OpenDraft
    words: Words
    at: datetime
    more_time: datetime | None  # until when an answer posted now is kept, where that is a new day

    @property
    def lang(self) -> str:
        return language(self.request)

    @property
    def changing(self) -> bool:
        return "change" in self.request.GET

    def page(self, template: str, **context: Any) -> HttpResponse:
        more = {"until": self.found.kept.expires_at, "moved": self.found.answers.moved}
        return dressed(self.request, self.found.running, template, **more, **context)

    def asked(self, *, title: str, back: str, errors: bool, **context: Any) -> HttpResponse:
        """The page of a question. Its frame is kept, and knows nothing of the applicant."""
        running, lang = self.found.running, self.lang
        around = {
            "title": title,
            "back": back,
            "errors": errors,
            "until": localdate(self.found.kept.expires_at),
            "address": running.address,
            "moved": None,  # what moved is the applicant's: it stands in the body
            **look(running, lang),
        }
        return framed(
            self.request,
            "services/runner/asked.html",
            frame="services/runner/question.html",
            around=around,
            title=title,
            moved=self.found.answers.moved,
            **context,
        )


Applying = Callable[..., HttpResponse]


def applying(view: Applying) -> Applying:
    """The view of whoever has an open draft here; anyone else is led to where they belong."""

    @wraps(view)
    def visited(request: HttpRequest, council: str, service: str, **where: Any) -> HttpResponse:
        at = now()
        deployment = f"{council}.{service}"
        kept, found = open_draft(token_of(request), deployment=deployment, at=at)
        if found is None:
            return SeeOther(_elsewhere(kept, f"/s/{council}/{service}/"))
        if not found.running.is_live:
            return closed(request, found.running, kept)
        with speaking(request, found.plan) as lang:
            words, more_time = found.plan.words(lang), _more_time(request, found, at)
            visit = Visit(request, found, words, at, more_time)
            response = view(visit, **where)
        response["Cache-Control"] = "no-store"
        if visit.more_time:
            remember(response, found.running, token_of(request))
        return response

    return visited


def _more_time(request: HttpRequest, found: OpenDraft, at: datetime) -> datetime | None:
    until = found.plan.kept_until(at) if request.method == "POST" else found.kept.expires_at
    return until if until != found.kept.expires_at else None


def _elsewhere(kept: Kept | None, base: str) -> str:
    if kept is None or not kept.is_submitted:
        return f"{base}expired"
    sent = sent_of(kept)
    return f"{base}sent" if sent and sent.is_case else f"{base}pay"


def closed(request: HttpRequest, running: Running, kept: Kept | None = None) -> HttpResponse:
    """The page of a service that takes no applications now."""
    context = {"state": running.state, "until": kept.expires_at if kept else None}
    status = CLOSED[running.state]
    return dressed(request, running, "services/runner/closed.html", status=status, **context)


def dressed(request: HttpRequest, running: Running, template: str, **context: Any) -> HttpResponse:
    """A page of a council's service: its colour, its name, the phase it is in."""
    # Nobody is signed in here, and to ask would cost a session.
    request.actor = None  # type: ignore[attr-defined]
    with speaking(request, running.plan) as lang:
        seen = look(running, lang)
        return page(request, template, running=running, address=running.address, **seen, **context)


def look(running: Running, lang: str) -> dict[str, Hashable]:
    """What the frame of a council's service shows, in the language that it is drawn in."""
    phase = PHASES.get(running.phase)
    return {
        "theme": running.theme(lang),
        "phase": _(phase) if phase else "",
        "languages": len(running.plan.languages) > 1,
    }


def spoken(request: HttpRequest, plan: Plan) -> str:
    """The reader's language, or the service's own where it is not in theirs: half a page in each
    would be in neither, whatever its lang attribute says."""
    lang = language(request)
    return lang if lang in plan.languages else plan.languages[0]


@contextmanager
def speaking(request: HttpRequest, plan: Plan) -> Iterator[str]:
    lang = spoken(request, plan)
    if lang == language(request):
        yield lang
        return
    request.LANGUAGE_CODE = lang  # type: ignore[attr-defined]
    with translation.override(lang):
        yield lang


def language(request: HttpRequest) -> str:
    return str(getattr(request, "LANGUAGE_CODE", "en"))


def token_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def remember(response: HttpResponse, running: Running, token: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=(running.plan.draft_days + 1) * DAY,  # to the end of the last day
        path=running.address,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
