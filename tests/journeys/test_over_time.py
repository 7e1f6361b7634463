"""Journeys on which the clock of the demonstration moves: in a house of their own, because it
cannot be moved back for others."""

from collections.abc import Iterator

import pytest

from tests.journeys import founding
from tests.journeys.browsing import DESKTOP, Window
from tests.journeys.fixtures import Arrive
from tests.journeys.founding import Council, Factory
from tests.journeys.house import House, demonstration

pytestmark = pytest.mark.journey
HELP = "Ask for help with alcohol once, and be called back the same day"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with demonstration() as served:
        yield served


def test_two_councils_found_a_factory_and_take_it_through_its_first_gate(
    arrive: Arrive, house: House, window: Window
) -> None:
    if window == DESKTOP:
        need = "book-the-collection-of-large-items-online"
        lead = Council("Cornwall Council", arrive("Digital lead, Cornwall"))
        partner = Council("Wiltshire Council", arrive("Digital lead, Wiltshire"))
        factory = Factory("Large items factory", need, lead, partner, True)
    else:
        need = "know-who-cares-for-somebody-at-home"
        lead = Council("City of York Council", arrive("Digital lead, York"))
        partner = Council("Dorset Council", arrive("Digital lead, Dorset"))
        factory = Factory("Carers factory", need, lead, partner, False)
    founding.founds(factory)
    founding.comes_in(factory)
    founding.agree(factory)
    founding.assess(factory)
    founding.debate(factory)
    founding.vote(factory, house)
    founding.hear_the_result(factory)
    founding.commissions(factory)
    founding.passes_the_gate(factory)
    anybody = arrive()
    anybody.goes_to(f"/needs/{need}/")
    anybody.follows(factory.name)
    anybody.reads(factory.partner.name, founding.MOTION)


def test_an_owner_answers_a_letter_without_signing_in_and_its_link_is_used_up(
    arrive: Arrive, window: Window
) -> None:
    owner = arrive()
    if window == DESKTOP:
        council, title, months = "kirklees", "Report a repair once, whoever the landlord is", 2
    else:
        council, title, months = "gateshead", HELP, 1  # after the two of the wider window
    owner.goes_to("/demo/")
    for _ in range(months):
        owner.presses("Forward a month (30 days)")
    letter = owner.mail(f"digital-lead@{council}.example", f"Is this still true? {title}")
    owner.opens_link_in(letter, "/fresh/")
    link = owner.page.url
    owner.reads_heading(title)
    owner.goes_to(link)  # as a mail scanner had before: to look answers nothing
    owner.reads_heading(title)
    owner.presses("Send the answer")
    owner.reads("Choose one of the answers")
    owner.picks("Still true")
    owner.presses("Send the answer")
    owner.reads_heading("Thank you")
    owner.reads(f"“{title}” is shown as up to date until")
    owner.goes_to(link)
    owner.reads("This has been answered already.")
    assert owner.page.get_by_role("button", name="Send the answer").count() == 0
