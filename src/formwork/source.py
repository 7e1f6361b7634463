"""A file as written: YAML or JSON, every scalar kept as its own text, every value with its line.

A plain YAML loader would turn an unquoted `no`, `12.10`, `012` or `12:30` into something else. Here
a scalar stays a text until the schema says what it is. Aliases, anchors and tags are refused: ten
lines of them can ask for a thousand million values.
"""

import json
import re
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NoReturn

import yaml

from formwork.characters import unseen_fault
from formwork.problems import DefinitionError, Problem

LARGEST = 2_000_000  # bytes
DEEPEST = 40


@dataclass(slots=True)
class Scalar:
    text: str
    line: int
    column: int
    literal: bool = False  # JSON's own true, false, null or a number


@dataclass(slots=True)
class Mapping:
    line: int
    column: int
    items: dict[str, "Node"] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)


@dataclass(slots=True)
class Sequence:
    line: int
    column: int
    items: list["Node"] = field(default_factory=list)


Node = Scalar | Mapping | Sequence


def read_source(data: bytes, largest: int = LARGEST) -> Node:
    """Parse a YAML or JSON file into nodes; DefinitionError names the line of what is wrong."""
    if len(data) > largest:
        refuse(
            "too-large",
            f"The file is {len(data):,} bytes. The most that is read is {largest:,}: "
            "move long lists into a list that councils fill in, or split the form.",
        )
    text = decoded(data)
    looks_json = text.lstrip()[:1] in ("{", "[")
    return JsonReader(text).read() if looks_json else read_yaml(text)


def refuse(code: str, message: str, line: int = 0, column: int = 0) -> NoReturn:
    raise DefinitionError([Problem(code, message, "", line, column)])


def decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        refuse("not-utf-8", "The file is not UTF-8 text. Save it as UTF-8.", line)
    if not text.strip():
        refuse("empty", "The file is empty.", 1, 1)
    return text


def read_yaml(text: str) -> Node:
    try:
        return _built(text)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        refuse("not-yaml", f"The YAML cannot be read: {fault.problem}.", line, column)
    except yaml.reader.ReaderError as fault:
        line = text.count("\n", 0, max(fault.position, 0)) + 1
        refuse("control-character", "The file holds a control character. Take it out.", line)


