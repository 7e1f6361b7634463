"""The addresses that somebody registered. Private: each is seen by whoever may keep it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.translation import gettext as _

from commonworks.kernel import encryption
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.signposts import permissions
from commonworks.signposts.models import Hook


@dataclass(frozen=True, slots=True)
class HookLine:
    """An address. Of what was typed only the host is shown: the rest may be a key to it."""

    ref: str
    name: str
    host: str
    authority: str
    authority_name: str
    state: str
    state_name: str
    failures: int
    last_code: str
    last_at: datetime | None
    made_at: datetime


def hooks(*, by: Actor) -> tuple[HookLine, ...]:
    """One's own, and those of councils that one answers for. Three SQL queries."""
    permissions.check_signed_in(by)
    places = [place for place in by.organisations if permissions.may_keep_hooks_of(by, place)]
    mine = Q(person=by.ref, authority="") | Q(authority__in=places)
    rows = list(Hook.objects.filter(mine).order_by("name", "ref"))
    seals = encryption.seals_of([f"hook.{row.ref}" for row in rows]) if rows else {}
    names = network.names(row.authority for row in rows if row.authority) if rows else {}
    return tuple(
        HookLine(
            ref=str(row.ref),
            name=row.name,
            host=urlsplit(seals[f"hook.{row.ref}"].open("url", row.url)).hostname or "",
            authority=row.authority,
            authority_name=names.get(row.authority, ""),
            state=row.state,
            state_name=row.get_state_display(),
            failures=row.failures,
            last_code=row.last_code,
            last_at=row.last_at,
            made_at=row.made_at,
        )
        for row in rows
    )


def hook(ref: str, *, by: Actor) -> HookLine:
    """One of them. Raises Missing."""
    for each in hooks(by=by):
        if each.ref == ref:
            return each
    raise Missing(_("There is no such address of yours."))


def places(*, by: Actor) -> tuple[tuple[str, str], ...]:
    """The councils for which somebody may register one: (ref, name). One SQL query."""
    mine = [place for place in by.organisations if permissions.may_keep_hooks_of(by, place)]
    return tuple(sorted(network.names(mine).items(), key=lambda each: each[1]))
