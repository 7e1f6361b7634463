"""An entry in the words of its page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.frontend import words
from commonworks.kernel.money import pounds
from commonworks.needs.queries.systems import Edit, SystemPage
from commonworks.needs.web.estate.tables import called

WHAT = {
    "added": gettext_lazy("Put on the list"),
    "changed": gettext_lazy("Changed"),
    "retired": gettext_lazy("Retired"),
    "archived": gettext_lazy("Archived, because nobody confirmed it"),
    "brought-back": gettext_lazy("Put on the list again"),
    "handed-over": gettext_lazy("Handed over to the council that follows"),
}
FIELDS = {
    "reference": gettext_lazy("Reference"),
    "system": gettext_lazy("System"),
    "supplier": gettext_lazy("Supplier"),
    "purpose": gettext_lazy("Used for"),
    "services": gettext_lazy("Services"),
    "integrations": gettext_lazy("Integrations"),
    "contract_end": gettext_lazy("Contract ends"),
    "notice": gettext_lazy("Notice period"),
}


def rows(found: SystemPage) -> list[dict[str, Any]]:
    """The entry as a summary list; what is not known is left out, or said to be so."""
    line = found.line
    rows: list[dict[str, Any]] = [
        {"label": _("Supplier"), "value": line.supplier_name or _("Not said")},
        {"label": _("Used for"), "value": line.purpose},
        {"label": _("Services"), "lines": [called(each) for each in line.services]},
        {"label": _("Exchanges data with"), "lines": line.integrations.splitlines()},
        {"label": _("Contract ends"), "value": words.date(line.contract_end) or _("Not said")},
        {"label": _("Notice period"), "value": line.notice},
        {"label": _("Give notice by"), "value": words.date(line.notice_by)},
        {"label": _("Cost a year"), "value": _band(found)},
        {"label": _("The council's reference"), "value": line.own_ref},
        {"label": _("Good until"), "value": words.date(line.good_until)},
    ]
    return [row for row in rows if row.get("value") or row.get("lines")]


def _band(found: SystemPage) -> str:
    """The cost for those who may see it, with who sees the band; else the band, if it is shared."""
    if not found.may_see_costs:
        return found.line.band_name
    exact = pounds(found.cost) if found.cost is not None else ""
    band = f"{found.line.band_name} ({found.line.seen_by_name})" if found.line.band else ""
    return ", ".join(text for text in (exact, band) if text)


def history(edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """Entries of a timeline."""
    return [
        {
            "title": WHAT.get(edit.what, edit.what),
            "when": edit.at,
            "by": edit.by,
            "text": _changes(edit.changes),
        }
        for edit in edits
    ]


def _changes(changes: Mapping[str, Sequence[Any]]) -> str:
    told = [
        _("%(field)s was “%(before)s”, is “%(after)s”.")
        % {"field": FIELDS[name], "before": _said(before), "after": _said(after)}
        for name, (before, after) in changes.items()
        if name in FIELDS
    ]
    return " ".join(told)


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    try:
        return words.date(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value or "")


def lists(found: SystemPage) -> dict[str, str]:
    """Where all of those stand that the page shows a few of."""
    line, address = found.line, reverse("needs:systems")
    told = {"system": line.name, "supplier": line.supplier_name}
    return {kind: f"{address}?{urlencode({kind: name})}" for kind, name in told.items()}


def lists_for_services(found: SystemPage) -> list[tuple[str, str]]:
    """(service, the list of what councils have for it)"""
    address = reverse("needs:systems")
    services = found.line.services
    return [(called(each), f"{address}?{urlencode({'service': each.code})}") for each in services]
