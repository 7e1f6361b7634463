from collections import Counter

import pytest

from commonworks.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from commonworks.network import queries
from commonworks.network.commands import organisations as commands
from commonworks.network.models import PRINCIPAL, Organisation
from commonworks.network.queries import organisations
from commonworks.network.queries.organisations import Filters
from tests.actors import NOON


def found(**filters):
    return [line.ref for line in organisations.organisations(Filters(**filters))]


def test_a_list_is_narrowed_down(network):
    for filters, expected in (
        ({"search": "leeds"}, ["leeds"]),
        ({"search": "LEEDS city"}, ["leeds"]),
        ({"search": "E08000035"}, ["leeds"]),
        ({"search": "e08000016"}, ["barnsley"]),
        ({"search": "caerdydd"}, ["cardiff"]),
        ({"search": "no such place"}, []),
        ({"search": "%"}, []),
        ({"type": "city-corporation"}, ["city-of-london"]),
        ({"nation": "wales", "search": "glam"}, ["vale-of-glamorgan"]),
        ({"region": "london", "type": "greater-london-authority"}, ["gla"]),
        ({"search": "taunton deane"}, []),
        ({"search": "taunton deane", "past": True}, ["taunton-deane"]),
    ):
        assert found(**filters) == expected, filters


def test_each_nation_has_its_councils(network):
    councils = Organisation.objects.filter(end=None, type__in=PRINCIPAL)
    counts = Counter(councils.values_list("nation", flat=True))
    assert counts == {"england": 317, "northern-ireland": 11, "scotland": 32, "wales": 22}


def test_a_list_costs_one_query(network, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(found()) > 400


def test_a_page_costs_five_queries_however_much_there_is(network, django_assert_num_queries):
    for ref in ("leeds", "somerset", "kent", "gla", "commonworks"):
        with django_assert_num_queries(5):
            organisations.organisation(ref)


def test_a_page_shows_where_a_council_came_from_and_went(network):
    page = organisations.organisation("somerset-west-and-taunton")
    before, after = page.predecessors, page.successors
    assert ([n.ref for n in before], [n.ref for n in after]) == (
        ["taunton-deane", "west-somerset"],
        ["somerset"],
    )
    assert (str(after[0].on), str(page.end)) == ("2023-04-01", "2023-04-01")


def test_the_code_in_use_comes_first(network):
    page = organisations.organisation("barnsley")
    codes = [(code.code, str(code.start), str(code.end)) for code in page.codes[:2]]
    assert codes == [("E08000038", "2025-04-01", "None"), ("E08000016", "2009-01-01", "2025-04-01")]


def test_what_is_no_organisation_is_missing(network):
    with pytest.raises(Missing):
        organisations.organisation("atlantis")


def test_names_are_of_those_that_exist(network, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.names(["leeds", "atlantis", "leeds"]) == {"leeds": "Leeds City Council"}


def add(by, **changes):
    asked = {"ref": "acme", "name": "Acme Ltd", "type": "supplier", "nation": "england"} | changes
    commands.add_organisation(**asked, by=by, at=NOON)


def test_a_steward_adds_a_supplier(steward):
    add(steward)
    assert organisations.organisation("acme").type == "supplier"


def test_an_organisations_ref_is_given_once(steward):
    with pytest.raises(Conflict):
        add(steward, ref="leeds")


@pytest.mark.parametrize("wrong", [{"type": "empire"}, {"nation": "atlantis"}])
def test_what_is_not_in_the_lists_is_refused(steward, wrong):
    with pytest.raises(Invalid):
        add(steward, **wrong)


def test_nobody_else_adds_one(administrator):
    with pytest.raises(NotAllowed):
        add(administrator)
