"""A definition as YAML that reads back as the very same definition."""

from typing import Any

import yaml

from formwork.definition import Definition
from formwork.release import Release


def to_yaml(definition: Definition | Release) -> str:
    """YAML for people to go on editing. Every text stands in quotes where a plain YAML reader
    might take it for something else, so that other tools read the same."""
    document = definition.document() if isinstance(definition, Release) else definition.document
    return yaml.dump(
        document,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=100,
        default_flow_style=False,
    )


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True  # our reader refuses them: what is meant twice is written twice


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = (
        "|" if "\n" in text and all(sign.isprintable() or sign == "\n" for sign in text) else None
    )
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
