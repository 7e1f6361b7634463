"""What the story of the demonstration says of councils, the factories and the body hangs together."""

from datetime import UTC, datetime

import pytest

from commonworks.config.demo import body as convening
from commonworks.config.demo import factories, needs, people
from commonworks.factories.queries import body
from commonworks.network import commands as network
from commonworks.network import queries
from commonworks.network.commands.lgsl import load_services
from commonworks.network.ports import BODY, SYSTEM

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def told(db):
    """All but the service and its cases, which take minutes."""
    network.load_facts(by=SYSTEM, at=NOW)
    load_services(by=SYSTEM, at=NOW)
    cast = people.welcome(NOW.replace(year=2025))
    refs = needs.tell(cast, NOW)
    factories.tell(cast, NOW, refs)
    convening.tell(cast, NOW)


def test_whoever_convenes_was_elected(told):
    page = body.body(today=NOW.date())
    assert list(queries.holders(BODY, "convener").values()) == [page.term.name]
    assert (page.term.has_account, page.to_invite) == (True, None)
