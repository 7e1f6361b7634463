"""A service owner takes a service on, makes it their council's own, and puts it live."""

import pytest
from playwright.sync_api import expect

from tests.journeys import applying, configuring, joining
from tests.journeys.browsing import DESKTOP, Visitor, Window
from tests.journeys.configuring import by_name
from tests.journeys.fixtures import Arrive
from tests.journeys.house import House

pytestmark = pytest.mark.journey


def test_a_service_goes_live_when_nothing_is_missing_and_not_before(
    arrive: Arrive, house: House, window: Window
) -> None:
    ref, name, postcode = (
        ("york", "City of York Council", "YO1 9QN")
        if window == DESKTOP
        else ("derby", "Derby City Council", "DE1 2FS")
    )
    owner = arrive()
    becomes_owner(owner, house, ref)
    owner.goes_to("/manage/")
    owner.follows(name)
    owner.presses(f"Take it on – {applying.TITLE}")
    cannot_go_live(owner)
    owner.follows("Change settings, prices, words and colours")
    is_told_beside_the_field(owner)
    sees_colour_in_preview(owner)
    configuring.saves(owner)
    configuring.fills_in(owner, name)
    says_what_each_page_says(owner)
    owner.follows("See what going live needs")
    cannot_go_live(owner)
    configuring.enters_key(owner)
    owner.follows(applying.TITLE)
    owner.presses("Go live")
    owner.reads("The service is live.")
    resident = arrive()
    applying.finds_the_service(resident, postcode)
    resident.reads(name, "£42.50")


def test_a_paused_service_takes_no_applications_until_it_is_resumed(
    arrive: Arrive, window: Window
) -> None:
    owner, resident = arrive("Service owner, Cornwall"), arrive()
    owner.goes_to("/manage/cornwall/resident-parking-permit/")
    owner.presses("Pause")
    resident.goes_to("/s/cornwall/resident-parking-permit/")
    resident.reads("You cannot apply at the moment.")
    owner.presses("Resume")
    resident.goes_to("/s/cornwall/resident-parking-permit/")
    resident.presses("Start now")


def becomes_owner(visitor: Visitor, house: House, council: str) -> None:
    """An administrator, invited at the terminal, who makes themselves service owner too."""
    email = f"owner@{council}.example"
    said = house.run("people", "invite", "--administrator", email, "--organisation", council)
    visitor.hurries = True
    visitor.goes_to(said.split()[-1])
    joining.accepts(visitor, "Owner Demonstration")
    visitor.goes_to(f"/organisations/{council}/people")
    visitor.hurries = False
    visitor.follows("Change roles – Owner Demonstration")
    visitor.picks("Service owner")
    visitor.presses("Save")


def cannot_go_live(owner: Visitor) -> None:
    owner.reads("To do")
    assert owner.page.get_by_role("button", name="Go live").count() == 0


def is_told_beside_the_field(owner: Visitor) -> None:
    owner.reads("Cannot go live yet", "Name of the council: fill this in.")
    owner.follows("Settings")
    is_refused(owner, "setting.parking-email.value", "not an address")
    owner.follows("Cancel")
    owner.follows("Colours")
    is_refused(owner, "colour.brand.value", "#ffff00")
    by_name(owner, "colour.brand.value").fill("#5b2d5e")


def is_refused(owner: Visitor, field: str, value: str) -> None:
    by_name(owner, field).fill(value)
    configuring.saves(owner)
    owner.reads("There is a problem")
    group = owner.page.locator(".govuk-form-group--error").filter(has=by_name(owner, field))
    assert group.count() == 1


def says_what_each_page_says(owner: Visitor) -> None:
    """Its texts by the names they have for whoever has never seen the definition."""
    owner.follows("Emails to residents")
    owner.reads("Email ‘We have received your parking permit application’: subject")
    owner.follows("Cancel")
    owner.reads("Complete", "Not started")


def sees_colour_in_preview(owner: Visitor) -> None:
    """The preview follows what is typed; nothing is saved by it."""
    bar = owner.page.locator("[data-preview] .cw-preview__top")
    expect(bar).to_have_css("background-color", "rgb(91, 45, 94)")
    owner.looks()
