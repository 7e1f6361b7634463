"""A document as a map {(address, slot, lang) -> value}, and the map as a tree again.

The map is the release: overlays, three-way updates and traces all go by its keys. Order is a value
like any other, in the slot `after` (the id of the sibling before). `unflatten(flatten(document))`
gives the document back with nothing but its defaults spelt out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from formwork.canonical import Json
from formwork.ids import Key, last_id, parent_of

Entries = dict[Key, Json]
Document = dict[str, Any]

# Top-level lists of a document, by the kind of thing they hold.
COLLECTIONS = {
    "settings": "setting",
    "colours": "colour",
    "sections": "section",
    "lists": "list",
    "conditions": "condition",
    "facts": "fact",
    "pages": "page",
    "products": "product",
    "messages": "message",
    "states": "state",
    "outcomes": "outcome",
    "measures": "measure",
}
SINGLETONS = ("case", "retention", "quotes")
ROOT = "definition"
ROOT_SLOTS = ("languages", "title", "summary", "start", "semantics", "open")
CHILDREN = {"page": ("items", "next"), "list": ("options",)}
TEXTS = {
    *("title", "summary", "label", "hint", "short", "slug", "text"),
    *("description", "subject", "body", "letter"),
}


def is_text(slot: str) -> bool:
    return slot in TEXTS


@dataclass(slots=True)
class Flat:
    """The map, and for each key the JSON pointer in the document that it came from."""

    entries: Entries = field(default_factory=dict)
    paths: dict[Key, str] = field(default_factory=dict)


def flatten(document: Document) -> Flat:
    """The map of a document that its schema has typed."""
    flat = Flat()
    first = document.get("languages", ["en"])[0]
    root = {slot: document[slot] for slot in ROOT_SLOTS if slot in document}
    _slots(flat, ROOT, root, "", first)
    for name in SINGLETONS:
        _slots(flat, name, document.get(name, {}), f"/{name}", first)
    for name, kind in COLLECTIONS.items():
        before = None
        for number, part in enumerate(document.get(name, ())):
            address = f"{kind}:{part['id']}"
            _element(flat, address, part, before, f"/{name}/{number}", first)
            before = part["id"]
    return flat


def _element(
    flat: Flat, address: str, part: Document, before: str | None, path: str, first: str
) -> None:
    kind = last_kind(address)
    own = {k: v for k, v in part.items() if k not in ("id", *CHILDREN.get(kind, ()), "reveals")}
    _slots(flat, address, {**own, "after": before}, path, first)
    if kind == "page":
        _links(flat, address, part.get("next", ()), f"{path}/next", first)
        _items(flat, address, part.get("items", ()), f"{path}/items", first)
    if kind == "list":
        previous = None
        for number, option in enumerate(part.get("options", ())):
            child = f"{address}/option:{option['id']}"
            _element(flat, child, option, previous, f"{path}/options/{number}", first)
            previous = option["id"]


def last_kind(address: str) -> str:
    return address.rpartition("/")[2].partition(":")[0]


def _links(flat: Flat, page: str, links: Any, path: str, first: str) -> None:
    """Links stand at the top, so that one keeps its address when it moves: `link:l3`."""
    previous = None
    for number, link in enumerate(links):
        _element(
            flat, f"link:{link['id']}", {**link, "from": page}, previous, f"{path}/{number}", first
        )
        previous = link["id"]


def _items(flat: Flat, page: str, items: Any, path: str, first: str) -> None:
    """Revealed questions are siblings of the one that reveals them, and say so in a slot."""
    previous = None
    for item, place, revealed in revealed_items(items, path):
        kind = "content" if item["type"] == "content" else "field"
        part = {**item, **({"revealed-by": revealed} if revealed else {})}
        _element(flat, f"{page}/{kind}:{item['id']}", part, previous, place, first)
        previous = item["id"]


Revealed = list[str] | None


def revealed_items(
    items: Any, path: str, by: Revealed = None
) -> Iterator[tuple[Document, str, Revealed]]:
    """(item, its place, [field, option] that reveals it) for each item, in the order of reading."""
    for number, item in enumerate(items):
        place = f"{path}/{number}"
        yield item, place, by
        for option, inner in item.get("reveals", {}).items():
            yield from revealed_items(inner, f"{place}/reveals/{option}", [item["id"], option])


def _slots(flat: Flat, address: str, slots: Document, path: str, first: str) -> None:
    for slot, value in slots.items():
        place = f"{path}/{slot}"
        if is_text(slot):
            for lang, text in (value if isinstance(value, dict) else {first: value}).items():
                _put(flat, Key(address, slot, lang), text, place)
        else:
            _put(flat, Key(address, slot), value, path if slot in ("after", "from") else place)


def _put(flat: Flat, key: Key, value: Json, path: str) -> None:
    flat.entries[key] = value
    flat.paths[key] = path


@dataclass(slots=True)
class Element:
    """One thing of a definition: its slots, its texts {slot: {lang: text}}, its children."""

    address: str
    slots: Document = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    layer: int = 0

    @property
    def id(self) -> str:
        return last_id(self.address)

    def get(self, slot: str, default: Any = None) -> Any:
        return self.slots.get(slot, default)


@dataclass(slots=True)
class Tree:
    """Every element by address, and the ordered elements of each kind."""

    elements: dict[str, Element]
    kinds: dict[str, list[Element]]

    def of(self, kind: str) -> list[Element]:
        return self.kinds.get(kind, [])

    def root(self, name: str = ROOT) -> Element:
        return self.elements.get(name) or Element(name)


def tree(entries: Mapping[Key, Json], layers: Mapping[Key, int] | None = None) -> Tree:
    """The tree of a map; `layers` says which layer brought each key, for ties in order."""
    elements: dict[str, Element] = {}
    for key, value in entries.items():
        element = elements.setdefault(key.address, Element(key.address))
        if key.lang:
            element.texts.setdefault(key.slot, {})[key.lang] = value
        else:
            element.slots[key.slot] = value
        if layers and key.slot == "after":
            element.layer = layers.get(key, 0)
    grouped: dict[tuple[str, str], list[Element]] = {}
    for element in elements.values():
        parent = element.get("from") or parent_of(element.address)
        kind = "item" if parent.startswith("page:") else last_kind(element.address)
        kind = "link" if element.address.startswith("link:") else kind
        grouped.setdefault((parent, kind), []).append(element)
    kinds: dict[str, list[Element]] = {}
    for (parent, kind), siblings in grouped.items():
        ordered = in_order(siblings)
        if not parent:
            kinds[kind] = ordered
        elif parent in elements:
            elements[parent].children += ordered
    return Tree(elements, kinds)


def in_order(siblings: list[Element]) -> list[Element]:
    """Siblings by their slot `after`. Of two after the same one the higher layer's comes first: it
    was put there knowing the other. Whatever hangs on a sibling that is gone comes last."""
    known = {element.id for element in siblings}
    followers: dict[str | None, list[Element]] = {}
    for element in siblings:
        before = element.get("after")
        followers.setdefault(before if before in known else GONE if before else None, []).append(
            element
        )
    ordered: dict[str, Element] = {}
    for start in (None, GONE):
        waiting = _stack(followers.get(start, []))
        while waiting:
            element = waiting.pop()
            ordered[element.id] = element
            waiting += _stack(followers.get(element.id, []))
    # A ring of `after`s has no start: show it rather than lose it.
    return [*ordered.values(), *(e for e in siblings if e.id not in ordered)]


GONE = "?"  # no id is written so


def _stack(group: list[Element]) -> list[Element]:
    """Popped from the end: the top layer's own first, and within a layer by id."""
    return sorted(sorted(group, key=lambda e: e.id, reverse=True), key=lambda e: e.layer)


