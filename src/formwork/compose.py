"""A release with its overlays laid over it: definition <- nation <- council, key by key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from formwork.canonical import Json, sha256
from formwork.entries import Element, Entries, Tree, in_order, is_text, tree
from formwork.ids import Key, kind_of, last_id, parent_of
from formwork.money import pounds
from formwork.overlay import Overlay, rule_for, value_problem
from formwork.prices import Price, prices_of
from formwork.problems import Problem
from formwork.release import Release, nested
from formwork.shape import CHOICES, Shape, setting_of, shape_of
from formwork.texts import PLACE, escaped
from formwork.words import Words

# Slots that decide which pages are walked and which answers count. Texts, prices, ledgers,
# retention, colours and what is open are by date and never pinned.
SHAPED: Mapping[str, tuple[str, ...]] = {
    "definition": ("start", "semantics"),
    "list": (),
    "option": ("when", "after"),
    "condition": ("is",),
    "fact": ("type", "of", "lookup"),
    "page": ("section", "when", "otherwise", "repeat", "after"),
    "link": ("from", "when", "to", "after"),
    "field": (
        *("type", "required", "limits", "list", "exclusive", "when", "revealed-by", "after"),
        *("sensitivity", "find"),
    ),
    "content": ("type", "when", "revealed-by", "after"),
    "product": ("when", "for-each", "nth", "quantity", "decided-by", "after"),
}


@dataclass(frozen=True, slots=True)
class Trace:
    """Which layer said what at a key; `release` is the hash of the release or overlay."""

    layer: str
    release: str
    line: int
    value: Json


@dataclass(frozen=True, slots=True)
class Opening:
    """One thing a council may change, ready for an editor.

    `kind` is text, long-text, whole-number, money, date, yes-no, email, telephone, url (settings),
    words, colour, prices or options. `value` and `base` are as `overlay.changed` takes them: a
    text, {lang: text}, price rows, or [{id, label: {lang: text}}]; `options` are added ones alone.
    """

    address: str
    slot: str
    kind: str
    label: str
    hint: str
    value: Json
    base: Json
    limits: Mapping[str, Any]
    required: bool
    changed: bool

    @property
    def missing(self) -> bool:
        return self.required and not self.value


@dataclass(frozen=True)
class Composed:
    """A release as one council runs it. Build it with `compose`, keep it by `hash`."""

    release: Release
    overlays: tuple[Overlay, ...]
    entries: Mapping[Key, Json]
    problems: tuple[Problem, ...] = ()
    layers: Mapping[Key, int] = field(default_factory=dict, repr=False)

    @cached_property
    def hash(self) -> str:
        """What identifies the whole: the hashes of the release and of each overlay."""
        return sha256([self.release.hash, *(overlay.hash for overlay in self.overlays)])

    @cached_property
    def tree(self) -> Tree:
        return tree(self.entries, self.layers)

    @cached_property
    def shape(self) -> Shape:
        """Pages, questions, links and conditions; pinned when somebody begins."""
        return shape_of(self.tree, sha256(nested(shaped(self.entries))))

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """{setting id: value} as its type keeps it (money in pence); None where it is not set."""
        return {e.id: setting_of(e)[1] for e in self.tree.of("setting")}

    @cached_property
    def prices(self) -> Mapping[str, tuple[Price, ...]]:
        """{product id: its prices, earliest first}."""
        return {e.id: prices_of(e.id, e.get("prices", ())) for e in self.tree.of("product")}

    @cached_property
    def colours(self) -> Mapping[str, str]:
        return {e.id: e.get("value") for e in self.tree.of("colour")}

    @property
    def quote_days(self) -> int:
        """Days a quote holds after the day it was made."""
        return int(self.entries.get(Key("quotes", "valid-days"), 0))

    @property
    def deadline_working_days(self) -> int | None:
        """Working days from receipt to decision."""
        return self.entries.get(Key("case", "deadline-working-days"))

    @property
    def retention(self) -> Mapping[str, int]:
        """`draft-days` and `case-days`, as far as the definition gives them."""
        return dict(self.tree.root("retention").slots)

    @property
    def languages(self) -> tuple[str, ...]:
        return self.release.languages

    def listed(self, kind: str) -> list[Element]:
        """The elements of a kind in order: message, outcome, state, measure, section…"""
        return self.tree.of(kind)

    def words(self, lang: str) -> Words:
        """The words in a language; the source language's where it has none."""
        return self._words[lang if lang in self.languages else self.languages[0]]

    @cached_property
    def _words(self) -> dict[str, Words]:
        return {lang: _words(self, lang) for lang in self.languages}

    def trace(self, key: Key) -> list[Trace]:
        """Every value of a key, from the definition up; the last one holds."""
        found = []
        if key in self.release.entries:
            line = self.release.lines.get(key, 0)
            found.append(Trace("definition", self.release.hash, line, self.release.entries[key]))
        for overlay in self.overlays:
            if key in overlay.changes:
                line, change = overlay.lines.get(key, 0), overlay.changes[key]
                layer = f"{overlay.layer} {overlay.owner}"
                found.append(Trace(layer, overlay.hash, line, change.now))
        return found

    def openings(self, layer: str = "council") -> list[Opening]:
        """Everything that this layer may change, in the definition's order."""
        return [o for e in self._in_order() for o in _openings(self, e, layer)]

    def _in_order(self) -> list[Element]:
        order = ("setting", "colour", "list", "product", "page", "message", "outcome", "state")
        found = [self.tree.root()]
        for kind in order:
            for e in self.tree.of(kind):
                found += [e, *(e.children if kind == "page" else ())]
        return found

    def still_missing(self, on: date) -> list[Problem]:
        """What a council must fill in before it goes live on that day."""
        return [*_missing_settings(self), *_missing_prices(self, on), *_missing_options(self)]

    def stale(self) -> list[Key]:
        """Translations of a text that has changed since; the source text is shown instead."""
        return sorted(key for words in self._words.values() for key in words.stale)


