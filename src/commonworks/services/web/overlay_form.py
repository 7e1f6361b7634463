"""A page of the editor of what a council changes: each thing that is open as fields, and the post
as values.

What is typed is the council's own; a field left empty takes the definition's value. What stands on
other pages stays as it was saved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup, escape

from commonworks.frontend.fields import Field
from commonworks.frontend.words import reader
from commonworks.services.queries.deployments import Editor
from commonworks.services.queries.plans import released
from commonworks.services.web import overlay_rows as rows
from commonworks.services.web.overlay_groups import Group, label_of
from formwork import (
    Opening,
    Overlay,
    OverlayError,
    Release,
    changed,
    check_value,
    pounds,
    start_overlay,
)

Inputs = Mapping[str, str]
LONG = 300  # characters: a longer text of the definition is folded away

KINDS = {
    "whole-number": "number",
    "url": "text",
    "colour": "text",
    "words": "long-text",
}
LANGUAGES = {"en": gettext_lazy("English"), "cy": gettext_lazy("Welsh")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is open, drawn. `legend` is empty where a single field says it all.
    `meanwhile`: what a colleague saved while this was open."""

    label: str
    legend: str
    hint: str
    fields: tuple[Field, ...]
    rows: str = ""  # the name under which rows are added, where there are rows
    base: str = ""
    meanwhile: str = ""


@dataclass(frozen=True)
class OverlayForm:
    """What stands in the fields of one group now: what was saved, or what was typed."""

    editor: Editor
    group: Group
    inputs: Inputs
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: bool = False

    @classmethod
    def saved(cls, editor: Editor, group: Group) -> Self:
        return cls(editor, group, _stored(group))

    @classmethod
    def typed(cls, editor: Editor, group: Group, post: QueryDict) -> Self:
        told = {name: str(value).replace("\r\n", "\n") for name, value in post.items()}
        return cls(editor, group, told)

    def with_another_row(self, name: str) -> "OverlayForm":
        more = {f"{name}.rows": str(rows.count(name, self.inputs) + 1)}
        return replace(self, inputs={**self.inputs, **more})

    def after_a_colleague(self) -> "OverlayForm":
        return replace(self, conflict=True)

    def refused(self, errors: Mapping[str, str]) -> "OverlayForm":
        return replace(self, errors=errors)

    def read(self) -> tuple[Overlay, dict[str, str]]:
        """The council's overlay with what was typed, as far as the definition allows it, and by
        field what it does not."""
        release = released(self.editor.running.plan.release)
        made = self._elsewhere(start_overlay(release, self.editor.organisation))
        errors: dict[str, str] = {}
        for opening in self.group.openings:
            read = _read(opening, self.editor.languages, self.inputs)
            errors |= read.errors
            if read.value is None or read.errors:
                continue
            try:
                made = changed(made, release, opening.address, opening.slot, read.value)
            except OverlayError as refused:
                errors[_at(read, opening, release)] = " ".join(p.message for p in refused.problems)
        return made, errors

    def _elsewhere(self, nothing: Overlay) -> Overlay:
        """What was saved on other pages."""
        own = (o for o in self.editor.running.plan.composed.overlays if o.owner == nothing.owner)
        kept = next((o for o in own if o.release == nothing.release), nothing)
        for opening in self.group.openings:
            kept = kept.without(opening.address, opening.slot)
        return kept

    @cached_property
    def entries(self) -> list[Entry]:
        stored = _stored(self.group) if self.conflict else {}
        return [self._entry(opening, stored) for opening in self.group.openings]

    def _entry(self, opening: Opening, stored: Inputs) -> Entry:
        words = self.editor.running.plan.words(reader())
        label = label_of(opening, words)
        fields = tuple(
            replace(each, error=self.errors.get(each.name, ""))
            for each in _fields(opening, label, self.editor.languages, self.inputs)
        )
        alone = len(fields) == 1
        return Entry(
            label=label,
            legend="" if alone else label,
            hint="" if alone else _hint(opening),
            fields=fields,
            rows=name_of(opening) if opening.kind in rows.KINDS else "",
            base=_folded(opening),
            meanwhile=_meanwhile(opening, stored, self.inputs),
        )

    @property
    def drawn(self) -> list[Field]:
        return [each for entry in self.entries for each in entry.fields]


