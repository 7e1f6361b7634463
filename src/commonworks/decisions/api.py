"""What programs can read of motions: everything here is public."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from commonworks.decisions import queries

router = Router(tags=["decisions"])


class MotionLine(Schema):
    ref: str
    title: str
    body: str
    body_name: str
    answers: str
    state: str
    opens: datetime
    closes: datetime
    outcome: str
    chosen: str
    seats: int
    voted: int


class SeatOut(Schema):
    authority: str
    voted: bool
    vote: str
    reason: str
    mandate: str
    struck_at: datetime | None
    struck_because: str


class MotionWhole(Schema):
    ref: str
    title: str
    text: str
    body: str
    body_name: str
    answers: str
    proposed_by: str
    rule: str
    choices: list[tuple[str, str]]
    quorum: int
    quorum_is_share: bool
    needed: int
    state: str
    opens: datetime
    closes: datetime
    outcome: str
    chosen: str
    sha256: str
    seats: list[SeatOut]


@router.get("/motions", response=list[MotionLine], summary="Motions, at most 100 at a time")
def motions(
    request: HttpRequest, body: str = "", open: bool | None = None, first: int = 0
) -> object:
    """Those that wait for votes before the others; of one `body` if it is named."""
    return queries.motions(body=body, open=open, first=max(0, min(first, 10**6)), most=100)


@router.get("/motions/{ref}", response=MotionWhole, summary="One motion and who has voted")
def motion(request: HttpRequest, ref: str) -> object:
    """How each voted is there once voting has closed."""
    return queries.motion(ref)
