"""Money is a whole number of pence, and in pounds alone."""

import re

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid
from formwork import money

MOST_PENCE = 10**11  # a thousand million pounds: more is a slip of the keyboard

_AMOUNT = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?")


def pounds(pence: int) -> str:
    """As a person reads it: £12, £12.50, £1,200, -£5."""
    return money.pounds(pence)


def pence(text: str) -> int:
    """What a person typed, in pence: "12", "£1,200.50". Raises Invalid."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise Invalid(_("Enter an amount in pounds, like 12.50."))
    amount = int(match[1].replace(",", "")) * 100 + int(match[2] or 0)
    if amount > MOST_PENCE:
        raise Invalid(_("Enter a smaller amount."))
    return amount
