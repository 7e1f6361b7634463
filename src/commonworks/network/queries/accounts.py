"""Questions about people. Private: each takes `by`, and answers about what is theirs to see."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from commonworks.frontend.words import labelled
from commonworks.kernel.errors import Gone, Missing, NotAllowed
from commonworks.network import permissions
from commonworks.network.models import (
    EmailDomain,
    Invitation,
    Membership,
    Organisation,
    Person,
    Role,
)
from commonworks.network.permissions import Deed
from commonworks.network.ports import Actor


@dataclass(frozen=True, slots=True)
class HeldRole:
    organisation: str
    organisation_name: str
    role: str
    role_name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody sees of themselves."""

    ref: str
    name: str
    email: str
    roles: tuple[HeldRole, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    ref: str
    name: str
    email: str
    roles: tuple[tuple[str, str], ...]  # (role, its name)


@dataclass(frozen=True, slots=True)
class Offer:
    """An open invitation, as those who sent it see it."""

    ref: str
    email: str
    role_name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Domain:
    name: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of one organisation, for its administrator."""

    organisation: str
    organisation_name: str
    people: tuple[Colleague, ...]
    offers: tuple[Offer, ...]
    domains: tuple[Domain, ...]
    roles: tuple[tuple[str, str], ...]  # that this actor can give there


@dataclass(frozen=True, slots=True)
class Administered:
    organisation: str
    name: str
    administrators: int
    invited: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """An invitation, as whoever was invited sees it."""

    email: str
    organisation_name: str
    role_name: str
    has_account: bool


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    ref: str
    name: str
    organisation_name: str


def account(*, by: Actor) -> Account:
    """Two SQL queries."""
    person = Person.objects.filter(ref=by.ref).first() if by.is_signed_in else None
    if person is None:
        raise NotAllowed(_("Sign in to see your account."))
    rows = person.memberships.filter(until=None).select_related("organisation")
    roles = [
        HeldRole(m.organisation_id, m.organisation.name, m.role, _(m.get_role_display()), m.since)
        for m in rows.order_by("organisation__name", "role")
    ]
    return Account(str(person.ref), person.name, person.email, tuple(roles))


def staff(organisation: str, *, by: Actor, at: datetime) -> Staff:
    """Everybody in an organisation, and what is on offer. Four SQL queries."""
    permissions.check(by, Deed.SEE_PEOPLE, organisation)
    place = Organisation.objects.filter(ref=organisation).first()
    if place is None:
        raise Missing(_("There is no such organisation."))
    offers = Invitation.objects.filter(
        organisation=place, state=Invitation.State.OPEN, expires_at__gt=at
    ).order_by("email", "role")
    domains = EmailDomain.objects.filter(organisation=place).order_by("domain")
    return Staff(
        organisation=place.ref,
        organisation_name=place.name,
        people=_colleagues(place),
        offers=tuple(
            Offer(str(o.ref), o.email, _(o.get_role_display()), o.expires_at) for o in offers
        ),
        domains=tuple(Domain(d.domain, d.confirmed_at) for d in domains),
        roles=tuple(labelled((r.value, r.label) for r in permissions.roles_of(place.type))),
    )


def colleague(ref: str, *, organisation: str, by: Actor, at: datetime) -> Colleague:
    """One of an organisation's people."""
    for each in staff(organisation, by=by, at=at).people:
        if each.ref == ref:
            return each
    raise Missing(_("This person does not belong to the organisation."))


def _colleagues(place: Organisation) -> tuple[Colleague, ...]:
    people: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    rows = place.memberships.filter(until=None).select_related("person")
    for row in rows.order_by("person__name", "person__ref", "role"):
        who = (str(row.person.ref), row.person.name, row.person.email)
        people.setdefault(who, []).append((row.role, _(row.get_role_display())))
    return tuple(Colleague(*who, tuple(roles)) for who, roles in people.items())


def administered(*, search: str = "", by: Actor) -> tuple[Administered, ...]:
    """How many administrators each organisation of today has, the fewest first. One SQL query."""
    permissions.check(by, Deed.SEE_ADMINISTRATORS)
    holds = Q(
        memberships__role=Role.ADMINISTRATOR,
        memberships__until=None,
        memberships__person__suspended_at=None,
    )
    offered = Q(invitations__role=Role.ADMINISTRATOR, invitations__state=Invitation.State.OPEN)
    rows = (
        Organisation.objects.filter(end=None, name__icontains=search)
        .annotate(
            administrators=Count("memberships", filter=holds, distinct=True),
            invited=Count("invitations", filter=offered, distinct=True),
        )
        .order_by("administrators", "name")
        .values_list("ref", "name", "administrators", "invited")
    )
    return tuple(Administered(*row) for row in rows)


def invitation(token: str, *, at: datetime) -> Welcome:
    """What the link in the letter leads to: whoever has it may see it. Two SQL queries."""
    rows = Invitation.objects.select_related("organisation")
    digest = hashlib.sha256(token.encode()).hexdigest()
    if (row := rows.filter(token_sha256=digest).first()) is None:
        raise Missing(_("There is no such invitation. Check the link in the email."))
    if row.state != Invitation.State.OPEN or row.expires_at <= at:
        raise Gone(_("This invitation is over. Ask whoever invited you for a new one."))
    known = Person.objects.filter(email=row.email).exists()
    return Welcome(row.email, row.organisation.name, _(row.get_role_display()), known)


def key_of(ref: str) -> int:
    """The key under which the sign-in package knows a person. One SQL query."""
    return Person.objects.values_list("pk", flat=True).get(ref=ref)


def with_address(email: str) -> str:
    """The ref of whoever has shown that this mailbox is theirs, or "". For commands that a person
    who answers for an organisation gives; no page shows it. One SQL query."""
    rows = EmailAddress.objects.filter(email__iexact=email.strip(), verified=True)
    ref = rows.filter(user__suspended_at=None).values_list("user__ref", flat=True).first()
    return str(ref or "")


def is_member(person: str) -> bool:
    """Whether somebody belongs to any organisation today. One SQL query."""
    return Membership.objects.filter(person__ref=person, until=None).exists()


def demonstration_accounts() -> tuple[DemonstrationAccount, ...]:
    """Whom anybody may sign in as: in the demonstration alone, accounts that have no password."""
    if not settings.COMMONWORKS_DEMO:
        raise Missing(_("There is nobody to sign in as: this is not the demonstration."))
    rows = (
        Membership.objects.filter(
            until=None,
            person__suspended_at=None,
            person__password__startswith=UNUSABLE_PASSWORD_PREFIX,
        )
        .order_by("organisation__name", "person__name")
        .values_list("person__ref", "person__name", "organisation__name")
    )
    return tuple(DemonstrationAccount(str(ref), *words) for ref, *words in dict.fromkeys(rows))
