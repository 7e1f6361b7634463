"""The editor of what a council changes: each thing that is open as fields, and the post as values.

What is typed is the council's own; a field left empty takes the definition's value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup, escape

from commonworks.frontend.fields import Field
from commonworks.services.queries.deployments import Editor
from commonworks.services.queries.plans import released
from commonworks.services.web import overlay_rows as rows
from formwork import Opening, Overlay, OverlayError, changed, pounds, start_overlay

Inputs = Mapping[str, str]
LONG = 120  # characters: a longer text of the definition is folded away

KINDS = {
    "whole-number": "number",
    "url": "text",
    "colour": "text",
    "words": "long-text",
}
GROUPS = (
    ("settings", gettext_lazy("Settings")),
    ("prices", gettext_lazy("Prices")),
    ("options", gettext_lazy("Lists")),
    ("colour", gettext_lazy("Colours")),
    ("words", gettext_lazy("Words")),
)
LANGUAGES = {"en": gettext_lazy("English"), "cy": gettext_lazy("Welsh")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is open, drawn. `meanwhile`: what a colleague saved while this was open."""

    label: str
    hint: str
    fields: tuple[Field, ...]
    rows: str = ""  # the name under which rows are added, where there are rows
    base: str = ""
    meanwhile: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class OverlayForm:
    """What stands in the fields now: what was saved, or what was typed."""

    editor: Editor
    inputs: Inputs
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: bool = False

    @classmethod
    def saved(cls, editor: Editor) -> Self:
        return cls(editor, _stored(editor))

    @classmethod
    def typed(cls, editor: Editor, post: QueryDict) -> Self:
        return cls(editor, {name: str(value).replace("\r\n", "\n") for name, value in post.items()})

    def with_another_row(self, name: str) -> "OverlayForm":
        more = {f"{name}.rows": str(rows.count(name, self.inputs) + 1)}
        return replace(self, inputs={**self.inputs, **more})

    def after_a_colleague(self) -> "OverlayForm":
        return replace(self, conflict=True)

    def refused(self, errors: Mapping[str, str]) -> "OverlayForm":
        return replace(self, errors=errors)

    def read(self) -> tuple[Overlay, dict[str, str]]:
        """What was typed, as far as the definition allows it, and by field what it does not."""
        release = released(self.editor.running.plan.release)
        made = start_overlay(release, self.editor.organisation)
        errors: dict[str, str] = {}
        for opening in self.editor.openings:
            read = _read(opening, self.editor.languages, self.inputs)
            errors |= read.errors
            if read.value is None or read.errors:
                continue
            try:
                made = changed(made, release, opening.address, opening.slot, read.value)
            except OverlayError as refused:
                errors[read.first] = " ".join(p.message for p in refused.problems)
        return made, errors

    def groups(self) -> list[Group]:
        stored = _stored(self.editor) if self.conflict else {}
        found: dict[str, list[Entry]] = {}
        for opening in self.editor.openings:
            found.setdefault(_group(opening), []).append(self._entry(opening, stored))
        return [
            Group(name, str(title), tuple(found[name])) for name, title in GROUPS if name in found
        ]

    def _entry(self, opening: Opening, stored: Inputs) -> Entry:
        fields = tuple(
            replace(each, error=self.errors.get(each.name, ""))
            for each in _fields(opening, self.editor.languages, self.inputs)
        )
        return Entry(
            label=_label(opening),
            hint=" ".join(filter(None, [opening.hint, _limits(opening)])),
            fields=fields,
            rows=name_of(opening) if opening.kind in rows.KINDS else "",
            base=_base(opening),
            meanwhile=_meanwhile(opening, stored, self.inputs),
        )

    @property
    def drawn(self) -> list[Field]:
        return [each for group in self.groups() for entry in group.entries for each in entry.fields]


def name_of(opening: Opening) -> str:
    """`page.vehicle.field.vrm.label`: the name of the inputs of one opening."""
    return f"{opening.address}.{opening.slot}".replace(":", ".").replace("/", ".")


SLOTS = {
    "subject": gettext_lazy("subject of the email"),
    "body": gettext_lazy("text of the email"),
    "letter": gettext_lazy("letter"),
    "hint": gettext_lazy("hint"),
    "slug": gettext_lazy("last part of the web address"),
}


def _label(opening: Opening) -> str:
    """Several texts of one thing have one label: their slots tell them apart."""
    own = SLOTS.get(opening.slot)
    return f"{opening.label} – {own}" if own else opening.label


def _group(opening: Opening) -> str:
    return opening.kind if opening.kind in dict(GROUPS) else "settings"


