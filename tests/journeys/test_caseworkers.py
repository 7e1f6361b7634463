"""A caseworker finds the case of a resident, decides it, and the resident is told."""

import pytest

from tests.journeys import applying
from tests.journeys.applying import of_leeds
from tests.journeys.browsing import Visitor, Window
from tests.journeys.fixtures import Arrive

pytestmark = pytest.mark.journey
LETTER = "Your permit is granted for one vehicle.\n\nIt begins on the day you asked for."


def test_a_caseworker_finds_and_decides_a_case_and_the_resident_is_told(
    arrive: Arrive, window: Window
) -> None:
    resident, worker = arrive(), arrive("Caseworker, Leeds")
    who = of_leeds(f"Decided{window.width}")
    ref = applying.applies(resident, who)
    worker.goes_to("/casework/")
    worker.reads_heading("Cases of Leeds City Council")
    sees_how_long_each_case_has(worker)
    finds(worker, who.vehicles[0])
    worker.reads_heading(f"Case {ref}")
    worker.presses("Give to me")
    worker.fills("Add a note", "The council tax bill was seen.")
    worker.presses("Save note")
    worker.reads("The council tax bill was seen.")
    decides(worker, LETTER)
    worker.goes_to("/casework/leeds/")
    finds(worker, ref)
    worker.reads("Decided", "The council tax bill was seen.")
    letter = resident.mail(who.email, "Your parking permit is granted")
    assert "It begins on the day you asked for." in letter.inner_text()
    resident.opens_link_in(resident.mail(who.email, "We have received"), "/status/")
    resident.reads("It begins on the day you asked for.")


def sees_how_long_each_case_has(worker: Visitor) -> None:
    """However narrow the window is, with nothing to scroll to; and a reference is one line."""
    row = worker.page.locator("tbody tr").first
    for cell in (row.locator("th"), *row.locator("td:visible").all()):
        box = cell.bounding_box()
        assert box and box["width"] > 0 and box["x"] + box["width"] <= worker.window.width
    ref = row.locator("th a").bounding_box()
    assert ref and ref["height"] < 40
    due = [text for text in row.locator("td").all_inner_texts() if "day" in text or "late" in text]
    assert due


def test_a_caseworker_of_another_council_cannot_find_the_case(
    arrive: Arrive, window: Window
) -> None:
    who = of_leeds(f"Private{window.width}")
    ref = applying.applies(arrive(), who)
    worker = arrive("Caseworker, Camden")
    worker.goes_to("/casework/camden/")
    for words in (ref, who.vehicles[0], who.email):
        finds(worker, words)
        worker.reads("0 cases found")
    assert worker.page.goto(f"/casework/leeds/{ref}").status in (403, 404)
    worker.looks()
    assert ref not in worker.text("body")


def test_the_page_of_a_service_shows_the_figures_of_each_council(
    arrive: Arrive, window: Window
) -> None:
    visitor = arrive()
    visitor.goes_to("/services/resident-parking-permit/")
    figures = visitor.page.get_by_role("region", name="Councils side by side")
    councils = {"Camden", "Cornwall", "Leeds"}
    assert set(figures.get_by_role("link").all_inner_texts()) == councils
    visitor.follows("All figures of this service")


def finds(worker: Visitor, words: str) -> None:
    worker.fills("Find a case", words)
    worker.presses("Find")


def decides(worker: Visitor, letter: str) -> None:
    worker.presses("Decide this case")
    worker.presses("See it as the resident will")
    worker.reads("There is a problem")
    worker.picks("Grant the permit")
    box = worker.page.locator("textarea[name='letter-granted']")
    box.fill(letter)
    worker.presses("See it as the resident will")
    worker.reads("A decision cannot be taken back.")
    worker.presses("Decide and tell the resident")
