"""Services and the gates of their factory: what one shows there, and how it goes through. Safe to
repeat."""

import contextlib

from commonworks.factories import ports as factories
from commonworks.factories.commands import gates
from commonworks.kernel import events
from commonworks.kernel.events import Happened
from commonworks.network import queries as network
from commonworks.network.ports import SYSTEM
from commonworks.services.commands import catalogue as commands
from commonworks.services.queries import catalogue

PHASE, REQUIREMENT = "beta", "service-live"
THROUGH = {"beta", "live"}  # the phases that a gate leads a service to


def show_at_gate(happened: Happened) -> None:
    """A council runs it: that is what the gate to live asks for. Once passed, it stands."""
    council, _, service = happened.subject.partition(".")
    found = catalogue.service(service)
    name = network.names([council]).get(council, council)
    with contextlib.suppress(gates.NotPossible):
        gates.record_evidence(
            factory=found.factory_ref,
            phase=PHASE,
            requirement=REQUIREMENT,
            note=f"{found.title} is live in {name}.",
            by=SYSTEM,
            at=happened.at,
        )


def go_through_gate(happened: Happened) -> None:
    """What had come as far as its factory goes on with it, from alpha to beta and from beta to
    live; what was begun later keeps its own pace."""
    before, after = happened.said["before"], happened.said["after"]
    if after not in THROUGH:
        return
    for service in catalogue.in_phase(happened.subject, before):
        commands.set_phase(service=service, phase=after, by=SYSTEM, at=happened.at)


def subscribe_all() -> None:
    factories.require(PHASE, REQUIREMENT, "At least one council runs it live")
    events.subscribe("services.deployment.went_live", show_at_gate)
    events.subscribe("factories.gate.passed", go_through_gate)
