"""Needs as JSON: GET /api/v1/needs and one of them, as the public, or who asks, may see it. POST
declares one, supports one, or says otherwise what was said with that, for whoever is signed in,
with the CSRF token that forms carry."""

from typing import Annotated

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status
from ninja.security import django_auth

from commonworks.frontend.lists import OneOf, any_of
from commonworks.kernel import clock
from commonworks.needs.commands import needs, supports
from commonworks.needs.models import Pain, Stage, Visibility
from commonworks.needs.policies.said import Said
from commonworks.needs.queries import lists, pages
from commonworks.needs.queries.lists import Filters, Line
from commonworks.needs.queries.pages import NeedPage
from commonworks.network.ports import Actor
from commonworks.network.queries import finding, lgsl, organisations

router = Router(tags=["needs"])
TAKES = any_of(organisations.choices())
MOST = 500


class NeedFilters(Schema):
    words: str = ""
    service: str = ""
    region: Annotated[str, TAKES["region"]] = ""
    type: Annotated[str, TAKES["type"]] = ""
    authority: str = ""
    stage: Annotated[str, OneOf("", *Stage)] = ""
    freshness: Annotated[str, OneOf("", *lists.FRESHNESS)] = ""
    behind: str = ""
    order: Annotated[str, OneOf("", *lists.ORDERS)] = "councils"


class Slice(Schema):
    offset: Annotated[int, Field(ge=0, le=10**9)] = 0
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100


class Needs(Schema):
    total: int
    needs: list[Line]


class Told(Schema):
    """A need in its council's words. `despite`: "personal" where it may name people all the same,
    "again" where the council has a need of that title already."""

    authority: str
    title: str
    problem: str
    who: str = ""
    service_code: str = ""
    volume: int | None = None
    cost_pence: int | None = None
    pain: Annotated[str, OneOf("", *Pain)] = ""
    tried: str = ""
    constraints: str = ""
    visibility: Annotated[str, OneOf(*Visibility)] = "public"
    despite: list[Annotated[str, OneOf(*needs.DESPITE)]] = []


class SupportIn(Schema):
    """What a council knows of its size there. `visibility`: "network" where people of the network
    alone may read it; left out, whoever sees the need may, or whoever could read what was said
    before."""

    authority: str
    volume: int | None = None
    cost_pence: int | None = None
    pain: Annotated[str, OneOf("", *Pain)] = ""
    note: str = ""
    visibility: Annotated[str, OneOf("", *Visibility)] = ""
    despite: list[Annotated[str, OneOf(*needs.DESPITE)]] = []


class Declared(Schema):
    ref: str


@router.get("/needs", response=Needs, summary="Needs, those of most councils first")
def list_needs(
    request: HttpRequest, wanted: Annotated[NeedFilters, Query()], part: Annotated[Slice, Query()]
) -> Needs:
    """Without a `stage`: those that are open, taken on or met. A council is called by its ref, any
    of its names or a code."""
    told, by, today = wanted.dict(), Actor.of(request), localdate(clock.now())
    told |= {who: finding.called(told[who], field=who) for who in ("authority", "behind")}
    told["service"] = lgsl.asked(told["service"], field="service")
    filters = Filters(**told)
    found = lists.lines(filters, by=by, today=today, offset=part.offset, limit=part.limit)
    return Needs(total=lists.totals(filters, by=by, today=today).needs, needs=found)


@router.get("/needs/{ref}", response=NeedPage, summary="One need, who has it and what happened")
def one_need(request: HttpRequest, ref: str) -> NeedPage:
    return pages.need_page(ref, by=Actor.of(request), today=localdate(clock.now()))


@router.post("/needs", auth=django_auth, response={201: Declared}, summary="Declare a need")
def declare(request: HttpRequest, told: Told) -> Status[Declared]:
    said = Said(**told.dict(exclude={"authority", "despite"}))
    by, at = Actor.of(request), clock.now()
    ref = needs.declare(
        authority=told.authority, said=said, despite=set(told.despite), by=by, at=at
    )
    return Status(201, Declared(ref=ref))


@router.post(
    "/needs/{ref}/amend",
    auth=django_auth,
    response={204: None},
    summary="Say otherwise what was said with support",
)
def amend(request: HttpRequest, ref: str, evidence: SupportIn) -> Status[None]:
    supports.amend(need=ref, by=Actor.of(request), at=clock.now(), **evidence.dict())
    return Status(204, None)


@router.post(
    "/needs/{ref}/support", auth=django_auth, response={204: None}, summary="Support a need"
)
def support(request: HttpRequest, ref: str, evidence: SupportIn) -> Status[None]:
    supports.support(need=ref, by=Actor.of(request), at=clock.now(), **evidence.dict())
    return Status(204, None)
