"""Share costs: state figures, offer a plan, commit to one's part of it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.factories import permissions
from commonworks.factories.commands import signs
from commonworks.factories.models import Factory, Figure, Plan, Share
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import ends, parts
from commonworks.factories.policies.texts import check_text
from commonworks.factories.queries import costs, waiting
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.kernel.money import MOST_PENCE
from commonworks.network.ports import Actor

MOST_FIGURE = 10**10


class Superseded(Conflict):
    code = "plan-superseded"


class MembersChanged(Conflict):
    code = "members-changed"


@transaction.atomic
def state_figure(
    *,
    factory: str,
    organisation: str,
    kind: str,
    value: int,
    source: str,
    by: Actor,
    at: datetime,
) -> None:
    """Say one's own population or use, and where the figure is from. It counts in later plans."""
    found = ends.going_on(factory)
    permissions.check(by, Deed.SPEAK, organisation)
    parts.check_member(found, organisation)
    if kind not in Figure.Kind:
        raise Invalid(_("Choose which figure it is."), {"kind": _("Choose which figure it is.")})
    if not 0 < value <= MOST_FIGURE:
        raise Invalid(
            _("Enter a whole number above nought."), {"value": _("Enter a whole number.")}
        )
    said = {
        "value": value,
        "source": check_text(source, "source", most=200, what=_("where the figure is from")),
        "stated_at": at,
    }
    Figure.objects.update_or_create(
        factory=found, organisation_id=organisation, kind=kind, defaults=said
    )
    item = {"factory": factory, "organisation": organisation, "kind": str(kind), "value": value}
    events.record("factories.figure.stated", subject=factory, by=by, at=at, item=item)


@transaction.atomic
def offer_plan(
    *,
    factory: str,
    title: str,
    rule: str,
    total_pence: int,
    by: Actor,
    at: datetime,
    amounts: Mapping[str, int] | None = None,
) -> int:
    """Share a total among the lead and the partners of today by a rule; `amounts` for fixed ones.
    Answers the plan's number. It binds nobody until they commit to it; commitments to an earlier
    plan do not carry over."""
    found = ends.going_on(factory)
    permissions.check(by, Deed.RUN, found.lead())
    title = check_text(title, "title", most=120, what=_("what the money is for"))
    if not 0 < total_pence <= MOST_PENCE:
        raise Invalid(_("Enter a total."), {"total_pence": _("Enter a total above nought.")})
    voting = found.voting()
    shared = costs.reckon(factory, rule, total_pence, voting, amounts=amounts)
    plan = Plan.objects.create(
        factory=found,
        number=found.plans.count() + 1,
        title=title,
        rule=rule,
        total_pence=total_pence,
        offered_at=at,
    )
    Share.objects.bulk_create(
        Share(
            plan=plan,
            organisation_id=each.organisation,
            figure=each.figure,
            source=each.source,
            pence=each.pence,
        )
        for each in shared
    )
    item = {
        "factory": factory,
        "plan": plan.number,
        "title": title,
        "rule": str(rule),
        "total_pence": total_pence,
        "shares": {each.organisation: each.pence for each in shared},
    }
    events.record("factories.plan.offered", subject=factory, by=by, at=at, item=item)
    told = waiting.written_to(voting)  # as `calls` does
    signs.tell(factory=factory, headline=f"Costs shared out: {title}", told=told, by=by, at=at)
    return plan.number


@transaction.atomic
def commit(
    *, factory: str, number: int, organisation: str, pence: int, by: Actor, at: datetime
) -> None:
    """Commit a member to its share of the newest plan. `pence` is what its lead was shown: another
    amount is refused, and so is a plan made for other members. Twice is once."""
    found = ends.going_on(factory)
    permissions.check(by, Deed.BIND, organisation)
    plan = found.plans.order_by("-number").first()
    if plan is None or number > plan.number:
        raise Missing(_("There is no such plan."))
    if plan.number != number:
        raise Superseded(
            _("Plan %(number)s has replaced this one. Look at your share of it.")
            % {"number": plan.number}
        )
    _check_members(found, plan)
    row = plan.shares.filter(organisation=organisation).first()
    if row is None:
        raise Missing(_("This organisation has no share in this plan."))
    if row.pence != pence:
        raise Invalid(_("That is not your share of this plan. Look at it again."))
    if row.committed_at:
        return
    row.capacity = "lead" if "lead" in by.roles_in(organisation) else "deputy"
    row.committed_at, row.committed_by = at, by.ref
    row.save(update_fields=["capacity", "committed_at", "committed_by"])
    item = {"factory": factory, "plan": number, "organisation": organisation, "pence": pence}
    events.record("factories.share.committed", subject=factory, by=by, at=at, item=item)


def _check_members(found: Factory, plan: Plan) -> None:
    if set(found.voting()) != set(plan.shares.values_list("organisation", flat=True)):
        raise MembersChanged(
            _("Members have joined or left since this was shared out. The lead offers a new plan.")
        )
