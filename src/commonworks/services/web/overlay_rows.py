"""Prices and options in the editor: rows that can be added, changed and taken away."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from commonworks.frontend.fields import Field, Option
from commonworks.kernel.errors import Invalid
from commonworks.kernel.money import pence, pounds
from formwork.ids import owner_of, slug

Inputs = Mapping[str, str]
KINDS = ("prices", "options")
DATE = ("day", "month", "year")
MOST = 200
VAT = ("outside-scope", "exempt", "0", "5", "20")
NAMES = {"en": "English", "cy": "Welsh"}


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, None for nothing; `first` is the field that a fault of the whole is shown
    at, `errors` are faults by field, `amounts` the field of each price's amount."""

    value: Any
    first: str
    errors: dict[str, str] = field(default_factory=dict)
    amounts: tuple[str, ...] = ()


def count(name: str, inputs: Inputs) -> int:
    """How many rows stand in the form; one more than is filled in, to begin with."""
    said = inputs.get(f"{name}.rows", "")
    if said.isascii() and said.isdecimal() and len(said) < 4:
        return min(int(said), MOST)
    pattern = re.compile(rf"{re.escape(name)}\.(\d+)\.")
    found = [int(match[1]) for key in inputs if (match := pattern.match(key))]
    return max(found, default=-1) + 2


