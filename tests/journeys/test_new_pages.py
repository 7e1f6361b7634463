"""Pages that no journey passes, looked at as closely as those that one does."""

import pytest

from tests.journeys.browsing import Window
from tests.journeys.fixtures import Arrive

pytestmark = pytest.mark.journey
SECTIONS = (
    *("", "phases", "updates", "assessments/1", "debate", "decisions", "members"),
    *("agreement", "costs", "risks"),
)
NEED = "/needs/renew-a-parking-permit-without-a-paper-form/"
ANYBODY = (
    *("/search", "/search?q=parking", "/search?q=parking&kind=need", "/search?q=zebra"),
    *("/needs/", f"{NEED}history", "/factories/", "/factories/board", "/decisions/"),
    *(f"/factories/parking/{section}" for section in SECTIONS),
    *("/body/", "/body/papers/1", "/organisations/leeds/"),
    *("/estate/", "/estate/calendar", "/estate/overlaps", "/estate/councils/leeds/"),
)
LEAD = (
    *("/my-council/", "/signposts/freshness/", "/alerts/", "/alerts/addresses/add"),
    *("/estate/councils/leeds/", "/estate/councils/leeds/add", "/estate/councils/leeds/import"),
    *("/needs/import", f"{NEED}change", f"{NEED}merge"),
    *("/factories/coming-home/join", "/factories/homes/leave/leeds"),
    *("/factories/parking/bring", "/factories/parking/costs/offer", "/factories/parking/stop"),
    *("/factories/parking/updates/post", "/factories/parking/risks/raise"),
    *("/body/offer", "/body/elect", "/body/introductions", "/decisions/mandates/leeds"),
)
CONVENER = ("/signposts/freshness/", "/body/desk", "/body/hours", "/body/introduce")


@pytest.mark.parametrize(
    ("somebody", "addresses"),
    [("", ANYBODY), ("Digital lead, Leeds", LEAD), ("Convener of the network", CONVENER)],
    ids=["anybody", "lead", "convener"],
)
def test_every_page_can_be_read_by_everybody(
    arrive: Arrive, window: Window, somebody: str, addresses: tuple[str, ...]
) -> None:
    visitor = arrive(somebody)
    for address in addresses:
        visitor.goes_to(address)
        refused = ("Page not found", "You cannot do this", "Sign in")
        assert visitor.text("h1") not in refused, address


def test_a_council_puts_a_system_on_its_list_and_everybody_sees_what_it_shares(
    arrive: Arrive, window: Window
) -> None:
    name = f"Demonstration Diary {window.width}"
    lead = arrive("Digital lead, York")
    lead.goes_to("/estate/")
    lead.follows("What York runs")
    lead.presses("Add a system")
    lead.presses("Save")
    lead.reads("There is a problem")
    lead.fills("What is the system called?", name)
    lead.fills("Supplier (optional)", "Demonstration Supplier")
    lead.presses("Save")
    lead.reads_heading(name)
    anybody = arrive()
    anybody.goes_to("/estate/overlaps")
    anybody.follows("Demonstration Supplier")
    anybody.reads(name, "Leeds")


def test_a_search_is_narrowed_and_followed(arrive: Arrive, window: Window) -> None:
    lead = arrive("Digital lead, Wakefield")
    lead.goes_to("/search")
    lead.fills("Search for", "permit" if window.width > 320 else "repair")
    lead.presses("Search")
    lead.follows("Needs")
    lead.reads("1 thing found")
    lead.follows("Tell me when there is more")
    lead.picks("Once a day")
    lead.presses("Follow")
    lead.goes_to("/alerts/")
    lead.reads("permit" if window.width > 320 else "repair")
