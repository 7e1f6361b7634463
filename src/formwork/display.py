"""How an answer is written for people, in either language."""

from datetime import date

from formwork.canonical import Json
from formwork.money import pounds
from formwork.shape import ADDRESS
from formwork.wording import month, word


def display_date(iso: str, lang: str) -> str:
    """27 March 2027, or 27 Mawrth 2027."""
    day = date.fromisoformat(iso)
    return f"{day.day} {month(day.month, lang)} {day.year}"


def display_value(value: Json, kind: str, lang: str) -> str:
    """A value without a list behind it, as people write it."""
    match kind:
        case "date":
            return display_date(value, lang)
        case "money":
            return pounds(value)
        case "whole-number":
            return f"{value:,}"
        case "yes-no":
            return word("yes" if value else "no", lang)
        case "declaration":
            return word("agreed", lang)
        case "address":
            return "\n".join(value[part] for part in ADDRESS if value.get(part))
    return str(value)
