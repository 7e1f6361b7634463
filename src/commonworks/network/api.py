"""The network's JSON: GET /api/v1/organisations, and one of them."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonworks.frontend.lists import any_of
from commonworks.network.queries import organisations as queries
from commonworks.network.queries.organisations import Filters, OrganisationLine, Page

router = Router(tags=["organisations"])
TAKES = any_of(queries.choices())


class OrganisationFilters(Schema):
    search: str = ""
    type: Annotated[str, TAKES["type"]] = ""
    nation: Annotated[str, TAKES["nation"]] = ""
    region: Annotated[str, TAKES["region"]] = ""
    past: bool = False


class Organisations(Schema):
    total: int
    organisations: list[OrganisationLine]


@router.get("/organisations", response=Organisations, summary="All organisations, by name")
def organisations(
    request: HttpRequest, narrowed: Annotated[OrganisationFilters, Query()]
) -> Organisations:
    found = queries.organisations(Filters(**narrowed.dict()))
    return Organisations(total=len(found), organisations=list(found))


@router.get("/organisations/{ref}", response=Page, summary="One organisation, with its codes")
def organisation(request: HttpRequest, ref: str) -> Page:
    return queries.organisation(ref)
