"""CSV files as people send them: what they are encoded in, how cells are parted, how long they are.

A spreadsheet's formula is the text it is written as: nothing here computes.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid

if TYPE_CHECKING:
    from _csv import Reader

MOST_BYTES = 20_000_000
MOST_CELL = 50_000  # characters
MOST_HEADER = 100_000  # characters
CHUNK = 1 << 20  # bytes
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row under the file's own column names, and the line it ends on."""

    line: int
    cells: Mapping[str, str]
    whole: bool = True  # as many cells as there are names


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file; `encoding` in words, because it was found out and may be wrong."""

    rows: tuple[Row, ...]
    encoding: str


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file may have: those that it must, and more. Names are compared in lower case."""

    must: Sequence[str]
    may: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class LongSheet:
    """The rows of a file on disk, read from its start each time that somebody goes through them,
    so that a file of any length takes the memory of a row. Going through raises Invalid, saying
    where and what to do."""

    path: Path
    columns: Columns
    most_rows: int
    codec: str
    encoding: str  # in words

    def __iter__(self) -> Iterator[Row]:
        with self.path.open("rb") as file:
            yield from _rows_in(file, self.path.name, self.codec, self.columns, self.most_rows)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell: `column` is its name, or "(all)" for the row."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        told = {"line": self.line, "column": self.column, "message": self.message}
        return _("Line %(line)s, %(column)s: %(message)s") % told


def read(
    data: bytes,
    *,
    name: str,
    columns: Sequence[str],
    most_rows: int,
    more: Sequence[str] = (),
    most_bytes: int = MOST_BYTES,
) -> Sheet:
    """The rows of a CSV file that has these columns, and may have `more`. Raises Invalid, saying
    where and what to do; reads no further than `most_rows`."""
    _check_size(len(data), most_bytes, name)
    codec, words = _encoding(io.BytesIO(data), name)
    rows = _rows_in(io.BytesIO(data), name, codec, Columns(columns, more), most_rows)
    return Sheet(tuple(rows), words)


def long(path: Path, *, columns: Columns, most_rows: int, most_bytes: int) -> LongSheet:
    """A file that is too long to be held whole. Raises Invalid where it is too large or no text,
    and OSError where it cannot be read."""
    _check_size(path.stat().st_size, most_bytes, path.name)
    with path.open("rb") as file:
        codec, words = _encoding(file, path.name)
    return LongSheet(path, columns, most_rows, codec, words)


def _check_size(size: int, most: int, name: str) -> None:
    if size > most:
        raise Invalid(
            _("%(name)s is larger than %(most)s MB. Send it in parts.")
            % {"name": name, "most": most // 1_000_000}
        )


class _Undecodable(Exception):
    """`line` is where a file is not in the encoding that was tried."""

    def __init__(self, line: int) -> None:
        self.line = line


def _encoding(file: BinaryIO, name: str) -> tuple[str, str]:
    """What a file is encoded in: Python's name, and ours. Raises Invalid for what is no text."""
    start = file.read(3)
    for mark, codec, words in MARKS:
        if start.startswith(mark):
            try:
                _go_through(file, codec, name)
            except _Undecodable:
                raise Invalid(
                    _("%(name)s begins as %(code)s but does not go on so. Save it as “CSV UTF-8”.")
                    % {"name": name, "code": words}
                ) from None
            return codec, words
    try:
        _go_through(file, "utf-8", name)
    except _Undecodable:
        pass
    else:
        return "utf-8", "UTF-8"
    try:
        # What Excel on Windows writes as plain "CSV". It has letters for all but five bytes.
        _go_through(file, "cp1252", name)
    except _Undecodable as fault:
        raise Invalid(
            _(
                "Line %(line)s of %(name)s is neither UTF-8 nor Windows-1252. "
                "Save it as “CSV UTF-8”."
            )
            % {"line": fault.line, "name": name}
        ) from None
    return "cp1252", "Windows-1252"


def _go_through(file: BinaryIO, codec: str, name: str) -> None:
    """Decode a file from its start to its end. Raises _Undecodable, and Invalid for a NUL."""
    file.seek(0)
    decoder, line = codecs.getincrementaldecoder(codec)(), 1
    while True:
        chunk = file.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise _Undecodable(line + chunk.count(b"\n", 0, error.start)) from None
        if "\0" in text:
            line += text.count("\n", 0, text.index("\0"))
            raise Invalid(
                _("Line %(line)s of %(name)s holds a NUL character. Save it as “CSV UTF-8”.")
                % {"line": line, "name": name}
            )
        line += text.count("\n")
        if not chunk:
            return


def _rows_in(
    file: BinaryIO, name: str, codec: str, columns: Columns, most_rows: int
) -> Iterator[Row]:
    with closing(io.TextIOWrapper(file, codec, newline="")) as text:
        parted_by = _parted_by(text.readline(MOST_HEADER))
        text.seek(0)
        reader = csv.reader(text, delimiter=parted_by, strict=True)
        try:
            csv.field_size_limit(MOST_CELL)
            header = [each.strip().lower() for each in next(reader, [])]
            _check_header(name, header, columns.must, {*columns.must, *columns.may})
            yield from _bounded(_rows(reader, header), most_rows, name)
        except csv.Error as error:
            raise Invalid(
                _(
                    "Line %(line)s of %(name)s is not CSV: %(error)s. Save the file again as "
                    "“CSV UTF-8”."
                )
                % {"line": reader.line_num, "name": name, "error": error}
            ) from None


def _parted_by(header: str) -> str:
    """What stands most often in the first line: where a comma is a decimal point, semicolons."""
    return max((",", ";", "\t"), key=header.count)


def _check_header(
    name: str, header: Sequence[str], columns: Sequence[str], known: set[str]
) -> None:
    if missing := [column for column in columns if column not in header]:
        raise Invalid(
            _("%(name)s lacks these columns: %(columns)s.")
            % {"name": name, "columns": ", ".join(missing)}
        )
    if strange := [column or _("(no name)") for column in header if column not in known]:
        raise Invalid(
            _(
                "%(name)s has columns that we do not know: %(columns)s. Rename them, or take them "
                "out. We know: %(known)s."
            )
            % {
                "name": name,
                "columns": ", ".join(strange[:10]),
                "known": ", ".join(sorted(known)),
            }
        )
    if twice := sorted({column for column in header if header.count(column) > 1}):
        raise Invalid(
            _("%(name)s has these columns twice: %(columns)s.")
            % {"name": name, "columns": ", ".join(twice)}
        )


def _rows(reader: "Reader", header: Sequence[str]) -> Iterator[Row]:
    for cells in reader:
        if any(cell.strip() for cell in cells):
            values = dict(zip(header, map(_plain, cells), strict=False))
            yield Row(reader.line_num, values, len(cells) == len(header))


def _plain(cell: str) -> str:
    """A cell without the apostrophe that our own downloads put before what looks like a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _bounded(rows: Iterator[Row], most: int, name: str) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if count > most:
            raise Invalid(
                _(
                    "%(name)s has more than %(most)s rows, and goes on at line %(line)s. Send it "
                    "in parts of %(most)s rows, each with the names of the columns in its first "
                    "line; or ask whoever runs this site to import it whole at the terminal."
                )
                % {"name": name, "most": f"{most:,}", "line": row.line}
            )
        yield row
