"""What a service owner fills in before the parking permit can go live."""

from playwright.sync_api import Locator

from tests.journeys.browsing import Visitor

SETTINGS = {
    "setting.council-name.value": "{name}",
    "setting.parking-email.value": "parking@council.example",
    "setting.parking-telephone.value": "01632 960 999",
}
PRODUCTS = (
    "first-permit-year",
    "further-permit-year",
    "first-permit-half-year",
    "further-permit-half-year",
    "diesel-supplement",
    "visitor-vouchers",
)


def fills_in(owner: Visitor, name: str) -> None:
    """From the task list and back to it: all that the council decides."""
    fills_in_settings(owner, name)
    owner.follows("Lists to choose from")
    by_name(owner, "list.zones.options.0.en").fill("Riverside")
    saves(owner)
    owner.follows("Prices")
    fills_in_prices(owner)
    saves(owner)


def fills_in_settings(owner: Visitor, name: str) -> None:
    owner.follows("Settings")
    for field, value in SETTINGS.items():
        by_name(owner, field).fill(value.format(name=name))
    saves(owner)


def fills_in_prices(owner: Visitor) -> None:
    for product in PRODUCTS:
        row = f"product.{product}.prices.0"
        for part, number in (("day", "1"), ("month", "1"), ("year", "2026")):
            by_name(owner, f"{row}.from-{part}").fill(number)
        by_name(owner, f"{row}.pence").fill("42.50")


def saves(owner: Visitor) -> None:
    owner.presses("Save")


def enters_key(owner: Visitor) -> None:
    owner.follows("Payments go to the council")
    owner.fills("API key", "api_test_journey_0000000000000000000000")
    owner.presses("Save the key")


def by_name(owner: Visitor, field: str) -> Locator:
    return owner.page.locator(f"[name='{field}']")
