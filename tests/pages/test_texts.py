"""Rooms that the public and officers meet say all in Welsh; others, what they say to everybody."""

import ast
import re
from pathlib import Path

import pytest

from commonworks.frontend import catalogues
from commonworks.frontend.pages import engine
from commonworks.kernel.errors import DomainError
from tools.rooms import HOUSE

CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2}
WHOLLY = (
    *("decisions", "factories", "kernel", "measures", "needs", "network", "pages", "places"),
    *("services", "signposts"),
)
# What is read in a terminal; and what is loaded before Django is: frontend has those titles.
PLAIN = ("cli", "errors", "measuring")
PLACE = re.compile(r"%\(\w+\)[sd]|%%")


def said_by(room: str) -> set[str]:
    """Each text as a catalogue has it: plural forms joined by NUL."""
    files = [*(HOUSE / room).rglob("*.html"), *(HOUSE / room).rglob("*.py")]
    return set().union(*map(said_in, files))


def said_in(file: Path) -> set[str]:
    if file.suffix == ".py":
        return set(_in_python(ast.parse(file.read_text())))
    told = (text for *_, text in engine().env.extract_translations(file.read_text()))
    texts = {text if isinstance(text, str) else (text or [None])[0] for text in told}
    return texts - {None}  # of a text that is looked up by a variable


def _in_python(tree: ast.Module):
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        many = CALLS.get(getattr(call.func, "id", ""), 0)
        texts = [arg.value for arg in call.args[:many] if _is_text(arg)]
        if many and len(texts) == many:
            yield "\0".join(texts)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def labels_of(room: str) -> set[str]:
    """What the room's choices are called: pages look some of them up when they are drawn."""
    files = [
        path for path in (HOUSE / room).rglob("*.py") if "models" in str(path.relative_to(HOUSE))
    ]
    return set().union(*(_labels_in(ast.parse(file.read_text())) for file in files))


def _labels_in(tree: ast.Module) -> set[str]:
    kinds = [each for each in ast.walk(tree) if isinstance(each, ast.ClassDef)]
    choices = [kind for kind in kinds if "models.TextChoices" in map(ast.unparse, kind.bases)]
    pairs = [line.value for kind in choices for line in kind.body if isinstance(line, ast.Assign)]
    return {pair.elts[-1].value for pair in pairs if isinstance(pair, ast.Tuple)}


def welsh_of(room: str) -> dict[str, str]:
    file = HOUSE / room / "locale/cy/LC_MESSAGES/django.po"
    return catalogues.read(file.read_text(), room)


@pytest.mark.parametrize("room", WHOLLY)
def test_every_text_has_a_welsh_one_and_none_is_left_over(room):
    own, shared, said = set(welsh_of(room)) - {""}, set(welsh_of("frontend")), said_by(room)
    assert (said - own - shared, own - said - labels_of(room)) == (set(), set())


# What measures count, and what keys are for, is called something for those who read code alone.
@pytest.mark.parametrize("room", [room for room in WHOLLY if room not in ("kernel", "measures")])
def test_what_the_choices_of_a_model_are_called_has_a_welsh_text(room):
    assert labels_of(room) - set(welsh_of(room)) - set(welsh_of("frontend")) == set()


@pytest.mark.parametrize("room", [*WHOLLY, "frontend", "post"])
def test_a_refusal_is_said_in_the_readers_language(room):
    files = [
        file
        for file in (HOUSE / room).rglob("*.py")
        if not {"migrations", *PLAIN}
        & {part.removesuffix(".py") for part in file.relative_to(HOUSE / room).parts}
    ]
    assert [text for file in files for text in _only_english(file)] == []


def _only_english(file: Path):
    """Texts that a refusal, or its title, is given as they are, with where."""
    for node in ast.walk(ast.parse(file.read_text())):
        for text in _bare(*_given(node)):
            yield f"{file.relative_to(HOUSE)}:{node.lineno}: {text}"


def _given(node: ast.AST):
    """What a refusal is made with, and what a kind of refusal says of itself."""
    if isinstance(node, ast.Call) and _name(node.func) in REFUSALS:
        yield from node.args
    elif isinstance(node, ast.ClassDef) and node.name in REFUSALS:
        yield from (line.value for line in node.body if isinstance(line, ast.Assign))


def _bare(*nodes: ast.AST):
    for node in nodes:
        if isinstance(node, ast.JoinedStr) or _is_text(node):
            yield from [ast.unparse(node)] if re.search(r"\w \w", ast.unparse(node)) else []
        elif isinstance(node, ast.Dict):
            yield from _bare(*node.values)
        elif not (isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS):
            yield from _bare(*ast.iter_child_nodes(node))


def _name(node: ast.AST) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def _refusals() -> set[str]:
    """The names of all kinds of refusal that the house defines, read from its source: what a test
    happens to have imported is no measure."""
    files = HOUSE.rglob("*.py")
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    kinds: dict[str, set[str]] = {}
    for kind in (node for node in nodes if isinstance(node, ast.ClassDef)):
        kinds.setdefault(kind.name, set()).update(map(_name, kind.bases))
    found = {DomainError.__name__}
    while more := {name for name, bases in kinds.items() if bases & found} - found:
        found |= more
    return found


REFUSALS = _refusals()


def test_kinds_of_refusal_are_known_whichever_room_defines_them():
    assert {"DraftEnded", "Invalid", "VotingClosed"} <= REFUSALS


# What a resident, or anybody who comes by, can meet in rooms that staff work in too.
TO_EVERYBODY = (
    *(
        f"services/templates/services/{name}"
        for name in ("*.html", "paying/*", "runner/*", "status/*")
    ),
    *(
        f"services/web/{name}.py"
        for name in ("a[drs]*", "checking", "p[ru]*", "r*", "s*", "visits", "ways")
    ),
    *(
        f"services/commands/{name}.py"
        for name in ("drafts", "letters", "submitting", "withdrawals")
    ),
    *(f"network/templates/network/{name}.html" for name in ("organisation*", "sign_in")),
    *(f"services/web/o{name}.py" for name in ("verlay*", "wner")),  # and the editor of its owner
    *(f"services/templates/services/manage/{name}.html" for name in ("[dgs]*", "checklist")),
    "services/templates/services/releases/*.html",
    *("network/web/views.py", "places/**/*.py"),
    *("post/**/*.py", "services/apps.py", "network/apps.py"),
)


@pytest.mark.parametrize("files", TO_EVERYBODY)
def test_what_everybody_can_meet_is_said_in_welsh_too(files):
    found = [*HOUSE.glob(files)]
    assert found
    known = set().union(
        *(welsh_of(file.parents[3].name) for file in HOUSE.glob("*/locale/cy/*/*.po"))
    )
    assert set().union(*map(said_in, found)) - known == set()


@pytest.mark.parametrize("room", sorted({*WHOLLY, "frontend", "network", "services"}))
def test_a_translation_has_the_same_places_to_fill_in(room):
    pairs = welsh_of(room).items()
    wrong = [key for key, text in pairs if _places(key) != _places(text)]
    assert wrong == []


def _places(text: str) -> list[str]:
    return sorted(PLACE.findall(text))  # Welsh may name them in another order
