"""Into an application and back to it: the start page, the emailed link, and what has expired."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from commonworks.kernel.clock import now
from commonworks.services.commands import drafts
from commonworks.services.permissions import RESIDENT
from commonworks.services.queries import withdrawals
from commonworks.services.queries.drafts import kept_draft, opened
from commonworks.services.queries.plans import live_plan
from commonworks.services.web import asking, checking, ways
from commonworks.services.web.visits import (
    Visit,
    applying,
    closed,
    dressed,
    remember,
    spoken,
    token_of,
)
from commonworks.services.web.ways import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, council: str, service: str) -> HttpResponse:
    """What it is, what it costs, and the way in: a new application, or the one that is open."""
    at, running = now(), live_plan(f"{council}.{service}")
    kept = kept_draft(token_of(request), deployment=running.ref)
    going = kept is not None and kept.is_open(at)
    if not running.is_live:
        return closed(request, running, kept if going else None)
    if request.method == "POST":
        if going and kept and "again" not in request.POST:
            found = opened(kept, at=at)
            return SeeOther(ways.onward(found, found.plan.words(spoken(request, running.plan)))[1])
        return _begin(request, running.ref)
    about = checking.about(running, spoken(request, running.plan), at)
    until = kept.expires_at if going and kept else None
    return dressed(request, running, "services/runner/start.html", about=about, until=until)


def _begin(request: HttpRequest, deployment: str) -> HttpResponse:
    token, running = secrets.token_urlsafe(32), live_plan(deployment)
    lang = spoken(request, running.plan)
    begun = drafts.start_draft(
        token=token, deployment=deployment, language=lang, by=RESIDENT, at=now()
    )
    slug = running.plan.words(lang).slug(begun.page)
    response = SeeOther(f"{running.address}apply/{slug}")
    remember(response, running, token)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@applying
def save(visit: Visit) -> HttpResponse:
    """Have the way back mailed."""
    base, post = visit.found.running.address, visit.request.POST
    if visit.request.method == "POST":
        field = asking.email(post.get("email", ""), checked=True)
        if not field.error:
            drafts.email_link(
                draft=visit.found.kept.ref,
                to=str(field.value),
                link=visit.request.build_absolute_uri(f"{base}resume/{token_of(visit.request)}"),
                language=visit.lang,
                by=RESIDENT,
                at=visit.at,
            )
            return SeeOther(f"{base}save?sent=1")
        return SeeOther(f"{base}save?problem=1")
    sent, problem = "sent" in visit.request.GET, "problem" in visit.request.GET
    field = asking.email("", checked=problem)
    here = ways.onward(visit.found, visit.words)[1]
    return visit.page(
        "services/runner/save.html",
        sent=sent,
        fields=[field],
        errors=[field] if problem else [],
        to=f"{base}save",
        back=here,
    )


@require_safe
def resume(request: HttpRequest, council: str, service: str, token: str) -> HttpResponse:
    """Come back by the emailed link: this browser now holds the application too."""
    running = live_plan(f"{council}.{service}")
    kept = kept_draft(token, deployment=running.ref)
    open_ = kept is not None and (kept.is_submitted or kept.is_open(now()))
    if kept is None or not (open_ or kept.is_withdrawn):
        return SeeOther(f"{running.address}expired")
    response = SeeOther(f"{running.address}{'check' if open_ else 'expired'}")
    remember(response, running, token)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def expired(request: HttpRequest, council: str, service: str) -> HttpResponse:
    """No application is open in this browser: said plainly, with the way to begin; 410."""
    running = live_plan(f"{council}.{service}")
    kept = kept_draft(token_of(request), deployment=running.ref)
    if kept is None or not kept.is_withdrawn:
        return dressed(request, running, "services/runner/expired.html", status=410)
    website = checking.website(council)
    withdrawn = withdrawals.withdrawn(kept.release)
    template = "services/runner/withdrawn.html"
    return dressed(request, running, template, status=410, withdrawn=withdrawn, website=website)
