"""The estate as JSON: GET /api/v1/estate, and one entry. As the public, or who asks, may see it."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from commonworks.frontend.lists import OneOf, any_of
from commonworks.kernel import clock
from commonworks.needs.queries import systems as queries
from commonworks.needs.queries.narrowing import AHEAD, Narrowed
from commonworks.needs.queries.systems import SystemLine
from commonworks.network.ports import Actor
from commonworks.network.queries import finding, lgsl, organisations

router = Router(tags=["needs"])
TAKES = any_of(organisations.choices())
MOST = 500


class SystemFilters(Schema):
    search: str = ""
    service: str = ""
    council: str = ""
    type: Annotated[str, TAKES["type"]] = ""
    nation: Annotated[str, TAKES["nation"]] = ""
    region: Annotated[str, TAKES["region"]] = ""
    ends: Annotated[str, OneOf("", *AHEAD, "past")] = ""
    fresh: Annotated[str, OneOf("", "fresh", "stale")] = ""
    system: str = ""
    supplier: str = ""
    near: str = ""


class Slice(Schema):
    offset: Annotated[int, Field(ge=0, le=10**9)] = 0
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100


class Systems(Schema):
    total: int
    systems: list[SystemLine]


class AnswerOut(Schema):
    supplier: str
    supplier_name: str
    text: str
    hidden: bool
    given_at: datetime
    changed_at: datetime


class SystemOut(Schema):
    system: SystemLine
    answer: AnswerOut | None
    as_of: date


@router.get("/estate", response=Systems, summary="Systems that councils run, by name")
def estate(
    request: HttpRequest, wanted: Annotated[SystemFilters, Query()], part: Annotated[Slice, Query()]
) -> Systems:
    """`ends` is a number of months ahead, or "past"; `near` a council and those around it. A
    council is called by its ref, any of its names or a code."""
    by, today = Actor.of(request), localdate(clock.now())
    told = wanted.dict()
    told |= {who: finding.called(told[who], field=who) for who in ("council", "near")}
    told["service"] = lgsl.asked(told["service"], field="service")
    found = queries.found(
        Narrowed(**told), by=by, today=today, offset=part.offset, limit=part.limit
    )
    return Systems(total=found.total, systems=list(found.lines))


@router.get("/estate/{ref}", response=SystemOut, summary="One system, with its supplier's answer")
def system(request: HttpRequest, ref: str) -> SystemOut:
    found = queries.system(ref, by=Actor.of(request))
    answer = found.answer
    return SystemOut(
        system=found.line,
        answer=AnswerOut.from_orm(answer) if answer else None,
        as_of=localdate(clock.now()),
    )
