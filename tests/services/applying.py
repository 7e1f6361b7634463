"""A resident's browser, and the demonstration's permit as Leeds runs it."""

from importlib.resources import files

from django.test import Client

from commonworks.kernel import clock
from commonworks.services.commands import catalogue, deployments
from commonworks.services.queries import plans
from formwork import read_overlay
from tests.actors import NOON, member_of
from tests.services.permits import LEAD, founded

SERVICE = "resident-parking-permit"
BASE = f"/s/leeds/{SERVICE}/"
DEMO = files("commonworks.config") / "demo"
CANARY = "Zanzibar-Quokka-7731"


def running(council="leeds"):
    """The permit, live in a council. Needs `founded()` councils and a published release."""
    owner = member_of(council, "service-owner")
    ref = deployments.adopt(service=SERVICE, council=council, by=owner, at=NOON)
    release = plans.released(plans.live_plan(ref).plan.release)
    overlay = read_overlay((DEMO / f"{council}.yaml").read_bytes(), release)
    deployments.save_edition(deployment=ref, overlay=overlay, number=1, by=owner, at=NOON)
    deployments.keep_account(council=council, api_key="api_test_1234567890", by=owner, at=NOON)
    deployments.go_live(deployment=ref, by=owner, at=NOON)
    return ref


def published():
    founded()
    data = (DEMO / "resident-parking-permit.yaml").read_bytes()
    catalogue.publish_definition(factory="parking", data=data, by=LEAD, at=NOON)


class Browser:
    """Follows redirects only when asked; keeps cookies as a browser would."""

    def __init__(self, base=BASE):
        self.client, self.base = Client(), base

    def get(self, path="", **headers):
        return self.client.get(self.base + path, **headers)

    def post(self, path="", **data):
        return self.client.post(self.base + path, data)

    def start(self):
        return self.post()

    def answer(self, page, **data):
        """Post a page; answers the last part of where it leads."""
        names = {name.replace("_", "-"): value for name, value in data.items()}
        response = self.client.post(f"{self.base}apply/{page}", names)
        assert response.status_code == 303, response.content.decode()
        return response["Location"].removeprefix(self.base)


def vehicle(number="AB12 CDE", **more):
    return {"registration": number, "fuel": "petrol", "keeper": "me", **more}


def fill_in(browser, *, email="ada@example.org", name="Ada Example", books=None):
    """Answer every page of the permit, for one vehicle or for some books of vouchers."""
    browser.start()
    browser.answer("where-you-live", home_postcode="ls1 4ap")
    address = {"line1": "1 The Street", "line2": "", "town": "Leeds", "county": ""}
    parts = {f"address-{part}": text for part, text in address.items()}
    browser.answer("your-address", **parts, **{"address-postcode": "LS1 4AP"})
    browser.answer("parking-zone", parking_zone=zone(browser))
    if books:
        browser.answer("what-you-need", kind="visitors")
        browser.answer("visitor-vouchers", books=str(books))
    else:
        browser.answer("what-you-need", kind="own-vehicles")
        browser.answer("blue-badge", blue_badge="no")
        there = browser.get("apply/vehicles")["Location"].removeprefix(browser.base + "apply/")
        browser.answer(there, **vehicle())
        browser.answer("vehicles", another="no")
        browser.answer("how-long", length="year")
        today = clock.now().date()
        day = {f"start-date-{p}": str(getattr(today, p)) for p in ("day", "month", "year")}
        browser.answer("start-date", **day)
    browser.answer("proof-of-address", proof=["council-tax", "bank"])
    browser.answer("contact-details", full_name=name, email=email, telephone="")
    return browser.answer("declaration", agreed="yes")


def zone(browser):
    return "leeds.headingley"
