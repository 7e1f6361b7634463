"""Overlays: what one council, or one nation, changes of a release, key by key.

A definition is closed but for its `open` rules. Each change remembers the hash of the value it
replaced (`was`), so that a later release can tell who changed what; a translation remembers the
text that it translates (`of`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from formwork.canonical import Json, canonical, sha256
from formwork.characters import ONE_LINE, line_fault, texts_in, unseen_fault
from formwork.checks import value_fault
from formwork.colours import HEX, contrast_ratio
from formwork.entries import is_text
from formwork.ids import Key, is_id, kind_of, last_id, matches, owner_of, parent_of
from formwork.money import pounds
from formwork.prices import price_faults, prices_of
from formwork.problems import OverlayError, Problem
from formwork.release import FORMAT, Release
from formwork.schema import Typed, resolved, schema, typed
from formwork.source import read_source
from formwork.texts import fillable, place_fault

LONGEST_TEXT = 20_000
LONGEST_LINE = 500  # of a setting that is one line, where the definition names no limit


@dataclass(frozen=True, slots=True)
class Change:
    """One value of an overlay. `was` is the hash of the base value, empty where it had none."""

    key: Key
    now: Json
    was: str = ""
    of: str = ""
    why: str = ""

    def as_json(self) -> Json:
        told = {"address": self.key.address, "slot": self.key.slot, "lang": self.key.lang}
        rest = {"was": self.was, "of": self.of, "why": self.why}
        return {"now": self.now, **{k: v for k, v in (told | rest).items() if v}}


@dataclass(frozen=True)
class Overlay:
    """What `owner` changes of the release with that hash. Immutable, like a release."""

    definition: str
    release: str
    owner: str
    changes: Mapping[Key, Change] = field(default_factory=dict)
    layer: str = "council"
    lines: Mapping[Key, int] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def hash(self) -> str:
        return sha256(self.as_json())

    def as_json(self) -> Json:
        return {
            "formwork": FORMAT,
            "overlay": self.definition,
            "release": self.release,
            "owner": self.owner,
            "layer": self.layer,
            "changes": [self.changes[key].as_json() for key in sorted(self.changes)],
        }

    def to_bytes(self) -> bytes:
        """Canonical JSON (RFC 8785)."""
        return canonical(self.as_json())

    @classmethod
    def from_bytes(cls, data: bytes) -> "Overlay":
        """An overlay as `to_bytes` wrote it. ValueError if it is not."""
        value = json.loads(data)
        if not isinstance(value, dict) or value.get("formwork") != FORMAT or "overlay" not in value:
            raise ValueError("This is not an overlay that this version of formwork can read.")
        changes = [_change(one) for one in value["changes"]]
        return cls(
            value["overlay"],
            value["release"],
            value["owner"],
            {change.key: change for change in changes},
            value["layer"],
        )

    def without(self, address: str, slot: str) -> "Overlay":
        """The overlay with one value given back to the definition, in every language."""
        left = {k: c for k, c in self.changes.items() if not _belongs(k, address, slot)}
        return Overlay(self.definition, self.release, self.owner, left, self.layer, self.lines)


def _belongs(key: Key, address: str, slot: str) -> bool:
    if slot == "options":
        return parent_of(key.address) == address
    return (key.address, key.slot) == (address, slot)


def _change(value: Json) -> Change:
    key = Key(value["address"], value["slot"], value.get("lang", ""))
    return Change(
        key, value["now"], value.get("was", ""), value.get("of", ""), value.get("why", "")
    )


def start_overlay(release: Release, owner: str, layer: str = "council") -> Overlay:
    """An overlay that changes nothing yet."""
    return Overlay(release.id, release.hash, owner, {}, layer)


def changed(
    overlay: Overlay, release: Release, address: str, slot: str, now: Json, why: str = ""
) -> Overlay:
    """The overlay with one more change.

    `now` is a text for settings and colours; {lang: text} for texts; rows {from, to, pence, vat,
    ledger} for prices; [{id, label: {lang: text}, hint}] for a list's `options`, which replaces the
    options this owner added before. Raises OverlayError where `open` does not allow it.
    """
    fault = value_problem(release, address, slot, now, overlay.layer)
    if fault:
        raise OverlayError([fault])
    kept = overlay.without(address, slot)
    if slot == "options":
        made = _options(overlay.owner, release, address, now)
    elif isinstance(now, dict):
        made = _texts(release, address, slot, now, why)
    else:
        key = Key(address, slot)
        made = {key: Change(key, now, was(release, key), "", why)}
    changes = {**kept.changes, **made}
    return Overlay(release.id, release.hash, overlay.owner, changes, overlay.layer, overlay.lines)


def was(release: Release, key: Key) -> str:
    """The hash of what the release says at a key; empty where it says nothing."""
    return sha256(release.entries[key]) if key in release.entries else ""


def _texts(
    release: Release, address: str, slot: str, now: Mapping[str, str], why: str
) -> dict[Key, Change]:
    source = release.languages[0]
    meant = now.get(source, release.entries.get(Key(address, slot, source), ""))
    made = {}
    for lang, text in now.items():
        key = Key(address, slot, lang)
        of = sha256(meant) if lang != source else ""
        made[key] = Change(key, text, was(release, key), of, why)
    return made


def _options(owner: str, release: Release, address: str, now: list[Json]) -> dict[Key, Change]:
    made: dict[Key, Change] = {}
    before = _last_option(release, address)
    for option in now:
        name = option["id"] if owner_of(option["id"]) else f"{owner}.{option['id']}"
        child = f"{address}/option:{name}"
        for slot in ("label", "hint"):
            if option.get(slot):
                said = option[slot]
                texts = said if isinstance(said, dict) else {release.languages[0]: said}
                made |= _texts(release, child, slot, texts, "")
        key = Key(child, "after")
        made[key] = Change(key, before)
        before = name
    return made


def _last_option(release: Release, address: str) -> str | None:
    afters = {
        last_id(key.address): value
        for key, value in release.entries.items()
        if parent_of(key.address) == address and key.slot == "after"
    }
    return next((name for name in afters if name not in afters.values()), None)


def rule_for(release: Release, address: str, slot: str, layer: str) -> Mapping[str, Any] | None:
    """The limits of the `open` rule that lets this layer change this slot; None if it is closed."""
    for rule in release.entries.get(Key("definition", "open"), ()):
        fits = matches(rule["address"], address) and (
            rule["slot"] == slot or (rule["slot"] == "*" and is_text(slot))
        )
        if fits and layer in rule.get("who", ["council"]):
            limits: Mapping[str, Any] = rule.get("limits", {})
            return limits
    return None


def check_value(
    release: Release, address: str, slot: str, now: Json, layer: str = "council"
) -> str | None:
    """Why this value may not be set, as a sentence for the person who sets it; None if it may."""
    fault = value_problem(release, address, slot, now, layer)
    return fault.message if fault else None


def value_problem(
    release: Release, address: str, slot: str, now: Json, layer: str
) -> Problem | None:
    limits = rule_for(release, address, slot, layer)
    where = f"{address} {slot}"
    if not any(key.address == address for key in release.entries):
        return Problem("no-such-address", "The definition has no such part.", where)
    if limits is None:
        said = "The definition does not let a council change this. Ask its factory to open it."
        return Problem("closed", said, where)
    message = _fault(release, address, slot, now, limits)
    return Problem("not-allowed", message, where) if message else None


def _fault(
    release: Release, address: str, slot: str, now: Json, limits: Mapping[str, Any]
) -> str | None:
    for text in texts_in(now):
        if fault := unseen_fault(text):
            return fault
    if is_text(slot):
        return _text_fault(release, address, slot, now, limits)
    match kind_of(address), slot:
        case "setting", "value":
            kind = release.entries.get(Key(address, "type"), "text")
            return _setting_fault(now, kind, limits)
        case "colour", "value":
            return colour_fault(now)
        case "product", "prices":
            return _prices_fault(last_id(address), now, limits)
        case "list", "options":
            return _options_fault(release, address, now, limits)
    return "This kind of value cannot be changed by an overlay yet."


def _text_fault(
    release: Release, address: str, slot: str, now: Json, limits: Mapping[str, Any]
) -> str | None:
    if not isinstance(now, dict) or not all(isinstance(text, str) for text in now.values()):
        return "Give a text for each language."
    for lang, text in now.items():
        if lang not in release.languages:
            return f"The definition has no texts in “{lang}”."
        longest = limits.get("max-length", LONGEST_TEXT)
        if len(text) > longest:
            return f"The text must be {longest:,} characters or fewer."
        if not text.strip():
            return "Enter a text, or take the change away to use the definition's own."
        if slot in ONE_LINE and (fault := line_fault(text)):
            return fault
        if fault := place_fault(text, _names(release, address, slot)):
            return fault
    return None


def _names(release: Release, address: str, slot: str) -> Iterable[str]:
    yield from fillable(address, slot)
    yield from (
        last_id(k.address)
        for k in release.entries
        if k.slot == "type" and kind_of(k.address) == "setting"
    )


def _setting_fault(now: Json, kind: str, limits: Mapping[str, Any]) -> str | None:
    if not isinstance(now, str):
        return "Give the value as a text."
    if not now.strip():
        return "Enter a value." if limits.get("required") else None
    longest = limits.get("max-length", LONGEST_TEXT if kind == "long-text" else LONGEST_LINE)
    if len(now) > longest:
        return f"The value must be {longest:,} characters or fewer."
    return value_fault(now, kind, limits)


def colour_fault(now: Json) -> str | None:
    """White text stands on these colours, so WCAG 2.2 asks for a contrast of 4.5 to 1."""
    if not isinstance(now, str) or not HEX.fullmatch(now):
        return "Enter a colour as # and six digits, such as #1d70b8."
    ratio = contrast_ratio(now, "#ffffff")
    if ratio < 4.5:
        return f"White text on {now} has a contrast of {ratio:.1f} to 1: choose a darker colour."
    return None


def _prices_fault(product: str, now: Json, limits: Mapping[str, Any]) -> str | None:
    try:
        prices = prices_of(product, now)
    except (ValueError, KeyError, TypeError, AttributeError):
        return "Give each price a first day such as 2026-04-01 and an amount in pence."
    for price in prices:
        if not isinstance(price.pence, int) or isinstance(price.pence, bool):
            return "Give the price in whole pence."
        if price.pence < limits.get("min", 0):
            return f"The price must be {pounds(limits.get('min', 0))} or more."
        if price.pence > limits.get("max", price.pence):
            return f"The price must be {pounds(limits['max'])} or less."
    faults = price_faults(prices)
    return faults[0] if faults else None


def _options_fault(
    release: Release, address: str, now: Json, limits: Mapping[str, Any]
) -> str | None:
    if not isinstance(now, list) or not all(isinstance(one, dict) for one in now):
        return "Give a list of options, each with an id and a label."
    if len(now) < limits.get("min-options", 0):
        return f"Give at least {limits['min-options']}."
    if len(now) > limits.get("max-options", 500):
        return f"Give {limits.get('max-options', 500)} or fewer."
    names = [str(one.get("id", "")) for one in now]
    labels: dict[tuple[str, str], str] = {}
    for option, name in zip(now, names, strict=True):
        if not is_id(name):
            return f"“{name}” is no id: use small letters, digits and hyphens."
        if names.count(name) > 1:
            return f"“{name}” stands twice in the list."
        own = _own_texts(option, "label", release)
        hints = {lang: text for lang, text in _own_texts(option, "hint", release).items() if text}
        fault = _text_fault(release, address, "label", own, limits)
        if fault := fault or _text_fault(release, address, "hint", hints, {}):
            return f"{name}: {fault}"
        for lang, text in own.items():
            first = labels.setdefault((lang, text.strip()), name)
            if first != name:
                said = f"“{text.strip()}” is also the label of {first}."
                return f"{name}: {said} Give one of them another."
    return None


def _own_texts(option: Mapping[str, Json], slot: str, release: Release) -> dict[str, Any]:
    """The texts of an option by language: one text alone is in the form's own."""
    said = option.get(slot)
    return said if isinstance(said, dict) else {release.languages[0]: said or ""}


