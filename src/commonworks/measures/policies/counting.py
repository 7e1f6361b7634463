"""What each event adds to the figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from commonworks.measures.models import Measure
from commonworks.measures.policies.bands import MOST_DAYS, band


@dataclass(frozen=True, slots=True)
class Place:
    """Where one thing is counted: the day is the event's own, in UK time."""

    deployment: str
    day: date
    measure: str
    detail: str = ""


def places(name: str, ids: Mapping[str, str], at: datetime) -> list[Place]:
    """Each tally that an event adds one to."""
    day = localdate(at)
    return [Place(ids["deployment"], day, *counted) for counted in COUNTED[name](ids)]


def _started(ids: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(Measure.STARTED, "")]


def _left(ids: Mapping[str, str]) -> list[tuple[str, str]]:
    # A draft expires on some page; one that never showed a page stopped before the first.
    return [(Measure.LEFT, ids.get("page") or "start")]


def _submitted(ids: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(Measure.SUBMITTED, str(band(int(ids["seconds"]))))]


def _completed(ids: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(Measure.COMPLETED, "")]


def _decided(ids: Mapping[str, str]) -> list[tuple[str, str]]:
    days = min(max(int(ids["days"]), 0), MOST_DAYS)
    in_time = [(Measure.IN_TIME, "")] if ids["in_time"] == "yes" else []
    return [(Measure.DECIDED, str(days)), *in_time]


def _score(ids: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(Measure.SCORE, str(int(ids["score"])))]


COUNTED: Mapping[str, Callable[[Mapping[str, str]], list[tuple[str, str]]]] = {
    "services.draft.started": _started,
    "services.draft.expired": _left,
    "services.draft.submitted": _submitted,
    "services.case.received": _completed,
    "services.case.decided": _decided,
    "services.satisfaction.given": _score,
}
