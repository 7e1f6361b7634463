"""Needs that their own councils gave up, for the councils that stand behind them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from commonworks.needs.models import Need, Stage, Support
from commonworks.needs.permissions import Deed, may_for, seen_by
from commonworks.needs.policies.said import MOST
from commonworks.network import queries as network
from commonworks.network.ports import Actor

TEXTS = (*MOST, "service_code", "visibility")
FIGURES = ("volume", "cost_pence", "pain")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A need, and the council that declared and withdrew it."""

    ref: str
    title: str
    council_name: str


def withdrawn_behind(council: str, *, by: Actor) -> tuple[Withdrawn, ...]:
    """What a council stands behind and another one withdrew, by title; not once it has declared a
    need of that title itself. Two SQL queries."""
    mine = Need.objects.filter(authority=council).exclude(stage=Stage.WITHDRAWN)
    declared = mine.annotate(same=Lower("title")).filter(same=Lower(OuterRef("title")))
    behind = Need.objects.filter(supports__authority=council, supports__until=None)
    left = behind.filter(seen_by(by), ~Exists(declared), stage=Stage.WITHDRAWN)
    rows = left.exclude(authority=council).order_by("title", "ref")
    found = list(rows.values_list("ref", "title", "authority"))
    names = network.short_names(authority for _, _, authority in found)
    return tuple(Withdrawn(ref, title, names[authority]) for ref, title, authority in found)


def carried_on(ref: str, *, by: Actor) -> dict[str, str | int | None]:
    """What the form that declares a need begins with, for a council that stands behind this one:
    its words, and the council's own figures. Nothing for anybody else. Two SQL queries at most."""
    mine = Support.objects.behind(ref).filter(authority__in=may_for(by, Deed.DECLARE))
    own = mine.values("authority", *FIGURES).first()
    need = Need.objects.filter(seen_by(by), ref=ref).values(*TEXTS).first() if own else None
    return {**own, **need} if own and need else {}
