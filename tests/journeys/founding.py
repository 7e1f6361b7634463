"""What councils do together in a factory, from founding it to its first gate."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.journeys.browsing import Visitor
from tests.journeys.house import House

LONDON = ZoneInfo("Europe/London")
OPTION = "Build it together"
MOTION = "We build it together, as an open definition"


@dataclass(frozen=True, slots=True)
class Council:
    """A council of the demonstration, and somebody who speaks for it at a browser."""

    name: str
    lead: Visitor


@dataclass(frozen=True, slots=True)
class Factory:
    """A factory that is about to be founded, and who takes part in it. A partner that has the need
    too is asked in with the founding."""

    name: str
    need: str
    lead: Council
    partner: Council
    partner_has_it: bool

    @property
    def members(self) -> tuple[Council, Council]:
        return self.lead, self.partner

    @property
    def address(self) -> str:
        return f"/factories/{self.name.lower().replace(' ', '-')}/"


def founds(factory: Factory) -> None:
    lead = factory.lead.lead
    lead.goes_to(f"/needs/{factory.need}/")
    lead.follows("Found one on this need")
    lead.presses("Found it")
    lead.reads("There is a problem")
    lead.fills("Name of the factory", factory.name)
    lead.fills("What is it for?", "One service for what our councils have in common.")
    lead.presses("Found it")
    lead.reads("The factory is founded. Ask others to join it.")


def comes_in(factory: Factory) -> None:
    """The partner finds on their council's page that they are asked in."""
    if not factory.partner_has_it:
        asks_in(factory)
    partner = factory.partner.lead
    partner.goes_to("/my-council/")
    partner.follows(f"{factory.name} asks you in")
    partner.presses("Accept")
    partner.reads("Partners and the lead have one vote each.")
    partner.presses("Accept")
    partner.reads("You accepted.")


def asks_in(factory: Factory) -> None:
    lead = factory.lead.lead
    lead.presses("Ask an organisation in")
    lead.selects("Organisation", factory.partner.name)
    lead.presses("Continue")
    lead.picks("Partner, with a vote")
    lead.fills("Message (optional)", "You have this too.")
    lead.presses("Ask")
    lead.reads("They are asked. It is theirs to answer.", "You have this too.")


def agree(factory: Factory) -> None:
    lead, partner = factory.lead.lead, factory.partner.lead
    turns_to(lead, factory, "Agreement")
    lead.presses("Write an agreement")
    lead.presses("Offer for signing")
    lead.presses(f"Sign for {factory.lead.name}")
    lead.reads("1 of 2 have not signed yet.")
    turns_to(partner, factory, "Agreement")
    partner.presses(f"Sign for {factory.partner.name}")
    partner.reads("In force since")


def assess(factory: Factory) -> None:
    """Both score every option by themselves, and see then how far they agree."""
    lead, partner = factory.lead.lead, factory.partner.lead
    turns_to(lead, factory, "Options")
    lead.presses("Assess options")
    lead.fills("What is to be assessed?", "Ways to do this together")
    lead.presses("Continue")
    lead.presses("Change the criteria")
    lead.fills("Criteria", "How soon it helps")
    lead.presses("Save")
    lead.reads("Begin line 1 with a weight from 1 to 5 and a space.")
    lead.fills("Criteria", "5 How soon it helps\n3 What it costs")
    lead.presses("Save")
    lead.presses("Open the scoring")
    scores(lead, mark=4)
    turns_to(partner, factory, "Options")
    partner.follows("Ways to do this together")
    partner.reads("What others gave is hidden until you have scored")
    scores(partner, mark=2)
    partner.reads("How the scores lie", "Scored by people of")
    lead.presses("Close the assessment")


def scores(assessor: Visitor, *, mark: int) -> None:
    assessor.presses("Score the options")
    boxes = assessor.page.locator("select[name^='mark-']")
    for place in range(boxes.count()):
        boxes.nth(place).select_option(str((mark + place) % 6))
    assessor.presses("Save my scores")
    assessor.reads("Your scores are in.")


