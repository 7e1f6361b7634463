import pytest

from commonworks.network.commands import organisations
from commonworks.network.ports import SYSTEM
from tests.actors import NOON

PLACES = ("camden", "cornwall", "leeds", "york")


@pytest.fixture
def councils(db):
    """Four councils."""
    for ref in PLACES:
        organisations.add_organisation(
            ref=ref,
            name=ref.title(),
            type="unitary-authority",
            nation="england",
            by=SYSTEM,
            at=NOON,
        )
    return PLACES
