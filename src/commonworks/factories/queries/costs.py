"""How costs are shared, and how they would be if somebody joined or left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.factories.models import Figure, Plan, Share
from commonworks.factories.policies.shares import check_sums, split
from commonworks.factories.queries import FactoryPage
from commonworks.kernel.errors import Invalid, Missing
from commonworks.network import queries as network

Rule = Plan.Rule


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One member's part, with the figure that it comes from."""

    organisation: str
    figure: int | None
    source: str
    pence: int


@dataclass(frozen=True, slots=True)
class ShareLine:
    organisation: str
    name: str
    figure: int | None
    source: str
    pence: int
    committed_at: datetime | None
    capacity: str
    is_member: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """`fits` says whether it was made for those who are members with a vote today."""

    number: int
    title: str
    rule: str
    rule_name: str
    total_pence: int
    offered_at: datetime
    shares: list[ShareLine]
    fits: bool

    @property
    def is_bound(self) -> bool:
        return all(share.committed_at for share in self.shares)

    @property
    def terms(self) -> dict[str, str | int]:
        return {"title": self.title, "rule": self.rule, "total_pence": self.total_pence}

    @property
    def committed_pence(self) -> int:
        return sum(share.pence for share in self.shares if share.committed_at)


@dataclass(frozen=True, slots=True)
class Changed:
    """A member's share now and after; None where it has none."""

    organisation: str
    name: str
    before: int | None
    after: int | None

    @property
    def difference(self) -> int:
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True, slots=True)
class Resplit:
    """What a plan would become for other members. `lacks` are those whose figure is not known: then
    nothing can be reckoned, and `rows` is empty; so it is for amounts that the lead has fixed."""

    rows: list[Changed]
    lacks: list[str]
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class FigureLine:
    organisation: str
    name: str
    kind: str
    value: int
    source: str
    stated_at: datetime


def reckon(
    factory: str,
    rule: str,
    total_pence: int,
    voting: Sequence[str],
    *,
    amounts: Mapping[str, int] | None = None,
    also: Mapping[str, int] | None = None,
) -> list[Reckoned]:
    """Each member's share, in the order given. At most two SQL queries. Raises Invalid where a
    figure is not known, or fixed amounts are not the whole. `also` are figures not stated yet."""
    if rule not in Rule:
        raise Invalid(_("Choose a rule."), {"rule": _("Choose a rule.")})
    if rule == Rule.FIXED:
        given = {who: (amounts or {}).get(who, 0) for who in voting}
        if min(given.values(), default=0) < 0:
            raise Invalid(_("Amounts cannot be below nought."))
        check_sums(total_pence, given)
        return [Reckoned(who, None, "", given[who]) for who in voting]
    if rule == Rule.EQUAL:
        pence = split(total_pence, dict.fromkeys(voting, 1))
        return [Reckoned(who, None, "", pence[who]) for who in voting]
    return _by_figures(factory, rule, total_pence, voting, also or {})


def _by_figures(
    factory: str, rule: str, total_pence: int, voting: Sequence[str], also: Mapping[str, int]
) -> list[Reckoned]:
    rows = Figure.objects.filter(factory=factory, kind=rule)
    known = {
        who: (value, src) for who, value, src in rows.values_list("organisation", "value", "source")
    }
    known |= {who: (value, "") for who, value in also.items()}
    if lacks := [who for who in voting if who not in known]:
        names = ", ".join(sorted(network.short_names(lacks).values()))
        said = _("Not known yet for %(names)s. Each member states its own figure.") % {
            "names": names
        }
        raise Invalid(said, {"rule": said})
    pence = split(total_pence, {who: known[who][0] for who in voting})
    return [Reckoned(who, *known[who], pence[who]) for who in voting]


def plan(page: FactoryPage, number: int = 0) -> PlanPage | None:
    """One plan, or the newest; None if there is none yet. Three SQL queries. Raises Missing for a
    number that is not there."""
    rows = Plan.objects.filter(factory=page.ref).order_by("-number")
    row = rows.filter(number=number).first() if number else rows.first()
    if row is None:
        if number:
            raise Missing(_("There is no such plan."))
        return None
    shares = _shares(page, row.pk)
    return PlanPage(
        number=row.number,
        title=row.title,
        rule=row.rule,
        rule_name=_(row.get_rule_display()),
        total_pence=row.total_pence,
        offered_at=row.offered_at,
        shares=shares,
        fits={each.organisation for each in shares} == set(page.voting),
    )


def _shares(page: FactoryPage, plan: int) -> list[ShareLine]:
    rows = list(Share.objects.filter(plan=plan).order_by("pk"))
    names = network.names(row.organisation_id for row in rows)
    voting = set(page.voting)
    return [
        ShareLine(
            organisation=row.organisation_id,
            name=names[row.organisation_id],
            figure=row.figure,
            source=row.source,
            pence=row.pence,
            committed_at=row.committed_at,
            capacity=row.capacity,
            is_member=row.organisation_id in voting,
        )
        for row in rows
    ]


def numbers(factory: str) -> list[tuple[int, str, datetime]]:
    """(number, title, when) of every plan, the newest first. One SQL query."""
    rows = Plan.objects.filter(factory=factory).order_by("-number")
    return list(rows.values_list("number", "title", "offered_at"))


def figures(factory: str) -> list[FigureLine]:
    """What members stated of themselves, by kind and name. Two SQL queries."""
    fields = ("organisation", "kind", "value", "source", "stated_at")
    rows = list(Figure.objects.filter(factory=factory).values_list(*fields))
    names = network.names(row[0] for row in rows)
    found = [
        FigureLine(who, names[who], _(Figure.Kind(kind).label), value, source, at)
        for who, kind, value, source, at in rows
    ]
    return sorted(found, key=lambda each: (each.kind, each.name))


def resplit(
    page: FactoryPage, *, joins: str = "", leaves: str = "", figure: int | None = None
) -> Resplit | None:
    """What the newest plan would become if somebody joined or left, or as members are today. It
    binds nobody: it is there to be seen first. None if there is no plan. At most seven SQL
    queries."""
    now = plan(page)
    if now is None:
        return None
    if now.rule == Rule.FIXED:
        return Resplit([], [], is_fixed=True)
    voting = [*(who for who in page.voting if who != leaves), *([joins] if joins else [])]
    before = {share.organisation: share.pence for share in now.shares}
    names = network.short_names({*voting, *before})
    try:
        also = {joins: figure} if joins and figure else {}
        shared = reckon(page.ref, now.rule, now.total_pence, voting, also=also)
    except Invalid as lacking:
        return Resplit([], [str(lacking)])
    after = {each.organisation: each.pence for each in shared}
    everybody = dict.fromkeys([*before, *after])
    rows = [Changed(who, names[who], before.get(who), after.get(who)) for who in everybody]
    return Resplit(rows, [])
