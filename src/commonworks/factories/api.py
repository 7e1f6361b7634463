"""What programs can read of factories: everything here is public."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Query, Router, Schema

from commonworks.factories import queries
from commonworks.factories.queries import lists, motions, phases
from commonworks.factories.queries.lists import FactoryLine, Filters
from commonworks.frontend.lists import any_of
from commonworks.kernel import clock
from commonworks.network.ports import ANYONE
from commonworks.network.queries import finding

router = Router(tags=["factories"])
TAKES = any_of(lists.choices())


class FactoryFilters(Schema):
    search: str = ""
    kind: Annotated[str, TAKES["kind"]] = ""
    phase: Annotated[str, TAKES["phase"]] = ""
    region: Annotated[str, TAKES["region"]] = ""
    member: str = ""
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0
    limit: Annotated[int, Query(ge=1, le=1000)] = 100


class Factories(Schema):
    total: int
    factories: list[FactoryLine]


class MemberOut(Schema):
    organisation: str
    name: str
    part: str
    joined_on: date
    left_on: date | None


class GateOut(Schema):
    phase: str
    after: str
    by: str
    by_name: str
    passed_at: datetime


class MotionOut(Schema):
    ref: str
    title: str
    answers: str
    state: str
    outcome: str


class FactoryOut(Schema):
    """`days` from the first need to live, or to today while `is_live` is false; null where it has
    stopped. `freshness` is fresh, stale, over (its owner says so, its lead has not ended it yet) or
    archived."""

    ref: str
    name: str
    purpose: str
    kind: str
    phase: str
    region: str
    combined_authority: str | None
    founded_on: date
    live_on: date | None
    days: int | None
    is_live: bool
    freshness: str
    good_until: date | None
    needs: list[str]
    members: list[MemberOut]
    gates: list[GateOut]
    motions: list[MotionOut]
    lessons: str


@router.get("/factories", response=Factories, summary="Factories, by name")
def factories(request: HttpRequest, narrowed: Annotated[FactoryFilters, Query()]) -> Factories:
    """A member is called by its ref, any of its names or a code."""
    told = narrowed.dict()
    told["member"] = finding.called(told["member"], field="member")
    offset, limit = told.pop("offset"), told.pop("limit")
    chosen = Filters(**told)
    found = lists.factories(chosen, offset=offset, limit=limit)
    return Factories(total=lists.how_many(chosen), factories=found)


@router.get("/factories/{ref}", response=FactoryOut, summary="One factory: members, gates, votes")
def factory(request: HttpRequest, ref: str) -> object:
    found = queries.factory(ref)
    days = phases.days_to_live(found, on=localdate(clock.now()))
    passed = [gate for gate in phases.gates_of(found) if gate.passed_at]
    plain = ("ref", "name", "purpose", "kind", "phase", "region", "combined_authority")
    return {
        name: getattr(found, name)
        for name in (*plain, "founded_on", "live_on", "freshness", "good_until", "members")
    } | {
        "days": days.count if days else None,
        "is_live": found.live_on is not None,
        "needs": [need.ref for need in phases.needs_of(ref, by=ANYONE)],
        "gates": [{name: getattr(gate, name) for name in GateOut.model_fields} for gate in passed],
        "motions": [*motions.open_motions(ref), *motions.decided_motions(ref)],
        "lessons": phases.lessons(ref),
    }
