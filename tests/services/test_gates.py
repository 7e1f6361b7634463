"""What a live service shows at the gates of its factory."""

import pytest

from commonworks.factories import queries
from commonworks.factories.models import Factory, Passage
from commonworks.factories.queries.phases import gate
from commonworks.kernel.events import about
from commonworks.services.handlers import show_at_gate
from tests.actors import NOON
from tests.services.permits import founded, live, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def went_live():
    founded()
    published()
    (event,) = (each for each in about([live()]) if each.name == "services.deployment.went_live")
    return event


def shown():
    lines = gate(queries.factory("parking"), "beta").requirements
    return {line.id: line.note for line in lines}["service-live"]


def test_a_service_that_a_council_runs_is_evidence_at_the_gate_to_live(went_live):
    assert shown() == ""
    for _ in range(2):  # at least once is what a delivery promises
        show_at_gate(went_live)
    assert shown() == "Apply for a bay permit is live in Leeds Council."


def test_a_gate_that_was_passed_stands_and_the_delivery_is_settled(went_live):
    factory = Factory.objects.get()
    Passage.objects.create(
        factory=factory, before="beta", after="live", organisation_id="leeds", by="x", at=NOON
    )
    show_at_gate(went_live)
    assert shown() == ""