def _stored(editor: Editor) -> dict[str, str]:
    found: dict[str, str] = {}
    for opening in editor.openings:
        if opening.changed:
            found |= _as_inputs(opening)
    return found


def _as_inputs(opening: Opening) -> dict[str, str]:
    name, value = name_of(opening), opening.value
    match opening.kind:
        case "prices" | "options":
            return rows.as_inputs(opening.kind, name, value)
        case "words":
            return {f"{name}.{lang}": text for lang, text in value.items()}
        case "date":
            return rows.date_inputs(name, value)
    return {name: value}


def _fields(opening: Opening, languages: Sequence[str], inputs: Inputs) -> Iterable[Field]:
    name, longest = name_of(opening), opening.limits.get("max-length", 0)
    match opening.kind:
        case "prices":
            return rows.price_fields(name, inputs)
        case "options":
            return rows.option_fields(name, languages, inputs)
        case "words":
            return [
                Field(
                    "long-text" if _is_long(opening) else "text",
                    f"{name}.{lang}",
                    str(LANGUAGES[lang]),
                    value=inputs.get(f"{name}.{lang}", ""),
                    max_length=longest,
                    rows=4,
                )
                for lang in languages
            ]
        case "date":
            value: Any = {part: inputs.get(f"{name}-{part}", "") for part in rows.DATE}
            return [Field("date", name, _("Your council’s date"), value=value)]
    kind = KINDS.get(opening.kind, opening.kind)
    own = Field(kind, name, _("Your council’s value"), value=inputs.get(name, ""))
    return [replace(own, width=10) if opening.kind == "colour" else own]


def _is_long(opening: Opening) -> bool:
    return opening.slot in ("body", "letter", "text") or any(
        "\n" in text or len(text) > 80 for text in opening.base.values()
    )


def _read(opening: Opening, languages: Sequence[str], inputs: Inputs) -> rows.Read:
    name = name_of(opening)
    match opening.kind:
        case "prices":
            return rows.read_prices(name, inputs)
        case "options":
            return rows.read_options(name, languages, inputs)
        case "words":
            found = {lang: inputs.get(f"{name}.{lang}", "").strip() for lang in languages}
            typed = {lang: text for lang, text in found.items() if text}
            return rows.Read(typed or None, f"{name}.{next(iter(typed), languages[0])}")
        case "date":
            return rows.read_date(name, inputs)
    return rows.Read(inputs.get(name, "").strip() or None, name)


def _limits(opening: Opening) -> str:
    limits, money = opening.limits, opening.kind == "prices"
    said = []
    if limits.get("max-length"):
        said.append(_("Up to %(n)s characters.") % {"n": limits["max-length"]})
    shown = pounds if money else str
    if "min" in limits:
        said.append(_("At least %(n)s.") % {"n": shown(limits["min"])})
    if "max" in limits:
        said.append(_("At most %(n)s.") % {"n": shown(limits["max"])})
    if "min-options" in limits:
        said.append(_("At least %(n)s in the list.") % {"n": limits["min-options"]})
    if "max-options" in limits:
        said.append(_("At most %(n)s in the list.") % {"n": limits["max-options"]})
    if opening.kind == "colour":
        said.append(_("White text must be readable on it: a contrast of 4.5 to 1 or more."))
    if opening.required:
        said.append(_("Needed before you go live."))
    return " ".join(said)


def _base(opening: Opening) -> Markup:
    """What holds where the council says nothing."""
    texts = _told(opening.kind, opening.base)
    if not texts:
        nothing = _("The definition says nothing here.")
        return Markup('<p class="govuk-hint">{}</p>').format(nothing)
    heading = _("The definition’s own")
    if len(texts) == 1 and len(texts[0]) <= LONG:
        return Markup('<p class="govuk-hint">{}: {}</p>').format(heading, texts[0])
    body = Markup("").join(
        Markup('<p class="govuk-body">{}</p>').format(_with_breaks(text)) for text in texts
    )
    return Markup(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>'
    ).format(heading, body)


def _with_breaks(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _told(kind: str, value: Any) -> list[str]:
    match kind:
        case "words":
            return [f"{LANGUAGES[lang]}: {text}" for lang, text in value.items()]
        case "prices":
            return [rows.price_told(row) for row in value]
        case "options":
            return [_("Your options are added to these.")] if value else []
    return [str(value)] if value else []


def _meanwhile(opening: Opening, stored: Inputs, inputs: Inputs) -> str:
    mine = _as_inputs(opening) if opening.changed else {}
    if not stored or all(inputs.get(name, "") == value for name, value in mine.items()):
        return ""
    return "; ".join(value for name, value in mine.items() if value and not name.endswith(".id"))
