"""Who was asked, what members bring, and what an actor may do here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.factories import permissions
from commonworks.factories.models import Asking, Commission, Contribution, Member
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import parts
from commonworks.factories.queries import FactoryPage, MemberLine
from commonworks.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from commonworks.kernel.money import pounds
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import organisations
from commonworks.network.queries.standing import Kind, kinds_of


@dataclass(frozen=True, slots=True)
class AskingLine:
    """Somebody was asked to take a part; `mine` if the asker of this question may answer. `kind` is
    partner, lead, observer…; `part` the same in words."""

    id: int
    organisation: str
    name: str
    part: str
    kind: str
    message: str
    state: str
    open: bool
    asked_at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A factory asks an organisation in."""

    factory: str
    name: str
    organisation: str
    part: str


@dataclass(frozen=True, slots=True)
class ContributionLine:
    id: int
    organisation: str
    name: str
    kind: str
    amount: str
    note: str
    offered_at: datetime
    ended_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What an actor may do in a factory, so that a page offers that and nothing else.

    `speaks_for` are the members among the actor's own organisations; `shows`: whether they record
    evidence at a gate.
    """

    runs: bool
    moderates: bool
    speaks_for: tuple[str, ...]
    binds: tuple[str, ...]
    proposes: bool
    shows: bool


@dataclass(frozen=True, slots=True)
class Able:
    """An organisation that could be in a factory, and the parts that it could have there."""

    organisation: str
    name: str
    parts: tuple[str, ...]


def standing(page: FactoryPage, *, by: Actor) -> Standing:
    """No SQL."""
    inside = {member.organisation for member in page.now}
    speaks = permissions.organisations(by, Deed.SPEAK)
    return Standing(
        runs=permissions.may(by, Deed.RUN, page.lead),
        moderates=permissions.may(by, Deed.MODERATE, page.lead),
        speaks_for=tuple(each for each in speaks if each in inside),
        binds=tuple(
            each for each in permissions.organisations(by, Deed.BIND) if each in page.voting
        ),
        proposes=any(permissions.may(by, Deed.BIND, each) for each in page.proposing),
        shows=any(permissions.may(by, Deed.RUN, each) for each in page.voting),
    )


def could_join(page: FactoryPage, *, by: Actor) -> list[Able]:
    """The actor's own organisations that are no members and that join by themselves, by name; one
    that the lead has sent away, to vote. One SQL query; none for who speaks for no other."""
    inside = {member.organisation for member in page.now}
    speaks = permissions.organisations(by, Deed.SPEAK)
    return _able(kinds_of(each for each in speaks if each not in inside), page)


def to_join(page: FactoryPage, *, by: Actor) -> list[Able]:
    """The same for whoever wants to; else those that are in it already, as joining twice is joining
    once. Two SQL queries at most. Raises NotAllowed where none of them joins by itself."""
    if able := could_join(page, by=by):
        return able
    own = kinds_of(permissions.organisations(by, Deed.SPEAK))
    if not (able := _able(own, page)):
        raise _none_can(own)
    return able


def could_lead(by: Actor) -> list[tuple[str, str]]:
    """(ref, name) of the organisations that the actor could make the lead of a new factory, by
    name. One SQL query; none for who speaks for no organisation."""
    own = kinds_of(permissions.organisations(by, Deed.SPEAK))
    able = [(ref, kind.name) for ref, kind in own.items() if Member.Part.LEAD in parts.can_be(kind)]
    return sorted(able, key=lambda each: each[1])


def to_lead(*, by: Actor) -> list[tuple[str, str]]:
    """The same for whoever founds. Two SQL queries at most. Raises NotAllowed if there is none."""
    if not (able := could_lead(by)):
        raise _none_can(kinds_of(permissions.organisations(by, Deed.SPEAK)))
    return able


def _none_can(own: dict[str, Kind]) -> NotAllowed:
    """What each kind of them can be, in words, once."""
    return NotAllowed(" ".join(dict.fromkeys(map(parts.in_words, own.values()))))


def to_end(page: FactoryPage, organisation: str) -> MemberLine:
    """A member of today, for its part to be ended. No SQL. Raises Missing."""
    for each in page.now:
        if each.organisation == organisation:
            return each
    raise Missing(_("That organisation is not a member of this factory."))


def _able(kinds: dict[str, Kind], page: FactoryPage) -> list[Able]:
    found = (
        Able(ref, kind.name, parts.by_itself(kind, was_sent_away=page.has_sent_away(ref)))
        for ref, kind in kinds.items()
    )
    return sorted((each for each in found if each.parts), key=lambda each: each.name)


def askings(factory: str, *, by: Actor) -> list[AskingLine]:
    """Who was asked to take part, the newest first. Two SQL queries."""
    fields = ("pk", "organisation", "part", "message", "state", "asked_at")
    rows = list(
        Asking.objects.filter(factory=factory).order_by("-asked_at", "-pk").values_list(*fields)
    )
    names = network.names(row[1] for row in rows)
    return [
        AskingLine(
            id=pk,
            organisation=who,
            name=names[who],
            part=_(Member.Part(part).label),
            kind=part,
            message=message,
            state=_(Asking.State(state).label),
            open=state == Asking.State.OPEN,
            asked_at=at,
            mine=state == Asking.State.OPEN and permissions.may(by, Deed.SPEAK, who),
        )
        for pk, who, part, message, state, at in rows
    ]


def to_answer(page: FactoryPage, asking: int, *, by: Actor) -> AskingLine:
    """One that the actor may answer, for a yes to be thought over. Two SQL queries. Raises Missing,
    and NotAllowed for who does not speak for the organisation that was asked."""
    found = next((each for each in askings(page.ref, by=by) if each.id == asking), None)
    if found is None:
        raise Missing(_("Nobody was asked that."))
    permissions.check(by, Deed.SPEAK, found.organisation)
    if not found.open:
        raise Conflict(_("This has been answered already."))
    return found


def asked_of(by: Actor) -> list[Asked]:
    """What the actor's own organisations were asked and have not answered. One SQL query."""
    speaks_for = permissions.organisations(by, Deed.SPEAK)
    rows = Asking.objects.filter(organisation__in=speaks_for, state=Asking.State.OPEN)
    fields = ("factory", "factory__name", "organisation", "part")
    return [
        Asked(factory, name, organisation, _(Member.Part(part).label))
        for factory, name, organisation, part in rows.order_by("asked_at").values_list(*fields)
    ]


