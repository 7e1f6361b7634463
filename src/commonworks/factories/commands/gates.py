"""Show that a gate's requirements are met, pass it, or stop and say what was learned."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.factories import permissions
from commonworks.factories.commands import leaving, signs, taking
from commonworks.factories.models import Factory, Passage, Shown
from commonworks.factories.permissions import Deed
from commonworks.factories.policies import ends, gates
from commonworks.factories.policies.body import THE_BODY
from commonworks.factories.policies.texts import LONGEST, check_length, check_text
from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network.ports import SYSTEM, Actor

Phase = Factory.Phase
BECAUSE = {
    Phase.STOPPED: gettext_noop("The factory stopped on %(day)s, so the vote was ended."),
    Phase.RETIREMENT: gettext_noop("The factory was retired on %(day)s, so the vote was ended."),
}


class NotReady(Invalid):
    """`fields`: each requirement that nothing shows yet."""

    status, code = 409, "gate-not-met"


class NotPossible(Conflict):
    code = "not-possible-now"


@transaction.atomic
def record_evidence(
    *,
    factory: str,
    phase: str,
    requirement: str,
    note: str,
    by: Actor,
    at: datetime,
    link: str = "",
) -> None:
    """Show that a requirement of the gate at the end of a phase is met, by its lead or a partner or
    by a later room. The latest counts until the gate has been passed, and what was recorded before
    stays. The same again is recorded once."""
    found = _with_phases(factory)
    ends.check_goes_on(found.phase)
    voting = found.voting()
    permissions.check_any(by, Deed.RUN, voting)
    if requirement not in gates.requirements(phase):
        raise Missing(_("There is no such requirement at this gate."))
    if found.passages.filter(before=phase).exists():
        raise NotPossible(_("This gate has been passed. What was shown then stands."))
    note = check_text(note, "note", most=400, what=_("what shows that it is met"))
    if link and not link.startswith(("https://", "http://")):
        raise Invalid(_("Enter a web address."), {"link": _("Begin the address with https://")})
    own = [each for each in voting if by != SYSTEM and permissions.may(by, Deed.RUN, each)]
    said = {"note": note, "link": link, "organisation_id": own[0] if own else None}
    latest = found.evidence.filter(phase=phase, requirement=requirement).order_by("-pk").first()
    if latest and all(getattr(latest, name) == value for name, value in said.items()):
        return
    Shown.objects.create(
        factory=found, phase=phase, requirement=requirement, **said, by=by.ref, at=at
    )
    item = {"factory": factory, "phase": str(phase), "requirement": requirement, "note": note}
    item |= {"link": link, "organisation": own[0] if own else ""}
    events.record("factories.evidence.recorded", subject=factory, by=by, at=at, item=item)


@transaction.atomic
def pass_gate(
    *, factory: str, phase: str, by: Actor, at: datetime, note: str = "", motion: str = ""
) -> None:
    """Go on from `phase` to the next. Raises NotReady while a requirement is not shown. To retire
    is to say what was learned."""
    found = _at(factory, phase, by)
    after = gates.FORWARD.get(phase)
    if after is None:
        raise NotPossible(_("This is the last phase."))
    shown = set(found.evidence.filter(phase=phase).values_list("requirement", flat=True))
    wanted = gates.requirements(phase)
    if lacking := {name: _(words) for name, words in wanted.items() if name not in shown}:
        raise NotReady(_("This gate cannot be passed yet."), lacking)
    if after == Phase.RETIREMENT:
        note = check_text(note, "note", most=LONGEST, what=_("what was learned"))
    _move(found, after, check_length(note, "note", most=LONGEST), motion, by, at)


@transaction.atomic
def stop(*, factory: str, lessons: str, by: Actor, at: datetime, motion: str = "") -> None:
    """End here, and publish what was learned, so that the next need not find it out again."""
    found = _at(factory, "", by)
    lessons = check_text(lessons, "lessons", most=LONGEST, what=_("what was learned"))
    _move(found, Phase.STOPPED, lessons, motion, by, at)
    taking.let_go_all(factory=factory, by=by, at=at)


def _with_phases(factory: str) -> Factory:
    if factory == THE_BODY:
        raise NotPossible(_("The convening body has no phases."))
    return Factory.objects.locked(factory)


def _at(factory: str, phase: str, by: Actor) -> Factory:
    """The factory, if the actor signs for its lead and it is in this phase."""
    found = _with_phases(factory)
    permissions.check(by, Deed.BIND, found.lead())
    if phase and found.phase != phase:
        raise NotPossible(
            _("The factory is in %(phase)s now.") % {"phase": _(found.get_phase_display()).lower()}
        )
    return found


def _move(found: Factory, after: str, note: str, motion: str, by: Actor, at: datetime) -> None:
    before = found.phase
    if after not in Factory.NEXT[Phase(before)]:
        raise NotPossible(
            _("From %(phase)s it cannot go there.")
            % {"phase": _(found.get_phase_display()).lower()}
        )
    found.phase = after
    if after == Phase.LIVE:
        found.live_on = at.date()
    found.save(update_fields=["phase", "live_on"])
    Passage.objects.create(
        factory=found,
        before=before,
        after=after,
        organisation_id=found.lead(),
        by=by.ref,
        at=at,
        note=note,
        motion=motion,
    )
    item = {
        "factory": found.ref,
        "before": str(before),
        "after": str(after),
        "note": note,
        "motion": motion,
    }
    name = "stopped" if after == Phase.STOPPED else "passed"
    events.record(f"factories.gate.{name}", subject=found.ref, by=by, at=at, item=item)
    said = f"{found.name}: {found.get_phase_display().lower()}"
    signs.tell(factory=found.ref, headline=said, by=by, at=at)
    if after not in Factory.ENDED:
        signs.renew(factory=found.ref, by=by, at=at)
        return
    leaving.settle_end(factory=found.ref, because=BECAUSE[Phase(after)], by=by, at=at)
    signs.rest(factory=found.ref, by=by, at=at)
