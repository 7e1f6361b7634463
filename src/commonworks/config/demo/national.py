"""As much as the whole country might bring: to see that every page stays quick. Made up and plainly
so, by the same commands; what is there already is left, so it can be run again."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import transaction
from tqdm import tqdm

from commonworks.factories import commands as factories
from commonworks.factories.queries import lists as founded
from commonworks.kernel import clock
from commonworks.needs.commands import needs, systems
from commonworks.needs.policies.said import Said
from commonworks.needs.policies.systems import Entry
from commonworks.needs.queries import lists as declared
from commonworks.needs.queries import systems as listed
from commonworks.needs.queries.narrowing import Narrowed
from commonworks.network.ports import SYSTEM
from commonworks.network.queries import lgsl, profiles

SEED = 2026
NEEDS, FACTORIES, SYSTEMS = 10_000, 1_000, 20_000
AT_ONCE = 250  # in one transaction: what is made before an interruption stays
WAYS = (
    "Apply for {} online",
    "Tell people how {} is going",
    "Stop asking twice about {}",
    "Pay for {} in one go",
    "Let colleagues see {} in one place",
    "Book {} by phone or screen",
)
PROBLEMS = (
    "People ring to ask how it stands, because nothing tells them.",
    "The same details are typed in by three teams, and differ.",
    "Forms come by post and wait until somebody has time to copy them.",
    "Nobody can say how many there are, or how long each takes.",
)
PRODUCTS, SUPPLIERS = 400, 60


def load() -> None:
    """Fill up to 10,000 needs, 1,000 factories and 20,000 systems of the councils of today."""
    made = _Made(clock.now())
    _fill("needs", range(made.needs(), NEEDS), made.need)
    _fill("systems", range(made.systems(), SYSTEMS), made.system)
    _fill("factories", range(made.factories(), FACTORIES), made.factory)


def _fill(what: str, numbers: range, make: Callable[[int], object]) -> None:
    with tqdm(total=len(numbers), desc=f"      {what}", unit="", leave=False, disable=None) as bar:
        for some in _batched(numbers, AT_ONCE):
            with transaction.atomic():
                for number in some:
                    make(number)
            bar.update(len(some))


def _batched(numbers: Iterable[int], size: int) -> Iterator[Sequence[int]]:
    left = iter(numbers)
    while some := list(islice(left, size)):
        yield some


class _Made:
    """Makes one thing of each kind, by chance but the same at each run."""

    def __init__(self, now: datetime) -> None:
        self.now, self.chance = now, random.Random(SEED)  # noqa: S311 - no secret
        self.councils = profiles.councils()
        self.services = lgsl.services()

    def needs(self) -> int:
        anything = declared.Filters()
        return declared.totals(anything, by=SYSTEM, today=self.now.date()).needs

    def systems(self) -> int:
        return listed.found(Narrowed(), by=SYSTEM, today=self.now.date(), limit=1).total

    def factories(self) -> int:
        return founded.how_many(founded.Filters())

    def need(self, number: int) -> None:
        service = self.chance.choice(self.services)
        title = self.chance.choice(WAYS).format(service.name[0].lower() + service.name[1:])
        said = Said(
            title=f"{title[:100]} (example {number + 1})",
            problem=self.chance.choice(PROBLEMS),
            service_code=service.code,
            volume=self.chance.randrange(50, 90_000),
            cost_pence=self.chance.randrange(100_000, 90_000_000),
            pain=self.chance.choice(("nuisance", "serious", "severe")),
        )
        at = self._some_day(900)
        council = self.chance.choice(self.councils)
        needs.declare(authority=council, said=said, by=SYSTEM, at=at, despite={"personal", "again"})

    def system(self, number: int) -> None:
        product = self.chance.randrange(PRODUCTS)
        entry = Entry(
            name=f"Example Product {product}",
            supplier=f"Example Supplier {product % SUPPLIERS}",
            services=(self.services[product % len(self.services)].code,),
            contract_end=self._end(),
            own_ref=f"example-{number + 1}",
        )
        at, council = self._some_day(300), self.chance.choice(self.councils)
        systems.add_system(council=council, entry=entry, by=SYSTEM, at=at)

    def factory(self, number: int) -> None:
        lead, *others = self.chance.sample(self.councils, 5)
        service, at = self.chance.choice(self.services), self._some_day(700)
        ref = factories.found_factory(
            name=f"{service.name[:90]} together ({number + 1})",
            purpose=f"One way to do it for every council: {service.name.lower()[:300]}.",
            lead=lead,
            by=SYSTEM,
            at=at,
        )
        for other in others:
            factories.join(factory=ref, organisation=other, by=SYSTEM, at=at)

    def _some_day(self, days: int) -> datetime:
        return self.now - timedelta(days=self.chance.randrange(days), minutes=1)

    def _end(self) -> date:
        return (self.now + timedelta(days=self.chance.randrange(30, 1500))).date()
