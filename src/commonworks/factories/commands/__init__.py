"""Found a factory, join it and leave it: what other rooms call. The rest is in the files beside
this one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonworks.factories import permissions
from commonworks.factories.commands import leaving, membership, signs, taking
from commonworks.factories.commands.effect import take_effect
from commonworks.factories.models import Factory, Member
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import ends, parts
from commonworks.factories.policies.body import THE_BODY
from commonworks.factories.policies.texts import check_text
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import organisations

Kind, Part = Factory.Kind, Member.Part


class NameTaken(Conflict):
    code = "factory-ref-taken"


class LeadStays(Conflict):
    code = "factory-needs-its-lead"


@transaction.atomic
def found_factory(
    *,
    name: str,
    purpose: str,
    lead: str,
    by: Actor,
    at: datetime,
    ref: str = "",
    kind: str = Kind.PROJECT,
    region: str = "",
    combined_authority: str = "",
    needs: Sequence[str] = (),
    asks: Sequence[str] = (),
) -> str:
    """Begin a factory, led by one organisation, on the needs it takes on; `asks` are asked to be
    partners. Answers its ref, which is made of the name where none is given."""
    permissions.check(by, Deed.SPEAK, lead)
    parts.check_can_be(lead, Part.LEAD, field="lead")
    name = check_text(name, "name", most=120, what=_("a name"))
    purpose = check_text(purpose, "purpose", most=400, what=_("what it is for"))
    _check_kind(kind, region, combined_authority)
    factory = Factory.objects.create(
        ref=(ref and _unused(ref)) or _ref_of(name),
        name=name,
        purpose=purpose,
        kind=kind,
        region=region,
        combined_authority_id=combined_authority or None,
        founded_on=at.date(),
    )
    parts.add(factory, lead, Part.LEAD, at)
    item = {
        "factory": factory.ref,
        "name": name,
        "purpose": purpose,
        "kind": str(kind),
        "area": combined_authority or region,
        "lead": lead,
    }
    events.record("factories.factory.founded", subject=factory.ref, by=by, at=at, item=item)
    signs.show(factory=factory.ref, by=by, at=at)
    for need in dict.fromkeys(needs):
        taking.take_on(factory=factory.ref, need=need, by=by, at=at)
    for each in dict.fromkeys(asks):
        membership.ask(factory=factory.ref, organisation=each, part=Part.PARTNER, by=by, at=at)
    signs.tell(factory=factory.ref, headline=f"Founded: {name}", by=by, at=at)
    signs.renew(factory=factory.ref, by=by, at=at)
    return factory.ref


@transaction.atomic
def join(
    *, factory: str, organisation: str, by: Actor, at: datetime, part: str = Part.PARTNER
) -> None:
    """Take part in a factory. Joining twice is joining once."""
    permissions.check(by, Deed.SPEAK, organisation)
    if part not in parts.UNASKED:
        raise Invalid(
            _("Join as a partner, an observer or a supporter."), {"part": _("Choose a part.")}
        )
    found = ends.going_on(factory)
    if organisation in found.parts():
        return
    if part not in Member.VOTING:
        parts.check_not_sent_away(found, organisation)
    parts.enter(found, organisation, part, by=by, at=at)
    signs.tell(factory=factory, headline=f"{_name(organisation)} joined {found.name}", by=by, at=at)


@transaction.atomic
def leave(*, factory: str, organisation: str, by: Actor, at: datetime) -> None:
    """End an organisation's part. Its days as a member stay on record; votes it cast in motions
    that are still open are struck. What it signed and committed itself to stands as it is."""
    permissions.check(by, Deed.SPEAK, organisation)
    found = Factory.objects.locked(factory)
    part = found.parts().get(organisation)
    if part is None:
        raise Missing(_("That organisation is not a member of this factory."))
    if part == Part.LEAD:
        raise LeadStays(_("The lead cannot leave: another member must take the lead first."))
    leaving.settle(factory=factory, organisation=organisation, by=by, at=at)
    parts.end(found, organisation, at)
    item = {"factory": factory, "organisation": organisation}
    events.record("factories.member.left", subject=factory, by=by, at=at, item=item)
    signs.tell(factory=factory, headline=f"{_name(organisation)} left {found.name}", by=by, at=at)
    take_effect(factory=found, by=by, at=at)


def _check_kind(kind: str, region: str, combined_authority: str) -> None:
    if kind not in Kind:
        raise Invalid(_("Choose a kind of factory."), {"kind": _("Choose a kind of factory.")})
    known = dict(organisations.choices()["region"])
    if region and region not in known:
        raise Invalid(
            _("Choose a region of the list."), {"region": _("Choose a region of the list.")}
        )
    if kind == Kind.REGIONAL and not (region or combined_authority):
        said = _("Choose a region or a combined authority for a Regional Digital Service.")
        raise Invalid(said, {"region": said})
    if combined_authority and not network.exists(combined_authority):
        said = _("Choose a combined authority of the list.")
        raise Invalid(said, {"combined_authority": said})


def _unused(ref: str) -> str:
    if Factory.objects.filter(ref=ref).exists():
        raise NameTaken(
            _("There is a factory %(ref)s already. Choose another short name.") % {"ref": ref}
        )
    return ref


def _ref_of(name: str) -> str:
    """Made of the name, with a number where another factory is called that."""
    stem = slugify(name)[:50].strip("-") or "factory"
    taken = set(Factory.objects.filter(ref__startswith=stem).values_list("ref", flat=True))
    taken.add(THE_BODY)
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(ref for ref in (stem, *numbered) if ref not in taken)


def _name(organisation: str) -> str:
    return network.short_names([organisation]).get(organisation) or organisation
