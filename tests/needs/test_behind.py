"""What a council stands behind: what it declared, what it supports, and what those became."""

import pytest
from django.test import Client

from commonworks.kernel import clock
from commonworks.needs.commands import merging, supports
from commonworks.needs.models import Need, Visibility
from commonworks.needs.panels import stood_behind
from commonworks.needs.queries import lists
from commonworks.network.ports import BODY, Actor
from tests.actors import NOON, member_of

NOBODY = Actor("anonymous")


def behind(council: str, by: Actor = NOBODY) -> list[str]:
    filters = lists.Filters(behind=council, order="title")
    return [line.title for line in lists.lines(filters, by=by, today=NOON.date())]


def support(need: str, council: str = "camden") -> None:
    supports.support(need=need, authority=council, by=member_of(council, "lead"), at=NOON)


def test_a_council_stands_behind_what_it_declared_and_what_it_supports(declare):
    declare("camden", title="Bins")
    supported = declare("leeds", title="Permits")
    declare("leeds", title="Trees")
    support(supported)
    assert behind("camden") == ["Bins", "Permits"]


def test_a_council_that_stepped_back_stands_behind_it_no_more(declare):
    permits = declare("leeds", title="Permits")
    support(permits)
    lead = member_of("camden", "lead")
    supports.withdraw_support(need=permits, authority="camden", by=lead, at=NOON)
    assert behind("camden") == []


def test_whoever_stood_behind_a_duplicate_stands_behind_what_it_became(declare):
    duplicate, survivor = declare("leeds", title="Permits"), declare("surrey", title="Paper")
    support(duplicate)
    convener = member_of(BODY, "convener")
    merging.merge(duplicate=duplicate, survivor=survivor, by=convener, at=NOON)
    assert (behind("camden"), behind("leeds")) == (["Paper"], ["Paper"])


def test_a_public_page_shows_no_need_that_is_for_the_network_alone(declare):
    declare("leeds", title="Permits")
    declare("leeds", title="Quiet", visibility=Visibility.NETWORK)
    [shown] = stood_behind("leeds", by=member_of("camden", "lead"))
    assert ([line.title for line in shown.lines], shown.total) == (["Permits"], 1)


def test_an_organisation_shows_what_it_stands_behind_and_what_is_to_be_confirmed(declare):
    permits = declare("leeds", title="Permits")
    support(permits)
    Need.objects.update(good_until=clock.now().date().replace(year=2020))
    page = Client().get("/organisations/camden/").content.decode()
    assert f'href="/needs/{permits}/">Permits</a>, declared by Leeds' in page
    assert "To be confirmed" in page


def test_the_list_is_narrowed_by_who_stands_behind_a_need(declare):
    support(declare("leeds", title="Permits"))
    declare("leeds", title="Trees")
    page = Client().get("/needs/?behind=camden").content.decode()
    assert ("Permits" in page, "Trees" in page) == (True, False)


@pytest.mark.parametrize("many", [1, 7])
def test_what_an_organisation_shows_costs_five_questions(declare, django_assert_num_queries, many):
    for number in range(many):
        declare("leeds", title=f"Need {number}")
    with django_assert_num_queries(5):
        stood_behind("leeds", by=NOBODY)


@pytest.mark.parametrize("typed", ["leeds", "Leeds", "Leeds City Council"])
def test_the_list_is_narrowed_to_a_council_by_any_of_its_names(declare, typed):
    declare("leeds", title="Permits")
    declare("camden", title="Bins")
    shown = Client().get("/needs/", {"authority": typed}).content.decode()
    assert ("Permits" in shown, "Bins" in shown) == (True, False)
