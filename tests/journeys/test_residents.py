"""A resident finds their council's service, applies, pays and sees how it stands."""

import json
import urllib.request

import pytest

from tests.journeys import applying
from tests.journeys.applying import of_leeds
from tests.journeys.browsing import Visitor, Window
from tests.journeys.fixtures import EVERY_WINDOW, Arrive
from tests.journeys.house import House

pytestmark = pytest.mark.journey


@EVERY_WINDOW
def test_a_resident_applies_pays_and_sees_how_it_stands(
    arrive: Arrive, house: House, window: Window
) -> None:
    visitor = arrive()
    who = of_leeds(
        f"Resident{window.width}{window.scripts}",
        postcode=a_postcode(house, "LS6 1"),
        vehicles=("AB12 CDE", "AB12 CDF"),
    )
    applying.finds_the_service(visitor, who.postcode)
    visitor.reads_heading(applying.TITLE)
    visitor.presses("Start now")
    visitor.presses("Continue")
    visitor.reads("There is a problem", "Enter your home postcode")
    says_where_by_looking_up(visitor, who.postcode)
    applying.says_what(visitor, who)
    visitor.fills("Day", "31")
    visitor.fills("Month", "2")
    visitor.fills("Year", "2027")
    visitor.presses("Continue")
    visitor.reads("There is a problem")
    applying.says_when(visitor)
    looks_in_welsh(visitor)
    applying.says_who(visitor, who)
    changes_a_vehicle(visitor)
    visitor.reads("£25")
    visitor.presses("Confirm and continue to payment")
    visitor.presses("Continue to payment")
    applying.pays(visitor, applying.DECLINED)
    visitor.follows("Go back to the service")
    visitor.reads_heading("Your payment was declined")
    visitor.page.get_by_role("button", name="Try again").or_(
        visitor.page.get_by_role("link", name="Try again")
    ).click()
    visitor.presses("Continue to payment")
    applying.pays(visitor)
    visitor.presses("Confirm payment")
    ref = applying.reference(visitor)
    visitor.picks("Very satisfied")
    visitor.presses("Send feedback")
    visitor.opens_link_in(visitor.mail(who.email, ref), "/status/")
    visitor.reads_heading(f"Your application {ref}")
    visitor.reads("£25")


def test_a_home_with_a_blue_badge_pays_nothing(arrive: Arrive, window: Window) -> None:
    visitor = arrive()
    ref = applying.applies(visitor, of_leeds(f"Free{window.width}", badge="1A2B3C"))
    visitor.looks()
    assert visitor.mail(f"free{window.width}@resident.example", ref).count() == 1


def a_postcode(house: House, beginning: str) -> str:
    """A real one, from the open data."""
    address = f"{house.address}/places/postcodes/{beginning.replace(' ', '%20')}/autocomplete"
    with urllib.request.urlopen(address) as answer:
        return str(json.load(answer)["result"][0])


def says_where_by_looking_up(visitor: Visitor, postcode: str) -> None:
    visitor.fills("What is your home postcode?", postcode)
    visitor.presses("Continue")
    visitor.fills("Postcode", postcode)
    visitor.presses("Find address")
    listed = visitor.page.get_by_label(f"Addresses at {postcode}")
    listed.select_option(index=1)
    visitor.presses("Continue")
    visitor.selects("Parking zone", "Headingley")
    visitor.presses("Continue")


def looks_in_welsh(visitor: Visitor) -> None:
    visitor.follows("Cymraeg", within="nav")
    visitor.reads_heading("Pa brawf o gyfeiriad allwch chi ei ddangos?")
    visitor.follows("English", within="nav")


def changes_a_vehicle(visitor: Visitor) -> None:
    visitor.reads_heading("Check your answers")
    visitor.page.get_by_role("link", name="Change Registration number").last.click()
    visitor.looks()
    visitor.fills("Registration number", "AB12 CDG")
    visitor.presses("Continue")
    visitor.reads_heading("Check your answers")
    visitor.reads("AB12CDG")
