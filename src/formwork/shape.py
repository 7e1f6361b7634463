"""The shape of a form: pages, questions, links and conditions, ready to run.

A shape is built once for a release and its overlays, kept by its hash, and shared by everyone who
fills the form in: it never changes. It holds no words; see formwork.words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from formwork.conditions import compiled, names_in, whole
from formwork.entries import Element, Tree, last_kind
from formwork.env import BLANK, Test
from formwork.ids import END, EXIT, FOLLOWING
from formwork.literals import typed_literal
from formwork.scope import ConditionFault, Scope

CHOICES = ("radios", "checkboxes", "select")
# The parts of an answer that takes several inputs.
ADDRESS = ("line1", "line2", "town", "county", "postcode")
DATE = ("day", "month", "year")
STRINGS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `test` is None where it is always shown."""

    id: str
    address: str
    name: str = ""  # its value in the file it was imported from
    test: Test | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    `type` is one of the schema's item types. `revealed_by` is (field id, option id) where another
    answer makes it appear; for yes-no the option is "yes" or "no". `limits` is as in the schema.
    """

    id: str
    address: str
    page: str
    type: str
    required: bool
    limits: Mapping[str, Any]
    options: tuple[Option, ...] = ()
    revealed_by: tuple[str, str] | None = None
    sensitivity: str = "personal"
    find: bool = False
    exclusive: str = ""
    autocomplete: str = ""
    name: str = ""
    test: Test | None = field(default=None, compare=False)
    has_option_tests: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """A text between questions: paragraph, inset, details or warning."""

    id: str
    address: str
    page: str
    style: str
    revealed_by: tuple[str, str] | None = None
    test: Test | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Repeat:
    """The page is asked once for each of several things; an instance has a random id."""

    id: str
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Link:
    id: str
    to: str
    test: Test | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `otherwise` is a page id, END or EXIT: FOLLOWING is already resolved."""

    id: str
    address: str
    section: str
    items: tuple[Field | Content, ...]
    fields: tuple[Field, ...]
    links: tuple[Link, ...]
    otherwise: str
    following: str
    repeat: Repeat | None = None
    test: Test | None = field(default=None, compare=False)
    # A page whose questions always all apply is checked with one look at its answers.
    simple: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """Something looked up from an answer; the host resolves it. `lookup` names what by."""

    id: str
    type: str
    of: str
    lookup: str


@dataclass(frozen=True, slots=True)
class Product:
    """Something charged; its prices are by date and so not part of the shape."""

    id: str
    address: str
    for_each: str = ""
    nth: tuple[int, int | None] | None = None
    quantity: str = ""
    decided_by: str = ""
    test: Test | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything that decides which pages are walked and which answers count."""

    hash: str
    start: str
    pages: Mapping[str, Page]
    fields: Mapping[str, Field]
    repeats: Mapping[str, Page]
    facts: Mapping[str, Fact]
    products: tuple[Product, ...]
    scope: Scope
    # Which pages' decisions look at a field: what must be walked again when it changes.
    readers: Mapping[str, frozenset[str]]
    aliases: Mapping[str, str]

    def field_named(self, name: str) -> str | None:
        """The id of a field by id, by its name where it came from, or by `section.name`."""
        return name if name in self.fields else self.aliases.get(name)


class ShapeFault(ValueError):
    """A condition of the definition cannot be; `where` is the address and slot that holds it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where


def shape_of(built: Tree, fingerprint: str) -> Shape:
    """Build and compile. The tree must have passed formwork.checks but for its conditions."""
    scope = scope_of(built)
    pages = _pages(built, scope)
    fields = {f.id: f for page in pages.values() for f in page.fields}
    order = built.of("page")
    return Shape(
        hash=fingerprint,
        start=built.root().get("start") or (order[0].id if order else END),
        pages=pages,
        fields=fields,
        repeats={page.repeat.id: page for page in pages.values() if page.repeat},
        facts={
            e.id: Fact(e.id, e.get("type"), e.get("of"), e.get("lookup")) for e in built.of("fact")
        },
        products=tuple(_product(e, scope) for e in built.of("product")),
        scope=scope,
        readers=_readers(built, scope),
        aliases=_aliases(built),
    )


def scope_of(built: Tree) -> Scope:
    """What conditions of this definition may name."""
    scope = Scope(fields={}, foreign=built.root().get("semantics") == "digital-form-builder")
    fields: dict[str, str] = {}
    sections: dict[str, str] = {}
    options: dict[str, list[str]] = {}
    repeats: dict[str, list[str]] = {}
    lists = {e.id: [o.id for o in e.children] for e in built.of("list")}
    for page in built.of("page"):
        own = [e for e in page.children if last_kind(e.address) == "field"]
        for e in own:
            fields[e.id] = e.get("type", "text")
            sections[e.id] = page.get("section", "")
            if e.get("type") in CHOICES:
                options[e.id] = lists.get(e.get("list"), [])
        if page.get("repeat"):
            repeats[page.get("repeat")["id"]] = [e.id for e in own]
    scope.fields, scope.sections, scope.options, scope.repeats = fields, sections, options, repeats
    scope.facts = {e.id: e.get("type", "text") for e in built.of("fact")}
    scope.fact_sources = {e.id: e.get("of", "") for e in built.of("fact")}
    scope.settings = {e.id: setting_of(e) for e in built.of("setting")}
    scope.conditions = {e.id: e.get("is", {}) for e in built.of("condition")}
    return scope


