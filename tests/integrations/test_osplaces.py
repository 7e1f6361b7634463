import json
import logging

import pytest

from commonworks.integrations.addresses import CouncilFirst
from commonworks.integrations.osplaces.client import OsPlaces
from commonworks.places.commands import AddressRow, load_addresses
from commonworks.places.ports import FoundAddress, LookupDown
from tests.actors import NOON
from tests.integrations.servers import nobody, saying

DOWN = "The address look-up is not answering. Enter the address yourself."


def places(url: str, **more) -> OsPlaces:
    return OsPlaces("demonstration", url, source="Simulator", **more)


def test_made_up_addresses_say_that_they_are_and_stay_the_same(simulators):
    found = places(simulators.url).addresses("nw1 2db", "camden")
    assert found == places(simulators.url).addresses(" NW12DB ", "leeds")
    assert found[0].one_line == "1 Demonstration Street, Demonstration Town, NW1 2DB"
    assert [one.line1 for one in found[:3]] == [
        *("1 Demonstration Street", "Flat A", "2 Demonstration Street"),
    ]
    assert {one.uprn[:3] for one in found} == {"999"}
    assert len({one.uprn for one in found}) == len(found)


@pytest.mark.parametrize("postcode", ["ZZ99 3VZ", "not a postcode", "", "NW1"])
def test_where_there_are_no_addresses_none_are_found(simulators, postcode):
    assert places(simulators.url).addresses(postcode, "camden") == []


@pytest.mark.parametrize(
    "fault", ["down", "error", "busy", "unauthorised", "html", "nonsense", "empty", "deep", "huge"]
)
def test_every_bad_answer_leads_to_typing_the_address(simulators, fault, caplog):
    caplog.set_level(logging.INFO)
    simulators.order("addresses", fault)
    with pytest.raises(LookupDown) as told:
        places(simulators.url).addresses("NW1 2DB", "camden")
    assert (str(told.value), "NW1" in caplog.text) == (DOWN, "httpx" in caplog.text)


def test_a_look_up_that_is_not_there_leads_to_typing_the_address():
    with nobody() as url, pytest.raises(LookupDown):
        places(url).addresses("NW1 2DB", "camden")


def answering(*points: dict[str, str]):
    body = json.dumps({"header": {}, "results": [{"DPA": point} for point in points]}).encode()
    return saying(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


def test_the_parts_of_a_real_answer_become_two_lines_and_a_town():
    point = {
        "UPRN": "100000000001",
        "UDPRN": "1",
        "ORGANISATION_NAME": "THE OLD FORGE",
        "SUB_BUILDING_NAME": "UNIT 2B",
        "BUILDING_NUMBER": "10",
        "DEPENDENT_THOROUGHFARE_NAME": "ST JOHN'S MEWS",
        "THOROUGHFARE_NAME": "HIGH STREET",
        "DEPENDENT_LOCALITY": "NORTH END",
        "POST_TOWN": "STOKE-ON-TRENT",
        "POSTCODE": "ST1 1AA",
        "X_COORDINATE": 1.5,
    }
    with answering(point) as url:
        assert places(url).addresses("ST1 1AA", "stoke") == [
            FoundAddress(
                uprn="100000000001",
                line1="The Old Forge, Unit 2B",
                line2="10 St John's Mews High Street, North End",
                town="Stoke-On-Trent",
                county="",
                postcode="ST1 1AA",
                source="Simulator",
            )
        ]


def test_houses_are_listed_by_number_and_not_by_spelling():
    points = [
        {
            "UPRN": n,
            "BUILDING_NUMBER": n,
            "THOROUGHFARE_NAME": "A",
            "POST_TOWN": "B",
            "POSTCODE": "C",
        }
        for n in ("10", "9", "100", "1")
    ]
    with answering(*points) as url:
        assert [one.uprn for one in places(url).addresses("C", "d")] == ["1", "9", "10", "100"]


@pytest.mark.django_db
def test_a_councils_own_list_comes_before_any_other(simulators, camden, clerk):
    own = AddressRow("5", "New Street 1", "", "London", "", "NW1 2DB")
    load_addresses(authority=camden, rows=[own], by=clerk, at=NOON)
    source = CouncilFirst(places(simulators.url))
    assert [one.line1 for one in source.addresses("nw12db", camden)] == ["New Street 1"]
    assert source.addresses("nw12db", "leeds")[0].line1 == "1 Demonstration Street"
    assert CouncilFirst(None).addresses("nw12db", "leeds") == []
