"""Found a factory, join it and leave it: what other rooms call. The rest is in the files beside
this one."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from commonworks.factories import permissions
from commonworks.factories.models import Factory, Member
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network.ports import Actor
from commonworks.signposts import commands as signposts


class NameTaken(Conflict):
    code = "factory-ref-taken"


class LeadStays(Conflict):
    code = "factory-needs-its-lead"


@transaction.atomic
def found_factory(*, ref: str, name: str, purpose: str, lead: str, by: Actor, at: datetime) -> None:
    """Begin a factory, led by one organisation."""
    permissions.check_can_speak_for(by, lead)
    if not name.strip() or not purpose.strip():
        raise Invalid("Give the factory a name and say what it is for.")
    if Factory.objects.filter(ref=ref).exists():
        raise NameTaken(f"There is a factory {ref} already. Choose another short name.")
    factory = Factory.objects.create(ref=ref, name=name, purpose=purpose, founded_on=at.date())
    _add(factory, lead, Member.Part.LEAD, at)
    signposts.put_card(
        ref=f"factory.{ref}",
        kind="factory",
        title=name,
        text=purpose,
        link=reverse("factories:factory", args=[ref]),
        authority=lead,
        by=by,
        at=at,
    )
    item = {"factory": ref, "name": name, "purpose": purpose, "lead": lead}
    events.record("factories.factory.founded", subject=ref, by=by, at=at, item=item)


@transaction.atomic
def join(
    *, factory: str, organisation: str, by: Actor, at: datetime, part: str = Member.Part.PARTNER
) -> None:
    """Take part in a factory. Joining twice is joining once."""
    permissions.check_can_speak_for(by, organisation)
    if part not in (Member.Part.PARTNER, Member.Part.OBSERVER):
        raise Invalid("Join as a partner or as an observer.")
    found = _locked(factory)
    if found.members.filter(organisation=organisation, left_on=None).exists():
        return
    _add(found, organisation, part, at)
    item = {"factory": factory, "organisation": organisation, "part": str(part)}
    events.record("factories.member.joined", subject=factory, by=by, at=at, item=item)


@transaction.atomic
def leave(*, factory: str, organisation: str, by: Actor, at: datetime) -> None:
    """End an organisation's part. Its days as a member stay on record."""
    permissions.check_can_speak_for(by, organisation)
    member = _locked(factory).members.filter(organisation=organisation, left_on=None).first()
    if member is None:
        raise Missing("That organisation is not a member of this factory.")
    if member.part == Member.Part.LEAD:
        raise LeadStays("The lead cannot leave: another member must take the lead first.")
    member.left_on = at.date()
    member.save(update_fields=["left_on"])
    item = {"factory": factory, "organisation": organisation}
    events.record("factories.member.left", subject=factory, by=by, at=at, item=item)


def _locked(ref: str) -> Factory:
    factory = Factory.objects.select_for_update().filter(ref=ref).first()
    if factory is None:
        raise Missing("There is no such factory.")
    return factory


def _add(factory: Factory, organisation: str, part: str, at: datetime) -> None:
    Member.objects.create(
        factory=factory, organisation_id=organisation, part=part, joined_on=at.date()
    )