def as_inputs(kind: str, name: str, value: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    draw = _price_inputs if kind == "prices" else _option_inputs
    found: dict[str, str] = {}
    for number, row in enumerate(value):
        found |= draw(f"{name}.{number}", row)
    return found


def _price_inputs(name: str, row: Mapping[str, Any]) -> dict[str, str]:
    return {
        **date_inputs(f"{name}.from", row["from"]),
        **date_inputs(f"{name}.to", row.get("to", "")),
        f"{name}.pence": pounds(row["pence"]).lstrip("£"),
        f"{name}.vat": row.get("vat", VAT[0]),
        f"{name}.ledger": row.get("ledger", ""),
    }


def _option_inputs(name: str, row: Mapping[str, Any]) -> dict[str, str]:
    texts = {f"{name}.{lang}": text for lang, text in row.get("label", {}).items()}
    return {f"{name}.id": row["id"], **texts}


def date_inputs(name: str, iso: str) -> dict[str, str]:
    if not iso:
        return {}
    year, month, day = iso.split("-")
    return {f"{name}-day": str(int(day)), f"{name}-month": str(int(month)), f"{name}-year": year}


def price_fields(name: str, inputs: Inputs) -> list[Field]:
    rows = count(name, inputs)
    own = [Field("content", f"{name}.rows", html=_hidden(f"{name}.rows", str(rows)))]
    for number in range(rows):
        row, said = f"{name}.{number}", {"n": number + 1}
        own += [
            _date_field(f"{row}.from", _("Price %(n)s: first day") % said, inputs),
            _date_field(f"{row}.to", _("Price %(n)s: last day, if there is one") % said, inputs),
            Field(
                "money",
                f"{row}.pence",
                _("Price %(n)s: amount, with any VAT in it") % said,
                value=inputs.get(f"{row}.pence", ""),
            ),
            Field(
                "select",
                f"{row}.vat",
                _("Price %(n)s: VAT") % said,
                value=inputs.get(f"{row}.vat", VAT[0]),
                options=tuple(Option(rate, _rate(rate)) for rate in VAT),
            ),
            Field(
                "text",
                f"{row}.ledger",
                _("Price %(n)s: ledger code") % said,
                value=inputs.get(f"{row}.ledger", ""),
                required=False,
                width=20,
            ),
        ]
    return own


def option_fields(name: str, languages: Sequence[str], inputs: Inputs) -> list[Field]:
    rows = count(name, inputs)
    own = [Field("content", f"{name}.rows", html=_hidden(f"{name}.rows", str(rows)))]
    for number in range(rows):
        row = f"{name}.{number}"
        kept = inputs.get(f"{row}.id", "")
        if kept:
            own.append(Field("content", f"{row}.id", html=_hidden(f"{row}.id", kept)))
        own += [
            Field(
                "text",
                f"{row}.{lang}",
                _("Option %(n)s, %(language)s") % {"n": number + 1, "language": _(NAMES[lang])},
                value=inputs.get(f"{row}.{lang}", ""),
                required=lang == languages[0],
            )
            for lang in languages
        ]
    return own


def read_prices(name: str, inputs: Inputs) -> Read:
    """Rows whose dates and amount are empty are taken away."""
    found: list[dict[str, Any]] = []
    amounts: list[str] = []
    errors: dict[str, str] = {}
    for row in _rows(name, inputs):
        if not any(inputs.get(f"{row}{end}", "").strip() for end in _PRICE_INPUTS):
            continue
        first, last = (read_date(f"{row}.{end}", inputs) for end in ("from", "to"))
        errors |= first.errors | last.errors
        if first.value is None and not first.errors:
            errors[f"{row}.from"] = _("Enter the first day of this price")
        amount = _pence(inputs.get(f"{row}.pence", ""))
        if isinstance(amount, str):
            errors[f"{row}.pence"] = amount
        vat = inputs.get(f"{row}.vat", VAT[0])
        price = {"from": first.value, "pence": amount, "vat": vat if vat in VAT else VAT[0]}
        ledger = inputs.get(f"{row}.ledger", "").strip()[:60]
        end = {"to": last.value} if last.value else {}
        found.append({**price, **end, **({"ledger": ledger} if ledger else {})})
        amounts.append(f"{row}.pence")
    return Read(found or None, f"{name}.0.from", errors, tuple(amounts))


_PRICE_INPUTS = (*(f".{end}-{part}" for end in ("from", "to") for part in DATE), ".pence")


def read_options(name: str, languages: Sequence[str], inputs: Inputs) -> Read:
    """Rows without a label are taken away. A row keeps its id however it is renamed."""
    found: list[dict[str, Any]] = []
    taken = {inputs.get(f"{row}.id", "") for row in _rows(name, inputs)}
    labels: set[tuple[str, str]] = set()
    errors: dict[str, str] = {}
    for row in _rows(name, inputs):
        label = {lang: inputs.get(f"{row}.{lang}", "").strip() for lang in languages}
        label = {lang: text for lang, text in label.items() if text}
        if not label:
            continue
        if languages[0] not in label:
            errors[f"{row}.{languages[0]}"] = _("Enter the option in %(language)s too") % {
                "language": _(NAMES[languages[0]])
            }
            continue
        for lang, text in label.items():
            if (lang, text) in labels:
                errors[f"{row}.{lang}"] = _("Enter another name: “%(name)s” is above already") % {
                    "name": text
                }
            labels.add((lang, text))
        own = inputs.get(f"{row}.id", "") or _fresh(label[languages[0]], taken)
        taken.add(own)
        found.append({"id": own, "label": label})
    return Read(found or None, f"{name}.0.{languages[0]}", errors)


def _fresh(label: str, taken: Iterable[str]) -> str:
    """An id made of the label that no other option has."""
    plain = {each.removeprefix(f"{owner_of(each)}.") for each in taken}
    own = base = slug(label)
    number = 1
    while own in plain:
        number += 1
        own = f"{base}-{number}"
    return own


def read_date(name: str, inputs: Inputs) -> Read:
    parts = [inputs.get(f"{name}-{part}", "").strip() for part in reversed(DATE)]
    if not any(parts):
        return Read(None, name)
    try:
        if not all(part.isascii() and part.isdecimal() for part in parts) or len(parts[0]) != 4:
            raise ValueError
        return Read(date(*map(int, parts)).isoformat(), name)
    except ValueError:
        return Read(None, name, {name: _("Enter a real date, like 1 4 2027")})


def price_told(row: Mapping[str, Any]) -> str:
    end = _(" to %(day)s") % {"day": row["to"]} if row.get("to") else ""
    return _("%(price)s from %(day)s") % {"price": pounds(row["pence"]), "day": row["from"]} + end


def _pence(text: str) -> int | str:
    try:
        return pence(text)
    except Invalid as refused:
        return str(refused)


def _rows(name: str, inputs: Inputs) -> list[str]:
    return [f"{name}.{number}" for number in range(count(name, inputs))]


def _date_field(name: str, label: str, inputs: Inputs) -> Field:
    value = {part: inputs.get(f"{name}-{part}", "") for part in DATE}
    return Field("date", name, label, value=value)


def _rate(rate: str) -> str:
    return {"outside-scope": _("Outside the scope of VAT"), "exempt": _("Exempt")}.get(
        rate, f"{rate}%"
    )


def _hidden(name: str, value: str) -> str:
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
