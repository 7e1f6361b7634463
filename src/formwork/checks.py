"""What a schema cannot say: ids that are used twice, names that lead nowhere, pages in a ring."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from formwork.characters import ONE_LINE, line_fault
from formwork.conditions import names_in
from formwork.entries import COLLECTIONS, Document, flatten, revealed_items, tree
from formwork.ids import END, EXIT, FOLLOWING
from formwork.literals import typed_literal
from formwork.prices import price_faults, prices_of
from formwork.problems import Problem
from formwork.schema import INTEGER, Place
from formwork.scope import ConditionFault
from formwork.shape import CHOICES, ShapeFault, scope_of, tested
from formwork.texts import fillable, place_fault

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
URL = re.compile(r"https://[^\s<>\"]+")
PARTS = ("day", "month", "year", "line1", "line2", "town", "county", "postcode")


@dataclass(slots=True)
class Checker:
    """Collects problems of one document; `places` are lines by JSON pointer."""

    document: Document
    places: Mapping[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: str, message: str, path: str) -> None:
        self.problems.append(Problem(code, message, path, *self.place(path)))

    def place(self, path: str) -> Place:
        while path and path not in self.places:
            path = path.rpartition("/")[0]
        return self.places.get(path, (0, 0))

    def items(self) -> Iterator[tuple[Document, Document, str]]:
        """(item, its page, its place) for each item, revealed ones too."""
        for number, page in enumerate(self.document["pages"]):
            for item, path, _ in revealed_items(page.get("items", ()), f"/pages/{number}/items"):
                yield item, page, path

    def ids(self, collection: str) -> list[str]:
        return [part["id"] for part in self.document.get(collection, ())]


def checked(document: Document, places: Mapping[str, Place] | None = None) -> list[Problem]:
    """Every problem of a document that fits the schema. Gives link ids where none are written."""
    checker = Checker(document, places or {})
    number_links(document)
    for check in CHECKS:
        check(checker)
    if not checker.problems:
        _conditions(checker)
    if not checker.problems:
        _rings(checker)
    return checker.problems


def number_links(document: Document) -> None:
    """`page.1`, `page.2`… would move with their position, so a link that needs to outlive a
    reordering should be given an id; these stand in until then."""
    taken = {link.get("id") for page in document["pages"] for link in page.get("next", ())}
    for page in document["pages"]:
        for number, link in enumerate(page.get("next", ()), 1):
            if "id" not in link:
                name = f"{page['id']}-{number}"
                while name in taken:
                    name += "-x"
                taken.add(name)
                link["id"] = name


def _ids(c: Checker) -> None:
    for name in COLLECTIONS:
        _once(c, [(one["id"], f"/{name}/{n}") for n, one in enumerate(c.document.get(name, ()))])
    links = [
        (link["id"], f"/pages/{n}/next/{m}")
        for n, page in enumerate(c.document["pages"])
        for m, link in enumerate(page.get("next", ()))
    ]
    _once(c, links)
    for n, one in enumerate(c.document.get("lists", ())):
        options = [
            (o["id"], f"/lists/{n}/options/{m}") for m, o in enumerate(one.get("options", ()))
        ]
        _once(c, options)
    # A draft keeps answers by field id and instances by repeat id, side by side.
    repeats = [
        (page["repeat"]["id"], f"/pages/{n}/repeat")
        for n, page in enumerate(c.document["pages"])
        if "repeat" in page
    ]
    names = [(item["id"], path) for item, _, path in c.items()]
    parts = {
        f"{item['id']}-{part}"
        for item, _, _ in c.items()
        if item["type"] in ("date", "address")
        for part in PARTS
    }
    _once(c, [*names, *repeats])
    for name, path in names:
        if name in parts:
            said = f"“{name}” is also the name of a part of a date or address: choose another id."
            c.fault("duplicate-id", said, path)


def _once(c: Checker, named: list[tuple[str, str]]) -> None:
    counts = Counter(name for name, _ in named)
    seen: set[str] = set()
    for name, path in named:
        if counts[name] > 1 and name in seen:
            c.fault("duplicate-id", f"The id “{name}” is used twice. Give one another id.", path)
        seen.add(name)


def _languages(c: Checker) -> None:
    languages = c.document.get("languages", ["en"])
    texts: dict[tuple[str, str], tuple[set[str], str]] = {}
    for key, path in flatten(c.document).paths.items():
        if not key.lang:
            continue
        texts.setdefault((key.address, key.slot), (set(), path))[0].add(key.lang)
        if key.lang not in languages:
            said = f"There is a text in “{key.lang}”, which is not among the languages."
            c.fault("unknown-language", said, path)
    for langs, path in texts.values():
        if languages[0] not in langs:
            said = f"The text in the source language, “{languages[0]}”, is missing."
            c.fault("source-text", said, path)


def missing(name: str, kind: str, known: list[str]) -> str:
    near = get_close_matches(name, known[:1000], 1)  # looking through more takes seconds
    hint = f" Did you mean “{near[0]}”?" if near else ""
    return f"There is no {kind} “{name}”.{hint}"


def _choices(c: Checker) -> None:
    lists = {one["id"]: one for one in c.document.get("lists", ())}
    for item, _, path in c.items():
        if item["type"] in CHOICES:
            _choice(c, item, lists, path)
        elif "list" in item:
            c.fault("needless-list", f"A {item['type']} question takes no list.", f"{path}/list")
        if item["type"] == "content" and not item.get("text"):
            c.fault("missing-text", "Content says nothing: give it a text.", path)
        known = _answers(item, lists)
        for option in item.get("reveals", {}):
            if option not in known:
                said = missing(option, "option", known) + " It reveals questions."
                c.fault("missing-option", said, f"{path}/reveals")
        if item.get("exclusive") and item["exclusive"] not in known:
            c.fault("missing-option", missing(item["exclusive"], "option", known), path)
        _limits(c, item, f"{path}/limits")


def _choice(c: Checker, item: Document, lists: dict[str, Document], path: str) -> None:
    if "list" not in item:
        c.fault("missing-list", f"A {item['type']} question needs a list.", path)
    elif item["list"] not in lists:
        c.fault("missing-list", missing(item["list"], "list", list(lists)), f"{path}/list")
    elif not lists[item["list"]].get("options") and not _opened(c, item["list"]):
        said = f"The list “{item['list']}” is empty, and no rule lets councils fill it."
        c.fault("empty-list", said, f"{path}/list")


def _opened(c: Checker, name: str) -> bool:
    return any(rule["slot"] == "options" for rule in c.document.get("open", ()))


def _answers(item: Document, lists: dict[str, Document]) -> list[str]:
    if item["type"] in ("yes-no", "declaration"):
        return ["yes", "no"]
    return [o["id"] for o in lists.get(item.get("list", ""), {}).get("options", ())]


def _limits(c: Checker, item: Document, path: str) -> None:
    for side in ("min", "max"):
        bound = item.get("limits", {}).get(side)
        if isinstance(bound, str):
            try:
                typed_literal(bound, item["type"])
            except ValueError:
                c.fault("wrong-limit", f"“{bound}” is no {item['type']}.", f"{path}/{side}")
        elif isinstance(bound, dict) and "setting" in bound:
            known = c.ids("settings")
            if bound["setting"] not in known:
                said = missing(bound["setting"], "setting", known)
                c.fault("missing-setting", said, f"{path}/{side}")


def _pages(c: Checker) -> None:
    pages = c.ids("pages")
    known = {*pages, END, EXIT, FOLLOWING}
    sections = c.ids("sections")
    start = c.document.get("start")
    if start and start not in pages:
        c.fault("missing-page", missing(start, "page", pages), "/start")
    for n, page in enumerate(c.document["pages"]):
        targets = [(f"/pages/{n}/next/{m}/to", k["to"]) for m, k in enumerate(page.get("next", ()))]
        otherwise = page.get("otherwise", FOLLOWING)
        for path, to in [*targets, (f"/pages/{n}/otherwise", otherwise)]:
            if to not in known:
                c.fault("missing-page", missing(to, "page", pages), path)
        if page.get("section", "") not in ("", *sections):
            said = missing(page["section"], "section", sections)
            c.fault("missing-section", said, f"/pages/{n}/section")
        group = page.get("repeat", {})
        if group and group.get("min", 1) > group.get("max", 10):
            c.fault("wrong-limit", "A repeat's min is above its max.", f"/pages/{n}/repeat")


def _references(c: Checker) -> None:
    fields = [item["id"] for item, _, _ in c.items() if item["type"] != "content"]
    for n, fact in enumerate(c.document.get("facts", ())):
        if fact["of"] not in fields:
            c.fault("missing-field", missing(fact["of"], "field", fields), f"/facts/{n}/of")
    messages = c.ids("messages")
    for n, outcome in enumerate(c.document.get("outcomes", ())):
        if outcome.get("message", "") not in ("", *messages):
            said = missing(outcome["message"], "message", messages)
            c.fault("missing-message", said, f"/outcomes/{n}/message")


def _products(c: Checker) -> None:
    types = {item["id"]: item["type"] for item, _, _ in c.items()}
    repeats = [page["repeat"]["id"] for page in c.document["pages"] if "repeat" in page]
    for n, product in enumerate(c.document.get("products", ())):
        path = f"/products/{n}"
        for slot, kind in (("quantity", "whole-number"), ("decided-by", "date")):
            if slot in product and types.get(product[slot]) != kind:
                said = f"“{product[slot]}” is no {kind} question, as {slot} needs."
                c.fault("missing-field", said, f"{path}/{slot}")
        if product.get("for-each", "") not in ("", *repeats):
            said = missing(product["for-each"], "repeat", repeats)
            c.fault("missing-repeat", said, f"{path}/for-each")
        try:
            for fault in price_faults(prices_of(product["id"], product.get("prices", ()))):
                c.fault("prices", fault, f"{path}/prices")
        except ValueError:
            c.fault("prices", "A price has a date that does not exist.", f"{path}/prices")


def _settings(c: Checker) -> None:
    for n, setting in enumerate(c.document.get("settings", ())):
        fault = value_fault(setting.get("value", ""), setting["type"], {})
        if fault:
            c.fault("wrong-value", fault, f"/settings/{n}/value")


def _lines(c: Checker) -> None:
    flat = flatten(c.document)
    for key, value in flat.entries.items():
        fault = line_fault(value) if key.slot in ONE_LINE and isinstance(value, str) else None
        if fault:
            c.fault("line-break", fault, flat.paths[key])


def _places(c: Checker) -> None:
    settings = c.ids("settings")
    flat = flatten(c.document)
    for key, text in flat.entries.items():
        names = (*fillable(key.address, key.slot), *settings)
        if key.lang and (fault := place_fault(text, names)):
            c.fault("missing-name", fault, flat.paths[key])


CHECKS = (
    *(_ids, _languages, _choices, _pages, _references, _products, _settings, _lines),
    _places,
)

# One way to write each value: 012 is no other number than 12, and would be shown as it is written.
CANONICAL = {
    "whole-number": INTEGER,
    "money": re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}


def value_fault(text: str, kind: str, limits: Mapping[str, Any]) -> str | None:
    """Why a text is no value of a setting's type; None if it is, or is empty."""
    if not text:
        return None
    if kind != "long-text" and (fault := line_fault(text)):
        return fault
    if kind in CANONICAL and not CANONICAL[kind].fullmatch(text):
        return _WANTED[kind]
    if kind == "email" and not EMAIL.fullmatch(text):
        return "Enter an email address, such as parking@example.gov.uk."
    if kind == "url" and not URL.fullmatch(text):
        return "Enter a web address that starts with https://."
    if kind == "telephone" and not re.fullmatch(r"\+?[\d ()-]{9,20}", text):
        return "Enter a telephone number, such as 01632 960 001."
    try:
        value = typed_literal(text, kind)
    except ValueError:
        return _WANTED.get(kind, "Enter a value of the right kind.")
    if isinstance(value, int) and not isinstance(value, bool):
        if value < limits.get("min", value):
            return f"Enter {limits['min']} or more."
        if value > limits.get("max", value):
            return f"Enter {limits['max']} or less."
    return None


