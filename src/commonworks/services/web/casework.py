"""A council's own staff: their queue, and a case that they read, hand on and write on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonworks.frontend.fields import Field, Option
from commonworks.frontend.forms import Refusal, tried
from commonworks.frontend.lists import Filter, Pagination
from commonworks.frontend.once import once
from commonworks.frontend.pages import page
from commonworks.frontend.tables import Column, Table, is_download
from commonworks.kernel import clock
from commonworks.network.ports import Actor
from commonworks.services.commands import cases
from commonworks.services.queries import cases as asked
from commonworks.services.queries import payments
from commonworks.services.queries.cases import Choices, Filters, Line, Page, Queue
from commonworks.services.web.visits import language

SIZE = 25
EVERY = "all"
MOST_DOWNLOADED = 100_000


@login_required
@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """Whose cases I work on; straight to the queue where it is one council's."""
    found = asked.desks(by=Actor.of(request), at=clock.now())
    if len(found) == 1:
        return redirect("services:queue", found[0].organisation)
    return page(request, "services/casework/desks.html", desks=found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, council: str) -> HttpResponse:
    """Cases by deadline. Searching is a POST: what is searched for must not stay in addresses."""
    by = Actor.of(request)
    if request.method == "POST":
        return _found(request, council, by)
    choices = asked.choices(council, by=by)
    filter_ = Filter.of(request, _filters(choices))
    wanted, at = _wanted(filter_), clock.now()
    pages = Pagination.of(request, asked.count(council, wanted, by=by, at=at), SIZE)
    whole = is_download(request)
    first, size = (0, MOST_DOWNLOADED) if whole else (pages.offset, SIZE)
    part = asked.queue(council, wanted, first=first, size=size, by=by, at=at)
    table = _table(part, waiting=wanted.state == "open", services=len(choices.services))
    return table.download(request) or page(
        request,
        "services/casework/queue.html",
        queue=part,
        table=table,
        filter=filter_,
        pages=pages,
        query=pages.query,
        search=_search(),
        troubled=payments.troubled(council, by=by),
    )


def _found(request: HttpRequest, council: str, by: Actor) -> HttpResponse:
    text = request.POST.get("search", "").strip()[:200]
    part = asked.found(council, text, by=by, at=clock.now())
    if part.total == 1:
        return redirect("services:case", council, part.lines[0].ref)
    return page(
        request,
        "services/casework/found.html",
        queue=part,
        table=_table(part),
        search=_search(text),
    )


def _search(text: str = "") -> list[Field]:
    hint = _("A reference, or an answer such as an email address, exactly as it was given")
    return [Field("text", "search", _("Find a case"), hint=hint, value=text)]


def _filters(choices: Choices) -> list[Field]:
    states = (
        Option("", _("Waiting for a decision")),
        *(Option(*each) for each in choices.states),
        Option(EVERY, _("All cases")),
    )
    people = (
        Option("", _("Anybody")),
        Option(asked.ME, _("Me")),
        Option(asked.NOBODY, _("Nobody")),
        *(Option(*each) for each in choices.people),
    )
    services = (Option("", _("All services")), *(Option(*each) for each in choices.services))
    return [
        Field("select", "state", _("State"), options=states),
        Field("select", "assigned", _("Given to"), options=people),
        Field("select", "service", _("Service"), options=services),
        Field("checkboxes", "overdue", _("Deadline"), options=(Option("yes", _("Late")),)),
    ]


def _wanted(filter_: Filter) -> Filters:
    values = {each.name: each.value for each in filter_.fields}
    state = str(values["state"]) or "open"  # a queue is of what waits, unless it is said otherwise
    return Filters(
        "" if state == EVERY else state,
        str(values["assigned"]),
        str(values["service"]),
        overdue=bool(values["overdue"]),
    )


def _table(part: Queue, *, waiting: bool = False, services: int = 2) -> Table:
    """Columns that would say the same in every row are left out."""

    def to(line: Line) -> str:
        return reverse("services:case", args=[part.organisation, line.ref])

    left = {"decided_at"} if waiting else {"due"}
    columns = [
        Column("ref", _("Reference"), link=to, whole=True),
        Column("service", _("Service")),
        Column("state", _("State")),
        Column("received_at", _("Received"), kind="datetime"),
        Column("deadline", _("Deadline"), kind="date"),
        Column("due", _("Time left")),
        Column("assigned", _("Given to")),
        Column("decided_at", _("Decided"), kind="datetime"),
    ]
    left |= {"service"} if services < 2 else set()
    return Table(
        _("Waiting for a decision") if waiting else _("Cases"),
        [column for column in columns if column.name not in left],
        part.lines,
        empty=_("There are no such cases."),
        name=f"cases-{part.organisation}",
        stacked=True,
    )


@login_required
@require_safe
def case(request: HttpRequest, council: str, ref: str) -> HttpResponse:
    by = Actor.of(request)
    return _shown(
        request, asked.case(ref, council=council, lang=language(request), by=by, at=clock.now())
    )


def _shown(
    request: HttpRequest, found: Page, wrong: Refusal | None = None, text: str = ""
) -> HttpResponse:
    beside = wrong.fields if wrong else {}
    people = tuple(Option(*each) for each in found.colleagues)
    give = Field(
        "select",
        "to",
        _("Give it to a colleague"),
        options=people,
        value=found.assigned_to,
        error=beside.get("to", ""),
    )
    write = Field("long-text", "note", _("Add a note"), value=text, error=beside.get("note", ""))
    return page(
        request,
        "services/casework/case.html",
        status=wrong.status if wrong else 200,
        case=found,
        by=Actor.of(request),
        others=wrong.others(("to", "note")) if wrong else (),
        give=give,
        write=write,
        errors=bool(wrong),
    )


@login_required
@require_POST
def assign(request: HttpRequest, council: str, ref: str) -> HttpResponse:
    """To me, to a colleague, or back into the queue."""
    by, at = Actor.of(request), clock.now()
    found = asked.case(ref, council=council, lang=language(request), by=by, at=at)
    chosen = {"me": by.ref, "nobody": ""}.get(request.POST.get("who", ""))
    to = request.POST.get("to", "")[:80] if chosen is None else chosen
    if chosen is None and not to:
        return _shown(request, found, Refusal("", {"to": _("Select a colleague.")}, 422))
    _done, wrong = tried(cases.assign, case=ref, to=to, by=by, at=at)
    if wrong:
        return _shown(request, found, wrong)
    messages.success(request, _("The case has been handed on.") if to else _("Put back."))
    return redirect("services:case", council, ref)


@login_required
@require_POST
@once
def note(request: HttpRequest, council: str, ref: str) -> HttpResponse:
    by, at = Actor.of(request), clock.now()
    found = asked.case(ref, council=council, lang=language(request), by=by, at=at)
    text = request.POST.get("note", "")
    _done, wrong = tried(cases.note, case=ref, text=text, by=by, at=at)
    if wrong:
        return _shown(request, found, wrong, text)
    messages.success(request, _("The note has been saved."))
    return redirect("services:case", council, ref)
