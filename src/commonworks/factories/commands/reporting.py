"""Tell how it goes: weeknotes and risks."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.factories import permissions
from commonworks.factories.commands import signs
from commonworks.factories.models import Factory, Risk, Update
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import ends, parts
from commonworks.factories.policies.texts import LONGEST, check_length, check_text
from commonworks.kernel import events
from commonworks.kernel.errors import Invalid, Missing
from commonworks.network.ports import Actor


@transaction.atomic
def post_update(
    *, factory: str, organisation: str, title: str, text: str, by: Actor, at: datetime
) -> int:
    """Publish a weeknote for a member. Answers its number."""
    found = ends.going_on(factory)
    parts.check_member(found, organisation)
    permissions.check(by, Deed.RUN, organisation)
    row = Update.objects.create(
        factory=found,
        number=found.updates.count() + 1,
        title=check_text(title, "title", most=120, what=_("a title")),
        text=check_text(text, "text", most=LONGEST, what=_("what is new")),
        author=by.ref,
        organisation_id=organisation,
        posted_at=at,
    )
    item = {"factory": factory, "number": row.number, "title": row.title, "text": row.text}
    events.record("factories.update.posted", subject=factory, by=by, at=at, item=item)
    signs.tell(factory=factory, headline=f"{found.name}: {row.title}", by=by, at=at)
    if organisation == found.lead():
        signs.renew(factory=factory, by=by, at=at)
    return row.number


@transaction.atomic
def raise_risk(
    *,
    factory: str,
    title: str,
    likelihood: int,
    impact: int,
    owner: str,
    by: Actor,
    at: datetime,
    response: str = "",
) -> int:
    """Say what could go wrong, how likely and how bad it is (1 to 5), and which member looks after
    it. Answers its number."""
    found = ends.going_on(factory)
    permissions.check_any(by, Deed.RUN, found.parts())
    if not (1 <= likelihood <= 5 and 1 <= impact <= 5):
        raise Invalid(_("Judge how likely and how bad it is from 1 to 5."))
    if owner not in found.parts():
        raise Invalid(_("Choose a member."), {"owner": _("Choose a member of this factory.")})
    row = Risk.objects.create(
        factory=found,
        title=check_text(title, "title", most=200, what=_("what could go wrong")),
        likelihood=likelihood,
        impact=impact,
        owner_id=owner,
        response=check_length(response, "response", most=1000),
        raised_at=at,
    )
    item = {"factory": factory, "risk": row.pk, "title": row.title, "owner": owner}
    events.record("factories.risk.raised", subject=factory, by=by, at=at, item=item)
    return row.pk


@transaction.atomic
def close_risk(*, factory: str, risk: int, outcome: str, by: Actor, at: datetime) -> None:
    """Say what came of it. Twice is once."""
    found = Factory.objects.locked(factory)
    permissions.check_any(by, Deed.RUN, found.parts())
    row = found.risks.filter(pk=risk).first()
    if row is None:
        raise Missing(_("There is no such risk."))
    outcome = check_text(outcome, "outcome", most=400, what=_("what came of it"))
    if row.closed_at:
        return
    row.closed_at, row.outcome = at, outcome
    row.save(update_fields=["closed_at", "outcome"])
    item = {"factory": factory, "risk": risk, "outcome": outcome}
    events.record("factories.risk.closed", subject=factory, by=by, at=at, item=item)
