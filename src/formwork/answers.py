"""Answers: reading what a page posted, typed and checked, with a plain message for each fault.

Input names are the field's id; a date has `id-day`, `id-month`, `id-year`, an address `id-line1`,
`id-line2`, `id-town`, `id-county`, `id-postcode`. What is kept, by type (None is "left empty"):

    text, long-text, email, telephone, postcode, vehicle-registration, radios, select   a text
    whole-number   an integer          money   whole pence       decimal   a text such as "12.5"
    date   "2026-04-01"                yes-no  true or false     declaration   true
    checkboxes   option ids in the order of the list
    address   {line1, line2, town, county, postcode}, all texts
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from formwork.canonical import Json
from formwork.conditions import Env, decimal, later, number_text, typed_literal
from formwork.money import pounds
from formwork.shape import Field, Option, Page
from formwork.walk import Walk, reveals
from formwork.wording import message, month, word
from formwork.words import Words

Posted = Mapping[str, Sequence[str]]

LONGEST = {"text": 255, "email": 254, "telephone": 30, "long-text": 10_000}
ADDRESS = ("line1", "line2", "town", "county", "postcode")
DATE = ("day", "month", "year")

# Marks that turn the direction of writing or show as nothing. Phones and PDFs paste them unseen;
# in a name or letter they could make text read as something else, so they are taken out.
UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
# DVLA: current (AB12CDE), prefix, suffix, dateless and Northern Ireland plates.
REGISTRATION = re.compile(
    r"[A-Z]{2}\d{2}[A-Z]{3}|[A-Z]\d{1,3}[A-Z]{3}|[A-Z]{3}\d{1,3}[A-Z]|[A-Z]{1,3}\d{1,4}|\d{1,4}[A-Z]{1,3}"
)


EXAMPLE = "2027-03-27"  # of a date, where any will do


class Invalid(Exception):
    """`code` is a key of formwork.wording.MESSAGES, `parts` what its sentence needs."""

    def __init__(self, code: str, **parts: str) -> None:
        super().__init__(code)
        self.code, self.parts = code, parts


@dataclass(frozen=True, slots=True)
class Sight:
    """What reading a page needs to know beside what was posted."""

    env: Env
    words: Words
    settings: Mapping[str, tuple[str, Json]]

    @property
    def lang(self) -> str:
        return self.words.lang


def read_page(
    kept: Walk, words: Words, page: str, posted: Posted, instance: str | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """(values, errors) of one page's form post.

    `values` holds {field id: value} for every question that applies and could be read: None for one
    left empty. `errors` holds {field id: message} in the words' language, in the page's order. A
    question hidden by its condition, or whose option was not chosen, is in neither. `instance` is
    which of a repeat's; the values are for `Walk.post` with the same page and instance.
    """
    here = kept.shape.pages[page]
    sight = Sight(_env(kept, here, instance), words, kept.shape.scope.settings)
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for question in here.fields:
        if not applies(question, values, sight.env):
            continue
        try:
            values[question.id] = read_field(question, posted, sight)
        except Invalid as fault:
            errors[question.id] = told(fault, question, words)
    return values, errors


def _env(kept: Walk, page: Page, instance: str | None) -> Env:
    if page.repeat is None or instance is None:
        return kept.env
    return kept.env.inside((kept.answers.get(page.repeat.id) or {}).get(instance, {}))


def applies(question: Field, values: Mapping[str, Any], env: Env) -> bool:
    """Whether a question is asked, given the answers before it on its page."""
    if question.revealed_by and not reveals(question.revealed_by, values):
        return False
    return question.test is None or question.test(env) is True


def shown_options(question: Field, env: Env) -> tuple[Option, ...]:
    """The choices that are offered now."""
    if not question.has_option_tests:
        return question.options
    return tuple(o for o in question.options if o.test is None or o.test(env))


def read_field(question: Field, posted: Posted, sight: Sight) -> Any:
    """One question's answer; None if it was left empty and may be. Raises Invalid."""
    value = READERS[question.type](question, posted, sight)
    if value is None:
        if question.required:
            raise Invalid(MISSING.get(question.type, "enter"))
        return None
    _limits(question, value, sight)
    return value


MISSING = {
    **dict.fromkeys(("radios", "select", "checkboxes", "yes-no"), "select"),
    "declaration": "confirm",
}


