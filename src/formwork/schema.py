"""The JSON Schema, applied to a file as written: it types every scalar and says what does not fit.

Scalars arrive as texts (formwork.source), so `required: yes` is the text "yes", which is no
boolean, and `label: 12.10` is the text "12.10". tests/formwork hold this reader to jsonschema-rs.
"""

import json
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from formwork.problems import Problem
from formwork.source import Mapping, Node, Scalar, Sequence

Schema = dict[str, Any]
Place = tuple[int, int]
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")


@cache
def schema() -> Schema:
    """The JSON Schema of a definition (draft 2020-12)."""
    loaded: Schema = json.loads((files("formwork") / "schema.json").read_text("utf-8"))
    return loaded


def resolved(part: Schema) -> Schema:
    if "$ref" not in part:
        return part
    target: Schema = schema()["$defs"][part["$ref"].removeprefix("#/$defs/")]
    return {**target, **{key: value for key, value in part.items() if key != "$ref"}}


@dataclass(slots=True)
class Typed:
    """What came of reading: the value, the place of every part of it, and the problems."""

    value: Any = None
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def typed(node: Node, against: Schema | None = None) -> Typed:
    """The node as JSON, typed by the schema; `places` by JSON pointer."""
    result = Typed()
    result.value = _Reader(result).read(node, resolved(against or schema()), "")
    return result


class _Reader:
    def __init__(self, result: Typed) -> None:
        self.result = result

    def fault(self, code: str, message: str, path: str, node: Node) -> None:
        self.result.problems.append(Problem(code, message, path, node.line, node.column))

    def read(self, node: Node, part: Schema, path: str) -> Any:
        self.result.places[path] = (node.line, node.column)
        part = chosen(node, resolved(part))
        match part.get("type"), node:
            case "object", Mapping():
                return self.mapping(node, part, path)
            case "array", Sequence():
                return self.sequence(node, part, path)
            case "integer" | "boolean" | "string", Scalar():
                return self.scalar(node, part, path)
        wanted = NAMES.get(str(part.get("type")), "something else")
        self.fault("wrong-type", f"This should be {wanted}, not {shape(node)}.", path, node)
        return None

    def mapping(self, node: Mapping, part: Schema, path: str) -> dict[str, Any]:
        known: Schema = part.get("properties", {})
        others: Any = part.get("additionalProperties", False)
        found = {}
        for key, value in node.items.items():
            if key in known or isinstance(others, dict):
                found[key] = self.read(value, known.get(key) or others, f"{path}/{escaped(key)}")
            else:
                self.fault("unknown-key", unknown(key, known), path, node.keys[key])
        for key in part.get("required", ()):
            if key not in node.items:
                self.fault("missing-key", f"“{key}” is missing.", path, node)
        return found

    def sequence(self, node: Sequence, part: Schema, path: str) -> list[Any]:
        if len(node.items) < part.get("minItems", 0):
            self.fault("too-few", "The list is empty. Give at least one.", path, node)
        return [self.read(item, part["items"], f"{path}/{n}") for n, item in enumerate(node.items)]

    def scalar(self, node: Scalar, part: Schema, path: str) -> Any:
        if node.literal and node.text == "null":
            self.fault("null", "There is no null: leave the key out.", path, node)
            return None
        match part["type"]:
            case "integer":
                return self.integer(node, part, path)
            case "boolean":
                return self.boolean(node, path)
        return self.string(node, part, path)

    def integer(self, node: Scalar, part: Schema, path: str) -> int | None:
        if not INTEGER.fullmatch(node.text):
            said = f"“{node.text}” is not a whole number written in digits, without leading zeros."
            self.fault("not-a-number", said, path, node)
            return None
        number = int(node.text)
        if not part.get("minimum", number) <= number <= part.get("maximum", number):
            low, high = part.get("minimum", "any"), part.get("maximum", "any")
            self.fault("out-of-range", f"{number} is not between {low} and {high}.", path, node)
        return number

    def boolean(self, node: Scalar, path: str) -> bool | None:
        if node.text not in ("true", "false"):
            said = f"Write true or false, not “{node.text}”."
            self.fault("not-true-or-false", said, path, node)
            return None
        return node.text == "true"

    def string(self, node: Scalar, part: Schema, path: str) -> str:
        text = node.text
        if len(text) > part.get("maxLength", len(text)):
            said = f"This has {len(text):,} characters. The most is {part['maxLength']:,}."
            self.fault("too-long", said, path, node)
        elif "enum" in part and text not in part["enum"]:
            self.fault("unknown-value", not_one_of(text, part["enum"]), path, node)
        elif "pattern" in part and not fits(part["pattern"], text):
            said = f"“{text[:60]}” does not fit. {part.get('description', '')}".strip()
            self.fault("wrong-form", said, path, node)
        return text


KINDS: dict[type, tuple[str, ...]] = {
    Mapping: ("object",),
    Sequence: ("array",),
    Scalar: ("string", "integer", "boolean"),
}
NAMES = {
    "object": "keys with values",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
}


def fits(pattern: str, text: str) -> bool:
    # Python's $ also matches before a last line break; JSON Schema's does not.
    return re.fullmatch(pattern.removeprefix("^").removesuffix("$"), text) is not None


def chosen(node: Node, part: Schema) -> Schema:
    """Of alternatives, the one for a node of this kind; no two of ours share a kind."""
    ways = [resolved(way) for way in part.get("anyOf", ())]
    return next((way for way in ways if way.get("type") in KINDS[type(node)]), part)


def shape(node: Node) -> str:
    match node:
        case Mapping():
            return "keys with values"
        case Sequence():
            return "a list"
    return f"“{node.text[:60]}”"


def unknown(key: str, known: Schema) -> str:
    near = get_close_matches(key, known, 1)
    if " " in key:
        return f"“{key[:60]}” is not a key here. If it belongs to a text, put all of it in quotes."
    return f"“{key[:60]}” is not a key here." + (f" Did you mean “{near[0]}”?" if near else "")


def not_one_of(text: str, allowed: list[str]) -> str:
    near = get_close_matches(text, allowed, 1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    return f"“{text[:60]}” is not one of: {', '.join(allowed)}.{hint}"


def escaped(key: str) -> str:
    """A key as a step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
