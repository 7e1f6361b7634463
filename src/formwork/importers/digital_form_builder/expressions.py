"""Conditions as the original writes them in a text: `s.own==true and not (s.many > 2)`."""

import re

from formwork.canonical import Json
from formwork.importers.digital_form_builder.comparisons import ORDERED, SAME, compared, joined
from formwork.importers.digital_form_builder.names import Names, Untranslatable

TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign>==|!=|<=|>=|<|>|\(|\)|!)|(?P<word>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*))"
)


def read_expression(text: str, names: Names) -> Json:
    """Our expression for a text. Raises Untranslatable, saying where it stops."""
    return _Parser(text, names).read()


class _Parser:
    """expr-eval's grammar as far as conditions use it: or, and, not, comparisons, `in`."""

    def __init__(self, text: str, names: Names) -> None:
        self.names = names
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = TOKEN.match(text, at)
            if not found or not found.lastgroup:
                raise Untranslatable(f"“{text[at:].strip()[:40]}” cannot be read.")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self.tokens.reverse()  # so that the next one is popped

    def read(self) -> Json:
        expression = self.either()
        if self.tokens:
            raise Untranslatable(f"“{self.tokens[-1][1]}” is one word too many.")
        return expression

    def next_is(self, *words: str) -> bool:
        if self.tokens and self.tokens[-1][1] in words:
            self.tokens.pop()
            return True
        return False

    def either(self, depth: int = 0) -> Json:
        parts = [self.both(depth)]
        while self.next_is("or"):
            parts.append(self.both(depth))
        return joined("any", parts)

    def both(self, depth: int) -> Json:
        parts = [self.negated(depth)]
        while self.next_is("and"):
            parts.append(self.negated(depth))
        return joined("all", parts)

    def negated(self, depth: int) -> Json:
        if depth > 30:
            raise Untranslatable("The condition is nested too deep.")
        if self.next_is("not", "!"):
            return {"not": self.negated(depth + 1)}
        if self.next_is("("):
            inner = self.either(depth + 1)
            if not self.next_is(")"):
                raise Untranslatable("A bracket is not closed.")
            return inner
        return self.comparison()

    def comparison(self) -> Json:
        kind, left = self.take()
        if self.tokens and self.tokens[-1][1] in (*SAME, *ORDERED, "in"):
            _, sign = self.take()
            other, right = self.take()
            if sign == "in":
                return compared(
                    self.names.field(right), "contains", _literal(kind, left), self.names
                )
            if kind == "word" and left not in ("true", "false"):
                return compared(self.names.field(left), sign, _literal(other, right), self.names)
            raise Untranslatable("A comparison starts with a field.")
        if left in self.names.conditions:
            return {"condition": self.names.conditions[left]}
        identifier = self.names.field(left)
        if self.names.types.get(identifier) != "yes-no":
            raise Untranslatable(f"“{left}” alone is neither true nor false.")
        return {"field": identifier, "is": "yes"}

    def take(self) -> tuple[str, str]:
        if not self.tokens:
            raise Untranslatable("The condition stops too early.")
        return self.tokens.pop()


def _literal(kind: str, text: str) -> str:
    if kind == "text":
        return text[1:-1]
    if kind == "number" or text in ("true", "false"):
        return text
    raise Untranslatable(f"“{text}”: a field can only be compared with a value.")