_WANTED = {
    "whole-number": "Enter a whole number in digits, such as 12.",
    "money": "Enter an amount in pounds, such as 12.50.",
    "date": "Enter a date as 2026-04-01.",
    "yes-no": "Enter yes or no.",
}


def _conditions(c: Checker) -> None:
    """Compile every condition where it stands, and see that it can know what it asks."""
    flat = flatten(c.document)
    built = tree(flat.entries)
    scope = scope_of(built)
    paths = {f"{key.address} {key.slot}": path for key, path in flat.paths.items()}
    lists = {e.id: e for e in built.of("list")}
    for e in built.elements.values():
        for slot in ("when", "is"):
            try:
                tested(e, scope, slot)
            except (ShapeFault, ConditionFault) as fault:
                where = f"{e.address} {slot}"
                c.fault("condition", str(fault), paths.get(where, ""))
    if c.problems:
        return
    inside = {name for names in scope.repeats.values() for name in names}
    for page in built.of("page"):
        own = {e.id for e in page.children}
        options = [
            o
            for e in page.children
            if e.get("list") in lists
            for o in lists[e.get("list")].children
        ]
        for e in [*page.children, *options]:
            looked = names_in(e.get("when"), scope.conditions) if e.get("when") else set()
            is_link = e.address.startswith("link:")
            for subject, name in sorted(looked):
                if subject == "field" and name in own and not is_link:
                    said = f"“{name}” is asked on the same page: use reveals instead of when."
                    c.fault("same-page", said, paths.get(f"{e.address} when", ""))
                if subject == "field" and name in inside and name in own and is_link:
                    said = f"“{name}” is asked for each instance: use some or every."
                    c.fault("inside-repeat", said, paths.get(f"{e.address} when", ""))


