"""What councils run: lists, one council's estate, one entry with its history."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OrderBy, Q
from django.utils.translation import gettext as _

from commonworks.kernel import encryption
from commonworks.kernel.errors import Missing
from commonworks.needs.models.estate import SupplierAnswer, System, SystemEdit, SystemUse
from commonworks.needs.policies import keepers
from commonworks.needs.policies.keepers import Deed
from commonworks.needs.policies.systems import Entry, Notice
from commonworks.needs.queries import entries
from commonworks.needs.queries.narrowing import Narrowed, Viewer
from commonworks.network import queries as network
from commonworks.network.ports import Actor, Holding
from commonworks.network.queries import lgsl

State = System.State
BY_NAME = ("stale", "name", "ref")  # what nobody has confirmed comes last
BY_END = (F("contract_end").asc(nulls_last=True), "name", "ref")
ROW = (
    *("ref", "name", "name_key", "council", "supplier_name", "supplier_key", "supplier"),
    *("purpose", "integrations", "own_ref", "contract_end", "notice_length", "notice_unit"),
    *("notice_by", "cost_band", "band_seen_by", "state", "stale", "good_until", "edition"),
    "changed_at",
)


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the official list; without a name if the list does not have it."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class SystemLine:
    """One system in a list. `band` is "" where it is not known, or not shared with who asks;
    `seen_by` says who sees it; both are values, and their names in the reader's language. The keys
    are equal for what counts as the same system or supplier."""

    ref: str
    name: str
    name_key: str
    council: str
    council_name: str
    supplier_name: str
    supplier_key: str
    supplier: str | None
    purpose: str
    services: tuple[Service, ...]
    integrations: str
    own_ref: str
    contract_end: date | None
    notice: str
    notice_by: date | None
    band: str
    seen_by: str
    state: str
    stale: bool
    good_until: date
    edition: int
    changed_at: datetime

    @property
    def band_name(self) -> str:
        return _(System.Band(self.band).label) if self.band else ""

    @property
    def seen_by_name(self) -> str:
        return _(System.Seen(self.seen_by).label)


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a list, and how long the list is."""

    total: int
    lines: tuple[SystemLine, ...]


