"""What goes stale, who is asked, and what a link of a letter asks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import standing
from commonworks.signposts import permissions
from commonworks.signposts.models import Entry, Question
from commonworks.signposts.policies.answering import open_entry, token_hash
from commonworks.signposts.policies.freshness import CHANGED_LASTS, archived_from
from commonworks.signposts.policies.kinds import kind_name

SOON = timedelta(days=30)
WHICH = ("soon", "stale", "archived", "left", "nobody")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the link of a letter asks about: public facts of a card."""

    ref: str
    title: str
    text: str
    link: str
    authority_name: str
    until: date
    would_last_until: date
    changed_lasts: int  # days


@dataclass(frozen=True, slots=True)
class Ageing:
    """An entry that goes stale, or whose owner has gone. Names of people are for those who may
    hand the entry over."""

    ref: str
    kind: str
    title: str
    link: str
    authority: str
    authority_name: str
    until: date
    archived_from: date
    state: str
    asked_on: date | None
    owner: str
    owner_name: str
    left_on: date | None
    may_reassign: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """A page of ageing entries, how many there are in all, and how they spread:
    (value, words, how many)."""

    lines: tuple[Ageing, ...]
    total: int
    kinds: tuple[tuple[str, str, int], ...]
    authorities: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """An entry, and who could look after it: (person, name)."""

    ref: str
    title: str
    link: str
    owner: str
    people: tuple[tuple[str, str], ...]


def asked(token: str, *, at: datetime) -> Asked:
    """What a link asks; whoever has it may see it. Two SQL queries. Raises Missing and Gone."""
    rows = Question.objects.select_related("entry__card")
    if (question := rows.filter(token_sha256=token_hash(token)).first()) is None:
        raise Missing(_("We do not know this link. Check that all of it is in the address."))
    entry = open_entry(question, at=at)
    card = entry.card
    names = network.names([card.authority_id])
    return Asked(
        ref=card.ref,
        title=card.title,
        text=card.text,
        link=card.link,
        authority_name=names.get(card.authority_id, ""),
        until=entry.until,
        would_last_until=at.date() + timedelta(days=entry.days),
        changed_lasts=CHANGED_LASTS,
    )


def overview(
    *,
    today: date,
    by: Actor,
    which: str = "",
    kind: str = "",
    authority: str = "",
    offset: int = 0,
    limit: int = 50,
) -> Overview:
    """Entries that go stale or have nobody, the most urgent first: for stewards and the convener
    all, for people of a council its own. Six SQL queries."""
    permissions.check_sees_freshness(by)
    seen = Q() if permissions.sees_everything(by) else Q(card__authority__in=by.organisations)
    rows = Entry.objects.filter(seen, _which(which, today))
    kinds = _spread(rows.filter(_of("authority", authority)), "card__kind")
    places = _spread(rows.filter(_of("kind", kind)), "card__authority")
    found = rows.filter(_of("kind", kind), _of("authority", authority)).select_related("card")
    page = list(found.order_by("until", "card")[offset : offset + limit])
    names = network.short_names([place for place, _ in places])
    people = network.people(entry.owner for entry in page)
    return Overview(
        lines=tuple(_line(entry, names, people, by) for entry in page),
        total=found.count(),
        kinds=tuple((value, kind_name(value), count) for value, count in kinds),
        authorities=tuple(
            sorted(
                ((value, names.get(value, value), count) for value, count in places),
                key=lambda each: each[1],
            )
        ),
    )


def handover(ref: str, *, by: Actor) -> Handover:
    """Who could be asked about an entry instead. Three SQL queries."""
    entry = Entry.objects.select_related("card").filter(card=ref).first()
    if entry is None:
        raise Missing(_("There is no such entry, or nobody is asked about it."))
    authority = entry.card.authority_id
    permissions.check_may_reassign(by, authority)
    people = network.people(person for _name, person in standing.members([authority]))
    return Handover(ref, entry.card.title, entry.card.link, entry.owner, tuple(people.items()))


def _which(which: str, today: date) -> Q:
    """Which entries: those that somebody should look at, or one sort of them."""
    sorts = {
        "soon": Q(state=Entry.State.FRESH, until__lte=today + SOON),
        "stale": Q(state=Entry.State.STALE),
        "archived": Q(state=Entry.State.ARCHIVED),
        "left": ~Q(state=Entry.State.ARCHIVED) & Q(left_on__isnull=False),
        "nobody": ~Q(state=Entry.State.ARCHIVED) & Q(owner=""),
    }
    every = sorts["soon"] | sorts["stale"] | sorts["left"] | sorts["nobody"]
    return sorts.get(which, every)


def _of(name: str, value: str) -> Q:
    return Q(**{f"card__{name}": value}) if value else Q()


def _spread(rows: QuerySet[Entry], column: str) -> list[tuple[str, int]]:
    return list(rows.values_list(column).annotate(many=Count("pk")).order_by(column))


def _line(entry: Entry, names: dict[str, str], people: dict[str, str], by: Actor) -> Ageing:
    authority = entry.card.authority_id
    may = permissions.may_reassign(by, authority)
    return Ageing(
        ref=entry.card_id,
        kind=kind_name(entry.card.kind),
        title=entry.card.title,
        link=entry.card.link,
        authority=authority,
        authority_name=names.get(authority, authority),
        until=entry.until,
        archived_from=archived_from(entry.until),
        state=entry.get_state_display(),
        asked_on=entry.asked_on,
        owner=entry.owner,
        owner_name=people.get(entry.owner, "") if may else "",
        left_on=entry.left_on,
        may_reassign=may,
    )
