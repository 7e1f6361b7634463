"""What measures and pages say, they say in Welsh too."""

import ast
import re

import pytest

from commonworks.frontend import catalogues
from commonworks.frontend.pages import engine
from tools.rooms import HOUSE

CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2}
PLACE = re.compile(r"%\(\w+\)s")


def said_by(room: str) -> set[str]:
    """Each text as a catalogue has it: plural forms joined by NUL."""
    found = set()
    for file in (HOUSE / room).rglob("*.html"):
        for _, _, text in engine().env.extract_translations(file.read_text()):
            found.add(text if isinstance(text, str) else text[0])
    for file in (HOUSE / room).rglob("*.py"):
        found.update(_in_python(ast.parse(file.read_text())))
    return found


def _in_python(tree: ast.Module):
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        many = CALLS.get(getattr(call.func, "id", ""), 0)
        texts = [arg.value for arg in call.args[:many] if _is_text(arg)]
        if many and len(texts) == many:
            yield "\0".join(texts)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def welsh_of(room: str) -> dict[str, str]:
    file = HOUSE / room / "locale/cy/LC_MESSAGES/django.po"
    return catalogues.read(file.read_text(), room)


@pytest.mark.parametrize("room", ["measures", "pages"])
def test_every_text_has_a_welsh_one_and_none_is_left_over(room):
    own, shared, said = set(welsh_of(room)) - {""}, set(welsh_of("frontend")), said_by(room)
    assert (said - own - shared, own - said) == (set(), set())


@pytest.mark.parametrize("room", ["measures", "pages"])
def test_a_translation_has_the_same_places_to_fill_in(room):
    pairs = welsh_of(room).items()
    wrong = [key for key, text in pairs if PLACE.findall(key) != PLACE.findall(text)]
    assert wrong == []
