from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commonworks.frontend.fields import Field
from commonworks.frontend.lists import Filter, Pagination, choice
from commonworks.frontend.pages import page
from commonworks.frontend.tables import Column, Table
from commonworks.network.ports import Actor
from commonworks.network.queries import organisations as queries
from commonworks.network.queries.organisations import Filters, OrganisationLine


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    narrowed = Filter.of(request, _filters())
    chosen = {field.name: str(field.value) for field in narrowed.fields}
    past = chosen.pop("past") == "yes"
    found = queries.organisations(Filters(**chosen, past=past))
    table = Table(
        _("Organisations"), COLUMNS, found, _("No organisation is like that."), stacked=True
    )
    if (file := table.download(request)) is not None:
        return file
    pages = Pagination.of(request, len(found), size=50)
    shown = replace(table, rows=found[pages.offset : pages.offset + pages.size])
    return page(request, "network/organisations.html", table=shown, pages=pages, filter=narrowed)


@require_safe
def organisation(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    return page(request, "network/organisation.html", organisation=queries.organisation(ref), by=by)


def _filters() -> list[Field]:
    choices = queries.choices()
    return [
        Field("text", "search", _("Name or code")),
        choice("type", _("Type"), choices["type"]),
        choice("nation", _("Nation"), choices["nation"]),
        choice("region", _("Region"), choices["region"]),
        choice("past", _("Those that have ended"), [("yes", _("Show them too"))]),
    ]


def _address(line: OrganisationLine) -> str:
    return reverse("network:organisation", args=[line.ref])


COLUMNS = (
    Column("name", gettext_lazy("Name"), link=_address),
    Column("type_name", gettext_lazy("Type")),
    Column("nation_name", gettext_lazy("Nation")),
    Column("region_name", gettext_lazy("Region")),
    Column("end", gettext_lazy("Ended"), kind="date"),
)
