"""What the demonstration tells of councils, factories and the body hangs together."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from commonworks.config.demo import body as convening
from commonworks.config.demo import factories, needs, people
from commonworks.factories.queries import assessments, body, motions, phases
from commonworks.network import commands as network
from commonworks.network import queries
from commonworks.network.commands.lgsl import load_services
from commonworks.network.ports import ANYONE, BODY, SYSTEM

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
# What each factory's motion answers: its outcome, the kind of option that it chose or is about,
# and what was commissioned on it.
CHAINS = {
    "parking": [("assessment.1", "carried", "build", ["Build it in-house"])],
    "homes": [("option", "carried", "build", ["Build it in-house"])],
    "coming-home": [("assessment.1", "carried", "buy", ["Open a joint brief"])],
    "planning": [("option", "", "adopt", [])],
    "alcohol": [],
}


@pytest.fixture(scope="module", autouse=True)
def told(django_db_setup, django_db_blocker):
    """Once, as it takes half a minute; all but the service and its cases, which take minutes."""
    with django_db_blocker.unblock(), transaction.atomic():
        network.load_facts(by=SYSTEM, at=NOW)
        load_services(by=SYSTEM, at=NOW)
        cast = people.welcome(NOW.replace(year=2025))
        factories.tell(cast, NOW, needs.tell(cast, NOW))
        convening.tell(cast, NOW)
        yield
        transaction.set_rollback(True)


def test_whoever_convenes_was_elected():
    page = body.body(today=NOW.date())
    assert list(queries.holders(BODY, "convener").values()) == [page.term.name]
    assert (page.term.has_account, page.to_invite) == (True, None)


@pytest.mark.parametrize("factory", CHAINS)
def test_from_the_options_to_the_vote_to_what_is_commissioned(factory):
    made = phases.commissions(factory)
    put = motions.all_motions(factory)
    assert {each.motion for each in made} <= {motion.ref for motion in put}
    assert [chain(factory, motion, made) for motion in put] == CHAINS[factory]


def chain(factory, motion, made):
    options = assessments.assessment(factory, 1, by=ANYONE).options
    if motion.answers == "assessment.1":
        about, by_title = motion.answers, {each.title: each.kind for each in options}
        kind = by_title[motion.chosen_label]
    else:
        about, by_id = "option", {f"option.{each.id}": each.kind for each in options}
        kind = by_id[motion.answers]
    return about, motion.outcome, kind, [e.kind for e in made if e.motion == motion.ref]
