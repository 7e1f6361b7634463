"""Long lists in pieces: which page of it, which part of it, both kept in the address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from commonworks.frontend.fields import Field, Option
from commonworks.kernel.errors import Missing

if TYPE_CHECKING:
    from pydantic_core.core_schema import LiteralSchema

PAGE = "page"


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where a page stands in a list, and the addresses of the others."""

    number: int
    total: int
    size: int
    query: str = ""

    @classmethod
    def of(cls, request: HttpRequest, total: int, size: int = 25) -> "Pagination":
        """From ``?page=``. Raises Missing for a page that is not there."""
        asked = request.GET.get(PAGE, "1")
        last = max(1, ceil(total / size))
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
            raise Missing(_("The page number in the web address must be a whole number."))
        if not 1 <= int(asked) <= last:
            told = {"last": last, "asked": int(asked)}
            raise Missing(
                _("This list ends with page %(last)s: there is no page %(asked)s.") % told
            )
        return cls(int(asked), total, size, _without(request.GET, PAGE))

    @property
    def last(self) -> int:
        return max(1, ceil(self.total / self.size))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def first_shown(self) -> int:
        return self.offset + 1 if self.total else 0

    @property
    def last_shown(self) -> int:
        return min(self.offset + self.size, self.total)

    @property
    def numbers(self) -> list[int | None]:
        """The pages to link to: first, last and those around this one; None for a gap."""
        near = range(self.number - 1, self.number + 2)
        kept = sorted({1, self.last, *near} & set(range(1, self.last + 1)))
        found: list[int | None] = []
        for number in kept:
            if found and isinstance(found[-1], int) and number - found[-1] > 1:
                found.append(None)
            found.append(number)
        return found

    def url(self, number: int) -> str:
        return f"?{self.query}{'&' if self.query else ''}{PAGE}={number}"


class OneOf:
    """What a parameter of the API takes, and nothing else, as in `Annotated[str, OneOf("a", "b")]`.
    Its document lists these values, and so does the refusal of any other."""

    def __init__(self, *values: str) -> None:
        self.values = [str(value) for value in values]

    def __get_pydantic_core_schema__(self, _type: Any, _handler: Any) -> "LiteralSchema":
        return {"type": "literal", "expected": self.values}


def any_of(choices: Mapping[str, Iterable[tuple[str, str]]]) -> dict[str, OneOf]:
    """By name, one of the values among which a list is narrowed down, or "" for all of them."""
    return {name: OneOf("", *(value for value, _label in named)) for name, named in choices.items()}


def choice(name: str, label: str, choices: Sequence[tuple[str, str]]) -> Field:
    """A field that narrows a list to one of these: (value, words)."""
    options = tuple(Option(value, words) for value, words in choices)
    return Field("select", name, label, options=options)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice that narrows the list, and the address of the list without it."""

    label: str
    without: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Fields that narrow a list, as they stand in the address, so that a link shares the view."""

    fields: Sequence[Field]
    chosen: Sequence[Chosen] = field(default_factory=tuple)
    kept: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @classmethod
    def of(cls, request: HttpRequest, fields: Sequence[Field]) -> "Filter":
        """The fields (text, select, radios, checkboxes) with the values of the address.

        What else is in the address is kept, but for the page: another list begins at its first.
        """
        values = {each.name: _values(each, request.GET) for each in fields}
        filled = [_filled(each, values[each.name]) for each in fields]
        chosen = [
            Chosen(f"{each.label}: {_named(each, value)}", _less(request.GET, each.name, value))
            for each in fields
            for value in values[each.name]
        ]
        own = {PAGE, "lang", "format", *values}
        kept = [(key, v) for key, all_ in request.GET.lists() if key not in own for v in all_]
        return cls(filled, chosen, kept)


def _values(field: Field, query: QueryDict) -> list[str]:
    """What is asked of a field; an option that does not exist is as good as none."""
    given = [value.strip() for value in query.getlist(field.name) if value.strip()]
    if field.options:
        known = {option.value for option in field.options}
        given = [value for value in given if value in known]
    return given if field.kind == "checkboxes" else given[-1:]


def _filled(field: Field, values: list[str]) -> Field:
    return replace(field, value=tuple(values) if field.kind == "checkboxes" else "".join(values))


def _named(field: Field, value: str) -> str:
    return next((each.label for each in field.options if each.value == value), value)


def _less(query: QueryDict, name: str, value: str) -> str:
    rest = query.copy()
    rest.setlist(name, [each for each in query.getlist(name) if each.strip() != value])
    return f"?{_without(rest, PAGE)}"


def _without(query: QueryDict, name: str) -> str:
    rest = query.copy()
    rest.pop(name, None)
    return rest.urlencode()
