"""A council's own page: what waits for an answer, and what it has a part in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from commonworks.decisions.queries.voting import OpenVote, open_votes
from commonworks.factories.queries import desk as convening
from commonworks.factories.queries import lists as factory_lists
from commonworks.factories.queries import waiting
from commonworks.factories.queries.desk import Introduced
from commonworks.factories.queries.members import Asked, asked_of
from commonworks.factories.queries.waiting import ToCommit, ToSign
from commonworks.kernel.errors import Missing
from commonworks.needs.queries import lists as need_lists
from commonworks.needs.queries.chances import Chance, chances
from commonworks.needs.queries.withdrawn import Withdrawn, withdrawn_behind
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.services.queries import staff
from commonworks.signposts.queries import freshness
from commonworks.signposts.queries.freshness import Ageing

SHOWN = 5  # of each kind; the list it is from has the rest


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation that somebody works for."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class Doors:
    """What an actor does in an organisation, and so which pages are offered."""

    cases: bool
    services: bool
    figures: bool
    people: bool
    needs: bool  # whether they may declare one in its name


@dataclass(frozen=True, slots=True)
class Desk:
    """What concerns one organisation now. `withdrawn` it stands behind, and another council gave
    up; `ageing` are entries of its own that soon need a word from their owner, of `ageing_total`;
    `needs`, the first of `needs_total`, it stands behind."""

    place: Place
    doors: Doors
    votes: tuple[OpenVote, ...]
    to_sign: tuple[ToSign, ...]
    to_commit: tuple[ToCommit, ...]
    invitations: tuple[Asked, ...]
    introductions: tuple[Introduced, ...]
    newer: tuple[staff.Newer, ...]
    withdrawn: tuple[Withdrawn, ...]
    ageing: tuple[Ageing, ...]
    ageing_total: int
    chances: tuple[Chance, ...]
    needs: tuple[need_lists.Line, ...]
    needs_total: int
    factories: tuple[factory_lists.Part, ...]

    @property
    def waits(self) -> bool:
        asked = self.votes or self.to_sign or self.to_commit or self.invitations
        told = self.newer or self.withdrawn or self.ageing
        return bool(asked or self.introductions or told)


def places(*, by: Actor) -> tuple[Place, ...]:
    """Where the actor works, by name. One SQL query."""
    names = network.names(by.organisations)
    found = [Place(ref, name) for ref, name in names.items()]
    return tuple(sorted(found, key=lambda place: (place.name, place.ref)))


def desk(place: Place, *, by: Actor, at: datetime, today: date) -> Desk:
    """One organisation's page, for those who belong to it. 34 SQL queries at most. Raises
    Missing for anybody else."""
    ref = place.ref
    if ref not in by.organisations:
        raise Missing(_("You do not belong to this organisation."))
    own = need_lists.Filters(behind=ref)
    ageing = freshness.overview(today=today, by=by, authority=ref, limit=SHOWN)
    return Desk(
        place=place,
        doors=_doors(ref, by),
        votes=tuple(open_votes([ref], at=at)),
        to_sign=tuple(waiting.to_sign([ref])),
        to_commit=tuple(waiting.to_commit([ref])),
        invitations=tuple(each for each in asked_of(by) if each.organisation == ref),
        introductions=tuple(convening.unanswered(ref, by=by)),
        newer=staff.newer_releases(ref) if ref in staff.councils_whose_services(by) else (),
        withdrawn=withdrawn_behind(ref, by=by),
        ageing=ageing.lines,
        ageing_total=ageing.total,
        chances=chances(ref, today=today, limit=SHOWN),
        needs=tuple(need_lists.lines(own, by=by, today=today, limit=SHOWN)),
        needs_total=need_lists.totals(own, by=by, today=today).needs,
        factories=tuple(factory_lists.of(ref)),
    )


def _doors(ref: str, by: Actor) -> Doors:
    return Doors(
        cases=ref in staff.councils_whose_cases(by),
        services=ref in staff.councils_whose_services(by),
        figures=ref in staff.councils_whose_figures(by),
        people=by.has("administrator", organisation=ref),
        needs=need_lists.may_declare(ref, by=by),
    )
