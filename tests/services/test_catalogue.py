import pytest

from commonworks.kernel.errors import NotAllowed
from commonworks.kernel.models import Event
from commonworks.services.commands import catalogue
from commonworks.services.commands.catalogue import VersionTaken
from commonworks.services.models import Release, Service
from commonworks.services.policies.definitions import DefinitionRefused
from commonworks.services.queries import plans
from tests.actors import NOON, member_of
from tests.services.permits import LEAD, PERMIT, founded, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def factory():
    founded()


def test_publishing_lists_the_service_and_says_the_hash():
    release = published()
    assert (Service.objects.get().title, Release.objects.get().hash) == (
        "Apply for a bay permit",
        release,
    )
    names = ["services.service.listed", "services.release.published"]
    assert (
        list(
            Event.objects.filter(name__startswith="services.")
            .order_by("pk")
            .values_list("name", flat=True)
        )
        == names
    )


def test_publishing_the_same_again_changes_nothing():
    assert published() == published()
    assert Event.objects.filter(name="services.release.published").count() == 1


def test_a_version_means_one_content():
    published()
    with pytest.raises(VersionTaken):
        published(PERMIT.replace("Park outside", "Stop outside"))


def test_a_new_version_stands_beside_the_old_one():
    published()
    published(PERMIT.replace("version: 1.0.0", "version: 1.0.1"))
    assert list(Release.objects.order_by("version").values_list("version", flat=True)) == [
        "1.0.0",
        "1.0.1",
    ]


@pytest.mark.parametrize("council", ["cornwall", "leeds"])
def test_a_member_of_staff_cannot_publish(council):
    with pytest.raises(NotAllowed):
        catalogue.publish_definition(
            factory="parking", data=PERMIT.encode(), by=member_of(council, "caseworker"), at=NOON
        )


def test_a_service_owner_of_any_member_can_publish():
    owner = member_of("camden", "service-owner")
    catalogue.publish_definition(factory="parking", data=PERMIT.encode(), by=owner, at=NOON)
    assert plans.latest_release("bay-permit").version == "1.0.0"


REFUSED = {
    "reserved id": (PERMIT.replace("bay-permit", "manage", 1), "/definition"),
    "unknown key": (PERMIT.replace("summary:", "sumary:"), "line 6"),
    "missing list": (PERMIT.replace("list: zones", "list: zoned"), "line 18"),
    "an alias": (PERMIT + "retired: &a {x: gone}\nquotes: *a\n", "line 32"),
    "another service": (PERMIT.replace("bay-permit", "garden-permit", 1), "/definition"),
}


@pytest.mark.parametrize("text, place", REFUSED.values(), ids=REFUSED)
def test_a_bad_definition_is_refused_with_its_place(text, place):
    published()
    with pytest.raises(DefinitionRefused) as refused:
        catalogue.publish_release(service="bay-permit", data=text.encode(), by=LEAD, at=NOON)
    assert [*refused.value.fields] == [place]
    assert Release.objects.count() == 1