def debate(factory: Factory) -> None:
    lead, partner = factory.lead.lead, factory.partner.lead
    turns_to(partner, factory, "Options")
    partner.follows("Ways to do this together")
    partner.follows(f"0 comments – {OPTION}")
    partner.presses("Write a comment")
    partner.fills("Your comment", "Who keeps it running?")
    partner.presses("Post")
    turns_to(lead, factory, "Debate")
    lead.reads("Who keeps it running?")
    lead.follows("Answer")
    lead.fills("Your comment", "All of us, a week each.")
    lead.presses("Post")
    lead.reads("All of us, a week each.")


def vote(factory: Factory, house: House) -> None:
    lead, partner = factory.lead.lead, factory.partner.lead
    turns_to(lead, factory, "Options")
    lead.follows("Ways to do this together")
    lead.follows(f"Put it to the vote – {OPTION}")
    lead.fills("What is to be decided?", MOTION)
    types_day(lead, today(house) + timedelta(days=2))
    lead.presses("Open the vote")
    lead.reads("0 of 2 have voted.")
    casts(lead, factory.lead)
    partner.goes_to("/my-council/")
    partner.follows(MOTION)
    casts(partner, factory.partner)
    partner.reads("2 of 2 have voted.")


def casts(voter: Visitor, council: Council) -> None:
    voter.presses(f"Vote for {council.name}")
    voter.presses("Vote")
    voter.reads("There is a problem")
    voter.picks("For")
    voter.presses("Vote")
    voter.reads("Your vote is in. You can change it until voting closes.")


def hear_the_result(factory: Factory) -> None:
    """Once the clock is past the end of voting, the worker counts without being asked."""
    lead, motion = factory.lead.lead, factory.lead.lead.page.url
    lead.goes_to("/demo/")
    lead.presses("Forward a week")
    lead.hurries = True
    for _ in range(300):
        lead.goes_to(motion)
        if lead.page.get_by_role("heading", name="Result").count():
            break
    lead.hurries = False
    lead.looks()
    lead.reads("Result", *(each.name for each in factory.members), "Check this result")


def commissions(factory: Factory) -> None:
    lead = factory.lead.lead
    turns_to(lead, factory, "Decisions")
    lead.presses("Commission")
    lead.picks("Build it in-house")
    lead.fills("What is commissioned?", "The first definition")
    lead.presses("Commission")
    lead.reads("It is commissioned, with the motion as its mandate.", "The first definition")


def passes_the_gate(factory: Factory) -> None:
    lead = factory.lead.lead
    turns_to(lead, factory, "Phases")
    assert lead.page.get_by_role("button", name="Go on to alpha").count() == 0
    for requirement in (
        "We know who has the problem, and how they deal with it now",
        "We know how often it occurs and what it costs",
        "We have looked at what exists already",
    ):
        lead.follows(requirement)
        lead.fills("What shows it?", "Told in the assessment.")
        lead.presses("Save")
    lead.presses("Go on to alpha")
    lead.selects("Decided by (optional)", MOTION)
    lead.presses("Go on to alpha")
    lead.reads("The gate is passed.")


def turns_to(visitor: Visitor, factory: Factory, section: str) -> None:
    if factory.address not in visitor.page.url:
        visitor.hurries = True  # its overview has been looked at
        visitor.goes_to(factory.address)
        visitor.hurries = False
    visitor.follows(section, within="nav.cw-sections")


def today(house: House) -> date:
    """By the clock of the demonstration, which somebody may have moved."""
    moved = house.data / "clock"
    seconds = int(moved.read_text()) if moved.exists() else 0
    return (datetime.now(LONDON) + timedelta(seconds=seconds)).date()


def types_day(visitor: Visitor, day: date) -> None:
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        visitor.fills(label, str(number))
