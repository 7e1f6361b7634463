"""Values as a definition writes them, and as answers of their type are kept."""

from datetime import date
from decimal import Decimal, InvalidOperation

from formwork.canonical import Json

NUMBERS = ("whole-number", "decimal", "money")
WORDS = {  # what a value of each type is called
    "whole-number": "a whole number",
    "decimal": "a number",
    "money": "an amount in pounds, such as 12.50",
    "date": "a date, such as 2026-04-01",
    "yes-no": "yes or no",
}


def typed_literal(text: str, kind: str) -> Json:
    """ValueError where the text is not of the type. Money is written in pounds, kept in pence."""
    match kind:
        case "whole-number":
            return int(text)
        case "decimal":
            return number_text(decimal(text))
        case "money":
            pence = decimal(text) * 100
            if pence != pence.to_integral_value():
                raise ValueError(text)
            return int(pence)
        case "date":
            return date.fromisoformat(text).isoformat()
        case "yes-no" | "declaration":
            if text not in ("yes", "no", "true", "false"):
                raise ValueError(text)
            return text in ("yes", "true")
    return text


def decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as fault:
        raise ValueError(text) from fault
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise ValueError(text)
    return number


def number_text(number: Decimal) -> str:
    """One way to write a decimal, so that equal numbers are equal texts: 12.10 is 12.1."""
    plain = f"{number:f}" if number else "0"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