def setting_of(element: Element) -> tuple[str, Any]:
    """(type, value) of a setting as conditions see it; an empty value is BLANK."""
    kind, value = element.get("type", "text"), element.get("value")
    if not value:
        return kind, BLANK
    try:
        return kind, typed_literal(value, kind)
    except ValueError:
        return kind, BLANK  # formwork.checks and formwork.overlay refuse it with its place


def tested(element: Element, scope: Scope, slot: str = "when") -> Test | None:
    expression = element.get(slot)
    if expression is None:
        return None
    try:
        test = compiled(expression, scope)
    except ConditionFault as fault:
        raise ShapeFault(f"{element.address} {slot}", str(fault)) from fault
    return whole(test) if scope.foreign else test


def _pages(built: Tree, scope: Scope) -> dict[str, Page]:
    order = built.of("page")
    lists = {e.id: e for e in built.of("list")}
    following = [*(e.id for e in order[1:]), END]
    return {e.id: _page(e, after, lists, scope) for e, after in zip(order, following, strict=False)}


def _page(e: Element, following: str, lists: dict[str, Element], scope: Scope) -> Page:
    items = [c for c in e.children if last_kind(c.address) != "link"]
    made = tuple(_item(item, e.id, lists, scope) for item in items)
    fields = tuple(item for item in made if isinstance(item, Field))
    otherwise = e.get("otherwise", FOLLOWING)
    group = e.get("repeat")
    return Page(
        id=e.id,
        address=e.address,
        section=e.get("section", ""),
        items=made,
        fields=fields,
        links=tuple(
            Link(c.id, c.get("to"), tested(c, scope))
            for c in e.children
            if last_kind(c.address) == "link"
        ),
        otherwise=following if otherwise == FOLLOWING else otherwise,
        following=following,
        repeat=Repeat(group["id"], group.get("min", 1), group.get("max", 10)) if group else None,
        test=tested(e, scope),
        simple=not any(f.test or f.revealed_by or f.has_option_tests for f in fields),
    )


def _item(e: Element, page: str, lists: dict[str, Element], scope: Scope) -> Field | Content:
    by = e.get("revealed-by")
    revealed = (by[0], by[1]) if by else None
    test = tested(e, scope)
    if e.get("type") == "content":
        return Content(e.id, e.address, page, e.get("style", "paragraph"), revealed, test)
    options = _options(e, lists, scope)
    return Field(
        id=e.id,
        address=e.address,
        page=page,
        type=e.get("type"),
        required=e.get("required", True),
        limits=e.get("limits", STRINGS),
        options=options,
        revealed_by=revealed,
        sensitivity=e.get("sensitivity", "personal"),
        find=e.get("find", False),
        exclusive=e.get("exclusive", ""),
        autocomplete=e.get("autocomplete", ""),
        name=e.get("name", e.id),
        test=test,
        has_option_tests=any(option.test for option in options),
    )


def _options(e: Element, lists: dict[str, Element], scope: Scope) -> tuple[Option, ...]:
    if e.get("type") not in CHOICES or e.get("list") not in lists:
        return ()
    return tuple(
        Option(o.id, o.address, o.get("name", ""), tested(o, scope))
        for o in lists[e.get("list")].children
    )


def _product(e: Element, scope: Scope) -> Product:
    nth = e.get("nth")
    return Product(
        id=e.id,
        address=e.address,
        for_each=e.get("for-each", ""),
        nth=(nth["from"], nth.get("to")) if nth else None,
        quantity=e.get("quantity", ""),
        decided_by=e.get("decided-by", ""),
        test=tested(e, scope),
    )


def _readers(built: Tree, scope: Scope) -> dict[str, frozenset[str]]:
    lists = {e.id: e for e in built.of("list")}
    found: dict[str, set[str]] = {}
    for page in built.of("page"):
        parts = [page, *page.children]
        options = [
            o for c in page.children for o in getattr(lists.get(c.get("list")), "children", [])
        ]
        for e in [*parts, *options]:
            if e.get("when") is None:
                continue
            for subject, name in names_in(e.get("when"), scope.conditions):
                for source in _sources(subject, name, scope):
                    found.setdefault(source, set()).add(page.id)
    return {name: frozenset(pages) for name, pages in found.items()}


def _sources(subject: str, name: str, scope: Scope) -> list[str]:
    match subject:
        case "fact":
            return [scope.fact_sources.get(name, "")]
        case "count":
            return [name, *scope.repeats.get(name, ())]
        case "setting":
            return []
    return [name]


def _aliases(built: Tree) -> dict[str, str]:
    """Foreign names of fields: `name` where only one field has it, `section.name` always."""
    sections = {e.id: e.get("name", e.id) for e in built.of("section")}
    found: dict[str, list[str]] = {}
    for page in built.of("page"):
        section = sections.get(page.get("section", ""), "")
        for e in page.children:
            name = e.get("name") or e.id
            if last_kind(e.address) == "field":
                found.setdefault(name, []).append(e.id)
                found.setdefault(f"{section}.{name}", []).append(e.id)
    return {name: ids[0] for name, ids in found.items() if len(set(ids)) == 1}


TARGETS = (END, EXIT)
