"""The records that the index answers in."""

from dataclasses import dataclass
from enum import Enum

from placefinder.areas import Area
from placefinder.spelling import Fault, Problem
from placefinder.wording import Message

# Grid references are whole metres (1 m); the conversion adds 0.1 m or 1 m (`coordinates`).
BRITISH_ACCURACY, IRISH_ACCURACY = 1, 2


class Belonging(Enum):
    """To whom a postcode belongs, as far as the directory says."""

    COUNCIL = "council"
    ISLE_OF_MAN = "isle-of-man"
    CHANNEL_ISLANDS = "channel-islands"
    NOT_APPLICABLE = "not-applicable"
    NOT_RECORDED = "not-recorded"
    UNKNOWN_CODE = "unknown-code"


def note_of(belonging: Belonging) -> Message | None:
    """Why no UK council is responsible at a postcode; None where one is."""
    return None if belonging is Belonging.COUNCIL else Message(belonging.value)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a postcode lies.

    Easting and northing in metres on `grid`; longitude and latitude in degrees (ETRS89, given as
    WGS84), within `accuracy_metres` of the grid reference. `grid_step_metres` is 100 or 10 where
    the reference is a round one and so, most likely, no finer. How well the reference stands for
    the addresses of the postcode is not in the directory that we have.
    """

    easting: int
    northing: int
    longitude: float
    latitude: float
    grid: str
    accuracy_metres: int
    grid_step_metres: int


@dataclass(frozen=True, slots=True)
class Place:
    """A postcode that is in the directory; whether it is still in use the directory leaves open.

    `recorded_code` is the directory's own GSS code; `area` what it means today, or None.
    """

    postcode: str
    outcode: str
    incode: str
    position: Position | None
    recorded_code: str | None
    belonging: Belonging
    area: Area | None
    nation: str | None
    directory: str
    terminated: None = None

    @property
    def note(self) -> Message | None:
        return note_of(self.belonging)


@dataclass(frozen=True, slots=True)
class Near:
    place: Place
    metres: float


@dataclass(frozen=True, slots=True)
class Outcode:
    """All postcodes of one outward code; the position is the mean of theirs."""

    outcode: str
    postcodes: int
    position: Position | None
    areas: tuple[Area, ...]
    nations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text is a postcode of the directory; if not, what is wrong and what was meant."""

    postcode: str | None
    fault: Fault | None = None
    suggestions: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        return self.postcode is not None

    @property
    def problem(self) -> Problem | None:
        return self.fault.problem if self.fault else None

    @property
    def message(self) -> str | None:
        """In English; `fault.told` says it in other languages."""
        return self.fault.message if self.fault else None


def position_of(
    outcode: str, easting: int, northing: int, longitude: int, latitude: int
) -> Position:
    """A position from what the index holds: metres, and millionths of a degree."""
    return Position(
        easting=easting,
        northing=northing,
        longitude=longitude / 1e6,
        latitude=latitude / 1e6,
        grid="Irish Grid" if is_irish(outcode) else "British National Grid",
        accuracy_metres=accuracy(outcode),
        grid_step_metres=grid_step(easting, northing),
    )


def is_irish(outcode: str) -> bool:
    """Whether the directory gives Irish Grid references for this outward code."""
    return outcode[:2] == "BT"


def accuracy(outcode: str) -> int:
    """How near a longitude and latitude are to the grid reference they come from, in metres."""
    return IRISH_ACCURACY if outcode[:2] == "BT" else BRITISH_ACCURACY


def grid_step(easting: int, northing: int) -> int:
    """How round a grid reference is: 100, 10 or 1 metres."""
    for step in (100, 10):
        if easting % step == northing % step == 0:
            return step
    return 1
