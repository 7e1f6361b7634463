"""What councils of the demonstration need: declared one day, supported by others on later ones."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commonworks.config.demo.people import Cast
from commonworks.needs.commands import needs, stages, supports, systems, wordings
from commonworks.needs.policies.said import Said
from commonworks.needs.policies.systems import Entry
from commonworks.signposts import commands as signposts

PARKING, ALCOHOL, HEALTH = "parking", "alcohol", "health"
REPAIRS, PLANNING = "repairs", "planning"


@dataclass(frozen=True, slots=True)
class Told:
    """A need, so many days before the story is told, and who has it too, one a week later each."""

    name: str
    council: str
    days: int
    said: Said
    supporters: tuple[str, ...] = ()


NEEDS = (
    Told(
        PARKING,
        "leeds",
        330,
        Said(
            title="Renew a parking permit without a paper form",
            problem="Residents fill in a paper form each year and prove again what we know already."
            " They want to apply in the evening, pay at once and have nothing to put in a window.",
            who="Households in controlled parking zones",
            service_code="474",
            volume=41_000,
            cost_pence=32_800_000,
            pain="serious",
            tried="An online form that made a PDF, which was then typed in again.",
            constraints="Zones, prices and rules differ from council to council, and must stay so.",
        ),
        ("camden", "cornwall", "bristol", "york"),
    ),
    Told(
        REPAIRS,
        "kirklees",
        260,
        Said(
            title="Report a repair once, whoever the landlord is",
            problem="Tenants want to say what is broken, send a picture, choose a time and see that"
            " it is in hand, without ringing to ask.",
            who="Tenants of council homes",
            service_code="141",
            volume=68_000,
            cost_pence=54_000_000,
            pain="serious",
            tried="Telephone menus and a shared mailbox.",
        ),
        ("leeds", "bradford", "calderdale", "wakefield"),
    ),
    Told(
        HEALTH,
        "plymouth",
        200,
        Said(
            title="One plan that ward, social worker and home carers can see",
            problem="Somebody who comes home from hospital tells the same story to each of them."
            " Everyone who helps should see the one plan, and the person should see it too.",
            who="People who leave hospital with support at home",
            volume=9_500,
            cost_pence=41_000_000,
            pain="severe",
        ),
        ("dorset", "somerset", "wiltshire", "cornwall"),
    ),
    Told(
        ALCOHOL,
        "gateshead",
        95,
        Said(
            title="Ask for help with alcohol once, and be called back the same day",
            problem="People who ask for help want to do it in private, at any hour, and to be"
            " called back by somebody who knows what they wrote.",
            who="Adults who want to drink less, and those who care for them",
            service_code="727",
            volume=2_300,
            pain="severe",
        ),
        ("sunderland",),
    ),
    Told(
        PLANNING,
        "camden",
        80,
        Said(
            title="See how a planning application stands, in plain words",
            problem="Neighbours and applicants ring to hear what happens next. They want to look it"
            " up, be told when it changes, and understand what they read.",
            who="Applicants and their neighbours",
            service_code="485",
            volume=17_000,
            cost_pence=12_900_000,
            pain="serious",
        ),
        ("hackney", "islington", "southwark"),
    ),
    Told(
        "bulky",
        "cornwall",
        40,
        Said(
            title="Book the collection of large items online",
            problem="People ring to have a sofa taken away and wait for a card with the day. They"
            " want to choose the day and pay in one go.",
            who="Households without a car",
            service_code="528",
            volume=12_000,
            cost_pence=9_600_000,
            pain="nuisance",
        ),
        ("wiltshire",),
    ),
    Told(
        "carers",
        "york",
        21,
        Said(
            title="Know who cares for somebody at home",
            problem="Carers want to say once what they do and hear what help there is, whichever"
            " council the person they care for lives in.",
            who="People who care for a relative or a friend",
            service_code="225",
            pain="serious",
        ),
    ),
    Told(
        "furniture",
        "bradford",
        9,
        Said(
            title="Let people arrange for old furniture to be picked up",
            problem="Residents phone to get rid of a bed or a wardrobe, and want to pick a date and"
            " pay at the same time.",
            who="Residents who cannot get to a tip",
            volume=15_500,
            pain="nuisance",
        ),
    ),
)


def tell(cast: Cast, now: datetime) -> dict[str, str]:
    """Declare and support them; answers the ref of each by its name in the story."""
    refs: dict[str, str] = {}
    for told in NEEDS:
        at = now - timedelta(days=told.days)
        by = cast.lead(told.council)
        ref = needs.declare(authority=told.council, said=told.said, by=by, at=at)
        refs[told.name] = ref
        for week, council in enumerate(told.supporters, 1):
            _support(ref, council, cast, min(at + timedelta(weeks=week), now))
        if told.days > 150:
            _confirm(ref, told, cast, now)
    return refs


def list_systems(cast: Cast, now: datetime) -> None:
    """What five councils near each other run for parking, all bought again within a year."""
    for months, council in enumerate(("leeds", "bradford", "kirklees", "wakefield", "calderdale")):
        entry = Entry(
            name="Demonstration Permits",
            supplier="Demonstration Supplier",
            services=("474",),
            contract_end=_first_of_month(now.date(), 4 + months),
        )
        by, at = cast.lead(council), now - timedelta(days=30 - months)
        systems.add_system(council=council, entry=entry, by=by, at=at)


def _support(need: str, council: str, cast: Cast, at: datetime) -> None:
    supports.support(need=need, authority=council, pain="serious", by=cast.lead(council), at=at)


def _confirm(need: str, told: Told, cast: Cast, now: datetime) -> None:
    """Its owner was asked half a year on, and said that it still holds."""
    at = now - timedelta(days=told.days - 150)
    by, until = cast.lead(told.council), (at + wordings.GOOD_FOR).date()
    stages.confirm(need=need, until=until, by=by, at=at)
    signposts.keep_fresh(ref=f"need.{need}", owner=by.ref, until=until, by=by, at=at)


def _first_of_month(day: date, months: int) -> date:
    ahead = day.month - 1 + months
    return date(day.year + ahead // 12, ahead % 12 + 1, 1)
