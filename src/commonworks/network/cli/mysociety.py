"""Reads a CSV file with the columns of mySociety's "UK local authority names and codes"."""

import csv
import io
from pathlib import Path

from commonworks.kernel.errors import Invalid
from commonworks.network.commands.imports import COLUMNS, Row

LARGEST = 20_000_000  # bytes
CELL = 10_000  # characters; the longest cell of mySociety's own file has some 300


def read(file: Path) -> list[Row]:
    """Its rows, with the line that each begins on. Raises Invalid, saying where and what to do."""
    text = _text(file)
    csv.field_size_limit(CELL)
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(file, header)
        return [
            Row(line, dict(zip(header, cells, strict=False)), len(cells) == len(header))
            for cells in reader
            if (line := reader.line_num) and any(cells)
        ]
    except csv.Error as error:
        raise Invalid(
            f"Line {reader.line_num} of {file.name} is not CSV: {error}. "
            "Save the file again as “CSV UTF-8”."
        ) from None


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise Invalid(f"{file.name} is larger than 20 MB. Is it the right file?")
        data = file.read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid(
            f"Line {line} of {file.name} is not UTF-8. Save the file again as “CSV UTF-8”."
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Invalid(f"Line {line} of {file.name} holds a NUL character. Take it out.")
    return text


def _check_header(file: Path, header: list[str]) -> None:
    if missing := [name for name in COLUMNS if name not in header]:
        raise Invalid(f"{file.name} lacks these columns: {', '.join(missing)}.")
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise Invalid(f"{file.name} has these columns twice: {', '.join(twice)}.")