def name_of(opening: Opening) -> str:
    """`page.vehicle.field.vrm.label`: the name of the inputs of one opening."""
    return f"{opening.address}.{opening.slot}".replace(":", ".").replace("/", ".")


def _stored(group: Group) -> dict[str, str]:
    found: dict[str, str] = {}
    for opening in group.openings:
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


def _fields(
    opening: Opening, label: str, languages: Sequence[str], inputs: Inputs
) -> Iterable[Field]:
    name = name_of(opening)
    match opening.kind:
        case "prices":
            return rows.price_fields(name, inputs)
        case "options":
            return rows.option_fields(name, languages, inputs)
        case "words":
            return [_text_field(opening, label, lang, languages, inputs) for lang in languages]
    own = Field(
        KINDS.get(opening.kind, opening.kind),
        name,
        label,
        hint=_hint(opening),
        value=inputs.get(name, ""),
        size="s",
        width=10 if opening.kind == "colour" else 0,
    )
    if opening.kind == "date":
        return [replace(own, value={p: inputs.get(f"{name}-{p}", "") for p in rows.DATE})]
    return [own]


def _text_field(
    opening: Opening, label: str, lang: str, languages: Sequence[str], inputs: Inputs
) -> Field:
    """One language of a text; the definition's own text in it is the hint."""
    name, alone = f"{name_of(opening)}.{lang}", len(languages) == 1
    own = _said(opening.base.get(lang, "")) if not _is_folded(opening) else ""
    return Field(
        "long-text" if _is_long(opening) else "text",
        name,
        label if alone else str(LANGUAGES[lang]),
        hint=" ".join(filter(None, [_limits(opening) if alone else "", own])),
        value=inputs.get(name, ""),
        max_length=opening.limits.get("max-length", 0),
        rows=4,
        size="s" if alone else "",
    )


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


def _at(read: rows.Read, opening: Opening, release: Release) -> str:
    """The field to show a refusal at: the first amount that is refused by itself, if one is."""
    for name, price in zip(read.amounts, read.value if read.amounts else (), strict=True):
        alone = {**price, "to": ""}
        if check_value(release, opening.address, opening.slot, [alone]):
            return name
    return read.first


def _limits(opening: Opening) -> str:
    limits, money = opening.limits, opening.kind == "prices"
    said = []
    # A long text counts its characters itself.
    if limits.get("max-length") and not (opening.kind == "words" and _is_long(opening)):
        said.append(_("Up to %(n)s characters.") % {"n": f"{limits['max-length']:,}"})
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


def _hint(opening: Opening) -> str:
    """What the definition says of it, its limits, and what holds where the council says nothing.
    A text is told beside the field of its language instead."""
    told = "" if opening.kind == "words" else "; ".join(_told(opening.kind, opening.base))
    return " ".join(filter(None, [opening.hint, _limits(opening), _said(told)]))


def _said(text: str) -> str:
    return _("The definition says: %(text)s") % {"text": text} if text else ""


def _is_folded(opening: Opening) -> bool:
    return opening.kind == "words" and any(
        "\n" in text.strip() or len(text) > LONG for text in opening.base.values()
    )


def _folded(opening: Opening) -> Markup:
    """What a text of several paragraphs says where the council says nothing."""
    if not _is_folded(opening):
        return Markup("")
    body = Markup("").join(
        Markup('<p class="govuk-body" lang="{}">{}</p>').format(lang, _with_breaks(text.strip()))
        for lang, text in opening.base.items()
    )
    return Markup(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>'
    ).format(_("What the definition says"), body)


def _with_breaks(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _told(kind: str, value: Any) -> list[str]:
    match kind:
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
