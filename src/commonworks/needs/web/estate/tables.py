"""The estate as tables: what a page shows is what its files hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.frontend.tables import Column, Table
from commonworks.needs.queries.overlaps import Shared
from commonworks.needs.queries.systems import Estate, Service, SystemLine

Row = Mapping[str, Any]
STANDING = {True: gettext_lazy("Nobody has confirmed this"), False: gettext_lazy("Up to date")}


def _system(row: Row) -> str:
    return reverse("needs:system", args=[row["ref"]])


def _council(row: Row) -> str:
    return reverse("needs:estate", args=[row["council_ref"]])


REFERENCE = Column("reference", gettext_lazy("Reference"))
SYSTEM = Column("system", gettext_lazy("System"), link=_system)
SUPPLIER = Column("supplier", gettext_lazy("Supplier"))
COUNCIL = Column("council", gettext_lazy("Council"), link=_council)
PURPOSE = Column("purpose", gettext_lazy("Used for"))
SERVICES = Column("services", gettext_lazy("Services"))
ENDS = Column("contract_end", gettext_lazy("Contract ends"), kind="date")
NOTICE = Column("notice", gettext_lazy("Notice period"))
NOTICE_BY = Column("notice_by", gettext_lazy("Give notice by"), kind="date")
INTEGRATIONS = Column("integrations", gettext_lazy("Integrations"))
BAND = Column("cost_band", gettext_lazy("Cost band"))
SEEN_BY = Column("band_seen_by", gettext_lazy("Band seen by"))
COST = Column("cost", gettext_lazy("Cost a year"), kind="money")
STANDS = Column("standing", gettext_lazy("Standing"))


def _in_files(*columns: Column) -> tuple[Column, ...]:
    """A page of 960 pixels has no room for them; a system's own page has."""
    return tuple(replace(column, in_files=True) for column in columns)


EVERYWHERE = (SYSTEM, SUPPLIER, COUNCIL, ENDS, SERVICES, STANDS, *_in_files(NOTICE_BY, BAND))
OF_A_COUNCIL = (
    *(SYSTEM, SUPPLIER, PURPOSE, SERVICES, ENDS, NOTICE_BY, STANDS),
    *_in_files(COUNCIL, NOTICE, BAND),
)
# The names of these columns are those that an import reads: a council's own file goes back in, and
# nobody else's.
OF_ONES_OWN = (
    *(SYSTEM, SUPPLIER, PURPOSE, SERVICES, ENDS, NOTICE_BY, COST, STANDS),
    *_in_files(REFERENCE, COUNCIL, NOTICE, INTEGRATIONS, BAND, SEEN_BY),
)
IN_THE_CALENDAR = (ENDS, NOTICE_BY, SYSTEM, SUPPLIER, COUNCIL, SERVICES, STANDS)
BY_NOTICE = (NOTICE_BY, ENDS, SYSTEM, SUPPLIER, COUNCIL, SERVICES, STANDS)


def row_of(line: SystemLine, cost: int | None = None) -> Row:
    return {
        "ref": line.ref,
        "reference": line.own_ref,
        "system": line.name,
        "supplier": line.supplier_name,
        "council": line.council_name,
        "council_ref": line.council,
        "purpose": line.purpose,
        "services": "; ".join(called(each) for each in line.services),
        "contract_end": line.contract_end,
        "notice": line.notice,
        "notice_by": line.notice_by,
        "integrations": line.integrations,
        "cost_band": line.band_name,
        "band_seen_by": line.seen_by_name,
        "cost": cost,
        "standing": str(STANDING[line.stale]),
    }


def called(service: Service) -> str:
    """Parking permits (474); the number alone where the list has no name for it."""
    return f"{service.name} ({service.code})" if service.name else service.code


def everywhere(lines: Iterable[SystemLine]) -> Table:
    rows = [row_of(line) for line in lines]
    empty = _("No system is like that. Take a filter away, or list what your council runs.")
    return Table(
        _("Systems that councils run"), EVERYWHERE, rows, empty, name="systems", stacked=True
    )


def of_council(estate: Estate) -> Table:
    """With what it costs, for the council's own people; without, for everybody else."""
    columns = OF_ONES_OWN if estate.may_see_costs else OF_A_COUNCIL
    rows = [row_of(line, estate.costs.get(line.ref)) for line in estate.systems]
    return Table(_("Systems in use"), columns, rows, name=f"systems-{estate.council}", stacked=True)


def of_dates(lines: Iterable[SystemLine], notices: bool) -> Table:
    rows = [row_of(line) for line in lines]
    caption = _("Give notice by") if notices else _("Contracts that end")
    columns = BY_NOTICE if notices else IN_THE_CALENDAR
    empty = _("None in these three months.")
    return Table(caption, columns, rows, empty, name="contract-ends", stacked=True)


def shared(caption: str, kind: str, found: Sequence[Shared]) -> Table:
    """Systems or suppliers that several councils have; each leads to the list of them."""

    def link(row: Shared) -> str:
        return f"{reverse('needs:systems')}?{urlencode({kind: row.name})}"

    columns = (
        Column("name", caption, link=link),
        Column("councils", _("Councils"), kind="number"),
        Column("systems", _("Entries"), kind="number"),
        Column("unconfirmed", _("Entries that nobody has confirmed"), kind="number"),
        Column("soon", _("Contracts that end within nine months"), kind="number"),
        Column("next_end", _("The next ends"), kind="date"),
    )
    return Table(
        caption,
        columns,
        found,
        _("No two councils have the same."),
        name=f"{kind}-shared",
        stacked=True,
    )
