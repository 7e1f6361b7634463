"""The editor of what a council changes, in groups of a page each: what they are called, what each
thing in them is called, and how far each is filled in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.frontend.words import reader
from commonworks.services.queries.deployments import Editor
from formwork import Opening, Words
from formwork.ids import kind_of, parent_of
from formwork.texts import plain

SHOWN = 3  # faults that are told in full beside a group
EXCERPT = 50  # characters of a text that has no name of its own
PAGE = "page-"
# The groups that are not a page of the form, by the kind of what stands in them.
KINDS = {
    "setting": "settings",
    "list": "lists",
    "product": "prices",
    "colour": "colours",
    "definition": "service",
    "message": "emails",
    "outcome": "decisions",
    "state": "states",
}
TITLES = {
    "settings": gettext_lazy("Settings"),
    "lists": gettext_lazy("Lists to choose from"),
    "prices": gettext_lazy("Prices"),
    "colours": gettext_lazy("Colours"),
    "service": gettext_lazy("Name and summary of the service"),
    "emails": gettext_lazy("Emails to residents"),
    "decisions": gettext_lazy("Decision letters"),
    "states": gettext_lazy("What residents are told of their case"),
    "other": gettext_lazy("Other words"),
}
FIRST, LAST = ("settings", "lists", "prices"), ("emails", "decisions", "states", "other")
NAMED = {
    "page": gettext_lazy("Page ‘%(name)s’"),
    "field": gettext_lazy("Question ‘%(name)s’"),
    "content": gettext_lazy("Text ‘%(name)s’"),
    "message": gettext_lazy("Email ‘%(name)s’"),
    "outcome": gettext_lazy("Decision ‘%(name)s’"),
    "state": gettext_lazy("State ‘%(name)s’"),
    "product": gettext_lazy("Price ‘%(name)s’"),
    "option": gettext_lazy("Option ‘%(name)s’"),
    "list": gettext_lazy("List ‘%(name)s’"),
    "section": gettext_lazy("Section ‘%(name)s’"),
}
SLOTS = {
    "title": gettext_lazy("title"),
    "summary": gettext_lazy("summary"),
    "label": gettext_lazy("label"),
    "hint": gettext_lazy("hint"),
    "short": gettext_lazy("name in error messages"),
    "slug": gettext_lazy("last part of the web address"),
    "description": gettext_lazy("description"),
    "subject": gettext_lazy("subject"),
    "body": gettext_lazy("message"),
    "letter": gettext_lazy("letter"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One page of the editor. `faults` are what stands between it and going live, in sentences;
    `started`: the council has changed something in it."""

    id: str
    title: str
    openings: tuple[Opening, ...]
    faults: tuple[str, ...]

    @property
    def started(self) -> bool:
        return any(each.changed for each in self.openings)

    @property
    def needed(self) -> bool:
        return self.id in FIRST

    @property
    def told(self) -> tuple[str, ...]:
        """The first faults, and how many more there are."""
        more = len(self.faults) - SHOWN
        if more < 2:  # one more is as short as saying that there is one
            return self.faults
        return (*self.faults[:SHOWN], _("And %(n)s more.") % {"n": more})


def groups(editor: Editor) -> list[Group]:
    """In the order in which a council fills them in; pages in that of the form."""
    words = editor.running.plan.words(reader())
    found: dict[str, list[Opening]] = {}
    for opening in editor.openings:
        found.setdefault(group_of(opening.address), []).append(opening)
    faults: dict[str, list[str]] = {}
    for problem in editor.problems:
        faults.setdefault(group_of(problem.where.partition(" ")[0]), []).append(problem.message)
    return [
        Group(name, title_of(name, words), _in_order(found[name]), tuple(faults.get(name, ())))
        for name in sorted(found, key=_place)  # sorted() is stable: pages keep their order
    ]


def _in_order(openings: Sequence[Opening]) -> tuple[Opening, ...]:
    """The texts of one thing as they are read: the subject before the message."""
    places = {each.address: number for number, each in reversed([*enumerate(openings)])}
    slots = [*SLOTS]

    def place(opening: Opening) -> tuple[int, int]:
        slot = opening.slot
        return places[opening.address], slots.index(slot) if slot in slots else len(slots)

    return tuple(sorted(openings, key=place))


def stale(editor: Editor) -> list[str]:
    """The texts whose translation is of words that have changed since."""
    words = editor.running.plan.words(reader())
    keys = {(key.address, key.slot) for key in editor.stale}
    return [label_of(o, words) for o in editor.openings if (o.address, o.slot) in keys]


def group_of(address: str) -> str:
    top = (address.partition("/")[0]).partition(":")
    return PAGE + top[2] if top[0] == "page" else KINDS.get(top[0], "other")


def page_of(group: str) -> str:
    """The id of the page of the form that a group is of; empty where it is of none."""
    return group.removeprefix(PAGE) if group.startswith(PAGE) else ""


def title_of(group: str, words: Words) -> str:
    if not page_of(group):
        return str(TITLES[group])
    return _named("page", words.plain(f"page:{page_of(group)}", "title") or page_of(group))


def label_of(opening: Opening, words: Words) -> str:
    """`Page ‘Your vehicle’: title`: what a thing is, for whoever has never seen the definition."""
    kind = kind_of(opening.address)
    if opening.kind != "words":
        return opening.label
    name = _name(opening.address, words)
    whose = _named(kind, name) if name else ""
    slot = str(SLOTS.get(opening.slot, ""))
    if kind == "definition":
        return slot.capitalize()
    return f"{whose or opening.label}: {slot}" if slot else whose or opening.label


def _place(group: str) -> tuple[int, int]:
    for number, names in enumerate((FIRST, ("colours", "service"), (), LAST)):
        if group in names:
            return number, names.index(group)
    return 2, 0


def _named(kind: str, name: str) -> str:
    return str(NAMED[kind]) % {"name": name} if kind in NAMED else name


def _name(address: str, words: Words) -> str:
    for slot in ("label", "title", "description", "subject"):
        if words.get(address, slot):
            return _tidy(words.plain(address, slot))
    if kind_of(address) == "field":
        return words.title(parent_of(address))
    return _excerpt(words.get(address, "text"))


def _tidy(text: str) -> str:
    """Without the places that are filled in later: `We have it: ((reference))` is `We have it`."""
    return re.sub(r"[\s:–-]*\(\([\w-]+\)\)", "", text).strip() or text


def _excerpt(text: str) -> str:
    line = " ".join(plain(text).split())
    if len(line) <= EXCERPT:
        return line
    return line[:EXCERPT].rpartition(" ")[0].rstrip(" ,.;:") + "…"


def chosen(found: Sequence[Group], name: str) -> Group | None:
    return next((each for each in found if each.id == name), None)
