"""XGovFormBuilder's digital-form-builder (JSON), and the ministry's dialect of it.

A page's links are tried in order; where none is taken its last link without a condition is
followed, or the form ends. Links to pages or conditions that are not there are dropped, as the
original drops them. Ids are minted from names; the names are kept beside them.
"""

from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from formwork.conditions import decimal
from formwork.entries import Document
from formwork.ids import END, EXIT, slug
from formwork.importers import Family, Loss
from formwork.importers.builder_conditions import (
    Names,
    NeverTrue,
    Untranslatable,
    text_of,
    translated,
)
from formwork.importers.html_text import markdown
from formwork.problems import DefinitionError, Problem
from formwork.schema import escaped

FIELDS = {
    "TextField": "text",
    "WebsiteField": "text",
    "AutocompleteField": "select",
    "MultilineTextField": "long-text",
    "FreeTextField": "long-text",
    "NumberField": "decimal",
    "DateField": "date",
    "DatePartsField": "date",
    "YesNoField": "yes-no",
    "RadiosField": "radios",
    "SelectField": "select",
    "CheckboxesField": "checkboxes",
    "EmailAddressField": "email",
    "TelephoneNumberField": "telephone",
    "UkAddressField": "address",
}
CONTENT = {
    "Para": "paragraph",
    "Html": "paragraph",
    "InsetText": "inset",
    "Details": "details",
    "List": "paragraph",
}
CHOOSING = ("radios", "select", "checkboxes")
PLAIN = (None, "./pages/start.js", "./pages/start.ts", "StartPageController")
ENDS = ("summary", "confirm")

# What has no meaning here beyond how the page looks, or repeats what is said elsewhere.
LOOKS = {"hideTitle", "optionalText", "classes", "values", "nameHasError", "required", "list"}
COMPONENT = {"type", "name", "title", "hint", "options", "schema", "list", "content"}
PAGE = {"path", "title", "components", "next", "controller", "section"}
FORM = {"startPage", "pages", "lists", "sections", "conditions", "fees", "name", "version"}
WELSH = "isWelsh"  # in a form's metadata
# What the original's own pages say, and a form does not.
OWN_WORDS = {
    "imported": {"en": "Imported form", "cy": "Ffurflen a fewnforiwyd"},
    "more": {"en": "More information", "cy": "Rhagor o wybodaeth"},
    "declaration": {"en": "Declaration", "cy": "Datganiad"},
    "agree": {"en": "I agree", "cy": "Rwy’n cytuno"},
}


def is_one(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("pages"), list) and "startPage" in value


def convert(value: Any, name: str, lang: str = "") -> tuple[Document, tuple[Loss, ...]]:
    """A document of ours. Raises DefinitionError for what cannot run, naming each place."""
    return _Import(value, name, lang or _language(value)).run()


def _language(form: Any) -> str:
    """What the ministry's files say of themselves: {"metadata": {"isWelsh": true}}."""
    said = form.get("metadata")
    return "cy" if isinstance(said, dict) and said.get(WELSH) is True else "en"


FAMILY = Family("digital-form-builder", is_one, convert)


