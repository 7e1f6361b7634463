"""What a live service shows at the gates of its factory. Safe to repeat."""

import contextlib

from commonworks.factories import ports as factories
from commonworks.factories.commands import gates
from commonworks.kernel import events
from commonworks.kernel.events import Happened
from commonworks.network import queries as network
from commonworks.network.ports import SYSTEM
from commonworks.services.queries import catalogue

PHASE, REQUIREMENT = "beta", "service-live"


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


def subscribe_all() -> None:
    factories.require(PHASE, REQUIREMENT, "At least one council runs it live")
    events.subscribe("services.deployment.went_live", show_at_gate)
