"""The convener's desk: where a word from somebody could help. Reading alone; it binds nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from commonworks.factories import permissions
from commonworks.factories.models import Factory, Member, Side, Taken
from commonworks.factories.policies.body import THE_BODY
from commonworks.kernel import encryption
from commonworks.kernel.errors import Missing
from commonworks.needs import queries as declared
from commonworks.needs.queries import NeedLine
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl, organisations
from commonworks.signposts.queries import pairs

QUIET = timedelta(days=60)
COUNCILS = {
    *("county", "non-metropolitan-district", "unitary-authority", "metropolitan-district"),
    *("london-borough", "city-corporation", "scottish-council", "welsh-council"),
    "northern-ireland-district",
}
MOST = 500
COMPARED = 50  # needs of one council, each with all others
EVERYBODY = organisations.Filters()


@dataclass(frozen=True, slots=True)
class Loose:
    """A need that no factory has taken on. `is_public`: or else for the network alone. `freshness`
    is fresh or stale."""

    title: str
    link: str
    authority: str
    authority_name: str
    is_public: bool
    freshness: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Needs about one service, or one need, that several councils have and no factory works on.
    `councils` are (ref, name) by name; `why` says of needs about different services, or none, why
    they are together."""

    about: str
    councils: tuple[tuple[str, str], ...]
    needs: tuple[Loose, ...]
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiet:
    """A factory at work from which nobody has heard for a while. `freshness` is fresh, stale, over
    or archived."""

    ref: str
    name: str
    phase: str
    freshness: str
    last: date


@dataclass(frozen=True, slots=True)
class Advisor:
    """The lead of a factory whose service is live: it could say how it was done."""

    organisation: str
    name: str
    factory: str
    factory_name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """`clusters` have two councils or more, the largest first; `loose` are the other needs without
    a factory. `alone` are (ref, name) of councils that are in no factory beside the body."""

    clusters: tuple[Cluster, ...]
    loose: tuple[Loose, ...]
    quiet: tuple[Quiet, ...]
    alone: tuple[tuple[str, str], ...]
    advisors: tuple[Advisor, ...]


@dataclass(frozen=True, slots=True)
class Introduced:
    """An introduction as one side sees it, or the convener, who sees no contact. `contact` is the
    other side's, once both have said yes."""

    ref: str
    why: str
    at: datetime
    authority: str
    name: str
    answer: str
    answer_label: str
    other_name: str
    other_answer_label: str
    contact: str
    is_over: bool


def desk(*, by: Actor, today: date) -> Desk:
    """Eighteen SQL queries at most, however many councils and needs there are."""
    permissions.check_convenes(by)
    return Desk(*_without_factory(by, today), _quiet(today), _alone(), _advisors())


def introductions(*, by: Actor) -> list[Introduced]:
    """Those of the organisations that the actor speaks for; for a convener all. Two SQL queries,
    and one for each contact that is shown."""
    convenes = permissions.convenes(by)
    mine = set(permissions.organisations(by, permissions.Deed.SPEAK))
    rows = Side.objects.select_related("introduction").order_by("-introduction__at", "pk")
    if not convenes:
        rows = rows.filter(introduction__sides__authority__in=mine).distinct()
    sides: dict[str, list[Side]] = {}
    for side in rows[:MOST]:
        sides.setdefault(str(side.introduction_id), []).append(side)
    names = network.names(side.authority_id for pair in sides.values() for side in pair)
    found = []
    for first, second in (pair for pair in sides.values() if len(pair) == 2):
        for own, other in ((first, second), (second, first)):
            if own.authority_id in mine or (convenes and own is first):
                found.append(_seen(own, other, names, own.authority_id in mine))
    return found


def unanswered(authority: str, *, by: Actor) -> list[Introduced]:
    """The introductions that wait for a word from an organisation that the actor speaks for, the
    first first. Three SQL queries at most."""
    if not permissions.may(by, permissions.Deed.SPEAK, authority):
        return []
    over = Side.objects.filter(answer=Side.Answer.NO).values("introduction")
    rows = Side.objects.select_related("introduction").order_by("introduction__at", "pk")
    mine = rows.filter(authority=authority, answer=Side.Answer.WAITING)
    own = {side.introduction_id: side for side in mine.exclude(introduction__in=over)}
    others = list(rows.filter(introduction__in=own).exclude(authority=authority)) if own else []
    names = network.names({authority, *(each.authority_id for each in others)}) if others else {}
    return [_seen(own[each.introduction_id], each, names, mine=False) for each in others]


def introduction(ref: UUID, *, authority: str, by: Actor) -> Introduced:
    """One introduction as that side sees it. Four SQL queries at most. Raises Missing."""
    permissions.check(by, permissions.Deed.SPEAK, authority)
    rows = Side.objects.select_related("introduction").filter(introduction=ref)
    sides = {side.authority_id: side for side in rows}
    own = sides.pop(authority, None)
    if own is None or len(sides) != 1:
        raise Missing(_("There is no such introduction for this organisation."))
    [other] = sides.values()
    return _seen(own, other, network.names([authority, other.authority_id]), mine=True)