@dataclass(frozen=True, slots=True)
class Estate:
    """What one council runs. `costs` are pence a year by the refs of systems: only for those who
    may see them; `retired` is what it ran before."""

    council: str
    council_name: str
    systems: tuple[SystemLine, ...]
    retired: tuple[SystemLine, ...]
    costs: Mapping[str, int]
    may_keep: bool
    may_see_costs: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of an entry: what it was, in which fields, and by whom, for the council's own."""

    what: str
    changes: Mapping[str, Sequence[Any]]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What the supplier says. `text` is "" for the public while a steward has taken it down."""

    supplier: str
    supplier_name: str
    text: str
    hidden: bool
    reason: str
    given_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class SystemPage:
    """One entry. `cost` is pence a year, for those who may see it."""

    line: SystemLine
    cost: int | None
    edits: tuple[Edit, ...]
    answer: Answer | None
    may_keep: bool
    may_see_costs: bool
    may_answer: bool
    may_moderate: bool


def found(
    narrowed: Narrowed, *, by: Actor, today: date, offset: int = 0, limit: int | None = None
) -> Found:
    """Systems in use that pass, by name, those that nobody has confirmed last; all without a
    `limit`. Seven SQL queries at most."""
    passing = narrowed.passing(today)
    total = System.objects.filter(passing).count()
    return Found(total, lines(passing, by=by, order=BY_NAME, offset=offset, limit=limit))


def lines(
    passing: Q,
    *,
    by: Actor,
    order: Sequence[str | OrderBy] = BY_NAME,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[SystemLine, ...]:
    """The systems that pass, in that order. Five SQL queries at most."""
    rows = System.objects.filter(passing).order_by(*order)
    cut = rows[offset : None if limit is None else offset + limit]
    read = [dict(zip(ROW, values, strict=True)) for values in cut.values_list(*ROW)]
    # A whole list is longer than the parameters that SQLite takes: it is named by its question.
    refs = rows.order_by().values("ref") if limit is None else [row["ref"] for row in read]
    return _lines(read, _services(refs), Viewer.of(by)) if read else ()


def estate(council: str, *, by: Actor) -> Estate:
    """What one council runs and ran. Eight SQL queries at most. Raises Missing."""
    names = network.names([council])
    if council not in names:
        raise Missing(_("There is no such council. Look it up in the list of organisations."))
    all_ = lines(Q(council=council), by=by, order=BY_NAME)
    sees = keepers.may(by, Deed.SEE_COSTS, council)
    return Estate(
        council=council,
        council_name=names[council],
        systems=tuple(line for line in all_ if line.state == State.RUNNING),
        retired=tuple(line for line in all_ if line.state != State.RUNNING),
        costs=_costs(council) if sees else {},
        may_keep=keepers.may(by, Deed.KEEP_ESTATE, council),
        may_see_costs=sees,
    )


def system(ref: str, *, by: Actor) -> SystemPage:
    """One entry, with its history and its supplier's answer. Eleven SQL queries at most. Raises
    Missing."""
    [line] = lines(Q(ref=ref), by=by) or [None]
    if line is None:
        raise Missing(_("There is no such entry. Look it up in the list of systems."))
    sees = keepers.may(by, Deed.SEE_COSTS, line.council)
    keeps = keepers.may(by, Deed.KEEP_ESTATE, line.council)
    return SystemPage(
        line=line,
        cost=_costs(line.council, ref).get(ref) if sees else None,
        edits=_edits(ref, with_names=keeps),
        answer=_answer(line, by),
        may_keep=keeps,
        may_see_costs=sees,
        may_answer=bool(line.supplier) and keepers.may(by, Deed.ANSWER, line.supplier or ""),
        may_moderate=keepers.may(by, Deed.MODERATE_ANSWERS),
    )


def editable(ref: str, *, by: Actor) -> tuple[Entry, int]:
    """What an entry says and its edition, for whoever may change it. Three SQL queries. Raises
    Missing, NotAllowed."""
    row = System.objects.filter(ref=ref).first()
    if row is None:
        raise Missing(_("There is no such entry."))
    keepers.check(by, Deed.KEEP_ESTATE, row.council_id)
    return entries.entry_of(row), row.edition


def services_in_use() -> tuple[Service, ...]:
    """Services that some system in use is for, by name. Two SQL queries."""
    # Not those in use but the few that are not: so that services are read in order, from an index.
    idle = System.objects.filter(state__in=[state for state in State if state != State.RUNNING])
    rows = SystemUse.objects.filter(~Q(system__in=idle))
    codes = set(rows.values_list("code", flat=True).distinct())
    names = lgsl.service_names(codes) if codes else {}
    return tuple(
        sorted((Service(c, names.get(c, "")) for c in codes), key=lambda s: (s.name, s.code))
    )


def belonging_to(organisation: str, *, by: Actor) -> list[Holding]:
    """What a council lists, as a reorganisation would hand it over. One SQL query."""
    rows = System.objects.filter(council=organisation).order_by("name", "ref")
    return [Holding("system", ref, name) for ref, name in rows.values_list("ref", "name")]


def kept_by(by: Actor) -> list[tuple[str, str]]:
    """(ref, name) of the organisations whose estate the actor keeps. One SQL query, or none."""
    refs = keepers.organisations(by, Deed.KEEP_ESTATE)
    return sorted(network.short_names(refs).items(), key=lambda each: each[1]) if refs else []


def check_keeps(council: str, *, by: Actor) -> str:
    """The name of a council whose estate the actor may change. One SQL query. Raises Missing,
    NotAllowed."""
    keepers.check(by, Deed.KEEP_ESTATE, council)
    names = network.names([council])
    if council not in names:
        raise Missing(_("There is no such council."))
    return names[council]


def _services(refs: Any) -> dict[str, list[str]]:
    """Codes by system. One SQL query."""
    codes: dict[str, list[str]] = defaultdict(list)
    rows = SystemUse.objects.filter(system__in=refs).order_by("pk")
    for ref, code in rows.values_list("system", "code"):
        codes[ref].append(code)
    return codes


def _lines(
    rows: Sequence[Mapping[str, Any]], codes: Mapping[str, Sequence[str]], viewer: Viewer
) -> tuple[SystemLine, ...]:
    councils = network.short_names(row["council"] for row in rows)
    named = {code for each in codes.values() for code in each}
    services = lgsl.service_names(named) if named else {}
    return tuple(
        _line(
            row,
            councils[row["council"]],
            tuple(Service(code, services.get(code, "")) for code in codes.get(row["ref"], ())),
            viewer,
        )
        for row in rows
    )


def _line(
    row: Mapping[str, Any], council_name: str, services: tuple[Service, ...], viewer: Viewer
) -> SystemLine:
    length = row["notice_length"]
    worked_out = ("notice_length", "notice_unit", "cost_band", "band_seen_by")
    return SystemLine(
        **{name: value for name, value in row.items() if name not in worked_out},
        council_name=council_name,
        services=services,
        notice=str(Notice(length, row["notice_unit"])) if length else "",
        band=viewer.band(row["council"], row["cost_band"], row["band_seen_by"]),
        seen_by=row["band_seen_by"],
    )


def _costs(council: str, *refs: str) -> dict[str, int]:
    """Pence a year by system, of all or of those named. Two SQL queries, or one if there are
    none."""
    rows = System.objects.filter(council=council, cost__isnull=False)
    sealed = dict((rows.filter(ref__in=refs) if refs else rows).values_list("ref", "cost"))
    if not sealed:
        return {}
    seal = encryption.seal_of(entries.costs_subject(council))
    return {ref: entries.opened(ref, cost, seal) or 0 for ref, cost in sealed.items()}


def _edits(ref: str, *, with_names: bool) -> tuple[Edit, ...]:
    """Newest first; names of people for their own council alone. Two SQL queries at most."""
    rows = SystemEdit.objects.filter(system=ref).order_by("-at", "-pk")
    read = list(rows.values_list("what", "changes", "by", "at"))
    names = network.people({by for _, _, by, _ in read}) if with_names else {}
    return tuple(Edit(what, changes, names.get(by, ""), at) for what, changes, by, at in read)


def _answer(line: SystemLine, by: Actor) -> Answer | None:
    """Of the supplier that the entry names today. Two SQL queries at most."""
    if not line.supplier:
        return None
    row = SupplierAnswer.objects.filter(system=line.ref, supplier=line.supplier).first()
    if row is None:
        return None
    hidden = row.state == SupplierAnswer.State.HIDDEN
    reads = not hidden or by.is_steward or keepers.may(by, Deed.ANSWER, line.supplier)
    return Answer(
        supplier=line.supplier,
        supplier_name=network.names([line.supplier])[line.supplier],
        text=row.text if reads else "",
        hidden=hidden,
        reason=row.reason if hidden else "",
        given_at=row.given_at,
        changed_at=row.changed_at,
    )