def unflatten(entries: Mapping[Key, Json]) -> Document:
    """A document that flattens to these entries."""
    built = tree(entries)
    document = _spelt(built.root())
    for name in SINGLETONS:
        if name in built.elements:
            document[name] = _spelt(built.elements[name])
    for name, kind in COLLECTIONS.items():
        if built.of(kind):
            document[name] = [_part(element) for element in built.of(kind)]
    return document


def _spelt(element: Element) -> Document:
    hidden = ("after", "from", "revealed-by")
    plain = {slot: value for slot, value in element.slots.items() if slot not in hidden}
    return {**{slot: dict(texts) for slot, texts in element.texts.items()}, **plain}


def _part(element: Element) -> Document:
    part = {"id": element.id, **_spelt(element)}
    kind = last_kind(element.address)
    if kind == "page":
        items = [e for e in element.children if last_kind(e.address) != "link"]
        links = [e for e in element.children if last_kind(e.address) == "link"]
        part |= {"items": _nested(items)} if items else {}
        part |= {"next": [_part(link) for link in links]} if links else {}
    if kind == "list" and element.children:
        part["options"] = [_part(option) for option in element.children]
    return part


def _nested(items: list[Element]) -> list[Document]:
    """Items as written, with the revealed ones back inside those that reveal them."""
    parts = {item.id: _part(item) for item in items}
    top = []
    for item in items:
        by = item.get("revealed-by")
        if by and by[0] in parts:
            parts[by[0]].setdefault("reveals", {}).setdefault(by[1], []).append(parts[item.id])
        else:
            top.append(parts[item.id])
    return top