def contributions(factory: str, *, by: Actor) -> list[ContributionLine]:
    """What members bring, in the order in which they offered it. Two SQL queries."""
    fields = ("pk", "organisation", "kind", "amount", "note", "offered_at", "ended_at")
    rows = Contribution.objects.filter(factory=factory).order_by("offered_at", "pk")
    found = list(rows.values_list(*fields))
    names = network.names(row[1] for row in found)
    return [
        ContributionLine(
            id=pk,
            organisation=who,
            name=names[who],
            kind=_(Contribution.Kind(kind).label),
            amount=_amount(kind, amount),
            note=note,
            offered_at=offered,
            ended_at=ended,
            mine=ended is None and permissions.may(by, Deed.SPEAK, who),
        )
        for pk, who, kind, amount, note, offered, ended in found
    ]


def _amount(kind: str, amount: int | None) -> str:
    if amount is None:
        return ""
    return pounds(amount) if kind == Contribution.Kind.MONEY else f"{amount:,} days"


def could_be_asked(page: FactoryPage) -> list[tuple[str, str]]:
    """(ref, name): the partners, who could lead, and by name every organisation that is no member;
    suppliers once something was commissioned. Two SQL queries."""
    inside = {member.organisation for member in page.now}
    everybody = organisations.organisations(organisations.Filters())
    awarded = _has_awarded(page)
    free = [each for each in everybody if each.ref not in inside]
    return [
        *((each.organisation, each.name) for each in page.now if each.part == Member.Part.PARTNER),
        *((e.ref, e.name) for e in free if awarded or not Kind(e.name, e.type).supplies),
    ]


def to_ask(page: FactoryPage, organisation: str) -> Able:
    """As what an organisation can be asked in; a partner, to lead. Two SQL queries at most. Raises
    Missing, Conflict for another member, and Invalid for a supplier before an award."""
    if (kind := kinds_of([organisation]).get(organisation)) is None:
        raise Missing(_("There is no such organisation today."))
    held, lead = page.part_of(organisation), Member.Part.LEAD
    if held and held != Member.Part.PARTNER:
        raise Conflict(_("That organisation is a member of this factory."))
    if kind.supplies and not _has_awarded(page):
        raise Invalid(_("A supplier joins after an award: commission something first."))
    able = (lead,) if held else tuple(part for part in parts.can_be(kind) if part != lead)
    return Able(organisation, kind.name, able)


def _has_awarded(page: FactoryPage) -> bool:
    return Commission.objects.filter(factory=page.ref).exists()


def called(refs: Iterable[str]) -> list[tuple[str, str]]:
    """(ref, name) of organisations, by name. One SQL query."""
    return sorted(network.names(refs).items(), key=lambda each: each[1])


def combined_authorities() -> list[tuple[str, str]]:
    """(ref, name), by name. One SQL query."""
    wanted = ("combined-authority", "combined-county-authority", "greater-london-authority")
    found = organisations.organisations(organisations.Filters())
    return [(each.ref, each.name) for each in found if each.type in wanted]
