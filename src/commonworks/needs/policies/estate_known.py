"""Which entry of a council a row of a file means: the one that has its reference; or, where one of
the two has none, the one that has its name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel.sheets import Row
from commonworks.needs.models.estate import System
from commonworks.needs.policies.files import Named
from commonworks.needs.policies.systems import Entry, key_of

UNNUMBERED = gettext_noop(
    "Your council lists this system already, without a reference. Change that entry, or give it a"
    " reference of its own first."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a council lists, as far as some rows can mean it."""

    by_ref: Mapping[str, System]
    by_name: Mapping[str, Sequence[System]]  # by the key of their name; none that is retired

    @classmethod
    def of(cls, rows: Iterable[System]) -> "Known":
        by_ref: dict[str, System] = {}
        by_name: dict[str, list[System]] = {}
        for row in rows:
            if row.own_ref:
                by_ref[row.own_ref] = row
            if row.state != System.State.RETIRED:
                by_name.setdefault(row.name_key, []).append(row)
        return cls(by_ref, by_name)

    def meant(self, own_ref: str, key: str) -> tuple[System | None, dict[str, str]]:
        """None for what is new; and what is wrong, by column."""
        named = self.by_name.get(key, ())
        unnumbered = [row for row in named if not row.own_ref]
        if found := self.by_ref.get(own_ref):
            is_other = found.name_key != key or found.state == System.State.RETIRED
            return found, {"system": _(UNNUMBERED)} if is_other and unnumbered else {}
        same = unnumbered if own_ref else named
        if len(same) > 1:
            return None, {"system": _several(len(same))}
        return (same[0] if same else None), {}


def own_ref(row: Row) -> str:
    """The reference that a row gives; "" for none."""
    return " ".join(row.cells.get("reference", "").split())


def repeated(row: Row, entry: Entry, known: System | None, named: Named) -> dict[str, str]:
    """That an earlier row means the same system, by column: by its reference, by a name that one
    of them has alone to be known by, or because one entry cannot take two references."""
    given, key = own_ref(row), key_of(entry.name)
    same = named.line_of(key, row, "name")
    if given:
        same = named.lines.get(("name alone", key), row.line)
    else:
        named.line_of(key, row, "name alone")
    first = named.line_of(entry.own_ref, row, "reference") if entry.own_ref else row.line
    taken = named.line_of(known.ref, row, "entry") if known else row.line
    if same != row.line:
        return {"system": _on_line(same)}
    if first != row.line:
        return {"reference": _on_line(first)}
    return {"reference": _taken(taken)} if taken != row.line else {}


def _several(count: int) -> str:
    return _(
        "Your council lists %(count)s systems of this name. Give the row the reference of the one "
        "that it means, in a column “reference”. One that has none gets it on its own page."
    ) % {"count": count}


def _on_line(line: int) -> str:
    return _("This is on line %(line)s already. Give each a reference of its own.") % {"line": line}


def _taken(line: int) -> str:
    return _(
        "Line %(line)s means the entry that your council lists without a reference. Give that "
        "entry its reference on its own page, then import the file again."
    ) % {"line": line}
