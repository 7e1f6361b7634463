"""What a condition may name, and why one cannot be translated."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class Untranslatable(ValueError):
    """The condition says what ours cannot; `step` is the rest of its place, a JSON pointer."""

    def __init__(self, message: str, step: str = "") -> None:
        super().__init__(message)
        self.step = step


class NeverTrue(Untranslatable):
    """The original can never find it true. `stops`: it gives up there, and reads no later `or`."""

    def __init__(self, message: str, stops: bool) -> None:
        super().__init__(message)
        self.stops = stops


@dataclass(frozen=True, slots=True)
class Names:
    """`fields` is {"section.name" or "name": field id}, `types` {field id: its type}, `options`
    {field id: {value as text: option id}} and `conditions` {name: id}."""

    fields: Mapping[str, str]
    types: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]
    conditions: Mapping[str, str] = field(default_factory=dict)

    def field(self, name: str) -> str:
        """The field of that name. One named without its section is found if no other is so named:
        the ministry's forms say it so, and run."""
        if name in self.fields:
            return self.fields[name]
        bare = {i for known, i in self.fields.items() if known.rpartition(".")[2] == name}
        if len(bare) != 1:
            raise NeverTrue(f"There is no field “{name}”.", stops=True)
        return bare.pop()

    def condition(self, name: str, step: str = "") -> str:
        if name not in self.conditions:
            raise Untranslatable(f"There is no condition “{name}”.", step)
        return self.conditions[name]