def _built(text: str) -> Node:
    """Nodes from the events of libyaml; a stack, so that depth costs no recursion."""
    root: list[Node] = []
    stack: list[_Open] = []
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        match event:
            case yaml.DocumentStartEvent() if root:
                _at(event, "many-documents", "The file holds more than one YAML document.")
            case yaml.AliasEvent():
                _at(event, "alias", f"Write the value out: *{event.anchor} is not read.")
            case yaml.ScalarEvent():
                _plain(event)
                _add(root, stack, _scalar(event.value, *_place(event)), event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                _plain(event)
                is_map = isinstance(event, yaml.MappingStartEvent)
                node = Mapping(*_place(event)) if is_map else Sequence(*_place(event))
                _add(root, stack, node, event)
                stack.append(_Open(node))
                if len(stack) > DEEPEST:
                    _at(event, "too-deep", f"The file is nested more than {DEEPEST} deep.")
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                stack.pop()
    return root[0] if root else refuse("empty", "The file is empty.", 1, 1)


@dataclass(slots=True)
class _Open:
    """A mapping or sequence that is still being read, and the key that waits for its value."""

    node: Node
    key: Scalar | None = None


def _scalar(text: str, line: int, column: int) -> Scalar:
    """A text as it is once its escapes are read: `"\\u0007"` looks harmless in the file itself."""
    text = text.replace("\r\n", "\n")
    fault = unseen_fault(text)
    if fault:
        refuse("control-character", fault, line, column)
    return Scalar(text, line, column)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _at(event: yaml.Event, code: str, message: str) -> NoReturn:
    refuse(code, message, *_place(event))


def _plain(event: yaml.NodeEvent) -> None:
    if event.anchor:
        _at(event, "anchor", f"Anchors are not read: take &{event.anchor} out.")
    if getattr(event, "tag", None) not in (None, "!"):
        _at(event, "tag", "Tags such as !!str are not read: take it out.")


def _add(root: list[Node], stack: list[_Open], node: Node, event: yaml.Event) -> None:
    if not stack:
        root.append(node)
        return
    top = stack[-1]
    match top.node:
        case Sequence(items=items):
            items.append(node)
        case Mapping() as mapping if top.key is None:
            if not isinstance(node, Scalar):
                _at(event, "key", "A key is a single word, not a list or a mapping.")
            _once(mapping, node)
            top.key = node
        case Mapping() as mapping if top.key is not None:
            mapping.items[top.key.text], top.key = node, None


def _once(mapping: Mapping, key: Scalar) -> None:
    if key.text in mapping.keys:
        first = mapping.keys[key.text].line
        message = f"“{key.text}” is written twice: first in line {first}. Keep one."
        refuse("duplicate-key", message, key.line, key.column)
    mapping.keys[key.text] = key


SPACE = re.compile(r"[ \t\r\n]*")
LITERAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")


class JsonReader:
    """JSON with places. The standard decoder gives none, and lets a key be written twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines = [0, *(m.end() for m in re.finditer("\n", text))]
        self.line = 0

    def read(self) -> Node:
        node = self.value(1)
        self.skip()
        if self.at < len(self.text):
            self.stop("There is more text after the end of the JSON.")
        return node

    def value(self, depth: int) -> Node:
        if depth > DEEPEST:
            refuse("too-deep", f"The file is nested more than {DEEPEST} deep.", *self.place())
        first = self.skip()
        place = self.place()
        if first == "{":
            return self.mapping(Mapping(*place), depth)
        if first == "[":
            return self.sequence(Sequence(*place), depth)
        if first == '"':
            return _scalar(self.string(), *place)
        if found := LITERAL.match(self.text, self.at):
            self.at = found.end()
            return Scalar(found.group(), *place, literal=True)
        return self.stop("A value is missing or not JSON.")

    def mapping(self, node: Mapping, depth: int) -> Mapping:
        self.at += 1
        while self.skip() != "}":
            if node.items:
                self.expect(",")
                self.skip()
            place = self.place()
            key = _scalar(self.string(), *place)
            _once(node, key)
            self.skip()
            self.expect(":")
            node.items[key.text] = self.value(depth + 1)
        self.at += 1
        return node

    def sequence(self, node: Sequence, depth: int) -> Sequence:
        self.at += 1
        while self.skip() != "]":
            if node.items:
                self.expect(",")
            node.items.append(self.value(depth + 1))
        self.at += 1
        return node

    def string(self) -> str:
        if self.text[self.at : self.at + 1] != '"':
            self.stop("A text in double quotes is missing here.")
        try:
            text: str
            text, self.at = scanstring(self.text, self.at + 1, True)
        except json.JSONDecodeError as fault:
            self.at = fault.pos
            self.stop(f"The JSON cannot be read: {fault.msg}.")
        return text

    def expect(self, mark: str) -> None:
        if self.text[self.at : self.at + 1] != mark:
            self.stop(f"“{mark}” is missing here.")
        self.at += 1

    def skip(self) -> str:
        found = SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def place(self) -> tuple[int, int]:
        while self.line + 1 < len(self.lines) and self.lines[self.line + 1] <= self.at:
            self.line += 1
        return self.line + 1, self.at - self.lines[self.line] + 1

    def stop(self, message: str) -> NoReturn:
        refuse("not-json", message, *self.place())


def plain(node: Node) -> object:
    """A node as ordinary Python, for importers: JSON's own literals typed, all else as written."""
    match node:
        case Mapping(items=items):
            return {key: plain(value) for key, value in items.items()}
        case Sequence(items=entries):
            return [plain(value) for value in entries]
        case Scalar(text=text, literal=True):
            named: dict[str, object] = {"true": True, "false": False, "null": None}
            # A number keeps its digits: 12.10 must not become 12.1.
            return named[text] if text in named else int(text) if _whole(text) else text
        case Scalar(text=text):
            return text


def _whole(text: str) -> bool:
    return len(text) <= 15 and text.lstrip("-").isdigit()
