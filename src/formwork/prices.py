"""Products, dated prices and quotes. Money is whole pence; a price holds from its first day to its
last, both counted in, and no two prices of a product hold on the same day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from formwork.canonical import Json
from formwork.display import display_date
from formwork.env import ABSENT, Env
from formwork.shape import Product
from formwork.walk import Walk

if TYPE_CHECKING:
    from formwork.compose import Composed


@dataclass(frozen=True, slots=True)
class Price:
    """What a product costs from `first` to `last` (None: no end), in pence with any VAT in it."""

    product: str
    first: date
    last: date | None
    pence: int
    vat: str = "outside-scope"
    ledger: str = ""

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)

    def as_json(self) -> Json:
        row = {"product": self.product, "from": self.first.isoformat(), "pence": self.pence}
        end = {"to": self.last.isoformat()} if self.last else {}
        return {**row, **end, "vat": self.vat, "ledger": self.ledger}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a quote. `pence` is for all of the quantity; `instance` is of a repeat."""

    product: str
    address: str
    quantity: int
    pence: int
    price: Price
    instance: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What it costs, on what prices, until when (the last day it holds). Amounts are in pence."""

    lines: tuple[Line, ...]
    on: date
    expires: date
    total_pence: int

    @property
    def rows_used(self) -> tuple[Price, ...]:
        return tuple(dict.fromkeys(line.price for line in self.lines))

    def as_json(self) -> Json:
        """The quote as a submission keeps it."""
        return {
            "on": self.on.isoformat(),
            "expires": self.expires.isoformat(),
            "total_pence": self.total_pence,
            "lines": [
                {"product": n.product, "quantity": n.quantity, "pence": n.pence}
                | ({"instance": n.instance} if n.instance else {})
                for n in self.lines
            ],
            "rows": [price.as_json() for price in self.rows_used],
        }


class NoPrice(Exception):
    """A product is charged and has no price on the day that decides."""

    def __init__(self, product: str, on: date) -> None:
        self.product, self.on = product, on
        super().__init__(f"The product “{product}” has no price on {on:%-d %B %Y}.")


def prices_of(product: str, rows: Iterable[Mapping[str, Any]]) -> tuple[Price, ...]:
    """The rows of a slot `prices`, earliest first. ValueError for a date that does not exist."""
    made = [
        Price(
            product,
            date.fromisoformat(row["from"]),
            date.fromisoformat(row["to"]) if row.get("to") else None,
            row["pence"],
            row.get("vat", "outside-scope"),
            row.get("ledger", ""),
        )
        for row in rows
    ]
    return tuple(sorted(made, key=lambda price: price.first))


def price_faults(prices: tuple[Price, ...]) -> list[str]:
    """What is wrong with a product's prices, in plain sentences."""
    faults = [
        f"A price ends ({_told(price.last)}) before it starts ({_told(price.first)})."
        for price in prices
        if price.last and price.last < price.first
    ]
    for one, other in pairwise(prices):
        if one.last is None or one.last >= other.first:
            end = f"ends on {_told(one.last)}" if one.last else "has no end"
            faults.append(
                f"Two prices hold on {_told(other.first)}: the one from {_told(one.first)} {end}. "
                "Give it a last day before the next one starts."
            )
    return faults


def _told(day: date) -> str:
    return display_date(day.isoformat(), "en")


def quote(
    composed: "Composed", answers: Mapping[str, Any], facts: Mapping[str, Any], *, on: date
) -> Quote:
    """What these answers cost. Only answers on the walked path count. Raises NoPrice, Loop."""
    return quote_of(composed, Walk(composed.shape, answers, facts, on), on)


def quote_of(composed: "Composed", kept: Walk, on: date) -> Quote:
    lines = tuple(
        line for product in composed.shape.products for line in _lines(composed, product, kept, on)
    )
    expires = on + timedelta(days=composed.quote_days)
    ends = [
        line.price.last
        for line in lines
        # A price that an answer's date decides does not run out with the calendar.
        if line.price.last and not _dated(composed, line.product)
    ]
    return Quote(lines, on, min([expires, *ends]), sum(line.pence for line in lines))


def _dated(composed: "Composed", product: str) -> bool:
    return any(p.id == product and p.decided_by for p in composed.shape.products)


def _lines(composed: "Composed", product: Product, kept: Walk, on: date) -> list[Line]:
    if product.for_each:
        chosen = _instances(product, kept)
        return [_line(composed, product, env, on, name) for name, env in chosen]
    if product.test and not product.test(kept.env):
        return []
    line = _line(composed, product, kept.env, on, "")
    return [line] if line.quantity else []


def _instances(product: Product, kept: Walk) -> list[tuple[str, Env]]:
    """(instance id, what can be seen in it) for each that is charged, in the order given."""
    seen = kept.env.repeats.get(product.for_each, [])
    names = list(kept.answers.get(product.for_each) or {}) if seen else []
    inside = [(name, kept.env.inside(one)) for name, one in zip(names, seen, strict=True)]
    true = [pair for pair in inside if product.test is None or product.test(pair[1])]
    first, last = product.nth or (1, None)
    return true[first - 1 : last]


def _line(composed: "Composed", product: Product, env: Env, on: date, instance: str) -> Line:
    price = price_on(composed, product.id, _day(product, env, on))
    quantity = env.values.get(product.quantity, 0) if product.quantity else 1
    quantity = quantity if isinstance(quantity, int) else 0
    return Line(product.id, product.address, quantity, quantity * price.pence, price, instance)


def _day(product: Product, env: Env, on: date) -> date:
    value = env.values.get(product.decided_by, ABSENT) if product.decided_by else ABSENT
    return date.fromisoformat(value) if isinstance(value, str) else on


def price_on(composed: "Composed", product: str, on: date) -> Price:
    """The one price that holds on a day. Raises NoPrice."""
    for price in composed.prices.get(product, ()):
        if price.holds(on):
            return price
    raise NoPrice(product, on)
