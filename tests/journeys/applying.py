"""What a resident does on the way through the parking permit."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.journeys.browsing import Visitor

TITLE = "Apply for a resident parking permit"
LONDON = ZoneInfo("Europe/London")
PAID, DECLINED = "4444333322221111", "4000000000000002"


@dataclass(frozen=True, slots=True)
class Applicant:
    """A resident, and what they ask for."""

    name: str
    email: str
    postcode: str
    zone: str
    vehicles: tuple[str, ...]
    badge: str = ""


def of_leeds(first: str, **more: Any) -> Applicant:
    """A resident of Leeds, kept apart from everybody else in this house by their first name."""
    return replace(
        Applicant(
            name=f"{first} Demonstration",
            email=f"{first.lower()}@resident.example",
            postcode="LS6 1AA",
            zone="Headingley",
            vehicles=(registration_of(first),),
        ),
        **more,
    )


def registration_of(name: str) -> str:
    """A registration number in the present style that no other name has."""
    drawn = hashlib.sha256(name.encode()).digest()
    letters = "".join("ABCDEFGHJKLMNOPRSTUVWXY"[byte % 23] for byte in drawn[:5])
    return f"{letters[:2]}51 {letters[2:]}"


def finds_the_service(visitor: Visitor, postcode: str) -> None:
    visitor.goes_to("/")
    visitor.fills("Your postcode", postcode)
    visitor.presses("Find my council’s services")
    if visitor.page.locator("main li").get_by_role("link", name=TITLE).count():
        visitor.follows(TITLE)  # from those of the council, where there are more services


def says_where(visitor: Visitor, who: Applicant) -> None:
    visitor.fills("What is your home postcode?", who.postcode)
    visitor.presses("Continue")
    visitor.follows("Type the address")
    visitor.fills("Address line 1", "1 Demonstration Road")
    visitor.fills("Town or city", "Leeds")
    visitor.fills("Postcode", who.postcode)
    visitor.presses("Continue")
    visitor.selects("Parking zone", who.zone)
    visitor.presses("Continue")


def says_what(visitor: Visitor, who: Applicant) -> None:
    visitor.picks("Permits for vehicles kept at my home")
    visitor.presses("Continue")
    visitor.picks("Yes" if who.badge else "No")
    if who.badge:
        visitor.fills("Blue Badge number", who.badge)
    visitor.presses("Continue")
    for number, registration in enumerate(who.vehicles, 1):
        adds_vehicle(visitor, registration)
        visitor.picks("No" if number == len(who.vehicles) else "Yes")
        visitor.presses("Continue")
    visitor.picks("12 months")
    visitor.presses("Continue")


def adds_vehicle(visitor: Visitor, registration: str) -> None:
    visitor.fills("Registration number", registration)
    visitor.picks("Electric", "I am")
    visitor.presses("Continue")


def says_when(visitor: Visitor) -> None:
    start = datetime.now(LONDON).date() + timedelta(days=2)
    for part, number in (("Day", start.day), ("Month", start.month), ("Year", start.year)):
        visitor.fills(part, str(number))
    visitor.presses("Continue")


def says_who(visitor: Visitor, who: Applicant) -> None:
    visitor.picks("A council tax bill")
    visitor.presses("Continue")
    visitor.fills("Full name", who.name)
    visitor.fills("Email address", who.email)
    visitor.presses("Continue")
    visitor.picks("I confirm this")
    visitor.presses("Continue")


def pays(visitor: Visitor, card: str = PAID) -> None:
    """On the payment provider's own pages."""
    visitor.fills("Card number", card)
    visitor.fills("Expiry date", "12/30")
    visitor.fills("Name on card", "A Resident")
    visitor.fills("Card security code", "123")
    visitor.presses("Continue")


def applies(visitor: Visitor, who: Applicant) -> str:
    """The whole way, in a hurry; answers the reference."""
    visitor.hurries = True
    finds_the_service(visitor, who.postcode)
    visitor.presses("Start now")
    says_where(visitor, who)
    says_what(visitor, who)
    says_when(visitor)
    says_who(visitor, who)
    if visitor.page.get_by_role("button", name="Confirm and continue to payment").count():
        visitor.presses("Confirm and continue to payment")
        visitor.presses("Continue to payment")
        pays(visitor)
        visitor.presses("Confirm payment")
    else:
        visitor.presses("Confirm and send")
    visitor.hurries = False
    return reference(visitor)


def reference(visitor: Visitor) -> str:
    visitor.reads_heading("Application received")
    return visitor.text(".govuk-panel__body strong")
