"""What the list of needs can be narrowed by, and its rows as a table, a file and a map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.frontend.fields import Field, Option
from commonworks.frontend.lists import Filter
from commonworks.frontend.maps import Point, PointMap
from commonworks.frontend.tables import Column, Table
from commonworks.frontend.words import labelled
from commonworks.needs import permissions
from commonworks.needs.models import Stage
from commonworks.needs.permissions import Deed
from commonworks.needs.queries import lists
from commonworks.needs.queries.lists import Filters, Line
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import organisations
from commonworks.places import queries as places

FRESHNESS = {
    "fresh": gettext_lazy("Confirmed"),
    "stale": gettext_lazy("To be confirmed"),
    "archived": gettext_lazy("Archived"),
}
ORDERS = {
    "councils": gettext_lazy("Most councils first"),
    "newest": gettext_lazy("Newest first"),
    "changed": gettext_lazy("Last changed first"),
    "title": gettext_lazy("By title"),
    "until": gettext_lazy("Longest not confirmed first"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: its fields, the filters they make, and who asks, when."""

    narrowed: Filter
    filters: Filters
    seen: Mapping[str, Any]


def filter_fields(by: Actor) -> list[Field]:
    """Two SQL queries, for the services that needs are about."""
    choices = organisations.choices()
    return [
        Field("text", "words", _("Words")),
        _select("service", _("Service"), lists.services(by=by)),
        _select("region", _("Region"), choices["region"]),
        _select("type", _("Type of council"), choices["type"][:9]),
        _select("stage", _("Stage"), labelled(Stage.choices)),
        _select("freshness", _("Freshness"), FRESHNESS.items()),
        _select("order", _("Order"), ORDERS.items()),
        Field("text", "authority", _("Council"), hint=_("Its name or code, such as Leeds")),
        Field("text", "behind", _("Who stands behind it"), hint=_("Declared it, or has it too")),
    ]


def _select(name: str, label: str, choices: Any) -> Field:
    options = tuple(Option(str(value), str(words)) for value, words in choices)
    return Field("select", name, label, options=options)


def table(rows: Sequence[Line]) -> Table:
    return Table(_("Needs"), COLUMNS, rows, _("No need is like that."), name="needs")


def _address(line: Line) -> str:
    return reverse("needs:need", args=[line.ref])


COLUMNS = (
    Column("ref", gettext_lazy("Reference")),
    Column("title", gettext_lazy("Need"), link=_address),
    Column("problem", gettext_lazy("Problem")),
    Column("authority_name", gettext_lazy("Council")),
    Column("region_name", gettext_lazy("Region")),
    Column("service_code", gettext_lazy("Service code")),
    Column("service", gettext_lazy("Service")),
    Column("stage_name", gettext_lazy("Stage")),
    Column("freshness", gettext_lazy("Freshness")),
    Column("councils", gettext_lazy("Councils"), kind="number"),
    Column("volume", gettext_lazy("Times a year"), kind="number"),
    Column("cost_pence", gettext_lazy("Cost a year"), kind="money"),
    Column("pain_name", gettext_lazy("How much it hurts")),
    Column("declared_at", gettext_lazy("Declared"), kind="datetime"),
    Column("changed_at", gettext_lazy("Changed"), kind="datetime"),
    Column("good_until", gettext_lazy("Good until"), kind="date"),
)


def point_map(counts: Mapping[str, int]) -> PointMap:
    """Where the councils lie that declared these needs. One SQL query."""
    names = network.short_names(counts)
    by_count = sorted(counts.items(), key=lambda each: (-each[1], names[each[0]]))
    points = [Point(ref, names[ref], count) for ref, count in by_count]
    ground = {ref: (each.easting, each.northing) for ref, each in places.centres().items()}
    return PointMap(_("Where these needs are"), _("Needs"), points, ground)


def may_declare(by: Actor) -> bool:
    return bool(permissions.may_for(by, Deed.DECLARE))