def _rings(c: Checker) -> None:
    """A page that can be reached from itself: whoever came there twice would never end."""
    order = c.ids("pages")
    following = dict(zip(order, [*order[1:], END], strict=True))
    ways: dict[str, list[str]] = {}
    for page in c.document["pages"]:
        otherwise = page.get("otherwise", FOLLOWING)
        out = [link["to"] for link in page.get("next", ())]
        out.append(following[page["id"]] if otherwise == FOLLOWING else otherwise)
        if "when" in page:
            out.append(following[page["id"]])
        ways[page["id"]] = out
    ring = ring_in(ways)
    if ring:
        said = f"The pages lead back to one another: {' → '.join(ring)}."
        c.fault("loop", said, f"/pages/{order.index(ring[0])}")


def ring_in(ways: Mapping[str, list[str]]) -> list[str]:
    """One ring of a graph, first and last the same; empty if there is none. No recursion: a flow
    may be ten thousand pages deep."""
    done: set[str] = set()
    for start in ways:
        trail: list[str] = []
        on_trail: dict[str, int] = {}
        waiting: list[tuple[str, int]] = [(start, 0)]
        while waiting:
            here, turn = waiting.pop()
            if turn == 0:
                if here in done:
                    continue
                on_trail[here] = len(trail)
                trail.append(here)
            targets = ways.get(here, [])
            if turn < len(targets):
                waiting.append((here, turn + 1))
                target = targets[turn]
                if target in on_trail:
                    return [*trail[on_trail[target] :], target]
                if target in ways and target not in done:
                    waiting.append((target, 0))
                continue
            trail.pop()
            del on_trail[here]
            done.add(here)
    return []
