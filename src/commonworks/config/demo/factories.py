"""What the councils of the demonstration do about their needs: five factories, each at its own
stage."""

from collections.abc import Mapping
from datetime import datetime

from commonworks.config.demo.needs import ALCOHOL, HEALTH, PARKING, PLANNING, REPAIRS
from commonworks.config.demo.people import Cast
from commonworks.config.demo.telling import Story
from commonworks.needs.commands import stages

Needs = Mapping[str, str]  # the ref of each by its name in the story


def tell(cast: Cast, now: datetime, needs: Needs) -> None:
    """All but the end of the parking factory, which comes once its service is live."""
    _parking(Story("parking", cast, now, ("leeds", "camden", "cornwall")), needs[PARKING])
    _housing(
        Story("homes", cast, now, ("kirklees", "leeds", "bradford", "calderdale", "wakefield")),
        needs[REPAIRS],
    )
    _health(
        Story(
            "coming-home", cast, now, ("plymouth", "dorset", "somerset", "wiltshire", "cornwall")
        ),
        needs[HEALTH],
    )
    _alcohol(Story("alcohol", cast, now, ("gateshead", "sunderland")), needs[ALCOHOL])
    _planning(
        Story("planning", cast, now, ("camden", "hackney", "islington", "southwark")),
        needs[PLANNING],
    )


def end_of_parking(cast: Cast, now: datetime, needs: Needs) -> None:
    """It is live in three councils, and the need is met."""
    story = Story("parking", cast, now, ("leeds", "camden", "cornwall"))
    story.passes(60, "beta")
    story.reports(45, "Live in three areas", "The first permits were renewed without a paper form.")
    stages.mark_met(need=needs[PARKING], by=cast.lead("leeds"), at=story.day(44))


def _parking(story: Story, need: str) -> None:
    story.found(
        270,
        "Parking factory",
        "One resident parking permit service that every council can run, each with its own zones,"
        " prices and words.",
        need,
    )
    story.supported_by(262, "lga")
    story.brings(261, "leeds", "people-days", 120, "A designer and a developer, two days a week.")
    story.brings(260, "camden", "people-days", 60, "A service owner, one day a week.")
    story.brings(259, "cornwall", "pilot-site", None, "A town with seasonal zones.")
    story.agrees(257)
    story.assesses(248, "build")
    asked = story.says(
        244,
        "cornwall",
        "Zones by the sea are only in force in summer. Can a zone have dates, or do we need two?",
    )
    story.says(
        243,
        "leeds",
        "A zone can be a setting with prices by date.",
        answers=asked,
    )
    motion = story.chooses(
        236,
        "build",
        "Parking permits: build, buy or adopt?",
        "Whoever builds it, the definition is to be published under the MIT licence.",
    )
    story.commissions(222, "build", "A permit that is defined once", motion)
    story.passes(220, "discovery", motion)
    story.shares(215, "The first year", 9_000_000)
    story.passes(160, "alpha", motion)
    story.reports(150, "What we learned from testing", "People look for the price before all else.")
    story.fears(149, "A zone changes while people apply", 3, 3, "Each application keeps its zone.")


def _housing(story: Story, need: str) -> None:
    story.found(
        240,
        "West Yorkshire homes service",
        "A standing team of the region’s councils for what tenants do online, beginning with"
        " repairs.",
        need,
        kind="regional",
        combined_authority="west-yorkshire-ca",
    )
    story.supported_by(236, "mhclg")
    story.agrees(230)
    story.assesses(215, "build")
    motion = story.adopts_option(
        205,
        "build",
        "Build the repair report together, buy the diary",
        "The report is ours; the diary of visits is bought by each landlord as it is now.",
    )
    story.passes(180, "discovery", motion)
    story.commissions(178, "build", "A report of a repair, for every landlord", motion)
    story.shares(175, "Until the first landlord is live", 24_000_000)
    story.passes(90, "alpha", motion)
    story.reports(30, "In use on two estates", "Tenants chose most visits without ringing.")
    story.fears(28, "Landlords’ diaries do not speak to ours", 4, 3, "We begin with two that do.")


def _health(story: Story, need: str) -> None:
    story.found(
        150,
        "Coming home from hospital",
        "One plan for whoever leaves hospital with help at home, seen by all who help.",
        need,
        kind="network",
    )
    story.supported_by(146, "lga", "solace")
    story.agrees(140)
    story.assesses(125, "buy")
    motion = story.chooses(
        110,
        "buy",
        "One plan for coming home: build, buy or adopt?",
        "Whichever it is: open standards, and each council can leave with its data.",
    )
    story.passes(95, "discovery", motion)
    story.commissions(92, "brief", "A shared plan for coming home", motion)
    story.reports(40, "The brief is written", "Five councils’ words, one page each, made into one.")


def _alcohol(story: Story, need: str) -> None:
    story.found(
        60,
        "Help with alcohol",
        "People who ask for help are answered the same day, by somebody who knows what they wrote.",
        need,
    )
    story.brings(55, "gateshead", "research", None, "Interviews with people who asked for help.")
    story.says(30, "sunderland", "Could somebody ask for a friend, and say so?")
    story.reports(12, "Twelve interviews", "People want to know who will ring, and when.")
    story.fears(11, "Answers tell much about a person", 3, 5, "We ask for a name and a number.")


def _planning(story: Story, need: str) -> None:
    story.found(
        50,
        "Planning in plain words",
        "How an application stands, what happens next, and what it means for whoever lives there.",
        need,
    )
    story.agrees(44)
    story.assesses(
        20,
        "adopt",
        title="Adopt what each council has",
        text="Each council keeps its system for applications. The words are written once, for all.",
    )
    said = story.says(12, "hackney", "The words matter more than the software. Who writes them?")
    story.says(11, "camden", "All of us, and each council may change its own.", answers=said)
    motion = story.puts_option(
        3,
        "adopt",
        "We adopt what is there and write the words together",
        "Each member writes the words for two kinds of application.",
    )
    story.votes(motion, 2, {"camden": "for", "hackney": "for"})
