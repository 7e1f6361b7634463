"""Every interface text of frontend, as its sources say it."""

import ast

from commonworks.frontend import words
from commonworks.frontend.build import HERE
from commonworks.frontend.pages import engine
from commonworks.kernel import errors

CALLS = {"_", "gettext", "gettext_noop", "gettext_lazy"}


def interface_texts():
    """Each text that is looked up in a catalogue, once."""
    found = [text for file in sorted(HERE.rglob("*.html")) for text in _in_template(file)]
    found += [text for file in sorted(HERE.rglob("*.py")) for text in _in_python(file)]
    refusals = [each for each in vars(errors).values() if isinstance(each, type)]
    found += [each.title for each in refusals if issubclass(each, errors.DomainError)]
    found += words.MONTHS
    return list(dict.fromkeys(found))


def _in_template(file):
    extracted = engine().env.extract_translations(file.read_text())
    # A call with arguments is told as its text and a None for each of them.
    return [text if isinstance(text, str) else text[0] for _, _, text in extracted]


def _in_python(file):
    for node in ast.walk(ast.parse(file.read_text())):
        called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if called in CALLS and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value
