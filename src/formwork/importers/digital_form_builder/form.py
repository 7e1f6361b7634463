"""A form with its names known: what its pages, fees and declaration are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formwork.importers.digital_form_builder.conditions import Conditions
from formwork.importers.digital_form_builder.lists import Lists
from formwork.importers.digital_form_builder.questions import Questions


@dataclass(frozen=True, slots=True)
class Form:
    """`file` is the form as it was read, `sections` is {name: id}, and `paths` {path: page id, or
    END for the summary}."""

    file: Any
    lang: str
    lists: Lists
    sections: Mapping[str, str]
    paths: Mapping[str, str]
    questions: Questions
    conditions: Conditions