@dataclass(slots=True)
class _Import:
    """One form on its way. Each step fills in what the later ones look up."""

    form: Any
    name: str
    lang: str
    problems: list[Problem] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    taken: dict[str, set[str]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # path: id, END for the summary
    sections: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    fields: dict[tuple[int, int], str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)  # conditions that cannot be true

    def run(self) -> tuple[Document, tuple[Loss, ...]]:
        try:
            document = self.document()
        except (KeyError, TypeError, AttributeError, IndexError) as fault:
            said = f"The file is no digital-form-builder form: {type(fault).__name__} {fault}."
            raise DefinitionError([*self.problems, Problem("not-a-form", said)]) from fault
        if self.problems:
            raise DefinitionError(self.problems)
        return document, tuple(self.losses)

    def document(self) -> Document:
        lists = self.read_lists()
        sections = self.read_sections()
        self.mint_pages()
        self.mint_fields()
        self.mint_conditions()
        conditions = self.read_conditions()
        title = text_of(self.form.get("name") or self.name or self.own("imported"))
        found: Document = {
            "definition": slug(self.name or title),
            "version": "1.0.0",
            "title": title,
            "semantics": "digital-form-builder",
            "start": self.start(),
            "sections": sections,
            "lists": lists,
            "conditions": conditions,
            "pages": self.read_pages(),
            "products": self.read_fees(),
        }
        self.add_declaration(found)
        self.rest(self.form, FORM | {"declaration", "metadata"}, "")
        self.rest(self.form.get("metadata") or {}, {WELSH}, "/metadata")
        if self.lang != "en":  # which is the language of a definition that says none
            found["languages"] = [self.lang]
        return {key: value for key, value in found.items() if value != []}

    def own(self, word: str) -> str:
        return OWN_WORDS[word][self.lang]

    def mint(self, kind: str, *names: str) -> str:
        """The first of these names that is not taken as an id, or the last with a number."""
        taken = self.taken.setdefault(kind, set())
        wishes = [slug(name) or kind for name in names]
        numbered = (f"{wishes[-1]}-{n}" for n in count(2))
        found = next(wish for wish in chain(wishes, numbered) if wish not in taken)
        taken.add(found)
        return found

    def lose(self, place: str, message: str) -> None:
        self.losses.append(Loss(place, message))

    def refuse(self, place: str, message: str) -> None:
        self.problems.append(Problem("cannot-run", message, place))

    def rest(self, part: Any, known: set[str], place: str) -> None:
        """Report every key that says something and was not used."""
        for key, value in part.items():
            if key not in known and value not in (None, "", [], {}, False):
                self.lose(f"{place}/{escaped(key)}", f"“{key}” has no place in a definition.")

    def text(self, value: Any, place: str) -> str:
        text, lost = markdown(text_of(value or ""))
        if lost:
            self.lose(place, f"Not kept in the text: {', '.join(lost)[:200]}.")
        return text

    def read_lists(self) -> list[Document]:
        found = []
        for n, one in enumerate(self.form.get("lists", [])):
            identifier = self.mint("list", one["name"])
            values: dict[str, str] = {}
            options = [
                self.option(item, values, f"/lists/{n}/items/{m}", identifier)
                for m, item in enumerate(one["items"])
            ]
            self.lists[one["name"]] = (identifier, values)
            title = {"title": one["title"]} if one.get("title") else {}
            found.append({"id": identifier, **title, "options": options})
            self.rest(one, {"name", "title", "type", "items"}, f"/lists/{n}")
        return found

    def option(self, item: Any, values: dict[str, str], place: str, group: str) -> Document:
        value = text_of(item["value"])
        identifier = self.mint(f"option of {group}", value)
        if value in values:
            self.lose(place, f"The value “{value}” stands twice in the list.")
        values.setdefault(value, identifier)
        if item.get("condition"):
            self.refuse(f"{place}/condition", "An option with a condition is not imported yet.")
        if item.get("conditionals"):
            self.refuse(f"{place}/conditionals", "Revealed questions are not imported yet.")
        self.rest(item, {"text", "value", "description", "condition", "conditionals"}, place)
        hint = self.text(item.get("description"), f"{place}/description")
        label = self.text(item["text"], f"{place}/text") or value
        made = {"id": identifier, "label": label, "name": value}
        return {**made, "hint": hint} if hint else made

    def read_sections(self) -> list[Document]:
        found = []
        for one in self.form.get("sections", []):
            self.sections[one["name"]] = identifier = self.mint("section", one["name"])
            title = one.get("title") or one["name"]
            found.append({"id": identifier, "title": title, "name": one["name"]})
        return found

    def mint_pages(self) -> None:
        for n, page in enumerate(self.form["pages"]):
            if page["path"] in self.pages:
                self.refuse(f"/pages/{n}/path", f"Two pages have the path {page['path']}.")
            self.pages[page["path"]] = (
                END if self.is_end(page) else self.mint("page", page["path"], f"page-{n + 1}")
            )

    def is_end(self, page: Any) -> bool:
        controller = text_of(page.get("controller") or "").lower()
        asks = any(part["type"] in FIELDS for part in page.get("components", []))
        return not asks and any(word in controller for word in ENDS)

    def mint_fields(self) -> None:
        """Ids of questions. The original keeps answers by section and name: two questions of one
        name in one section would share an answer there; here each has its own."""
        for n, page in enumerate(self.form["pages"]):
            section = page.get("section") or ""
            for m, part in enumerate(page.get("components", [])):
                if part["type"] not in FIELDS:
                    continue
                name = text_of(part["name"])
                # A date or address named `x` posts `x-day`: keep clear of it.
                identifier = self.mint("item", name, f"{section} {name}".strip())
                self.fields[n, m] = identifier
                whole = f"{section}.{name}" if section else name
                if whole in self.named:
                    said = f"“{whole}” is asked twice; here each question has its own answer."
                    self.lose(f"/pages/{n}/components/{m}", said)
                self.named.setdefault(whole, identifier)
                self.types[identifier] = self.type_of(part)
                known = self.lists.get(self.list_of(part))
                if self.types[identifier] in CHOOSING and known:
                    self.options[identifier] = known[1]

    def list_of(self, part: Any) -> str:
        return text_of(part.get("list") or (part.get("options") or {}).get("list") or "")

    def type_of(self, part: Any) -> str:
        kind = FIELDS[part["type"]]
        if part["type"] != "NumberField":
            return kind
        options, schema = part.get("options") or {}, part.get("schema") or {}
        if options.get("prefix") == "£":
            return "money"
        whole = schema.get("integer") or text_of(schema.get("precision", "")) == "0"
        return "whole-number" if whole else kind

    def mint_conditions(self) -> None:
        for one in self.form.get("conditions", []):
            label = one.get("displayName") or one["name"]
            self.conditions[one["name"]] = self.mint("condition", label, one["name"])

    def read_conditions(self) -> list[Document]:
        names = Names(self.named, self.types, self.options, self.conditions)
        found = []
        for n, one in enumerate(self.form.get("conditions", [])):
            place = f"/conditions/{n}/value"
            try:
                expression = translated(one["value"], names)
            except NeverTrue as fault:
                del self.conditions[one["name"]]
                self.never.add(one["name"])
                said = f"{fault} The condition is never true, and what hangs on it is left out."
                self.lose(place + fault.step, said)
                continue
            except Untranslatable as fault:
                self.refuse(place + fault.step, str(fault))
                continue
            label = one.get("displayName") or one["name"]
            identifier = self.conditions[one["name"]]
            found.append({"id": identifier, "label": label, "is": expression, "name": one["name"]})
        return found

    def start(self) -> str:
        found = self.pages.get(self.form["startPage"])
        if found is None:
            self.refuse("/startPage", f"There is no page {self.form['startPage']}.")
        return found or END

    def read_pages(self) -> list[Document]:
        return [
            self.page(page, n)
            for n, page in enumerate(self.form["pages"])
            if not self.ended(page, n)
        ]

    def ended(self, page: Any, n: int) -> bool:
        """A summary or confirmation page is our own check-answers page; say what it held."""
        if self.pages[page["path"]] != END:
            return False
        place = f"/pages/{n}"
        if "confirm" in text_of(page.get("controller")):
            self.lose(place, "The confirmation page becomes the end of the form.")
        for key in ("components", "next"):
            if page.get(key):
                said = f"The {key} of a summary page are not kept: check-answers is the host's own."
                self.lose(f"{place}/{key}", said)
        return True

    def page(self, page: Any, n: int) -> Document:
        place = f"/pages/{n}"
        controller = page.get("controller")
        if controller == "RepeatingFieldPageController":
            self.refuse(f"{place}/controller", "Pages that repeat are not imported yet.")
        elif controller not in PLAIN and not self.is_end(page):
            self.lose(
                f"{place}/controller", f"The page's own behaviour, {controller}, is not kept."
            )
        self.rest(page, PAGE | {"options"}, place)
        links, otherwise = self.links(page, place)
        components = page.get("components", [])
        found: Document = {
            "id": self.pages[page["path"]],
            "title": self.text(page.get("title"), f"{place}/title") or page["path"].strip("/"),
            "items": [
                item
                for m, part in enumerate(components)
                if (item := self.component(part, n, m, f"{place}/components/{m}"))
            ],
            "next": links,
            "otherwise": otherwise or self.end_of(page, components),
        }
        if page.get("section") in self.sections:
            found["section"] = self.sections[page["section"]]
        elif page.get("section"):
            self.lose(f"{place}/section", f"There is no section {page['section']}.")
        return {key: value for key, value in found.items() if value != []}

    def end_of(self, page: Any, components: list[Any]) -> str:
        """A page without links and without questions is where the original stops people."""
        asks = any(part["type"] in FIELDS for part in components)
        return END if asks or page.get("next") else EXIT

    def links(self, page: Any, place: str) -> tuple[list[Document], str]:
        """(links with a condition, in order; the last link without one, "" if there is none)."""
        found: list[Document] = []
        otherwise = ""
        for m, link in enumerate(page.get("next") or []):
            where = f"{place}/next/{m}"
            target = self.pages.get(link["path"])
            condition = link.get("condition")
            if target is None:
                self.lose(where, f"There is no page {link['path']}: the original ignores the link.")
            elif condition and condition not in self.conditions:
                self.lose(where, f"The condition {condition} is never true: the link is left out.")
            elif condition:
                name = self.mint("link", f"{self.pages[page['path']]} to {link['path']}")
                found.append({"id": name, "when": self.conditions[condition], "to": target})
            else:
                if otherwise:
                    said = "The last link without a condition is the one the original follows."
                    self.lose(where, said)
                otherwise = target
        return found, otherwise

    def component(self, part: Any, n: int, m: int, place: str) -> Document | None:
        if part["type"] in CONTENT:
            return self.content(part, place)
        if part["type"] in FIELDS:
            return self.question(part, self.fields[n, m], place)
        said = f"A {part['type']} cannot run here yet: take it out or change it to another type."
        self.refuse(place, said)
        return None

    def content(self, part: Any, place: str) -> Document | None:
        said = part.get("content") or ""
        if (part.get("options") or {}).get("condition") in self.never:
            self.lose(place, "Its condition is never true.")
            return None
        text = self.text(said, f"{place}/content")
        if part["type"] == "List":
            text = self.bullets(part, place)
        if not text:
            self.lose(place, "The content is empty.")
            return None
        name = text_of(part.get("name") or part["type"])
        item: Document = {
            "id": self.mint("item", name),
            "type": "content",
            "style": CONTENT[part["type"]],
            "text": text,
        }
        if part["type"] == "Details":
            item["label"] = text_of(part.get("title") or self.own("more"))
        condition = (part.get("options") or {}).get("condition")
        if condition in self.conditions:
            item["when"] = self.conditions[condition]
        elif condition:
            self.lose(f"{place}/options/condition", f"There is no condition {condition}.")
        self.rest(part, COMPONENT | LOOKS, place)
        return item

    def bullets(self, part: Any, place: str) -> str:
        found = next((x for x in self.form["lists"] if x["name"] == part.get("list")), None)
        if found is None:
            self.refuse(place, f"There is no list {part.get('list')}.")
            return ""
        return "\n".join(f"- {item['text']}" for item in found["items"])

    def question(self, part: Any, identifier: str, place: str) -> Document:
        options, schema = part.get("options") or {}, part.get("schema") or {}
        kind = self.types[identifier]
        item: Document = {"id": identifier, "type": kind, "name": text_of(part["name"])}
        title = self.text(part.get("title"), f"{place}/title")
        hint = self.text(part.get("hint"), f"{place}/hint")
        item |= {"label": title} if title else {}
        item |= {"hint": hint} if hint else {}
        item |= {"required": False} if options.get("required") is False else {}
        if kind in CHOOSING:
            self.choose(part, item, options, place)
        limits = self.limits(kind, options, schema)
        item |= {"limits": limits} if limits else {}
        self.report(part, options, schema, place)
        return item

    def choose(self, part: Any, item: Document, options: Any, place: str) -> None:
        known = self.lists.get(self.list_of(part))
        if known is None:
            self.refuse(place, f"There is no list {self.list_of(part) or '(none is named)'}.")
            return
        item["list"] = known[0]
        if part["type"] == "AutocompleteField":
            self.lose(place, "The list is shown whole, without typing ahead.")
        if options.get("behaviour") == "exclusive":
            value = text_of(options.get("behaviourItemValue"))
            if value in known[1]:
                item["exclusive"] = known[1][value]
            else:
                self.lose(f"{place}/options/behaviourItemValue", f"There is no option “{value}”.")

    def limits(self, kind: str, options: Any, schema: Any) -> Document:
        found: Document = {}
        if kind in ("text", "long-text"):
            # The original sets no length of its own.
            longest = schema.get("max") or options.get("maxLength") or schema.get("length")
            found["max-length"] = int(longest or (10_000 if kind == "text" else 100_000))
            if schema.get("min") or schema.get("length"):
                found["min-length"] = int(schema.get("min") or schema.get("length"))
            if options.get("maxWords"):
                found["max-words"] = int(options["maxWords"])
        if kind in ("money", "decimal", "whole-number"):
            for side in ("min", "max"):
                if text_of(schema.get(side, "")).strip() not in ("", "None"):
                    found[side] = text_of(schema[side])
        if kind == "decimal" and text_of(schema.get("precision") or "").isdigit():
            found["decimals"] = int(schema["precision"])
        if kind == "date":
            for side, key, sign in (("min", "maxDaysInPast", -1), ("max", "maxDaysInFuture", 1)):
                if text_of(options.get(key) or "").isdigit():
                    found[side] = {"today": {"days": sign * int(options[key])}}
        return found

    def report(self, part: Any, options: Any, schema: Any, place: str) -> None:
        """What of a question is not kept."""
        if part["type"] == "WebsiteField":
            self.lose(place, "Any text is taken: whether it is a web address is not checked.")
        if part["type"] == "FreeTextField":
            self.lose(place, "The answer is plain text, without bold or lists.")
        used = {"maxWords", "maxLength", "behaviour", "behaviourItemValue", "prefix"}
        used |= {"maxDaysInPast", "maxDaysInFuture"}
        self.rest(
            options,
            LOOKS | used - ({"prefix"} if self.odd_prefix(options) else set()),
            f"{place}/options",
        )
        self.rest(schema, {"min", "max", "length", "precision", "integer"}, f"{place}/schema")
        self.rest(part, COMPONENT | LOOKS, place)

    def odd_prefix(self, options: Any) -> bool:
        return options.get("prefix") not in (None, "", "£")

    def read_fees(self) -> list[Document]:
        found = []
        for n, fee in enumerate(self.form.get("fees") or []):
            if fee.get("condition") in self.never:
                self.lose(f"/fees/{n}", "Its condition is never true.")
                continue
            product: Document = {
                "id": self.mint("product", text_of(fee["description"])),
                "description": text_of(fee["description"]),
                # The original's fees have no dates.
                "prices": [
                    {"from": "2000-01-01", "pence": int(decimal(text_of(fee["amount"])) * 100)}
                ],
            }
            condition = fee.get("condition")
            if condition in self.conditions:
                product["when"] = self.conditions[condition]
            elif condition:
                self.refuse(f"/fees/{n}/condition", f"There is no condition {condition}.")
            self.rest(fee, {"description", "amount", "condition"}, f"/fees/{n}")
            found.append(product)
        return found

    def add_declaration(self, document: Document) -> None:
        """The original asks for the declaration on its summary; here it is the last page."""
        if not self.form.get("declaration"):
            return
        name = self.mint("page", "declaration")
        for page in document["pages"]:
            for link in (*page.get("next", ()), page):
                key = "otherwise" if link is page else "to"
                link[key] = name if link[key] == END else link[key]
        document["pages"].append(
            {
                "id": name,
                "title": self.own("declaration"),
                "otherwise": END,
                "items": [
                    {
                        "id": self.mint("item", "declaration-text"),
                        "type": "content",
                        "text": self.text(self.form["declaration"], "/declaration"),
                    },
                    {
                        "id": self.mint("item", "declaration"),
                        "type": "declaration",
                        "label": self.own("agree"),
                    },
                ],
            }
        )
