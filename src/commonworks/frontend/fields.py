"""Draws the fields of a form from a description that knows no HTML.

    field_html(Field("postcode", "home", "What is your postcode?", heading=True, error="…"))

What a browser posts back: one value under the field's name, several for checkboxes, and for a
field of parts (date, address) one under ``name-part`` each; ``PARTS`` lists them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from markupsafe import Markup

from commonworks.frontend import choices, controls, pieces

Value = str | Sequence[str] | Mapping[str, str]

PARTS: Mapping[str, tuple[str, ...]] = {
    "date": ("day", "month", "year"),
    "address": ("line1", "line2", "town", "county", "postcode"),
}
PART_LABELS = {
    "day": gettext_noop("Day"),
    "month": gettext_noop("Month"),
    "year": gettext_noop("Year"),
    "line1": gettext_noop("Address line 1"),
    "line2": gettext_noop("Address line 2 (optional)"),
    "town": gettext_noop("Town or city"),
    "county": gettext_noop("County (optional)"),
    "postcode": gettext_noop("Postcode"),
}
# https://html.spec.whatwg.org/#autofill (WCAG 2.2, 1.3.5), and widths that fit the answer.
ADDRESS_INPUTS = {
    "line1": {"autocomplete": "address-line1"},
    "line2": {"autocomplete": "address-line2"},
    "town": {"autocomplete": "address-level2", "classes": "govuk-!-width-two-thirds"},
    "county": {"classes": "govuk-!-width-two-thirds"},
    "postcode": {"autocomplete": "postal-code", "classes": "govuk-input--width-10"},
}
TEXT_INPUTS: Mapping[str, Mapping[str, Any]] = {
    "text": {},
    "number": {"inputmode": "numeric", "spellcheck": False, "width": 10},
    "money": {"inputmode": "decimal", "spellcheck": False, "width": 10, "prefix": {"text": "£"}},
    "email": {"type": "email", "autocomplete": "email", "spellcheck": False},
    "telephone": {"type": "tel", "autocomplete": "tel", "width": 20},
    "postcode": {"autocomplete": "postal-code", "width": 10},
    "vehicle-registration": {"autocapitalize": "characters", "spellcheck": False, "width": 10},
}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. ``reveals`` is shown below it while it is chosen; an ``exclusive`` checkbox
    clears the others; ``divider`` is a word before it, such as "or"."""

    value: str
    label: str
    hint: str = ""
    reveals: tuple["Field", ...] = ()
    exclusive: bool = False
    divider: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    ``kind`` is one of KINDS. ``value`` is a text; for checkboxes the chosen values; for date and
    address a text for each part. ``wrong_parts`` says which parts the error is about (all when
    empty). ``width`` is in characters: 2, 3, 4, 5, 10, 20 or 30. ``heading``: the label is the
    page's heading. ``html`` is for content alone and must be safe.
    """

    kind: str
    name: str
    label: str = ""
    hint: str = ""
    value: Value = ""
    error: str = ""
    wrong_parts: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    required: bool = True
    heading: bool = False
    quiet: bool = False  # the page's heading says the label already: show it to screen readers
    size: str = ""  # of the label: s, m, l or xl; l for a heading
    width: int = 0
    rows: int = 0
    max_length: int = 0
    max_words: int = 0
    inline: bool = False
    autocomplete: str = ""
    inputmode: str = ""
    spellcheck: bool | None = None
    suffix: str = ""
    accept: str = ""
    html: str = ""
    disabled: bool = False
    lang: str = ""  # of what is typed into a long-text, where it is not the page's
    typed: str | None = None  # for a long list's box: what was typed into it; None keeps it unnamed

    @property
    def target(self) -> str:
        """The id that an error summary links to: the first control at fault."""
        parts = PARTS.get(self.kind)
        if not parts:
            return self.name
        return f"{self.name}-{self.wrong_parts[0] if self.wrong_parts else parts[0]}"


def field_html(field: Field) -> Markup:
    """The HTML of one field. Raises KeyError for a kind that is not in KINDS."""
    return Markup(KINDS[field.kind](field))  # noqa: S704 - every text in it has been escaped


def fields_html(fields: Sequence[Field]) -> Markup:
    """The HTML of several fields, one after another."""
    return Markup("").join(field_html(field) for field in fields)


def errors_html(fields: Sequence[Field], others: Sequence[str] = ()) -> Markup:
    """The error summary for the fields at fault, revealed ones too; empty if all is well.

    ``others`` are errors that belong to no field.
    """
    wrong = [
        {"text": field.error, "href": f"#{field.target}"} for field in every(fields) if field.error
    ]
    listed = [*wrong, *({"text": text} for text in others)]
    if not listed:
        return Markup("")
    summary = {"titleText": _("There is a problem"), "errorList": listed}
    return Markup(pieces.error_summary(summary))  # noqa: S704 - escaped there


def every(fields: Sequence[Field]) -> list[Field]:
    """The fields with those that their options reveal, in the order of the page."""
    found: list[Field] = []
    for field in fields:
        found.append(field)
        for option in field.options:
            found.extend(every(option.reveals))
    return found


def _text(field: Field) -> str:
    usual = TEXT_INPUTS[field.kind]
    width = field.width or usual.get("width", 0)
    spellcheck = usual.get("spellcheck") if field.spellcheck is None else field.spellcheck
    return controls.text_input(
        {
            **usual,
            **_labelled(field),
            "classes": f"govuk-input--width-{width}" if width else "",
            "value": field.value or None,
            "autocomplete": field.autocomplete or usual.get("autocomplete"),
            "inputmode": field.inputmode or usual.get("inputmode"),
            "spellcheck": spellcheck,
            "suffix": {"text": field.suffix},
        }
    )


def _long_text(field: Field) -> str:
    params = _labelled(field) | {
        "value": field.value,
        "rows": field.rows or 5,
        "spellcheck": field.spellcheck,
        "autocomplete": field.autocomplete,
        "attributes": {"lang": field.lang or None},
    }
    if field.max_words:
        return controls.character_count(params | {"maxwords": field.max_words} | _word_texts())
    if field.max_length:
        limit = {"maxlength": field.max_length}
        return controls.character_count(params | limit | _character_texts())
    return controls.textarea(params)


def _word_texts() -> dict[str, Any]:
    """What the counter says; the script has English of its own."""
    if _("Error") == "Error":
        return {}
    return {
        "textareaDescriptionText": _("You can enter up to %{count} words"),
        "wordsUnderLimitText": {
            "one": _("You have %{count} word remaining"),
            "other": _("You have %{count} words remaining"),
        },
        "wordsAtLimitText": _("You have 0 words remaining"),
        "wordsOverLimitText": {
            "one": _("You have %{count} word too many"),
            "other": _("You have %{count} words too many"),
        },
    }


def _character_texts() -> dict[str, Any]:
    if _("Error") == "Error":
        return {}
    return {
        "textareaDescriptionText": _("You can enter up to %{count} characters"),
        "charactersUnderLimitText": {
            "one": _("You have %{count} character remaining"),
            "other": _("You have %{count} characters remaining"),
        },
        "charactersAtLimitText": _("You have 0 characters remaining"),
        "charactersOverLimitText": {
            "one": _("You have %{count} character too many"),
            "other": _("You have %{count} characters too many"),
        },
    }


def _radios(field: Field) -> str:
    items = _items(field, field.options)
    classes = "govuk-radios--inline" if field.inline else ""
    params = _legended(field) | {"items": items, "value": field.value, "classes": classes}
    return choices.radios(params)


def _yes_no(field: Field) -> str:
    options = field.options or (Option("yes", _("Yes")), Option("no", _("No")))
    inline = "" if any(option.reveals for option in options) else "govuk-radios--inline"
    items = _items(field, options)
    return choices.radios(
        _legended(field) | {"items": items, "value": field.value, "classes": inline}
    )


def _checkboxes(field: Field) -> str:
    params = _legended(field) | {"items": _items(field, field.options), "values": field.value}
    return choices.checkboxes(params)


def _declaration(field: Field) -> str:
    """One box that must be ticked; its value is "yes"."""
    own = (Option("yes", field.label),)
    params = _legended(field) | {"items": _items(field, own), "values": (field.value,)}
    return choices.checkboxes(params | {"fieldset": None})


def _items(field: Field, options: Sequence[Option]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for at, option in enumerate(options, 1):
        if option.divider:
            items.append({"divider": option.divider})
        items.append(
            {
                # A divider must not shift the ids that labels and summaries point at.
                "id": field.name if at == 1 else f"{field.name}-{at}",
                "value": option.value,
                "text": option.label,
                "hint": {"text": option.hint} if option.hint else None,
                "behaviour": "exclusive" if option.exclusive else None,
                "disabled": field.disabled,
                "conditional": {"html": fields_html(option.reveals)} if option.reveals else None,
            }
        )
    return items


def _select(field: Field) -> str:
    items = [{"value": each.value, "text": each.label} for each in field.options]
    if all(each.value for each in field.options):  # else choosing nothing has words of its own
        items.insert(0, {"value": "", "text": _("Choose one")})
    # A list too long to read through becomes a box to type in, where scripts run.
    extra = {"data-module": "cw-autocomplete"} if len(field.options) > 15 else {}
    if extra and field.typed is not None:
        extra["data-typed"] = field.typed
    value = field.value or None
    return controls.select(_labelled(field) | {"items": items, "value": value, "attributes": extra})


def _date(field: Field) -> str:
    values = field.value if isinstance(field.value, Mapping) else {}
    birthday = field.autocomplete == "bday"
    items = [
        {
            "name": part,
            "label": _(PART_LABELS[part]),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{_wrong(field, part)}",
            "value": values.get(part),
            "autocomplete": f"bday-{part}" if birthday else None,
        }
        for part in PARTS["date"]
    ]
    own = {"id": field.name, "namePrefix": field.name, "items": items}
    return controls.date_input(_legended(field) | own)


def _wrong(field: Field, part: str) -> str:
    at_fault = field.error and part in (field.wrong_parts or PARTS[field.kind])
    return " govuk-input--error" if at_fault else ""


def _address(field: Field) -> str:
    values = field.value if isinstance(field.value, Mapping) else {}
    inputs = "".join(_address_line(field, part, values.get(part)) for part in PARTS["address"])
    return controls.grouped(_legended(field) | {"idPrefix": field.name}, inputs, role="group")


def _address_line(field: Field, part: str, value: str | None) -> str:
    usual = ADDRESS_INPUTS[part]
    return controls.text_input(
        {
            **usual,
            "classes": f"{usual.get('classes', '')}{_wrong(field, part)}".strip(),
            "name": f"{field.name}-{part}",
            "label": {"text": _(PART_LABELS[part])},
            "value": value or None,
        }
    )


def _password(field: Field) -> str:
    texts: dict[str, Any] = {}
    if _("Error") != "Error":
        texts = {
            "showPasswordText": _("Show"),
            "hidePasswordText": _("Hide"),
            "showPasswordAriaLabelText": _("Show password"),
            "hidePasswordAriaLabelText": _("Hide password"),
            "passwordShownAnnouncementText": _("Your password is visible"),
            "passwordHiddenAnnouncementText": _("Your password is hidden"),
        }
    # The value is never sent back to the browser.
    own = {"autocomplete": field.autocomplete or "current-password"}
    return controls.password_input(_labelled(field) | texts | own)


def _file(field: Field) -> str:
    accept = {"accept": field.accept} if field.accept else None
    return controls.file_upload(_labelled(field) | {"attributes": accept})


def _content(field: Field) -> str:
    return f'<div class="cw-prose">{field.html}</div>'


def _labelled(field: Field) -> dict[str, Any]:
    return _described(field) | {
        "label": {
            "text": _question(field),
            "classes": _sized("govuk-label", field),
            "isPageHeading": field.heading,
        },
    }


def _legended(field: Field) -> dict[str, Any]:
    legend = {
        "text": _question(field),
        "classes": _sized("govuk-fieldset__legend", field),
        "isPageHeading": field.heading,
    }
    return _described(field) | {"fieldset": {"legend": legend}}


def _described(field: Field) -> dict[str, Any]:
    error = {"text": field.error, "visuallyHiddenText": _("Error")} if field.error else None
    hint = {"text": field.hint} if field.hint else None
    return {
        "name": field.name,
        "hint": hint,
        "errorMessage": error,
        "disabled": field.disabled,
    }


def _question(field: Field) -> str:
    return field.label if field.required else _("%(label)s (optional)") % {"label": field.label}


def _sized(base: str, field: Field) -> str:
    if field.quiet:
        return "govuk-visually-hidden"
    size = field.size or ("l" if field.heading else "")
    return f"{base}--{size}" if size else ""


KINDS: Mapping[str, Callable[[Field], str]] = {
    **dict.fromkeys(TEXT_INPUTS, _text),
    "long-text": _long_text,
    "date": _date,
    "yes-no": _yes_no,
    "radios": _radios,
    "checkboxes": _checkboxes,
    "select": _select,
    "address": _address,
    "declaration": _declaration,
    "content": _content,
    "password": _password,
    "file": _file,
}
