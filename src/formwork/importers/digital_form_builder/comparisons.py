"""Comparisons in a condition: one field, an operator and a value."""

from collections.abc import Callable, Mapping

from formwork.canonical import Json
from formwork.importers.digital_form_builder.names import Names, NeverTrue, Untranslatable

SAME = {"is": "is", "==": "is", "is not": "is-not", "!=": "is-not"}
ORDERED = {
    "is at least": "at-least",
    "is at most": "at-most",
    "is less than": "less-than",
    "is more than": "more-than",
    "is before": "before",
    "is after": "after",
    "<": "less-than",
    "<=": "at-most",
    ">": "more-than",
    ">=": "at-least",
}
LENGTHS = {
    "has length": "has-length",
    "is longer than": "longer-than",
    "is shorter than": "shorter-than",
}
CONTAINS = {"contains": "contains", "does not contain": "lacks"}


def compared(identifier: str, word: str, value: str, names: Names) -> Json:
    """One comparison. A value that no option has can never be equal to the answer."""
    if word in LENGTHS:
        return {"field": identifier, LENGTHS[word]: int(value)}
    options = names.options.get(identifier)
    if word in ORDERED:
        return _ordered(identifier, ORDERED[word], value, options)
    ours = {**SAME, **CONTAINS}.get(word)
    if ours is None:
        raise Untranslatable(f"The operator “{word}” cannot be translated.")
    if options is not None:
        if value not in options and ours in ("is", "contains"):
            raise NeverTrue(f"“{value}” is no option of the field.", stops=False)
        if value not in options:
            raise Untranslatable(f"“{value}” is no option of the field.")
        value = options[value]
    if names.types.get(identifier) == "yes-no":
        value = {"true": "yes", "false": "no"}.get(value, value)
    return {"field": identifier, ours: value}


ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "less-than": lambda a, b: a < b,
    "at-most": lambda a, b: a <= b,
    "more-than": lambda a, b: a > b,
    "at-least": lambda a, b: a >= b,
}


def _ordered(identifier: str, word: str, value: str, options: Mapping[str, str] | None) -> Json:
    if options is None:
        return {"field": identifier, word: value}
    # A choice of numbers: the options for which it holds.
    try:
        chosen = [o for text, o in options.items() if ORDER[word](float(text), float(value))]
    except (ValueError, KeyError) as fault:
        raise Untranslatable("Only options that are numbers can be put in order.") from fault
    return {"field": identifier, "in": chosen}


def joined(word: str, parts: list[Json]) -> Json:
    """Comparisons as one expression: `word` is all or any, and not said of one alone."""
    return parts[0] if len(parts) == 1 else {word: parts}
