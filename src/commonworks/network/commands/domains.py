"""Email domains: whoever has an address at a confirmed one is a member, and nothing more."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from commonworks.network import permissions
from commonworks.network.models import EmailDomain, Organisation, Person, Role
from commonworks.network.permissions import Deed
from commonworks.network.ports import Actor

# Where anybody can have an address: such a domain is nobody's own.
OPEN_TO_ALL = {
    *("aol.com", "btinternet.com", "gmail.com", "gmx.com", "googlemail.com", "hotmail.co.uk"),
    *("hotmail.com", "icloud.com", "live.co.uk", "live.com", "mail.com", "me.com", "msn.com"),
    *("outlook.com", "proton.me", "protonmail.com", "sky.com", "talktalk.net", "virginmedia.com"),
    *("yahoo.co.uk", "yahoo.com"),
}


class DomainTaken(Conflict):
    code = "domain-taken"


@transaction.atomic
def confirm_domain(*, organisation: str, domain: str, by: Actor, at: datetime) -> int:
    """Say that addresses at this domain are the organisation's own people; answers how many join.

    An administrator can say so of the domain of their own address, a steward of any.
    """
    permissions.check(by, Deed.CONFIRM_DOMAINS, organisation)
    if not Organisation.objects.filter(ref=organisation).exists():
        raise Missing(
            _("There is no organisation %(organisation)s.") % {"organisation": organisation}
        )
    domain = domain.strip().lower()
    if domain in OPEN_TO_ALL:
        raise Invalid(
            _("Anybody can have an address at %(domain)s. Confirm a domain of your own.")
            % {"domain": domain}
        )
    if not by.is_steward and not _own_domain(by, domain):
        raise NotAllowed(_("You can confirm the domain of your own email address only."))
    if EmailDomain.objects.filter(domain=domain, confirmed_at__isnull=False).exists():
        raise DomainTaken(
            _("%(domain)s is confirmed already, for this organisation or another.")
            % {"domain": domain}
        )
    EmailDomain.objects.update_or_create(
        organisation_id=organisation, domain=domain, defaults={"confirmed_at": at}
    )
    events.record("network.domain.confirmed", subject=organisation, by=by, at=at)
    waiting = Person.objects.filter(
        email__endswith=f"@{domain}", emailaddress__email=F("email"), emailaddress__verified=True
    )
    return sum(_join(person, organisation, by=by, at=at) for person in waiting)


@transaction.atomic
def join_by_domain(*, person: str, by: Actor, at: datetime) -> None:
    """Make somebody whose address is verified a member where its domain is confirmed."""
    owner = Person.objects.get(ref=person)
    if not EmailAddress.objects.filter(user=owner, email=owner.email, verified=True).exists():
        raise NotAllowed(_("Confirm your email address first."))
    domain = owner.email.rpartition("@")[2]
    confirmed = EmailDomain.objects.filter(domain=domain, confirmed_at__isnull=False)
    for organisation in confirmed.values_list("organisation", flat=True):
        _join(owner, organisation, by=by, at=at)


def _join(person: Person, organisation: str, *, by: Actor, at: datetime) -> bool:
    """A member, unless the person belongs there already, in whatever role."""
    if person.memberships.filter(organisation=organisation, until=None).exists():
        return False
    role = Role.MEMBER
    person.memberships.create(organisation_id=organisation, role=role, since=at)
    events.record(
        "network.membership.began",
        subject=str(person.ref),
        by=by,
        at=at,
        organisation=organisation,
        role=role,
    )
    return True


def _own_domain(by: Actor, domain: str) -> bool:
    addresses = EmailAddress.objects.filter(user__ref=by.ref, verified=True)
    return bool(addresses.filter(email__endswith=f"@{domain}").exists())
