"""What an application costs today, after its price has run out."""

from datetime import date

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Unavailable
from commonworks.services.queries import plans
from commonworks.services.queries.applications import Application
from formwork import NoPrice, Quote, quote


def price_today(sent: Application, *, on: date) -> Quote:
    """By the prices that the council charges now. At most four SQL queries. Raises Unavailable
    where it has none for the day."""
    current = plans.live_plan(sent.deployment).plan
    plan = plans.priced_today(sent.plan, current)
    try:
        return quote(plan.composed, sent.body["answers"], sent.facts, on=on)
    except NoPrice:
        raise Unavailable(
            _(
                "The council has not said what this costs now. Your application is kept: try again "
                "tomorrow, or ask the council."
            )
        ) from None
