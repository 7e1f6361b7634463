"""What people type and choose, read as an answer of the question's type.

Input names are the field's id; a date has `id-day`, `id-month`, `id-year`, an address `id-line1`,
`id-line2`, `id-town`, `id-county`, `id-postcode`. A reader answers None for what was left empty,
and raises Invalid for what it cannot take.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from formwork.env import Env
from formwork.limits import Invalid, Sight, bound_of
from formwork.literals import decimal, number_text, typed_literal
from formwork.shape import ADDRESS, DATE, Field, Option
from formwork.wording import month, word

Posted = Mapping[str, Sequence[str]]

# Marks that turn the direction of writing or show as nothing. Phones and PDFs paste them unseen;
# in a name or letter they could make text read as something else, so they are taken out.
UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
LONGEST_POSTCODE = 64  # characters as typed; normalising is slow on a megabyte
# DVLA: current (AB12CDE), prefix, suffix, dateless and Northern Ireland plates.
REGISTRATION = re.compile(
    r"[A-Z]{2}\d{2}[A-Z]{3}|[A-Z]\d{1,3}[A-Z]{3}|[A-Z]{3}\d{1,3}[A-Z]|[A-Z]{1,3}\d{1,4}|\d{1,4}[A-Z]{1,3}"
)
EXAMPLE = "2027-03-27"  # of a date, where any will do


def shown_options(question: Field, env: Env) -> tuple[Option, ...]:
    """The choices that are offered now."""
    if not question.has_option_tests:
        return question.options
    return tuple(o for o in question.options if o.test is None or o.test(env))


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
    found = POSTCODE.fullmatch(_bare(text).upper()) if len(text) <= LONGEST_POSTCODE else None
    return f"{found[1]} {found[2]}" if found else None


def _bare(text: str) -> str:
    """Without what people put between or around the letters and digits; full-width forms plain."""
    kept = (c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in "-.()")
    return "".join(c for c in kept if unicodedata.category(c) != "Cf")


def _postcode(question: Field, posted: Posted, sight: Sight) -> str | None:
    raw = _only(question.id, posted)
    found = postcode(raw)
    if found is None and clean(raw):
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
