"""Reads a council's addresses from CSV: uprn, line1, line2, town, county, postcode.

The names of the columns may be in any order and case, and further columns are left alone. A file
with a fault is refused whole, with every fault's row and column (up to a screenful).
"""

import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from commonworks.kernel.errors import Invalid
from commonworks.places.commands import AddressRow
from placefinder.spelling import compact, fault_in, spaced

REQUIRED = ("uprn", "line1", "town", "postcode")
LONGEST = {"uprn": 12, "line1": 100, "line2": 100, "town": 60, "county": 60, "postcode": 64}
LARGEST = 300_000_000  # bytes: about three million addresses
SHOWN = 20
CELL = 10_000  # characters


def read(file: Path) -> list[AddressRow]:
    """Raises Invalid; its `fields` are keyed "row 5, postcode" (the heading is row 1)."""
    rows: list[AddressRow] = []
    faults: dict[str, str] = {}
    seen: dict[str, int] = {}
    for number, cells in _records(file):
        cells["uprn"] = cells["uprn"].lstrip("0")  # some systems pad it
        found = dict(_faults(cells))
        if (first := seen.setdefault(cells["uprn"], number)) != number and "uprn" not in found:
            found["uprn"] = f"This UPRN is in row {first} already."
        faults |= {f"row {number}, {column}": why for column, why in found.items()}
        if not found:
            rows.append(_row(cells))
        if len(faults) > SHOWN:
            break
    if faults:
        raise _refusal(file, faults)
    if not rows:
        raise Invalid(f"{file.name} has no addresses below its heading.")
    return rows


def _refusal(file: Path, faults: dict[str, str]) -> Invalid:
    shown = dict(list(faults.items())[:SHOWN])
    more = "more than " if len(faults) > SHOWN else ""
    noun = "fault" if len(shown) == 1 else "faults"
    return Invalid(f"{file.name} has {more}{len(shown)} {noun}. Nothing was loaded.", shown)


def _records(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(CELL)
    reader = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(file, header)
        for number, cells in enumerate(reader, start=2):
            if len(cells) > len(header):
                raise Invalid(
                    f"Row {number} of {file.name} has more cells than the heading."
                    " Put texts that hold a comma in quotation marks."
                )
            if any(cell.strip() for cell in cells):
                full = cells + [""] * (len(header) - len(cells))
                yield number, {n: c.strip() for n, c in zip(header, full, strict=True)}
    except csv.Error as error:
        raise Invalid(
            f"Line {reader.line_num} of {file.name} is not CSV: {error}."
            " Save the file again as “CSV UTF-8”."
        ) from None


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise Invalid(f"{file.name} is larger than 300 MB. Is it the right file?")
        data = file.read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid(
            f"Line {line} of {file.name} is not UTF-8. Save the file again as “CSV UTF-8”."
        ) from None


def _check_header(file: Path, header: list[str]) -> None:
    if missing := [name for name in REQUIRED if name not in header]:
        raise Invalid(f"{file.name} lacks these columns: {', '.join(missing)}.")
    if twice := sorted({name for name in header if name in LONGEST and header.count(name) > 1}):
        raise Invalid(f"{file.name} has these columns twice: {', '.join(twice)}.")


def _faults(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, most in LONGEST.items():
        cell = cells.get(name, "")
        if not cell and name in REQUIRED:
            yield name, "This is empty."
        elif len(cell) > most:
            yield name, f"This is longer than {most} characters."
        elif any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in cell):
            yield name, "This holds an invisible character. Take it out."
    uprn = cells["uprn"]
    if uprn and not (uprn.isascii() and uprn.isdigit()):
        # A spreadsheet that thinks a UPRN is a quantity writes 1.00E+11 and loses its end.
        yield "uprn", "A UPRN has up to 12 digits and nothing else. Format the column as text."
    if cells["postcode"] and (fault := fault_in(cells["postcode"])):
        yield "postcode", fault.message


def _row(cells: dict[str, str]) -> AddressRow:
    return AddressRow(
        uprn=cells["uprn"],
        line1=cells["line1"],
        line2=cells.get("line2", ""),
        town=cells["town"],
        county=cells.get("county", ""),
        postcode=spaced(compact(cells["postcode"])),
    )
