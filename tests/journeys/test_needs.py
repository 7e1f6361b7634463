"""An officer says what is wrong, sees who has the same, and stands behind it or declares anew."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import DESKTOP, Visitor, Window
from tests.journeys.fixtures import EVERY_WINDOW, Arrive

pytestmark = pytest.mark.journey
LARGE_ITEMS = "Book the collection of large items online"
LIKE_IT = "Choose the day on which a large item is collected"
OFFICERS = {"desktop": "Hackney", "narrow": "Islington", "without-scripts": "Southwark"}


@EVERY_WINDOW
def test_an_officer_sees_who_has_the_same_need_and_stands_behind_it_in_two_clicks(
    arrive: Arrive, window: Window
) -> None:
    place = OFFICERS[window.name]
    officer = arrive(f"Digital lead, {place}")
    officer.goes_to("/needs/")
    officer.presses("Declare a need")
    officer.presses("Continue")
    officer.reads("There is a problem")
    types(officer, LIKE_IT)
    if window.scripts:
        is_shown_while_typing(officer)
    officer.fills("How often does it happen in a year? (optional)", "6200")
    officer.presses("Continue")
    officer.reads_heading("Others have this too")
    officer.reads("Shown because:", "Cornwall Council")
    officer.presses(f"Support this instead – {LARGE_ITEMS}")
    officer.presses("Stand behind this need")
    officer.reads_heading(LARGE_ITEMS)
    officer.reads("Your council stands behind this need.", "6,200")
    table = officer.page.get_by_role("region", name="Who has this problem")
    expect(table).to_contain_text(place)


def test_an_officer_declares_a_need_after_a_warning_about_personal_data(
    arrive: Arrive, window: Window
) -> None:
    place, title = (
        ("Leeds", "Have a large item collected from the flat above a shop")
        if window == DESKTOP
        else ("Camden", "Have a large item collected by a lift that is out of order")
    )
    officer = arrive(f"Service owner, {place}")
    officer.goes_to("/needs/declare")
    types(officer, title)
    officer.fills("What have you tried? (optional)", "One asked to be rung on 07700 900123.")
    officer.presses("Continue")
    officer.reads_heading("Others have this too")
    officer.presses(f"Not the same – {LARGE_ITEMS}")
    assert officer.page.get_by_role("link", name=LARGE_ITEMS).count() == 0
    if officer.page.get_by_role("button", name="None of these: declare ours").count():
        officer.presses("None of these: declare ours")
    officer.reads_heading("Does this say something about a person?")
    officer.reads("A phone number", "07700 900123", "in “What have you tried?”")
    officer.presses("Change what I wrote")
    said = officer.page.get_by_label("What is the problem, in a line?").input_value()
    assert said == title
    goes_on(officer)
    officer.presses("It is nobody’s: publish it as it is")
    officer.reads_heading(title)
    officer.reads("Your need is declared.", "07700 900123")


def types(officer: Visitor, title: str) -> None:
    officer.fills("What is the problem, in a line?", title)
    officer.fills("Tell us more", "Residents ring to have a sofa taken away, and wait for a card.")


def is_shown_while_typing(officer: Visitor) -> None:
    shown = officer.page.locator("[data-similar-shown]")
    expect(shown.get_by_role("heading")).to_have_text("Others have this too")
    expect(shown.get_by_role("link", name=LARGE_ITEMS)).to_have_count(1)
    officer.looks()


def goes_on(officer: Visitor) -> None:
    """To the warning again, past those that are not the same."""
    officer.presses("Continue")
    if officer.page.get_by_role("button", name="None of these: declare ours").count():
        officer.presses("None of these: declare ours")
    officer.reads_heading("Does this say something about a person?")
