"""The reference page is written from the schema, and the schema is one."""

from pathlib import Path

import jsonschema_rs

from formwork.reference import reference_page
from formwork.schema import schema

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "form-definition.md"


def test_the_reference_page_is_what_the_schema_says():
    assert PAGE.read_text() == reference_page()


def test_the_schema_is_a_json_schema():
    jsonschema_rs.meta.validate(schema())


def test_every_key_of_the_format_is_described():
    parts = {"": schema(), **schema()["$defs"]}
    of_themselves = ("span", "operand")  # days, months and years say what they are
    silent = [
        f"{name}.{key}"
        for name, part in parts.items()
        if name not in of_themselves
        for key, value in part.get("properties", {}).items()
        if "description" not in value and "$ref" not in value
    ]
    assert silent == []