def told(fault: Invalid, question: Field, words: Words) -> str:
    """The sentence for a fault, naming the question."""
    short = words.get(question.address, "short")
    what = short or f"“{words.plain_label(question.address)}”"
    return message(fault.code, words.lang, what, **fault.parts)


def clean(text: str, lines: bool = False) -> str:
    """Text without unseen marks and outer spaces. Raises Invalid for control characters."""
    text = UNSEEN.sub("", unicodedata.normalize("NFC", text)).strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in text:
        if sign == "\n" and lines:
            continue
        if sign in "\n\t" and not lines:
            raise Invalid("one-line")
        if sign != "\t" and unicodedata.category(sign) in ("Cc", "Cs"):
            raise Invalid("control")
    return text


def _only(name: str, posted: Posted) -> str:
    given = posted.get(name) or ("",)
    if len(given) > 1:
        raise Invalid("one")
    return given[0]


def _text(question: Field, posted: Posted, sight: Sight) -> str | None:
    raw = _only(question.id, posted)
    # Long before the limit is looked at: normalising is slow on a megabyte.
    if len(raw) > 200_000:
        raise Invalid("too-long", limit=f"{question.limits.get('max-length', 10_000):,}")
    return clean(raw, question.type == "long-text") or None


def _email(question: Field, posted: Posted, sight: Sight) -> str | None:
    text = _text(question, posted, sight)
    if text and not EMAIL.fullmatch(text):
        raise Invalid("email")
    return text


def _telephone(question: Field, posted: Posted, sight: Sight) -> str | None:
    text = _text(question, posted, sight)
    digits = re.sub(r"\D", "", text or "")
    if text and not (re.fullmatch(r"\+?[\d\s().-]+", text) and 9 <= len(digits) <= 15):
        raise Invalid("telephone")
    return text


def postcode(text: str) -> str | None:
    """A postcode as it is written (`LS1 4AP`), from any spelling; None if it is none."""
    found = POSTCODE.fullmatch(re.sub(r"[\s-]", "", text).upper())
    return f"{found[1]} {found[2]}" if found else None


def _postcode(question: Field, posted: Posted, sight: Sight) -> str | None:
    text = clean(_only(question.id, posted))
    if not text:
        return None
    found = postcode(text)
    if found is None:
        raise Invalid("postcode")
    return found


def _registration(question: Field, posted: Posted, sight: Sight) -> str | None:
    text = re.sub(r"[\s-]", "", clean(_only(question.id, posted))).upper()
    if text and not REGISTRATION.fullmatch(text):
        raise Invalid("vehicle-registration")
    return text or None


def _address(question: Field, posted: Posted, sight: Sight) -> dict[str, str] | None:
    lines = {part: clean(_only(f"{question.id}-{part}", posted)) for part in ADDRESS}
    if not any(lines.values()):
        if question.required:
            raise Invalid("address-line1")
        return None
    if any(len(line) > 100 for line in lines.values()):
        raise Invalid("address-long")
    if not lines["line1"]:
        raise Invalid("address-line1")
    if not lines["town"]:
        raise Invalid("address-town")
    found = postcode(lines["postcode"])
    if found is None:
        raise Invalid("postcode")
    return {**lines, "postcode": found}


NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{0,12})?|-?\.\d{1,12}")


def _digits(question: Field, posted: Posted, code: str) -> str | None:
    text = clean(_only(question.id, posted)).replace(",", "").replace(" ", "")
    text = text.removeprefix("£") if question.type == "money" else text
    if text and not (text.isascii() and NUMBER.fullmatch(text)):
        raise Invalid(code)
    return text or None


def _whole(question: Field, posted: Posted, sight: Sight) -> int | None:
    text = _digits(question, posted, "whole-number")
    if text is None:
        return None
    number = decimal(text)
    if number != number.to_integral_value():
        raise Invalid("whole-number")
    return int(number)


def _decimal(question: Field, posted: Posted, sight: Sight) -> str | None:
    text = _digits(question, posted, "number")
    if text is None:
        return None
    number = decimal(text).normalize()
    most = question.limits.get("decimals", 12)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > most:
        raise Invalid("decimals", limit=str(most))
    return number_text(number)


