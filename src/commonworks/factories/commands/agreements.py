"""Offer a joint working agreement for signing, and sign it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.factories import permissions
from commonworks.factories.commands import signs
from commonworks.factories.commands.effect import take_effect
from commonworks.factories.models import Agreement, Member, Signature
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import agreements, ends, parts
from commonworks.factories.policies.agreements import Choices
from commonworks.factories.policies.texts import hash_of
from commonworks.factories.queries import waiting
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Missing
from commonworks.network.ports import Actor


class NothingNew(Conflict):
    code = "agreement-unchanged"


class Superseded(Conflict):
    code = "agreement-superseded"


@transaction.atomic
def offer_agreement(*, factory: str, choices: Choices, by: Actor, at: datetime) -> int:
    """Write the next version from these choices, and offer it for signing. Answers its number.
    Nobody has signed it yet, whatever they signed before."""
    found = ends.going_on(factory)
    permissions.check(by, Deed.RUN, found.lead())
    agreements.check(choices)
    text = agreements.text_of(agreements.articles(choices, found.name))
    last = found.agreements.order_by("-number").first()
    if last and last.sha256 == hash_of(text):
        raise NothingNew(
            _("This says the same as version %(number)s, which stands.") % {"number": last.number}
        )
    row = Agreement.objects.create(
        factory=found,
        number=last.number + 1 if last else 1,
        choices=choices.plain,
        text=text,
        sha256=hash_of(text),
        offered_at=at,
    )
    item = {"factory": factory, "number": row.number, "sha256": row.sha256}
    events.record("factories.agreement.offered", subject=factory, by=by, at=at, item=item)
    headline = f"Version {row.number} of the agreement is open for signing"
    told = waiting.written_to(found.voting())  # as `calls` does
    signs.tell(factory=factory, headline=headline, told=told, by=by, at=at)
    return row.number


@transaction.atomic
def sign_agreement(
    *, factory: str, number: int, organisation: str, by: Actor, at: datetime
) -> None:
    """Sign the newest version for a member with a vote. Signing twice is signing once. Once all
    have, it is in force."""
    found = ends.going_on(factory)
    permissions.check(by, Deed.BIND, organisation)
    parts.check_member(found, organisation, *Member.VOTING)
    last = found.agreements.order_by("-number").first()
    if last is None or number > last.number:
        raise Missing(_("There is no such version of the agreement."))
    if number != last.number:
        raise Superseded(
            _("Version %(number)s has replaced this one. Read and sign that.")
            % {"number": last.number}
        )
    capacity = "lead" if "lead" in by.roles_in(organisation) else "deputy"
    said = {"by": by.ref, "capacity": capacity, "at": at}
    _row, new = Signature.objects.get_or_create(
        agreement=last, organisation_id=organisation, defaults=said
    )
    if new:
        item = {
            "factory": factory,
            "number": number,
            "organisation": organisation,
            "sha256": last.sha256,
        }
        events.record("factories.agreement.signed", subject=factory, by=by, at=at, item=item)
    take_effect(factory=found, by=by, at=at)
