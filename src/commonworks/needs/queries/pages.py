"""One need with all that is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from commonworks.kernel import events
from commonworks.kernel.errors import Missing
from commonworks.needs.models import Merge, Need, Stage, Support
from commonworks.needs.permissions import seen_by
from commonworks.needs.policies import said as policy
from commonworks.needs.queries.evidence import Evidence, evidence
from commonworks.needs.queries.lists import freshness
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl, organisations, profiles


@dataclass(frozen=True, slots=True)
class Other:
    """Another need that this one was merged with, and why."""

    ref: str
    title: str
    authority_name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the timeline: what happened, as a word of the trade, by or to which council."""

    what: str
    at: datetime
    council: str = ""
    other: str = ""  # the title of the other need, in a merge or a split
    edition: int = 0


@dataclass(frozen=True, slots=True)
class NeedPage:
    """A need. Region, stage and pain are values; their names are in the reader's language."""

    ref: str
    card: str
    title: str
    problem: str
    who: str
    tried: str
    constraints: str
    authority: str
    authority_name: str
    region: str
    service_code: str
    service: str
    visibility: str
    stage: str
    freshness: str
    over: bool  # archived because its owner says so, and not because nobody answered
    good_until: date
    declared_at: datetime
    changed_at: datetime
    edition: int
    owner_name: str  # for colleagues; empty for anybody else
    survivor: Other | None
    duplicates: tuple[Other, ...]
    evidence: tuple[Evidence, ...]  # of councils that have the problem today, the first first
    past: tuple[Evidence, ...]  # of those that stepped back
    timeline: tuple[Happening, ...]  # the latest first

    @property
    def region_name(self) -> str:
        return organisations.region_name(self.region)

    @property
    def stage_name(self) -> str:
        return _(Stage(self.stage).label)

    @property
    def councils(self) -> frozenset[str]:
        return frozenset(each.authority for each in self.evidence)

    @property
    def volume(self) -> int:
        return sum(each.volume or 0 for each in self.evidence)

    @property
    def cost_pence(self) -> int:
        return sum(each.cost_pence or 0 for each in self.evidence)


def need_page(ref: str, *, by: Actor, today: date) -> NeedPage:
    """All of it, in eight SQL queries; nine for a colleague. Raises Missing."""
    row = _seen(ref, by)
    merged = list(Need.objects.filter(survivor=ref).order_by("declared_at", "ref"))
    supports = list(
        Support.objects.filter(Q(need=ref) | Q(need__survivor=ref)).order_by("since", "id")
    )
    happened = events.about([ref])
    beside = _beside(row, happened, by)
    survivor = beside[row.survivor_id] if row.survivor_id else None
    why = dict(
        Merge.objects.filter(undone_at=None).filter(_about(ref)).values_list("duplicate", "why")
    )
    known = [row, *merged, *([survivor] if survivor else [])]
    places = profiles.profiles(
        [*(n.authority_id for n in known), *_authorities(supports, happened)]
    )
    names = {each.ref: each.short_name for each in places.values()}
    mine = row.authority_id in by.organisations
    return NeedPage(
        card=row.card,
        authority=row.authority_id,
        authority_name=places[row.authority_id].name,
        region=places[row.authority_id].region,
        service=lgsl.service_names([row.service_code]).get(row.service_code, ""),
        freshness=freshness(row.stage, row.good_until, row.archived_at, today),
        owner_name=network.people([row.owner]).get(row.owner, "") if mine else "",
        survivor=_other(survivor, names, why.get(ref, "")) if survivor else None,
        duplicates=tuple(_other(each, names, why.get(each.ref, "")) for each in merged),
        evidence=_evidence(row, merged, supports, names, by),
        past=tuple(evidence(each, names, by=by) for each in supports if each.until),
        timeline=_timeline(happened, names, beside),
        **{name: getattr(row, name) for name in PLAIN},
    )


PLAIN = (
    *("ref", "title", "problem", "who", "tried", "constraints", "service_code", "visibility"),
    *("stage", "over", "good_until", "declared_at", "changed_at", "edition"),
)


def said(ref: str, *, by: Actor) -> tuple[policy.Said, int, str]:
    """What a need says now, its edition's number and its council: for the form that changes it.
    One SQL query. Raises Missing."""
    row = _seen(ref, by)
    return policy.Said.of(row), row.edition, row.authority_id


def _seen(ref: str, by: Actor) -> Need:
    row = Need.objects.filter(seen_by(by), ref=ref).first()
    if row is None:
        raise Missing(_("There is no such need. Look for it in the list of needs."))
    return row


def _about(ref: str) -> Q:
    return Q(duplicate=ref) | Q(duplicate__survivor=ref)


def _authorities(supports: Sequence[Support], happened: Sequence[events.Happened]) -> list[str]:
    told = (each.ids.get("authority", "") for each in happened)
    return [*(each.authority_id for each in supports), *told]


def _others(each: events.Happened) -> set[str]:
    """The other need of a merge or a split."""
    return {each.ids.get("duplicate", ""), each.ids.get("survivor", "")} - {each.subject, ""}


def _beside(row: Need, happened: Sequence[events.Happened], by: Actor) -> dict[str, Need]:
    """This need, the one it was merged into, and those in its events: split off again, too."""
    refs = {row.ref, row.survivor_id or row.ref}.union(*map(_others, happened))
    return Need.objects.filter(seen_by(by)).in_bulk(refs)


def _other(need: Need, names: Mapping[str, str], why: str) -> Other:
    return Other(need.ref, need.title, names[need.authority_id], why)


def _evidence(
    row: Need,
    merged: Sequence[Need],
    supports: Sequence[Support],
    names: Mapping[str, str],
    by: Actor,
) -> tuple[Evidence, ...]:
    """One line a council: its own need before its support, and the earlier before the later. What
    the first leaves open, the next one says; figures of one council are never added up."""
    lines = [
        evidence(row, names, by=by),
        *(evidence(each, names, by=by, by_way_of=each.title) for each in merged),
        *(evidence(each, names, by=by) for each in supports if each.until is None),
    ]
    first: dict[str, Evidence] = {}
    for line in lines:
        known = first.get(line.authority)
        first[line.authority] = _filled(known, line) if known else line
    return tuple(first.values())


def _filled(line: Evidence, other: Evidence) -> Evidence:
    """What is told of both is for those who may read both."""
    told = replace(
        line,
        volume=other.volume if line.volume is None else line.volume,
        cost_pence=other.cost_pence if line.cost_pence is None else line.cost_pence,
        pain=line.pain or other.pain,
        note=line.note or other.note,
    )
    both = policy.audience(line.visibility, other.visibility)
    return line if told == line else replace(told, visibility=both)


def _timeline(
    happened: Sequence[events.Happened], names: Mapping[str, str], beside: Mapping[str, Need]
) -> tuple[Happening, ...]:
    found = []
    for each in happened:
        authority = each.ids.get("authority", "")
        other = beside.get(next(iter(_others(each)), ""))
        number = int(each.ids.get("edition", "0"))
        what = each.name.removeprefix("needs.need.")
        council, title = names.get(authority, authority), other.title if other else ""
        found.append(Happening(what, each.at, council, title, number))
    return tuple(reversed(found))
