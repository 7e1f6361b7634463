"""What has happened to a case, step by step, from the events that its commands recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_noop

from commonworks.kernel import events
from commonworks.kernel.events import Happened
from commonworks.network import queries as network
from commonworks.services.queries.plans import Plan

TITLES = {
    "services.draft.submitted": gettext_noop("Sent by the resident"),
    "services.payment.started": gettext_noop("Payment begun"),
    "services.payment.paid": gettext_noop("Paid"),
    "services.payment.failed": gettext_noop("Payment failed"),
    "services.payment.cancelled": gettext_noop("Payment cancelled"),
    "services.payment.expired": gettext_noop("Payment ran out of time"),
    "services.payment.disputed": gettext_noop("Another amount was paid than asked"),
    "services.case.received": gettext_noop("Received"),
    "services.case.assigned": gettext_noop("Given to somebody"),
    "services.case.noted": gettext_noop("Note written"),
    "services.case.decided": gettext_noop("Decided"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `by` is an opaque ref until it is named."""

    title: str
    when: datetime
    by: str
    text: str = ""


def trail(submission: str, payments: list[str], plan: Plan, lang: str) -> list[Step]:
    """In order. Two SQL queries."""
    happened = [each for each in events.about([submission, *payments]) if each.name in TITLES]
    given = network.people(each.ids.get("to", "") for each in happened)
    return [
        Step(_title(each), each.at, each.by, _text(each, given, plan, lang)) for each in happened
    ]


def named(step: Step, names: Mapping[str, str]) -> Step:
    """With the name of whoever did it; the house itself and residents have none."""
    return replace(step, by=names.get(step.by, ""))


def _title(event: Happened) -> str:
    if event.name == "services.case.assigned" and not event.ids["to"]:
        return gettext_noop("Put back into the queue")
    return TITLES[event.name]


def _text(event: Happened, given: Mapping[str, str], plan: Plan, lang: str) -> str:
    if event.name == "services.case.decided":
        outcome = plan.outcome(event.ids["outcome"], lang)
        return outcome.label if outcome else event.ids["outcome"]
    return given.get(event.ids.get("to", ""), "")
