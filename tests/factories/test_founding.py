import pytest

from commonworks.factories import commands, panels, queries
from commonworks.factories.models import Factory, Member
from commonworks.factories.queries import lists
from commonworks.factories.queries.lists import Filters
from commonworks.kernel.errors import Invalid, NotAllowed
from commonworks.kernel.models import Event
from commonworks.needs.commands import merging, stages
from commonworks.needs.commands.needs import declare
from commonworks.needs.policies.said import Said
from commonworks.network.ports import BODY, SYSTEM
from commonworks.signposts.queries import cards
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db


def found(**more):
    told = {"name": "Housing", "purpose": "Repairs.", "lead": "leeds", "by": LEEDS_LEAD, "at": NOON}
    return commands.found_factory(**told | more)


def test_a_factory_is_called_after_its_name_and_numbered_where_that_is_taken(councils):
    assert [found(), found(), found(name="  Housing! ")] == ["housing", "housing-2", "housing-3"]


def test_a_name_without_letters_still_has_an_address(councils):
    assert found(name="…") == "factory"


def test_founding_makes_a_member_a_card_and_an_event(councils):
    ref = found()
    assert [(m.organisation, m.part) for m in queries.factory(ref).now] == [("leeds", "lead")]
    assert [card.title for card in cards(kind="factory")] == ["Housing"]
    names = Event.objects.filter(subject=ref).values_list("name", flat=True)
    assert list(names) == ["factories.factory.founded"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"purpose": "x" * 50_000}, "purpose"),
        ({"kind": "regional"}, "region"),
        ({"kind": "guild"}, "kind"),
        ({"region": "mercia"}, "region"),
        ({"combined_authority": "nowhere"}, "combined_authority"),
    ],
)
def test_a_bad_founding_is_refused_beside_its_field_and_writes_nothing(councils, more, field):
    with pytest.raises(Invalid) as refused:
        found(**more)
    assert (list(refused.value.fields), Factory.objects.count()) == ([field], 0)


def test_a_regional_service_stands_for_a_region(councils):
    ref = found(kind="regional", region="yorkshire-and-the-humber")
    assert queries.factory(ref).kind == "regional"


@pytest.mark.parametrize("role", ["caseworker", "councillor", "member"])
def test_only_those_who_speak_for_a_council_found_a_factory_for_it(councils, role):
    with pytest.raises(NotAllowed):
        found(by=member_of("leeds", role))
    with pytest.raises(NotAllowed):
        found(by=member_of("camden", "lead"))


def test_a_list_costs_as_many_queries_for_a_thousand_as_for_one(
    councils, django_assert_num_queries
):
    rows = [
        Factory(ref=f"f{n}", name=f"Factory {n}", purpose="P", founded_on=NOON) for n in range(1000)
    ]
    Factory.objects.bulk_create(rows)
    Member.objects.bulk_create(
        Member(factory_id=row.ref, organisation_id="leeds", part="lead", joined_on=NOON)
        for row in rows
    )
    with django_assert_num_queries(4):
        shown = lists.factories(Filters(), limit=25)
    assert (len(shown), {line.members for line in shown}) == (25, {1})
    with django_assert_num_queries(4):
        assert len(lists.factories(Filters())) == 1000
    with django_assert_num_queries(1):
        assert lists.how_many(Filters(search="factory 999")) == 1


def test_the_house_founds_factories_too(councils):
    assert found(by=SYSTEM, ref="parking") == "parking"
    with pytest.raises(commands.NameTaken):
        found(by=SYSTEM, ref="parking")


FOUND_ONE = 'href="/factories/found"'


@pytest.mark.parametrize(
    ("role", "organisation", "offered"),
    [
        ("lead", "leeds", True),
        ("administrator", "leeds", True),
        ("service-owner", "leeds", False),
        ("convener", BODY, False),
        ("steward", BODY, False),
    ],
)
def test_founding_is_offered_to_those_alone_who_may(signed_in, role, organisation, offered):
    page = signed_in(role, organisation).get("/factories/").content.decode()
    assert (FOUND_ONE in page) is offered


def test_founding_is_not_offered_to_nobody(client, councils):
    assert FOUND_ONE not in client.get("/factories/").content.decode()


def declared(title="Potholes"):
    said = Said(title=title, problem="They are deep.")
    return declare(authority="leeds", said=said, by=LEEDS_LEAD, at=NOON)


def offered(need, role="lead"):
    [taken] = panels.taken_on_by(need, by=member_of("leeds", role))
    return taken.may_found


@pytest.mark.parametrize(("role", "shown"), [("lead", True), ("service-owner", False)])
def test_a_need_without_a_factory_offers_founding_to_those_alone_who_may(councils, role, shown):
    assert offered(declared(), role) is shown


def test_a_need_that_was_merged_or_met_offers_no_founding_until_it_lives_again(councils):
    merged, met = declared(), declared("Kerbs")
    merging.merge(duplicate=merged, survivor=declared("Roads"), by=LEEDS_LEAD, at=NOON)
    stages.mark_met(need=met, by=LEEDS_LEAD, at=NOON)
    assert (offered(merged), offered(met)) == (False, False)
    merging.split(duplicate=merged, by=LEEDS_LEAD, at=NOON)
    assert offered(merged) is True


@pytest.mark.parametrize(("role", "organisation"), [("service-owner", "leeds"), ("convener", BODY)])
def test_whoever_may_not_found_a_factory_is_told_who_may(signed_in, role, organisation):
    answer = signed_in(role, organisation).get("/factories/found")
    said = "Ask an administrator, a deputy or a lead of yours."
    assert (answer.status_code, said in answer.content.decode()) == (403, True)
