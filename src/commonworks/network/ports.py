"""What every room may hold of the network without touching its tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.http import HttpRequest

BODY = "commonworks"  # the organisation that convenes the network


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is doing this, and as what, for which organisation. Nobody in particular has no roles.

    `ref` is opaque and may be kept; `name` is what to call the person on a page, and may not.
    """

    ref: str
    roles: frozenset[tuple[str, str]] = frozenset()  # (organisation, role)
    name: str = ""

    @classmethod
    def of(cls, request: "HttpRequest") -> "Actor":
        """Whoever asks: two SQL queries a request for somebody signed in, none for anyone else."""
        known: Actor | None = request.__dict__.get("_acting")
        if known is None:
            known = request.__dict__["_acting"] = cls._asking(request)
        return known

    @classmethod
    def _asking(cls, request: "HttpRequest") -> "Actor":
        person: Any = request.user
        if not (person.is_authenticated and person.is_active):
            return ANYONE
        roles = person.memberships.filter(until=None).values_list("organisation", "role")
        return cls(str(person.ref), frozenset(roles), person.name)

    @property
    def is_signed_in(self) -> bool:
        return bool(self.name)

    @property
    def organisations(self) -> frozenset[str]:
        """Those that the actor belongs to, in whatever role."""
        return frozenset(organisation for organisation, _ in self.roles)

    @property
    def in_network(self) -> bool:
        """Whether they see what councils tell the network alone: whoever belongs to one of its
        organisations does, in every room."""
        return bool(self.roles)

    @property
    def is_steward(self) -> bool:
        return (BODY, "steward") in self.roles

    def roles_in(self, organisation: str) -> frozenset[str]:
        return frozenset(role for place, role in self.roles if place == organisation)

    def has(self, *roles: str, organisation: str) -> bool:
        """Whether the actor holds at least one of these roles there."""
        return not self.roles_in(organisation).isdisjoint(roles)


ANYONE = Actor("anonymous")  # nobody in particular: who sees what is public
SYSTEM = Actor("system", frozenset({(BODY, "steward")}))  # the house itself: set-up and the CLI


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that belongs to an organisation: `kind` is the owner's word, such as "need"."""

    kind: str
    ref: str
    title: str


class Holdings(Protocol):
    """What a room offers so that a reorganisation can be rehearsed, reported and done."""

    def belonging_to(self, organisation: str, *, by: Actor) -> Sequence[Holding]:
        """Everything of this room's that would be handed over, in a fixed order."""
        ...

    def hand_over(self, *, organisation: str, successor: str, by: Actor, at: datetime) -> int:
        """Give all of it to the successor in one transaction; say how many things moved."""
        ...
