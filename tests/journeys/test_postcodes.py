"""Postcodes that lead somewhere else, or nowhere."""

import pytest

from tests.journeys import applying
from tests.journeys.browsing import Visitor, Window
from tests.journeys.fixtures import Arrive

pytestmark = pytest.mark.journey
# Of this service alone: others may be listed by now, and then the front page shows them all.
IN_MANCHESTER = "/services/resident-parking-permit/find?postcode=M2+5DB"


def test_a_malformed_postcode_is_said_to_be_one(arrive: Arrive, window: Window) -> None:
    visitor = arrive()
    applying.finds_the_service(visitor, "not a postcode")
    visitor.reads("There is a problem")
    assert visitor.page.get_by_label("Your postcode").input_value() == "not a postcode"


def test_an_unknown_postcode_is_said_to_be_unknown(arrive: Arrive, window: Window) -> None:
    visitor = arrive()
    applying.finds_the_service(visitor, "ZZ99 9ZZ")
    visitor.reads("There is a problem")


def test_residents_can_ask_a_council_for_a_service_it_does_not_run(
    arrive: Arrive, window: Window
) -> None:
    visitor = arrive()
    visitor.goes_to(IN_MANCHESTER)
    visitor.reads("Your council does not run this service here.", "Manchester City Council")
    before = asked_elsewhere(visitor)
    visitor.goes_to(IN_MANCHESTER)
    visitor.presses("Ask your council for this – Manchester City Council")
    assert asked_elsewhere(visitor) == before + 1


def test_a_postcode_of_another_council_leads_to_that_council(
    arrive: Arrive, window: Window
) -> None:
    visitor = arrive()
    visitor.goes_to("/s/leeds/resident-parking-permit/")
    visitor.presses("Start now")
    visitor.fills("What is your home postcode?", "NW1 8NH")
    visitor.presses("Continue")
    visitor.reads_heading("You live in the area of London Borough of Camden")
    visitor.follows("Apply to London Borough of Camden")
    visitor.reads_heading(applying.TITLE)


def asked_elsewhere(visitor: Visitor) -> int:
    visitor.goes_to("/services/resident-parking-permit/")
    row = visitor.page.locator("dl > div", has_text="Asked for elsewhere").locator("dd").first
    return int(row.inner_text().split()[0])
