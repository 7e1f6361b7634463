"""The open index: from a text, a prefix or a position to places.

Rows are numbered in the order of postcodes (B1 before B10). The methods with `row` in their names
are for doors that write many answers; the others give records. A look-up costs two dictionary
reads and a search for one character in a text of some 900: half a microsecond.
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from placefinder import layout, spelling
from placefinder.areas import PSEUDO_NATIONS, Area, area_of
from placefinder.places import (
    Belonging,
    Near,
    Outcode,
    Place,
    Verdict,
    position_of,
)
from placefinder.spelling import INCODES, SIGNS, Fault, Problem, compact

if TYPE_CHECKING:
    from placefinder.grid import Grid

TITLE = "ONS Postcode Directory"
MOST_SUGGESTIONS = 5
NOWHERE = (-1, -1)
Span = tuple[int, int, int, str]
"""Of an outward code: its first row, the row after its last, its number among the outward codes,
and the signs (`spelling.SIGNS`) of its inward codes, one for each row."""
NO_SPAN: Span = (0, 0, -1, "")
NO_SIGN = "\0"  # an inward code that no row has
SMALLEST_CIRCLE = 500.0  # metres; where a search without a given circle begins
ISLANDS = {"L99999999": Belonging.CHANNEL_ISLANDS, "M99999999": Belonging.ISLE_OF_MAN}


class Index:
    """A mapped index file. Safe to share between threads: nothing changes after opening."""

    def __init__(self, path: Path) -> None:
        """Map and check the file. Raises placefinder.Damaged."""
        mapped = layout.map_file(path)
        meta = mapped.meta
        self.sha256 = mapped.sha256
        self.edition: str = meta["edition"]
        self.directory = f"{TITLE}, {self.edition}"
        self.postcodes: int = meta["counts"]["postcodes"]
        self.unknown_codes: tuple[str, ...] = tuple(meta["unknown_codes"])
        self.codes: Sequence[str] = meta["codes"]
        areas = {entry["code"]: area_of(entry, "index") for entry in meta["areas"]}
        self.areas: Sequence[Area | None] = [areas.get(code) for code in self.codes]
        self.outcodes: Sequence[str] = [entry[0] for entry in meta["outcodes"]]
        # slug of a council -> mean easting and northing of its postcodes, British National Grid, m
        self.centres: Mapping[str, Sequence[int]] = meta["centres"]
        self._outcodes = meta["outcodes"]
        self.starts: Sequence[int] = [entry[1] for entry in meta["outcodes"]]
        self.rows = mapped.sections["rows"]
        self._inward = mapped.sections["inward"].cast("H")
        # by outward code; the signs are two bytes a postcode, 6 MB in all, read in 10 ms
        self.spans: Mapping[str, Span] = {
            code: (first, end, number, self._signs(first, end))
            for number, (code, first, end, *_) in enumerate(meta["outcodes"])
        }
        # The same, also as people write what stands before an inward code: with a space.
        self.span_before: Mapping[str, Span] = {
            **self.spans,
            **{f"{code} ": span for code, span in self.spans.items()},
        }
        self._mapped = mapped

    def _signs(self, first: int, end: int) -> str:
        return bytes(self._inward[first:end]).decode("utf-16-le")

    @cached_property
    def _grid(self) -> "Grid":
        # numpy takes longer to import than everything else here: only a search by position pays.
        from placefinder.grid import Bounds, Grid

        return Grid(Bounds(**self._mapped.meta["grid"]), self._mapped.sections)

    @cached_property
    def _outcode_grid(self) -> "Grid":
        from placefinder.grid import Grid, build, degrees

        means = [mean or (0, 0, 0, 0) for *_, mean, _ in self._outcodes]
        bounds, sections = build(degrees(m[2] for m in means), degrees(m[3] for m in means))
        return Grid(bounds, {name: memoryview(part) for name, part in sections.items()})

    # By text

    def lookup(self, text: str) -> Place | None:
        """The place of a postcode in any case and spacing; None when it is not in the directory."""
        row = self.row_of(text)
        return None if row < 0 else self.place(row)

    def bulk(self, texts: Iterable[str]) -> list[Place | None]:
        return [self.lookup(text) for text in texts]

    def row_of(self, text: str) -> int:
        """The row of a postcode in any case and spacing, or -1."""
        return self.find(text)[0]

    def find(self, text: str) -> tuple[int, int]:
        """(row, number of its outward code) of a postcode in any case and spacing, or NOWHERE."""
        found = self._find_written(text)
        if found is NOWHERE:
            found = self._find_written(text.replace(" ", "").upper())
        # Tabs and the like are rare: only a second miss looks for them.
        if found is NOWHERE and not (text.isalnum() and text.isascii()):
            found = self._find_written(compact(text))
        return found

    def _find_written(self, text: str) -> tuple[int, int]:
        """The same of a postcode in capitals, with one space or none in the middle."""
        first, _, number, signs = self.span_before.get(text[:-3], NO_SPAN)
        at = signs.find(SIGNS.get(text[-3:], NO_SIGN))
        return (first + at, number) if at >= 0 else NOWHERE

    def validate(self, text: str) -> Verdict:
        """Whether a text is a postcode of the directory, what is wrong with it, what was meant."""
        row = self.row_of(text)
        if row >= 0:
            return Verdict(self.postcode(row))
        fault = spelling.fault_in(text)
        if fault:
            return Verdict(None, fault, self._meant(text))
        code = compact(text)
        told = {"directory": self.directory, "outward": code[:-3]}
        begins = "" if code[:-3] in self.spans else "no-such-beginning"
        fault = Fault.of(Problem.NOT_IN_DIRECTORY, begins, postcode=spelling.spaced(code), **told)
        return Verdict(None, fault, self._meant(text))

    def _meant(self, text: str) -> tuple[str, ...]:
        """Postcodes of the directory that look like the text, fewest slips first."""
        letters = "".join(c for c in compact(text) if c in spelling.ALPHABET)
        if not 5 <= len(letters) <= 7:
            return ()
        like = chain([letters], spelling.slips(letters))
        rows = (row for code in like if (row := self._find_written(code)[0]) >= 0)
        return tuple(dict.fromkeys(map(self.postcode, islice(rows, MOST_SUGGESTIONS))))

    def autocomplete(self, prefix: str, limit: int = 10) -> list[str]:
        """Postcodes that begin like this, in order.

        A whole outward code means itself: "B1" finds B1 1AA, not B10 0AA. So does a space after
        it. Otherwise spaces do not count.
        """
        found, first, end, outcode = [], 0, 0, ""
        for row in self.rows_like(prefix, limit):
            if not first <= row < end:  # most stand beside the last
                outcode = self.outcode_of(row)
                first, end, *_ = self.spans[outcode]
            found.append(f"{outcode} {INCODES[self._inward[row]]}")
        return found

    def rows_like(self, prefix: str, limit: int) -> Sequence[int]:
        words = prefix.upper().split() if prefix.isascii() else list(map(compact, prefix.split()))
        code = "".join(words)
        if not code or len(prefix) > spelling.LONGEST_INPUT:
            return range(0)
        if len(words) > 1 and (rows := self._split(words[0], "".join(words[1:]))):
            return rows[:limit]
        if code in self.spans:
            return self.outcode_rows(code)[:limit]
        halves = (self._split(code[:-n], code[-n:]) for n in (3, 2, 1) if code[:-n])
        return list(islice(chain(*halves, self._beginning(code)), limit))

    def _split(self, outcode: str, inward: str) -> range:
        """Rows of one outward code whose inward code begins so."""
        if outcode not in self.spans or len(inward) > 3:
            return range(0)
        if not spelling.INWARD.fullmatch(inward + "0AA"[len(inward) :]):
            return range(0)
        low, high = (int(inward + rest[len(inward) :], 36) for rest in ("0AA", "9ZZ"))
        first, end, *_ = self.spans[outcode]
        start = bisect_left(self._inward, low, first, end)
        return range(start, bisect_right(self._inward, high, start, end))

    def _beginning(self, code: str) -> range:
        """Rows whose outward code begins so."""
        if not code:
            return range(0)
        first = bisect_left(self.outcodes, code)
        end = bisect_left(self.outcodes, code + "\x7f", first)
        return range(0) if first == end else range(self.starts[first], self._outcodes[end - 1][2])

    # By position

    def nearest(
        self,
        longitude: float,
        latitude: float,
        *,
        limit: int = 10,
        radius: float | None = None,
    ) -> list[Near]:
        """The places nearest to a point in degrees, with their distance in metres.

        Within `radius` metres; without one, as far as it takes within 20 km.
        """
        rows = (
            self.rows_within(longitude, latitude, radius, limit)
            if radius is not None
            else self.rows_around(longitude, latitude, limit)
        )
        return [Near(self.place(row), metres) for row, metres in rows]

    def nearest_to(
        self, text: str, *, limit: int = 10, radius: float | None = None
    ) -> list[Near] | None:
        """The places nearest to a postcode, itself among them; None when it is not known."""
        place = self.lookup(text)
        if place is None:
            return None
        at = place.position
        return (
            []
            if at is None
            else self.nearest(at.longitude, at.latitude, limit=limit, radius=radius)
        )

    def rows_within(
        self, longitude: float, latitude: float, radius: float, limit: int
    ) -> list[tuple[int, float]]:
        return self._grid.nearest(longitude, latitude, radius, limit)

    def rows_around(
        self, longitude: float, latitude: float, limit: int, farthest: float = 20_000
    ) -> list[tuple[int, float]]:
        """The nearest rows in circles that double until there are enough in one."""
        radius, found = SMALLEST_CIRCLE, []
        while True:
            radius = min(radius, farthest)
            found = self._grid.nearest(longitude, latitude, radius, limit)
            if len(found) >= limit or radius >= farthest:
                return found
            radius *= 2

    def outcodes_within(
        self, longitude: float, latitude: float, radius: float, limit: int
    ) -> list[tuple[int, float]]:
        """(number of outcode, metres) by the mean position of its postcodes."""
        return self._outcode_grid.nearest(longitude, latitude, radius, limit)

    # By outward code

    def outcode(self, text: str) -> Outcode | None:
        """All that is known of an outward code, in any case; None when there is none like it."""
        number = self.outcode_number(text)
        return None if number < 0 else self.outcode_at(number)

    def outcode_number(self, text: str) -> int:
        code = compact(text)
        at = bisect_left(self.outcodes, code)
        return at if at < len(self.outcodes) and self.outcodes[at] == code else -1

    def outcode_at(self, number: int) -> Outcode:
        outcode, first, end, mean, numbers = self._outcodes[number]
        nations = {self.nation(n) for n in numbers} - {None}
        return Outcode(
            outcode=outcode,
            postcodes=end - first,
            position=None if mean is None else position_of(outcode, *mean),
            areas=tuple(area for n in numbers if (area := self.areas[n])),
            nations=tuple(sorted(nation for nation in nations if nation)),
        )

    def outcode_rows(self, outcode: str) -> range:
        return range(*self.spans.get(compact(outcode), NO_SPAN)[:2])

    # By row

    def place(self, row: int) -> Place:
        inward, number, easting, northing, longitude, latitude = self.record(row)
        outcode = self.outcode_of(row)
        code = self.codes[number] or None
        return Place(
            postcode=f"{outcode} {INCODES[inward]}",
            outcode=outcode,
            incode=INCODES[inward],
            position=None
            if easting < 0
            else position_of(outcode, easting, northing, longitude, latitude),
            recorded_code=code,
            belonging=self.belonging(number),
            area=self.areas[number],
            nation=self.nation(number),
            directory=self.directory,
        )

    def record(self, row: int) -> tuple[int, int, int, int, int, int]:
        """(inward, area, easting, northing, longitude, latitude) as they lie in the file."""
        found: tuple[int, int, int, int, int, int] = layout.ROW.unpack_from(
            self.rows, row * layout.ROW.size
        )
        return found

    def outcode_of(self, row: int) -> str:
        return self.outcodes[bisect_right(self.starts, row) - 1]

    def postcode(self, row: int) -> str:
        return f"{self.outcode_of(row)} {INCODES[self._inward[row]]}"

    def belonging(self, number: int) -> Belonging:
        code = self.codes[number]
        if self.areas[number]:
            return Belonging.COUNCIL
        if not code:
            return Belonging.NOT_RECORDED
        if code in PSEUDO_NATIONS:
            return ISLANDS.get(code, Belonging.NOT_APPLICABLE)
        return Belonging.UNKNOWN_CODE

    def nation(self, number: int) -> str | None:
        area = self.areas[number]
        return area.nation if area else PSEUDO_NATIONS.get(self.codes[number])

    def any_row(self, rows: Sequence[int] | None = None) -> int:
        """Some row, of `rows` if given: for examples and tests, not for secrets."""
        return random.choice(range(self.postcodes) if rows is None else rows)  # noqa: S311