def _money(question: Field, posted: Posted, sight: Sight) -> int | None:
    text = _digits(question, posted, "money")
    if text is None:
        return None
    try:
        return int(typed_literal(text, "money"))
    except ValueError as fault:
        raise Invalid("money") from fault


def _date(question: Field, posted: Posted, sight: Sight) -> str | None:
    parts = {part: clean(_only(f"{question.id}-{part}", posted)) for part in DATE}
    missing = [part for part in DATE if not parts[part]]
    if len(missing) == 3:
        return None
    if missing:
        lang = sight.lang
        names = word("and", lang).join(word(part, lang) for part in missing)
        raise Invalid("date-part", part=names)
    if not re.fullmatch(r"\d{4}", parts["year"]):
        if parts["year"].isdigit():
            raise Invalid("date-year")
        raise Invalid("date", example=_example(question, sight))
    try:
        return date(
            int(parts["year"]), month_number(parts["month"]), _day(parts["day"])
        ).isoformat()
    except ValueError as fault:
        raise Invalid("date", example=_example(question, sight)) from fault


def _example(question: Field, sight: Sight) -> str:
    """`27 3 2027`, or where that is not allowed the last or the first day that is."""
    first, last = (
        bound_of(question.limits.get(side), "date", sight.env.today, sight.settings)
        for side in ("min", "max")
    )
    usual = EXAMPLE
    if (first and usual < first) or (last and usual > last):
        usual = last or first
    year, month_, day = usual.split("-")
    return f"{int(day)} {int(month_)} {year}"


def _day(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text):
        raise ValueError(text)
    return int(text)


