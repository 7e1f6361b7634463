"""What a live service shows at the gates of its factory, and how it goes through them."""

import pytest

from commonworks.factories import queries
from commonworks.factories.models import Factory, Passage
from commonworks.factories.queries.phases import gate
from commonworks.kernel.events import Happened, about
from commonworks.network.ports import SYSTEM
from commonworks.services.commands import catalogue
from commonworks.services.handlers import go_through_gate, show_at_gate
from commonworks.services.models import Service
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
    evidence = {line.id: line.shown for line in lines}["service-live"]
    return evidence.note if evidence else ""


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


def passed(before, after):
    """What is heard when the factory goes from one phase to the next."""
    item = {"factory": "parking", "before": before, "after": after, "note": "", "motion": ""}
    return Happened("factories.gate.passed", "parking", "x", NOON, {}, item)


def phases():
    return dict(Service.objects.values_list("ref", "phase"))


def test_a_service_goes_through_each_gate_with_its_factory(went_live):
    seen = []
    for step in (("discovery", "alpha"), ("alpha", "beta"), ("beta", "live"), ("beta", "live")):
        go_through_gate(passed(*step))
        seen += phases().values()
    assert seen == ["alpha", "beta", "live", "live"]


def test_a_service_that_is_not_as_far_as_its_factory_stays_where_it_is(went_live):
    go_through_gate(passed("beta", "live"))
    assert set(phases().values()) == {"alpha"}


def test_a_service_is_not_retired_with_its_factory_while_councils_run_it(went_live):
    catalogue.set_phase(service="bay-permit", phase="beta", by=SYSTEM, at=NOON)
    catalogue.set_phase(service="bay-permit", phase="live", by=SYSTEM, at=NOON)
    go_through_gate(passed("live", "retirement"))
    assert phases() == {"bay-permit": "live"}
