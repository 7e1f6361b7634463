"""What a room says of its bodies, so that this one can name them and know who votes in them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from commonworks.kernel.errors import Gone
from commonworks.network.ports import Actor


@dataclass(frozen=True, slots=True)
class Body:
    """A group that decides together. `ref` is "<kind>.<id>", such as factory.parking.

    `voters` are the organisations with a vote today. `proposers` are those whose leads may put a
    motion; empty means all voters. `open_tally`: how each voted is shown while voting goes on.
    `over` says, of a body that decides no more, why: whoever puts a motion to it reads that.
    """

    ref: str
    name: str
    link: str
    voters: tuple[str, ...]
    proposers: tuple[str, ...] = ()
    open_tally: bool = False
    over: str = ""


class DecidesNoMore(Gone):
    code = "body-decides-no-more"


def check_decides(body: Body) -> None:
    if body.over:
        raise DecidesNoMore(body.over)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a motion settles, such as an option that was assessed: what it is called, where it is
    read, and what can be chosen there, if that is for the motion to say. `has_own_form`: a motion
    on it is put on a page of its own room alone."""

    label: str
    link: str
    choices: tuple[str, ...] = ()
    has_own_form: bool = False


class NotePut(Protocol):
    """Hears of a motion, in the transaction that puts it; `body` is the whole ref."""

    def __call__(
        self, *, body: str, motion: str, answers: str, by: Actor, at: datetime
    ) -> None: ...


Describe = Callable[[str], Body]  # takes the whole ref; raises Missing for a body that is not there
Hold = Callable[[str], None]  # takes the whole ref; to be called in a transaction
Settles = Callable[[str, str], Settled | None]  # takes a body's ref, and what a motion answers


@dataclass(frozen=True, slots=True)
class Kind:
    """What a room does for its bodies. `hold` keeps anybody from joining or leaving a body until
    the transaction ends: by the lock that its room takes for that. `settles` says what a motion of
    such a body answers, in two SQL queries at most. `note_put` records that a motion was put to
    such a body, by whichever page."""

    describe: Describe
    hold: Hold | None = None
    settles: Settles | None = None
    note_put: NotePut | None = None


_kinds: dict[str, Kind] = {}


def bodies_of_kind(
    kind: str,
    describe: Describe,
    hold: Hold | None = None,
    settles: Settles | None = None,
    note_put: NotePut | None = None,
) -> None:
    """Say how bodies whose ref begins with "<kind>." are described, and what else `Kind` has.
    Called once, as the house starts, by the room that owns them."""
    _kinds[kind] = Kind(describe, hold, settles, note_put)


def _kind_of(ref: str) -> Kind | None:
    return _kinds.get(ref.partition(".")[0])


def hold(ref: str) -> None:
    """Have nobody join or leave a body until the transaction ends, so that those who are described
    from now on are those who vote."""
    if (kind := _kind_of(ref)) and kind.hold:
        kind.hold(ref)


def body(ref: str) -> Body | None:
    """The body as its room describes it; None for a kind that no room has described."""
    kind = _kind_of(ref)
    return kind.describe(ref) if kind else None


def settled(ref: str, answers: str) -> Settled | None:
    """What a motion of this body answers, as the body's room has it; None where it says nothing."""
    kind = _kind_of(ref)
    return kind.settles(ref, answers) if kind and kind.settles and answers else None


def note_put(body: str, *, motion: str, answers: str, by: Actor, at: datetime) -> None:
    """Have the body's room record that a motion was put to it."""
    if (kind := _kind_of(body)) and kind.note_put:
        kind.note_put(body=body, motion=motion, answers=answers, by=by, at=at)