def month_number(text: str) -> int:
    """1 to 12 from a number, or from a month's name or its first letters in English or Welsh."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text)
    names = [(month(n, lang).lower(), n) for n in range(1, 13) for lang in ("en", "cy")]
    found = {n for name, n in names if len(text) >= 3 and name.startswith(text.lower())}
    if len(found) != 1:
        raise ValueError(text)
    return found.pop()


def _yes_no(question: Field, posted: Posted, sight: Sight) -> bool | None:
    text = _only(question.id, posted)
    if text not in ("", "yes", "no"):
        raise Invalid("not-offered")
    return None if text == "" else text == "yes"


def _choice(question: Field, posted: Posted, sight: Sight) -> str | None:
    text = _only(question.id, posted)
    if text and text not in {option.id for option in shown_options(question, sight.env)}:
        raise Invalid("not-offered")
    return text or None


def _choices(question: Field, posted: Posted, sight: Sight) -> list[str] | None:
    given = {one for one in posted.get(question.id, ()) if one}
    offered = [option.id for option in shown_options(question, sight.env)]
    if not given <= set(offered):
        raise Invalid("not-offered")
    if question.exclusive in given and len(given) > 1:
        address = next(o.address for o in question.options if o.id == question.exclusive)
        raise Invalid("exclusive", option=sight.words.plain(address, "label"))
    return [one for one in offered if one in given] or None


def _declaration(question: Field, posted: Posted, sight: Sight) -> bool | None:
    text = _only(question.id, posted)
    if text not in ("", "yes"):
        raise Invalid("not-offered")
    return True if text else None


READERS: Mapping[str, Callable[[Field, Posted, Sight], Any]] = {
    "text": _text,
    "long-text": _text,
    "email": _email,
    "telephone": _telephone,
    "postcode": _postcode,
    "vehicle-registration": _registration,
    "address": _address,
    "whole-number": _whole,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "yes-no": _yes_no,
    "radios": _choice,
    "select": _choice,
    "checkboxes": _choices,
    "declaration": _declaration,
}


def _limits(question: Field, value: Any, sight: Sight) -> None:
    limits = question.limits
    if isinstance(value, str) and question.type in LONGEST:
        _lengths(question, value)
    if question.type == "checkboxes":
        if len(value) < limits.get("min-choices", 0):
            raise Invalid("min-choices", limit=str(limits["min-choices"]))
        if len(value) > limits.get("max-choices", len(value)):
            raise Invalid("max-choices", limit=str(limits["max-choices"]))
    for side in ("min", "max"):
        bound = bound_of(limits.get(side), question.type, sight.env.today, sight.settings)
        if bound is None:
            continue
        mine, other = comparable(value, question.type), comparable(bound, question.type)
        if (mine < other) if side == "min" else (mine > other):
            code = f"date-{side}" if question.type == "date" else side
            raise Invalid(code, limit=display_value(bound, question.type, sight.lang))


def _lengths(question: Field, value: str) -> None:
    limits = question.limits
    longest = limits.get("max-length", LONGEST[question.type])
    # GOV.UK counts characters, not bytes; a line break is one.
    if len(value) > longest:
        raise Invalid("too-long", limit=f"{longest:,}")
    if len(value) < limits.get("min-length", 0):
        raise Invalid("too-short", limit=f"{limits['min-length']:,}")
    if "max-words" in limits and len(value.split()) > limits["max-words"]:
        raise Invalid("too-many-words", limit=f"{limits['max-words']:,}")


def bound_of(bound: Json, kind: str, today: date, settings: Mapping[str, tuple[str, Json]]) -> Json:
    """A limit as answers of that type are kept; None for none, or for a setting not filled in."""
    if bound is None:
        return None
    if isinstance(bound, str):
        return typed_literal(bound, kind)
    if "today" in bound:
        return later(today, bound["today"]).isoformat()
    return settings[bound["setting"]][1] if bound.get("setting") in settings else None


def comparable(value: Json, kind: str) -> Any:
    return decimal(str(value)) if kind == "decimal" else value


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


def as_posted(question: Field, value: Any) -> dict[str, list[str]]:
    """The inputs that would post this value: what a page is filled in with when it is shown again.
    Raises Invalid("wrong-type") for a value that is none of the question's type."""
    if value is None:
        return {}
    match question.type, value:
        case "date", str():
            # Filled in from the end: a year of any length keeps its place.
            year, _, rest = value.partition("-")
            numbers = (rest[3:], rest[:2], year)
            return {
                f"{question.id}-{part}": [str(int(n)) if n.isdigit() and part != "year" else n]
                for part, n in zip(DATE, numbers, strict=True)
            }
        case "address", dict():
            return {f"{question.id}-{part}": [str(value.get(part, ""))] for part in ADDRESS}
        case "checkboxes", list() if all(isinstance(one, str) for one in value):
            return {question.id: value}
        case "yes-no", bool():
            return {question.id: ["yes" if value else "no"]}
        case "declaration", bool():
            return {question.id: ["yes"] if value else []}
        case "whole-number", int() if not isinstance(value, bool):
            return {question.id: [str(value)]}
        case "money", int() if not isinstance(value, bool):
            pence = f"{abs(value):03}"
            return {question.id: [f"{'-' if value < 0 else ''}{pence[:-2]}.{pence[-2:]}"]}
        case "date" | "address" | "checkboxes" | "yes-no" | "declaration", _:
            raise Invalid("wrong-type")
        case "whole-number" | "money", _:
            raise Invalid("wrong-type")
        case _, str():
            return {question.id: [value]}
    raise Invalid("wrong-type")


def stored_errors(kept: Walk, words: Words) -> dict[tuple[str, str | None], dict[str, str]]:
    """{(page, instance): {field: message}} of the walked path's answers that are not, or are no
    longer, good: what must be put right before anything is submitted."""
    found: dict[tuple[str, str | None], dict[str, str]] = {}
    for step in kept.path().steps:
        page = kept.shape.pages[step.page]
        answers = kept.answers
        if page.repeat:
            answers = (kept.answers.get(page.repeat.id) or {}).get(step.instance) or {}
        errors = page_errors(kept, words, page, answers, step.instance)
        if errors:
            found[step.page, step.instance] = errors
    return found


def page_errors(
    kept: Walk, words: Words, page: Page, answers: Mapping[str, Any], instance: str | None
) -> dict[str, str]:
    """{field: message} of one page's stored answers; a question not answered yet is no error."""
    sight = Sight(_env(kept, page, instance), words, kept.shape.scope.settings)
    errors = {}
    for question in page.fields:
        if question.id not in answers or not applies(question, answers, sight.env):
            continue
        try:
            value = read_field(question, as_posted(question, answers[question.id]), sight)
            if value != answers[question.id]:
                raise Invalid("wrong-type")
        except Invalid as fault:
            errors[question.id] = told(fault, question, words)
    return errors
