"""CSV files as people send them: what they are encoded in, how cells are parted, how long they are.

A spreadsheet's formula is the text it is written as: nothing here computes.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonworks.kernel.errors import Invalid

if TYPE_CHECKING:
    from _csv import Reader

MOST_BYTES = 20_000_000
MOST_CELL = 50_000  # characters
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
class Problem:
    """What is wrong with a cell: `column` is its name, or "(all)" for the row."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}, {self.column}: {self.message}"


def read(
    data: bytes,
    *,
    name: str,
    columns: Sequence[str],
    most_rows: int,
    more: Sequence[str] = (),
    most_bytes: int = MOST_BYTES,
) -> Sheet:
    """The rows of a CSV file that has these columns, and may have `more`. Names are compared in
    lower case. Raises Invalid, saying where and what to do; reads no further than `most_rows`."""
    if len(data) > most_bytes:
        raise Invalid(f"{name} is larger than {most_bytes // 1_000_000} MB. Send it in parts.")
    text, encoding = decoded(data, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_parted_by(text), strict=True)
    try:
        csv.field_size_limit(MOST_CELL)
        header = [each.strip().lower() for each in next(reader, [])]
        _check_header(name, header, columns, {*columns, *more})
        rows = tuple(_bounded(_rows(reader, header), most_rows, name))
    except csv.Error as error:
        raise Invalid(
            f"Line {reader.line_num} of {name} is not CSV: {error}. Save the file again as "
            "“CSV UTF-8”."
        ) from None
    return Sheet(rows, encoding)


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file, and its encoding in words. Raises Invalid for what is no text."""
    text, encoding = _decoded(data, name)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Invalid(f"Line {line} of {name} holds a NUL character. Save it as “CSV UTF-8”.")
    return text, encoding


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for mark, codec, words in MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec), words
            except UnicodeDecodeError:
                raise Invalid(
                    f"{name} begins as {words} but does not go on so. Save it as “CSV UTF-8”."
                ) from None
    try:
        return data.decode(), "UTF-8"
    except UnicodeDecodeError:
        # What Excel on Windows writes as plain "CSV". It has letters for all but five bytes.
        try:
            return data.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise Invalid(
                f"Line {line} of {name} is neither UTF-8 nor Windows-1252. Save it as “CSV UTF-8”."
            ) from None


def _parted_by(text: str) -> str:
    """What stands most often in the first line: where a comma is a decimal point, semicolons."""
    header = text.partition("\n")[0]
    return max((",", ";", "\t"), key=header.count)


def _check_header(
    name: str, header: Sequence[str], columns: Sequence[str], known: set[str]
) -> None:
    if missing := [column for column in columns if column not in header]:
        raise Invalid(f"{name} lacks these columns: {', '.join(missing)}.")
    if strange := [column or "(no name)" for column in header if column not in known]:
        raise Invalid(
            f"{name} has columns that we do not know: {', '.join(strange[:10])}. Rename them, or "
            f"take them out. We know: {', '.join(sorted(known))}."
        )
    if twice := sorted({column for column in header if header.count(column) > 1}):
        raise Invalid(f"{name} has these columns twice: {', '.join(twice)}.")


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
                f"{name} has more than {most:,} rows, and goes on at line {row.line}. "
                f"Send it in parts of {most:,} rows, each with the names of the columns in its "
                "first line; or ask whoever runs this site to import it whole at the terminal."
            )
        yield row
