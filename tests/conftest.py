import pytest
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from commonworks.network import commands as network
from commonworks.network.ports import SYSTEM
from tests.actors import NOON
from tools.rooms import room_of

pytest_plugins = ["tests.journeys.fixtures"]


@pytest.fixture(autouse=True, scope="session")
def nobody_fetches_a_row_of_another_room():
    """Law 2, held while the whole suite runs: foreign keys that cross rooms end at the key."""
    fetch = ForwardManyToOneDescriptor.get_object

    def fetch_at_home(self, instance):
        field = self.field
        here, there = room_of(field.model.__module__), room_of(field.related_model.__module__)
        assert here in (None, there), (
            f"{field.model.__name__}.{field.name} leads into another room: use {field.name}_id"
        )
        return fetch(self, instance)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ForwardManyToOneDescriptor, "get_object", fetch_at_home)
        yield


@pytest.fixture
def leeds(db):
    """The council of Leeds, and no other."""
    network.organisations.add_organisation(
        ref="leeds",
        name="Leeds City Council",
        type="metropolitan-district",
        nation="england",
        by=SYSTEM,
        at=NOON,
    )
    return "leeds"