def read_overlay(data: bytes, release: Release) -> Overlay:
    """An overlay from its own YAML or JSON form, made for this release. Raises OverlayError."""
    read = typed(read_source(data), resolved(schema()["$defs"]["overlay"]))
    if read.problems:
        raise OverlayError(read.problems)
    document = read.value
    if (document["overlay"], document["version"]) != (release.id, release.version):
        said = (
            f"The overlay is for {document['overlay']} {document['version']}, "
            f"not for {release.id} {release.version}."
        )
        raise OverlayError([Problem("other-release", said, "/version", *read.places["/version"])])
    overlay = start_overlay(release, document["owner"], document.get("layer", "council"))
    problems: list[Problem] = []
    lines: dict[Key, int] = {}
    for address, slot, now, why, path in _asked(document, release):
        try:
            before = overlay
            overlay = changed(overlay, release, address, slot, now, why)
            fresh = [k for k, c in overlay.changes.items() if before.changes.get(k) != c]
            lines |= dict.fromkeys(fresh, read.places[path][0])
        except OverlayError as refused:
            problems += [placed(problem, path, read) for problem in refused.problems]
    if problems:
        raise OverlayError(problems)
    return Overlay(
        overlay.definition, overlay.release, overlay.owner, overlay.changes, overlay.layer, lines
    )


def placed(problem: Problem, path: str, read: Typed) -> Problem:
    line, column = read.places.get(path, (0, 0))
    return Problem(problem.code, problem.message, problem.where, line, column)


Asked = tuple[str, str, Json, str, str]


def _asked(document: Mapping[str, Any], release: Release) -> Iterable[Asked]:
    """(address, slot, now, why, place in the file) of each change."""
    for name, value in document.get("settings", {}).items():
        yield f"setting:{name}", "value", value, "", f"/settings/{name}"
    for name, value in document.get("colours", {}).items():
        yield f"colour:{name}", "value", value, "", f"/colours/{name}"
    for name, rows in document.get("prices", {}).items():
        yield f"product:{name}", "prices", rows, "", f"/prices/{name}"
    for name, options in document.get("lists", {}).items():
        yield f"list:{name}", "options", options, "", f"/lists/{name}"
    for number, text in enumerate(document.get("texts", ())):
        now = text["now"] if isinstance(text["now"], dict) else {release.languages[0]: text["now"]}
        yield text["at"], text["slot"], now, text.get("why", ""), f"/texts/{number}"
