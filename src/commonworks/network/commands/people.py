"""People come into the network, do more or less in it, and leave."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Gone, Invalid, Missing, NotAllowed
from commonworks.network import permissions
from commonworks.network.models import (
    Invitation,
    Membership,
    Organisation,
    Person,
    Role,
)
from commonworks.network.ports import SYSTEM, Actor
from commonworks.post import commands as post

INVITATION_LASTS = timedelta(days=14)
HAS_ACCOUNT = gettext_noop("You have an account already. Sign in, then open the invitation again.")


class AlreadyInvited(Conflict):
    code = "already-invited"


class LastAdministrator(Conflict):
    code = "last-administrator"


class InvitationOver(Gone):
    code = "invitation-over"


class InvitationAnswered(Conflict):
    code = "invitation-answered"


class SignInFirst(Conflict):
    code = "sign-in-first"


@transaction.atomic
def invite(*, email: str, organisation: str, role: str, by: Actor, at: datetime) -> str:
    """Offer somebody a role by email; answers the address at which they accept it."""
    place, wanted = _place(organisation), _role(role)
    permissions.check_gives(by, wanted, organisation)
    _check_has_role(place, wanted)
    email = _address(email)
    offer = {"email": email, "organisation": place, "role": wanted}
    Invitation.objects.filter(**offer, state="open", expires_at__lte=at).update(state="withdrawn")
    token = secrets.token_urlsafe(32)
    invitation = _offered(Invitation(**offer, token_sha256=_hash(token), sent_at=at), at)
    link = settings.COMMONWORKS_ADDRESS + reverse("network:invitation", args=[token])
    _send_invitation(invitation, link, by=by, at=at)
    events.record(
        "network.person.invited",
        subject=str(invitation.ref),
        by=by,
        at=at,
        organisation=organisation,
        role=wanted,
    )
    return link


def _offered(invitation: Invitation, at: datetime) -> Invitation:
    """What keeps a role from being offered twice is the database: asking first could be overtaken
    by somebody who offers the same at this moment."""
    invitation.expires_at = at + INVITATION_LASTS
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError:
        raise AlreadyInvited(
            _("This person has an open invitation to that role. Withdraw it first.")
        ) from None
    return invitation


@transaction.atomic
def withdraw_invitation(*, ref: str, by: Actor, at: datetime) -> None:
    """Take an offer back; its link says so from then on."""
    invitation = Invitation.objects.select_for_update().filter(ref=ref).first()
    if invitation is None:
        raise Missing(_("There is no such invitation."))
    permissions.check_gives(by, Role(invitation.role), invitation.organisation_id)
    _move(invitation, Invitation.State.WITHDRAWN)
    events.record("network.invitation.withdrawn", subject=ref, by=by, at=at)


@transaction.atomic
def accept_invitation(
    *, token: str, name: str = "", password_hash: str = "", by: Actor, at: datetime
) -> str:
    """Take up an offer, and answer the person's ref.

    Whoever holds the token reads that mailbox, so the address counts as verified. The password
    comes in hashed: hashing takes a fifth of a second, too long to hold the database's lock.
    """
    invitation = _open_invitation(token, at)
    person = Person.objects.filter(email=invitation.email).first()
    if person is None:
        person = _new_person(invitation.email, name, password_hash)
    elif by.ref != str(person.ref):
        raise SignInFirst(_(HAS_ACCOUNT))
    _verify(person)
    _move(invitation, Invitation.State.ACCEPTED)
    _begin(person, invitation.organisation_id, Role(invitation.role), by=by, at=at)
    return str(person.ref)


@transaction.atomic
def admit(
    *, email: str, name: str, organisation: str, roles: Iterable[str], by: Actor, at: datetime
) -> str:
    """Make somebody of whom the house itself knows, without asking them, and answer their ref.

    For setting up and for the demonstration: such an account has no password.
    """
    if by != SYSTEM:
        raise NotAllowed(_("People come in by invitation."))
    place, email = _place(organisation), _address(email)
    person = Person.objects.filter(email=email).first() or _new_person(email, name, "")
    _verify(person)
    for role in map(_role, roles):
        _check_has_role(place, role)
        _begin(person, organisation, role, by=by, at=at)
    return str(person.ref)


@transaction.atomic
def change_roles(
    *, person: str, organisation: str, roles: Iterable[str], by: Actor, at: datetime
) -> None:
    """Have a person hold exactly these roles in an organisation they belong to."""
    place = _place(organisation)
    held = {Role(row.role): row for row in _memberships(person, organisation)}
    if not held:
        raise Missing(_("This person does not belong to the organisation."))
    wanted = {_role(role) for role in roles}
    if not wanted:
        raise Invalid(
            _("Choose at least one role, or end the membership."), {"roles": _("Choose one")}
        )
    for role in wanted ^ set(held):
        permissions.check_gives(by, role, organisation)
        _check_has_role(place, role)
    owner = Person.objects.get(ref=person)
    for role in sorted(wanted - set(held)):
        _begin(owner, organisation, role, by=by, at=at)
    for role in sorted(set(held) - wanted):
        _end(held[role], by=by, at=at)
    _check_still_administered(organisation, by, before=set(held))


@transaction.atomic
def hand_role(*, person: str, organisation: str, role: str, by: Actor, at: datetime) -> int:
    """Have somebody who has an account be the only one to hold a role; how many others held it
    until now. Somebody suspended loses it too, or they would hold it again once restored."""
    place, wanted = _place(organisation), _role(role)
    permissions.check_gives(by, wanted, organisation)
    _check_has_role(place, wanted)
    somebody = Person.objects.filter(ref=person).first()
    if somebody is None:
        raise Missing(_("There is no such person."))
    rows = Membership.objects.select_for_update().filter(organisation=place, role=wanted)
    others = list(rows.filter(until=None).exclude(person=somebody).order_by("id"))
    for row in others:
        _end(row, by=by, at=at)
    _begin(somebody, organisation, wanted, by=by, at=at)
    return len(others)


@transaction.atomic
def take_role(*, person: str, organisation: str, role: str, by: Actor, at: datetime) -> bool:
    """Have somebody hold a role no longer; whether they held it. What else they hold stays."""
    wanted = _role(role)
    permissions.check_gives(by, wanted, organisation)
    held = list(_memberships(person, organisation).filter(role=wanted))
    for row in held:
        _end(row, by=by, at=at)
    _check_still_administered(organisation, by, before={wanted} if held else set())
    return bool(held)


@transaction.atomic
def end_membership(*, person: str, organisation: str, by: Actor, at: datetime) -> None:
    """Have a person leave an organisation; everybody may leave of their own accord."""
    rows = list(_memberships(person, organisation))
    if not rows:
        raise Missing(_("This person does not belong to the organisation."))
    if by.ref != person:
        for row in rows:
            permissions.check_gives(by, Role(row.role), organisation)
    for row in rows:
        _end(row, by=by, at=at)
    _check_still_administered(organisation, by, before={Role(row.role) for row in rows})


@transaction.atomic
def change_name(*, name: str, by: Actor, at: datetime) -> None:
    """What the person who asks wants to be called."""
    name = _name(name)
    if not Person.objects.filter(ref=by.ref).update(name=name):
        raise Missing(_("Sign in first."))
    events.record("network.person.renamed", subject=by.ref, by=by, at=at)


def _place(organisation: str) -> Organisation:
    if place := Organisation.objects.filter(ref=organisation).first():
        return place
    raise Missing(
        _("There is no organisation %(organisation)s. Look it up under /organisations/.")
        % {"organisation": organisation}
    )


def _role(role: str) -> Role:
    if role not in Role:
        raise Invalid(_("Choose a role from the list."), {"role": _("Choose a role from the list")})
    return Role(role)


def _check_has_role(place: Organisation, role: Role) -> None:
    if role not in permissions.roles_of(place.type):
        raise Invalid(
            _("%(name)s has no role “%(role)s”.") % {"name": place.name, "role": _(role.label)},
            {"role": _("Choose another role")},
        )


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        why = _("Enter an email address in the correct format, like name@example.gov.uk")
        raise Invalid(f"{why}.", {"email": why}) from None
    return email


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 100 or not name.isprintable():
        raise Invalid(
            _("Enter a name of at most 100 characters."),
            {"name": _("Enter the name to call you by")},
        )
    return name


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _open_invitation(token: str, at: datetime) -> Invitation:
    rows = Invitation.objects.select_for_update().filter(token_sha256=_hash(token))
    if (invitation := rows.first()) is None:
        raise Missing(_("There is no such invitation. Check the link in the email."))
    if invitation.state != Invitation.State.OPEN or invitation.expires_at <= at:
        raise InvitationOver(_("This invitation is over. Ask whoever invited you for a new one."))
    return invitation


def _move(invitation: Invitation, state: Invitation.State) -> None:
    if state not in Invitation.NEXT[Invitation.State(invitation.state)]:
        raise InvitationAnswered(_("This invitation has been answered or withdrawn already."))
    invitation.state = state
    invitation.save(update_fields=["state"])


def _new_person(email: str, name: str, password_hash: str) -> Person:
    # A hash of None is a password that nobody can know: such an account cannot sign in by one.
    name, password = _name(name), password_hash or make_password(None)
    try:
        with transaction.atomic():
            return Person.objects.create(email=email, name=name, password=password)
    except IntegrityError:  # registered at this very moment, in another tab
        raise SignInFirst(_(HAS_ACCOUNT)) from None


def _verify(person: Person) -> None:
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )


def _memberships(person: str, organisation: str) -> QuerySet[Membership]:
    rows = Membership.objects.select_for_update().order_by("id")
    return rows.filter(person__ref=person, organisation=organisation, until=None)


def _begin(person: Person, organisation: str, role: Role, *, by: Actor, at: datetime) -> bool:
    _, new = Membership.objects.get_or_create(
        person=person, organisation_id=organisation, role=role, until=None, defaults={"since": at}
    )
    if new:
        _record("network.membership.began", person.ref, organisation, role, by=by, at=at)
    return new


def _end(row: Membership, *, by: Actor, at: datetime) -> None:
    row.until = at
    row.save(update_fields=["until"])
    who = row.person.ref
    _record("network.membership.ended", who, row.organisation_id, row.role, by=by, at=at)


def _record(
    name: str, person: object, organisation: str, role: str, *, by: Actor, at: datetime
) -> None:
    events.record(name, subject=str(person), by=by, at=at, organisation=organisation, role=role)


def _check_still_administered(organisation: str, by: Actor, *, before: set[Role]) -> None:
    if Role.ADMINISTRATOR not in before or by.is_steward:
        return
    # One at a time: two last administrators could otherwise dismiss each other.
    Organisation.objects.select_for_update().get(ref=organisation)
    rows = Membership.objects.filter(organisation=organisation, role=Role.ADMINISTRATOR, until=None)
    rows = rows.filter(person__suspended_at=None)
    if not rows.exists():
        raise LastAdministrator(
            _("This is the last administrator. Make somebody else an administrator first.")
        )


def _send_invitation(invitation: Invitation, link: str, *, by: Actor, at: datetime) -> None:
    place, role = invitation.organisation, Role(invitation.role)
    post.queue_email(
        to=invitation.email,
        subject=f"Invitation to Commonworks for {place.name}",
        body=f"You are invited to Commonworks as {role.label} of {place.name}.\n\n"
        f"Accept the invitation within {INVITATION_LASTS.days} days:\n{link}\n\n"
        "If you did not expect this, you need not do anything.\n",
        about=str(invitation.ref),
        by=by,
        at=at,
        erase_at=invitation.expires_at,
    )
