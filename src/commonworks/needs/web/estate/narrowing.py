"""How the address of a list narrows the estate down."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from commonworks.frontend.fields import Field, Option
from commonworks.frontend.lists import Filter
from commonworks.needs.queries import systems as queries
from commonworks.needs.queries.narrowing import Narrowed
from commonworks.needs.queries.systems import Service
from commonworks.needs.web.estate.tables import called
from commonworks.network import queries as network
from commonworks.network.queries import organisations

NAMED = ("system", "supplier")  # of one system or supplier, where another page leads here
COUNCILS = ("type", "nation", "region")


def narrowed(request: HttpRequest, *, drawn: bool = True) -> tuple[Filter, Narrowed]:
    """What to draw beside a list, and what to ask. Three SQL queries at most. Where nothing is
    `drawn`, the services that one could choose among are read only to know the one that is asked
    for."""
    services = queries.services_in_use() if drawn or "service" in request.GET else ()
    fields = Filter.of(request, [*_fields(services), *_named(request)])
    chosen = {each.name: str(each.value) for each in fields.fields}
    return fields, Narrowed(**chosen)


def _fields(services: Sequence[Service]) -> list[Field]:
    choices = organisations.choices()
    return [
        Field("text", "search", _("System, supplier or use")),
        _select("service", _("Service"), [(each.code, called(each)) for each in services]),
        _select("ends", _("Contract ends"), _ends()),
        *(_select(name, _label(name), choices[name]) for name in COUNCILS),
        _select("fresh", _("Standing"), [("fresh", _("Up to date")), ("stale", _("Unconfirmed"))]),
    ]


def _label(name: str) -> str:
    return {"type": _("Type of council"), "nation": _("Nation"), "region": _("Region")}[name]


def _ends() -> list[tuple[str, str]]:
    return [
        ("3", _("Within 3 months")),
        ("6", _("Within 6 months")),
        ("9", _("Within 9 months")),
        ("12", _("Within a year")),
        ("24", _("Within two years")),
        ("past", _("Has ended")),
    ]


def _named(request: HttpRequest) -> list[Field]:
    """Filters that only a link sets; they are drawn while they are set, so that they can go."""
    labels = {"system": _("System"), "supplier": _("Supplier")}
    told = {name: request.GET.get(name, "").strip()[:120] for name in NAMED}
    fields = [_select(name, labels[name], [(text, text)]) for name, text in told.items() if text]
    for name, label in (("council", _("Council")), ("near", _("Near"))):
        if ref := request.GET.get(name, "").strip()[:60]:
            fields.append(_select(name, label, [(ref, network.short_names([ref]).get(ref, ref))]))
    return fields


def _select(name: str, label: str, choices: Sequence[tuple[str, str]]) -> Field:
    return Field(
        "select",
        name,
        label,
        options=(Option("", _("All")), *(Option(*each) for each in choices)),
    )
