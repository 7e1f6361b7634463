"""The reference page of the definition format, written from the JSON Schema.

`python -m formwork.reference > docs/reference/form-definition.md`
"""

from typing import Any

from formwork.conditions import __doc__ as conditions
from formwork.schema import Schema, schema

TITLES = {
    "operand": "what to compare with",
    "open": "open rule",
    "item": "item: question or content",
}


def reference_page() -> str:
    """The whole page as Markdown; a check compares it with the file."""
    whole = schema()
    parts = [f"# {whole['title']}", "", *_head(whole), "## The definition", "", *_table(whole)]
    for name, part in whole["$defs"].items():
        parts += [f"## {TITLES.get(name, name)}", "", *_described(name, part)]
    parts += ["## How conditions treat answers that are not there", "", "```"]
    parts += [(conditions or "").strip(), "```", ""]
    return "\n".join(parts)


def _head(whole: Schema) -> list[str]:
    return [
        whole["description"],
        "",
        "A definition is YAML or JSON. Every value is read as it is written: an unquoted `no`,",
        "`12.10` or `012` stays a text where a text is wanted, and is refused where a number is.",
        "Anchors, aliases and tags are not read. The JSON Schema is `src/formwork/schema.json`.",
        "",
    ]


def _described(name: str, part: Schema) -> list[str]:
    told = [part["description"], ""] if part.get("description") else []
    if part.get("type") == "object":
        return [*told, *_table(part)]
    alternatives = [way for way in part.get("anyOf", ()) if way.get("type") == "object"]
    for way in alternatives:
        if way.get("properties") and name == "expression":
            told += _table(way)
    if not part.get("anyOf"):
        told += [f"{_kind(part)}.", ""]
    return told


def _table(part: Schema) -> list[str]:
    required = set(part.get("required", ()))
    rows = ["| Key | Value | What it says |", "|---|---|---|"]
    for name, value in part.get("properties", {}).items():
        needed = " (required)" if name in required else ""
        rows.append(f"| `{name}`{needed} | {_kind(value)} | {_says(value)} |")
    return [*rows, ""]


def _says(part: Schema) -> str:
    return str(part.get("description", "")).replace("|", "\\|")


def _kind(part: Schema) -> str:
    if "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        title = TITLES.get(name, name)
        anchor = title.replace(":", "").replace(" ", "-")
        return f"[{title}](#{anchor})"
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    match part.get("type"):
        case "array":
            return f"list of {_kind(part['items'])}"
        case "object":
            others: Any = part.get("additionalProperties")
            return f"keys with {_kind(others)}" if isinstance(others, dict) else "keys"
        case "integer":
            return f"whole number{_range(part)}"
        case "boolean":
            return "`true` or `false`"
    return "text"


def _range(part: Schema) -> str:
    low, high = part.get("minimum"), part.get("maximum")
    if low is not None and high is not None:
        return f", {low:,} to {high:,}"
    return f", {low:,} or more" if low is not None else ""


if __name__ == "__main__":
    print(reference_page(), end="")
