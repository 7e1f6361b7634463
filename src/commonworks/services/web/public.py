"""What anybody can see of services."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonworks.frontend import words
from commonworks.frontend.fields import Field
from commonworks.frontend.pages import page
from commonworks.frontend.tables import Column, Table
from commonworks.kernel import clock
from commonworks.network.ports import Actor
from commonworks.services.commands import catalogue as commands
from commonworks.services.permissions import RESIDENT
from commonworks.services.queries import catalogue, whereabouts
from commonworks.services.queries.catalogue import RunBy
from commonworks.services.queries.rights import rights


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    return page(request, "services/list.html", services=catalogue.services())


@require_safe
def service(request: HttpRequest, service: str) -> HttpResponse:
    found, by = catalogue.service(service), Actor.of(request)
    return page(
        request,
        "services/service.html",
        service=found,
        run_by=_run_by(found.run_by),
        field=_postcode(),
        by=by,
        may=rights(found.factory_ref, by=by),
    )


@require_safe
def find(request: HttpRequest, service: str) -> HttpResponse:
    found = whereabouts.find(service, request.GET.get("postcode", "")[:64])
    if found.address and not found.paused:
        return redirect(found.address)
    shown = catalogue.service(service)
    field = _postcode(found.postcode, found.problem)
    status = 422 if found.problem else 200
    return page(
        request, "services/find.html", status=status, service=shown, found=found, field=field
    )


@require_POST
def ask(request: HttpRequest, service: str) -> HttpResponse:
    commands.ask_for(
        service=service, council=request.POST.get("council", ""), by=RESIDENT, at=clock.now()
    )
    messages.success(request, _("Thank you. Your council can see how many people asked."))
    return redirect("services:service", service)


@require_safe
def release(request: HttpRequest, service: str, release: str) -> HttpResponse:
    """The definition itself, as it was hashed: SHA-256 of these bytes is the release's name."""
    name = f'attachment; filename="{service}-{release[:12]}.json"'
    body = catalogue.definition(service, release)
    return HttpResponse(
        body, content_type="application/json", headers={"Content-Disposition": name}
    )


def _run_by(councils: Sequence[RunBy]) -> Table:
    columns = [
        Column("name", _("Council"), link=lambda row: row["address"]),
        Column("state", _("Now")),
        Column("since", _("Live since")),
        Column("version", _("Release")),
    ]
    rows = [
        {
            "name": each.name,
            "address": each.address if each.is_live else "",
            "state": _(each.state),
            "since": _time(each),
            "version": each.version,
        }
        for each in councils
    ]
    empty = _("No council runs it yet.")
    return Table(_("Who runs it"), columns, rows, empty, stacked=True)


def _time(each: RunBy) -> str:
    """From when, and to when."""
    since = words.date(each.live_since)
    return f"{since} {_('to')} {words.date(each.ended_at)}" if each.ended_at else since


def _postcode(value: str = "", error: str = "") -> Field:
    return Field(
        "postcode",
        "postcode",
        _("Where do you live?"),
        hint=_("Enter your postcode, like SW1A 2AA. We do not keep it."),
        value=value,
        error=error,
        size="m",
    )