def compose(release: Release, overlays: Sequence[Overlay] = ()) -> Composed:
    """Lay overlays over a release. Give nations' before the council's.

    Nothing is refused: what does not fit (another release, a key that is closed, a value outside
    its limits) is left out and reported in `problems`.
    """
    entries: Entries = dict(release.entries)
    layers: dict[Key, int] = {}
    problems: list[Problem] = []
    ordered = sorted(overlays, key=lambda o: ("nation", "council").index(o.layer))
    for number, overlay in enumerate(ordered, 1):
        if overlay.release != release.hash:
            said = "The overlay was made for another release: bring it up to date first."
            problems.append(Problem("other-release", said, overlay.owner))
            continue
        refused = _refused(release, overlay)
        problems += refused.values()
        for key, change in overlay.changes.items():
            if asked_at(key) not in refused:
                entries[key] = change.now
                layers[key] = number
    return Composed(release, tuple(ordered), entries, tuple(problems), layers)


def asked_at(key: Key) -> tuple[str, str]:
    """The (address, slot) that a rule must open for a key: an option belongs to its list."""
    if kind_of(key.address) == "option":
        return parent_of(key.address), "options"
    return key.address, key.slot


def _refused(release: Release, overlay: Overlay) -> dict[tuple[str, str], Problem]:
    """The problems of an overlay's values, taken together as its owner asked for them."""
    refused = {}
    for (address, slot), now in asked(overlay).items():
        fault = value_problem(release, address, slot, now, overlay.layer)
        if fault:
            refused[address, slot] = fault
    return refused


def asked(overlay: Overlay) -> dict[tuple[str, str], Json]:
    """An overlay's changes as `changed` takes them: texts by language, options as a list."""
    found: dict[tuple[str, str], Json] = {}
    options: dict[str, Entries] = {}
    for key, change in overlay.changes.items():
        if kind_of(key.address) == "option":
            options.setdefault(parent_of(key.address), {})[key] = change.now
        elif key.lang:
            found.setdefault((key.address, key.slot), {})[key.lang] = change.now
        else:
            found[key.address, key.slot] = change.now
    for address, entries in options.items():
        found[address, "options"] = option_list(tree(entries).elements, address)
    return found


def option_list(elements: Mapping[str, Element], address: str) -> list[Json]:
    """[{id, label: {lang: text}, hint}] of a list's options, in order."""
    options = [e for e in elements.values() if parent_of(e.address) == address]
    return [
        {"id": e.id, **{slot: dict(t) for slot, t in e.texts.items()}} for e in in_order(options)
    ]


def shaped(entries: Mapping[Key, Json]) -> Entries:
    """The entries that a shape is made of, with the settings that its conditions look at."""
    kept = {
        key: value
        for key, value in entries.items()
        if not key.lang and key.slot in SHAPED.get(kind_of(key.address), ())
    }
    used = {name for value in kept.values() for name in _settings_in(value)}
    for name in used:
        for slot in ("type", "value"):
            key = Key(f"setting:{name}", slot)
            if key in entries:
                kept[key] = entries[key]
    return kept


def _settings_in(value: Json) -> set[str]:
    found: set[str] = set()
    waiting = [value]
    while waiting:
        match waiting.pop():
            case dict() as part:
                if isinstance(part.get("setting"), str):
                    found.add(part["setting"])
                waiting += part.values()
            case list() as parts:
                waiting += parts
    return found


