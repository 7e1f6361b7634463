"""What somebody who is asked in is shown before they say yes, as one hash: whether any of it has
changed since is a comparison."""

from typing import Any

from commonworks.factories.models import Figure, Member, Plan
from commonworks.factories.queries import FactoryPage
from formwork.canonical import sha256


def shown(page: FactoryPage, *, organisation: str, part: str) -> str:
    """SHA-256 of what taking a part would mean today: the part, who leads, and for who gains a
    vote by it who else has one, the newest plan of costs and the figures it is shared by. Two SQL
    queries at most."""
    said: dict[str, Any] = {"organisation": organisation, "part": part, "lead": page.lead}
    if part == Member.Part.PARTNER and organisation not in page.voting:
        said |= {"voting": sorted(page.voting), "costs": _costs(page.ref)}
    return sha256(said)


def _costs(factory: str) -> list[Any]:
    plans = Plan.objects.filter(factory=factory).order_by("-number")
    newest = plans.values_list("number", "rule").first()
    if newest is None:
        return []
    figures = Figure.objects.filter(factory=factory, kind=newest[1]).order_by("organisation")
    return [newest[0], [list(each) for each in figures.values_list("organisation", "value")]]