def _seen(own: Side, other: Side, names: dict[str, str], mine: bool) -> Introduced:
    both = own.answer == other.answer == Side.Answer.YES
    contact = ""
    if both and mine and other.contact:
        seal = encryption.seal_of(f"introduction-{other.pk}")
        contact = seal.open("contact", other.contact)
    return Introduced(
        ref=str(own.introduction_id),
        why=own.introduction.why,
        at=own.introduction.at,
        authority=own.authority_id,
        name=names[own.authority_id],
        answer=own.answer,
        answer_label=_(own.get_answer_display()),
        other_name=names[other.authority_id],
        other_answer_label=_(other.get_answer_display()),
        contact=contact,
        is_over=both or Side.Answer.NO in (own.answer, other.answer),
    )


def _without_factory(by: Actor, today: date) -> tuple[tuple[Cluster, ...], tuple[Loose, ...]]:
    """Needs that no factory has taken on: in clusters, and by themselves."""
    taken = set(Taken.objects.values_list("need", flat=True))
    known = declared.looking(by=by, but=taken, most=MOST)
    behind = declared.councils_of(known)
    names = network.names(council for some in behind.values() for council in some)
    cards = {ref: _loose(need, names, today) for ref, need in known.items()}
    groups: dict[str, list[str]] = {}
    for ref, need in sorted(known.items(), key=lambda each: each[1].title):
        groups.setdefault(need.service_code or ref, []).append(ref)
    titles = lgsl.service_names(groups)
    why = _join(groups, known, behind, by)
    clusters = [
        Cluster(
            titles.get(key, cards[refs[0]].title),
            tuple(sorted(_named(refs, behind, names), key=lambda each: each[1])),
            tuple(cards[ref] for ref in refs),
            tuple(why.get(key, ())),
        )
        for key, refs in groups.items()
    ]
    alone = [need for each in clusters if len(each.councils) < 2 for need in each.needs]
    several = [each for each in clusters if len(each.councils) > 1]
    return tuple(sorted(several, key=lambda each: -len(each.councils))), tuple(alone)


def _join(
    groups: dict[str, list[str]],
    known: Mapping[str, NeedLine],
    behind: Mapping[str, frozenset[str]],
    by: Actor,
) -> dict[str, list[str]]:
    """Join groups whose needs are alike, by what they say, where one of them has but one council;
    answers why, by the group's key. The page shows as many loose needs as are compared."""
    loose = [
        ref
        for refs in groups.values()
        if len(set().union(*(behind[ref] for ref in refs))) < 2
        for ref in refs
    ]
    texts = {need.card: f"{need.title}\n{need.problem}" for need in known.values()}
    refs = {need.card: ref for ref, need in known.items()}
    asking = [known[ref].card for ref in loose[:COMPARED]]
    home = {ref: key for key, some in groups.items() for ref in some}
    why: dict[str, list[str]] = {}
    for pair in pairs.same(texts, asking=asking, kind="need", by=by):
        one, other = refs[pair.one], refs[pair.other]
        gone, stays = sorted((home[one], home[other]), key=lambda key: len(groups[key]))
        if gone == stays:
            continue
        home |= dict.fromkeys(groups[gone], stays)
        groups[stays] += groups.pop(gone)
        said = f"“{known[one].title}”, “{known[other].title}”: {'; '.join(pair.reasons)}"
        why[stays] = [*why.get(stays, ()), *why.pop(gone, ()), said]
    return why


def _named(
    refs: list[str], behind: Mapping[str, frozenset[str]], names: Mapping[str, str]
) -> set[tuple[str, str]]:
    return {(council, names[council]) for ref in refs for council in behind[ref]}


def _loose(need: NeedLine, names: Mapping[str, str], today: date) -> Loose:
    return Loose(
        need.title,
        need.link,
        need.authority,
        names[need.authority],
        need.is_public,
        need.freshness(today),
    )


def _quiet(today: date) -> tuple[Quiet, ...]:
    rows = (
        Factory.objects.filter(phase__in=Factory.AT_WORK)
        .exclude(ref=THE_BODY)
        .annotate(told=Max("updates__posted_at"), moved=Max("passages__at"))
        .order_by("name")
    )
    heard = [(row, _last(row.founded_on, row.told, row.moved)) for row in rows]
    return tuple(
        Quiet(row.ref, row.name, _(row.get_phase_display()), row.freshness, last)
        for row, last in sorted(heard, key=lambda each: each[1])
        if today - last > QUIET
    )


def _last(founded: date, *moments: datetime | None) -> date:
    return max([founded, *(moment.date() for moment in moments if moment)])


def _alone() -> tuple[tuple[str, str], ...]:
    inside = set(
        Member.objects.filter(left_on=None)
        .exclude(factory=THE_BODY)
        .values_list("organisation", flat=True)
    )
    everybody = organisations.organisations(EVERYBODY)
    return tuple(
        (each.ref, each.name)
        for each in everybody
        if each.type in COUNCILS and each.ref not in inside
    )


def _advisors() -> tuple[Advisor, ...]:
    rows = Member.objects.filter(
        part=Member.Part.LEAD, left_on=None, factory__phase=Factory.Phase.LIVE
    ).order_by("factory__name")
    found = list(rows.values_list("organisation", "factory", "factory__name"))
    names = network.names(row[0] for row in found)
    return tuple(Advisor(who, names[who], ref, name) for who, ref, name in found)