def _words(composed: Composed, lang: str) -> Words:
    source = composed.languages[0]
    filled = {name: _shown(e) for name, e in _setting_elements(composed).items()}
    texts: dict[tuple[str, str], str] = {}
    stale: set[Key] = set()
    for key, value in composed.entries.items():
        if key.lang != source:
            continue
        mine = Key(key.address, key.slot, lang)
        text = value if lang == source else _translation(composed, key, mine)
        if text is None:
            text = value
            if mine in composed.entries:
                stale.add(mine)
        texts[key.address, key.slot] = PLACE.sub(lambda m: filled.get(m[1], m[0]), text)
    slugs = {texts.get((f"page:{e.id}", "slug"), e.id): e.id for e in composed.tree.of("page")}
    return Words(lang, texts, frozenset(stale), slugs)


def _translation(composed: Composed, source: Key, mine: Key) -> str | None:
    """The translation, if it was made of the very text that holds in the source language."""
    if mine not in composed.entries:
        return None
    meant = composed.entries[source]
    for overlay in reversed(composed.overlays):
        if composed.layers.get(mine) and mine in overlay.changes:
            made_of = overlay.changes[mine].of
            return str(overlay.changes[mine].now) if made_of == sha256(meant) else None
    same = composed.release.entries.get(source) == meant
    return str(composed.entries[mine]) if same else None


def _setting_elements(composed: Composed) -> dict[str, Element]:
    return {e.id: e for e in composed.tree.of("setting")}


def _shown(e: Element) -> str:
    """A setting as it stands within a text. An empty one leaves its name, to be noticed."""
    kind, value = setting_of(e)
    if value is None:
        return f"(({e.id}))"
    if kind == "money":
        return pounds(value)
    return escaped(str(value)) if kind in ("text", "long-text") else str(e.get("value"))


def _openings(composed: Composed, e: Element, layer: str) -> list[Opening]:
    slots = [*e.texts, *OPEN_SLOTS.get(kind_of(e.address), ())]
    found = []
    for slot in dict.fromkeys(slots):
        limits = rule_for(composed.release, e.address, slot, layer)
        if limits is not None:
            found.append(_opening(composed, e, slot, limits, layer))
    return found


OPEN_SLOTS: Mapping[str, tuple[str, ...]] = {
    "setting": ("value",),
    "colour": ("value",),
    "list": ("options",),
    "product": ("prices",),
}


def _opening(
    composed: Composed, e: Element, slot: str, limits: Mapping[str, Any], layer: str
) -> Opening:
    words = composed.words(composed.languages[0])
    kind = _kind(e, slot)
    own = {
        place: now for o in composed.overlays for place, now in asked(o).items() if o.layer == layer
    }
    base = _base(composed, e.address, slot, kind)
    required = bool(limits.get("required")) or bool(limits.get("min-options")) or kind == "prices"
    required = required or (kind_of(e.address) == "setting" and e.get("required", False))
    label = words.get(e.address, "label") or words.get(e.address, "title")
    return Opening(
        address=e.address,
        slot=slot,
        kind=kind,
        label=label or words.get(e.address, "description") or last_id(e.address),
        hint=words.get(e.address, "hint"),
        value=own.get((e.address, slot), base),
        base=base,
        limits=limits,
        required=required,
        changed=(e.address, slot) in own,
    )


def _kind(e: Element, slot: str) -> str:
    if is_text(slot):
        return "words"
    if kind_of(e.address) == "setting":
        return str(e.get("type"))
    return "colour" if kind_of(e.address) == "colour" else slot


def _base(composed: Composed, address: str, slot: str, kind: str) -> Json:
    entries = composed.release.entries
    if kind == "words":
        return {k.lang: v for k, v in entries.items() if (k.address, k.slot) == (address, slot)}
    if kind == "options":
        return []
    return entries.get(Key(address, slot), [] if kind == "prices" else "")


def _missing_settings(composed: Composed) -> list[Problem]:
    words = composed.words(composed.languages[0])
    return [
        Problem("setting-missing", f"{words.label(e.address)}: fill this in.", e.address)
        for e in composed.tree.of("setting")
        if e.get("required") and not e.get("value")
    ]


def _missing_prices(composed: Composed, on: date) -> list[Problem]:
    words = composed.words(composed.languages[0])
    return [
        Problem(
            "price-missing",
            f"{words.get(e.address, 'description')}: give a price that holds on {on:%-d %B %Y}.",
            e.address,
        )
        for e in composed.tree.of("product")
        if not any(price.holds(on) for price in composed.prices[e.id])
    ]


def _missing_options(composed: Composed) -> list[Problem]:
    words = composed.words(composed.languages[0])
    used = {
        e.get("list")
        for page in composed.tree.of("page")
        for e in page.children
        if e.get("type") in CHOICES
    }
    return [
        Problem("list-empty", f"{words.title(e.address)}: give at least one option.", e.address)
        for e in composed.tree.of("list")
        if e.id in used and not e.children
    ]
