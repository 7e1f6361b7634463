"""What each gate asks for, and how far a factory has come."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from commonworks.factories import ports
from commonworks.factories.models import Factory

Phase = Factory.Phase

# What every factory shows before it goes on; later rooms may ask for more with `ports.require`.
CRITERIA: Mapping[str, tuple[tuple[str, str], ...]] = {
    Phase.DISCOVERY: (
        ("users-known", gettext_noop("We know who has the problem, and how they deal with it now")),
        ("problem-measured", gettext_noop("We know how often it occurs and what it costs")),
        ("existing-looked-at", gettext_noop("We have looked at what exists already")),
    ),
    Phase.ALPHA: (
        (
            "riskiest-tested",
            gettext_noop("The riskiest ideas were tried with people who would use it"),
        ),
        ("option-decided", gettext_noop("The members have decided for an option")),
        ("costs-known", gettext_noop("We know what beta costs, and who pays which part")),
    ),
    Phase.BETA: (
        ("works-for-everyone", gettext_noop("People with access needs have used it without help")),
        ("data-safe", gettext_noop("Risks to people’s data are assessed and dealt with")),
        (
            "support-ready",
            gettext_noop("It is known who keeps it running and who answers questions"),
        ),
    ),
    Phase.LIVE: (
        ("successor-known", gettext_noop("People know what to use instead")),
        ("data-dealt-with", gettext_noop("It is settled what happens to the data")),
    ),
}
FORWARD: Mapping[str, str] = {
    Phase.DISCOVERY: Phase.ALPHA,
    Phase.ALPHA: Phase.BETA,
    Phase.BETA: Phase.LIVE,
    Phase.LIVE: Phase.RETIREMENT,
}


def requirements(phase: str) -> dict[str, str]:
    """What the gate at the end of a phase asks for, in order: what it is called, and its words."""
    return dict(CRITERIA.get(phase, ())) | dict(ports.requirements(phase))
