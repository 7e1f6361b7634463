"""A form that nobody here wrote: imported with one command, and walked to its end."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from tests.journeys.browsing import Visitor, Window
from tests.journeys.fixtures import Arrive
from tests.journeys.house import ROOT, House

FORM = Path("data/forms/mhclg/cof/en/organisation-information-cof.json")
NEAR = [above / ".." / "shared" for above in (ROOT, *ROOT.parents)]
PLACES = [Path(os.environ["COMMONWORKS_SHARED"])] if "COMMONWORKS_SHARED" in os.environ else NEAR
FILE = next((place / FORM for place in PLACES if (place / FORM).exists()), None)
MOST_PAGES = 30
# What would be typed, by how the name of the input ends; else by its type.
BY_NAME = {
    "-day": "1",
    "-month": "4",
    "-year": "2026",
    "-line1": "1 Demonstration Road",
    "-town": "Camden",
    "-postcode": "NW1 8NH",
}
BY_TYPE = {"email": "someone@example.org", "tel": "01632 960 001", "url": "https://example.org"}

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(FILE is None, reason=f"there is no ../shared/{FORM} here"),
]


@pytest.fixture(scope="module")
def service(house: House) -> str:
    said = house.run(
        "service", "import", str(FILE), "--factory", "parking", "--council", "camden", "--live"
    )
    return said.split("Published ")[1].split()[0]


def test_an_imported_form_is_applied_for_in_the_browser(
    arrive: Arrive, service: str, window: Window
) -> None:
    visitor = arrive()
    visitor.goes_to(f"/s/camden/{service}/")
    visitor.presses("Start now")
    pages = 0
    while visitor.page.locator("h1").inner_text() != "Check your answers":
        pages += 1
        assert pages < MOST_PAGES, f"no end at {visitor.page.url}"
        answers_anything(visitor)
    assert pages > 5
    visitor.presses("Confirm and send")
    visitor.reads_heading("Application received")


def answers_anything(visitor: Visitor) -> None:
    page = visitor.page
    before = page.url
    if page.get_by_role("link", name="Type the address").count():
        visitor.follows("Type the address")
    form = page.locator("main form")
    for group in form.get_by_role("group").all():
        choices = group.locator("input[type=radio]:visible, input[type=checkbox]:visible")
        if choices.count():
            choices.first.check()
    for box in form.locator("input:visible, textarea:visible").all():
        if box.get_attribute("type") not in ("radio", "checkbox", "hidden"):
            box.fill(something_for(box))
    visitor.presses("Continue")
    problem = page.locator(".govuk-error-summary")
    assert problem.count() == 0, f"{before}: {problem.inner_text()}"


def something_for(box: Locator) -> str:
    name, kind = box.get_attribute("name") or "", box.get_attribute("type") or "text"
    by_name = next((text for end, text in BY_NAME.items() if name.endswith(end)), "")
    if box.get_attribute("inputmode") in ("numeric", "decimal"):
        return by_name or "12"
    return by_name or BY_TYPE.get(kind, "Something short")
