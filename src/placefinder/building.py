"""Building the index: once, by one builder, and never half.

A build takes some 10 seconds on one core and about 110 MB of disk (twice that while an old index
is being replaced). It holds an advisory lock, which the system itself releases when a builder
dies, so a crash blocks nobody. The file is written beside its place, flushed, and renamed over
it; a worker sees the old index or the new one.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from placefinder import layout
from placefinder.areas import Area
from placefinder.layout import Damaged
from placefinder.origin import BuildError, Progress, fingerprint, made_from

if TYPE_CHECKING:
    from placefinder.onspd import Directory

__all__ = ["BuildError", "Report", "build", "ensure", "is_sound", "space_needed"]

# rows + inward codes + points + cells + texts, generously; cells are the same for any directory
BYTES_A_POSTCODE, BYTES_BESIDE = 40, 16_000_000


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made. `unknown_codes`: GSS codes in the directory that no area was given for."""

    path: Path
    built: bool
    postcodes: int
    without_position: int
    without_authority: int
    unknown_codes: tuple[str, ...]
    size: int
    sha256: str


def space_needed(postcodes: int = 2_720_556) -> int:
    """Bytes of free disk that a build wants, beside the index that is there already."""
    return postcodes * BYTES_A_POSTCODE + BYTES_BESIDE


def ensure(
    path: Path,
    *,
    folder: Path,
    edition: str,
    areas: Mapping[str, Area],
    progress: Progress | None = None,
) -> Report:
    """Make sure that a sound index of this directory and these areas is there; build it if not.

    Cheap when it is (0.2 s). A missing, damaged or outdated file is built anew. While another
    process builds, this one waits and then takes that build. Raises BuildError, DirectoryError.
    """
    wanted = made_from(fingerprint(folder), edition, areas)
    report = _sound(path, wanted)
    if report:
        return report
    from placefinder.onspd import read  # it brings numpy, which a sound index needs not

    with _only_builder(path):
        return _sound(path, wanted) or _build(
            path, read(folder, edition, progress), areas, progress
        )


def is_sound(
    path: Path,
    *,
    folder: Path | None = None,
    edition: str = "",
    areas: Mapping[str, Area] | None = None,
) -> bool:
    """Whether a whole index is there; with a folder, whether it is of this directory and these
    areas."""
    try:
        mapped = layout.map_file(path)
    except Damaged:
        return False
    if folder is None:
        return True
    wanted = made_from(fingerprint(folder), edition, areas or {})
    return bool(mapped.meta["made_from"] == wanted)


def build(
    path: Path,
    directory: "Directory",
    areas: Mapping[str, Area],
    progress: Progress | None = None,
) -> Report:
    """Build the index of a directory at `path`, replacing what is there. Raises BuildError."""
    with _only_builder(path):
        return _build(path, directory, areas, progress)


def _sound(path: Path, wanted: str) -> Report | None:
    try:
        mapped = layout.map_file(path)
    except Damaged:
        return None
    return _report(path, mapped, built=False) if mapped.meta["made_from"] == wanted else None


def _report(path: Path, mapped: layout.Mapped, *, built: bool) -> Report:
    counts = mapped.meta["counts"]
    return Report(
        path=path,
        built=built,
        postcodes=counts["postcodes"],
        without_position=counts["without_position"],
        without_authority=counts["without_authority"],
        unknown_codes=tuple(mapped.meta["unknown_codes"]),
        size=mapped.size,
        sha256=mapped.sha256,
    )


@contextmanager
def _only_builder(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    # The lock file stays: removing it would let a third builder lock another file of that name.
    with path.with_name(path.name + ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in path.parent.glob(path.name + ".part-*"):
            left.unlink(missing_ok=True)  # of a builder that died: we hold the lock, so it did
        yield


def _build(
    path: Path, directory: "Directory", areas: Mapping[str, Area], progress: Progress | None
) -> Report:
    from placefinder.compiling import STAGES, compiled

    say = progress or (lambda *_: None)
    _check_space(path, len(directory.postcodes))
    meta, sections = compiled(directory, areas, say)
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    say("Writing the index", STAGES, STAGES + 1)
    try:
        layout.write(part, meta, sections)
        part.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BuildError(f"The index {path} could not be written: {error.strerror}.") from error
    say("Writing the index", STAGES + 1, STAGES + 1)
    return _report(path, layout.map_file(path), built=True)


def _check_space(path: Path, postcodes: int) -> None:
    free, needed = shutil.disk_usage(path.parent).free, space_needed(postcodes)
    if free < needed:
        raise BuildError(
            f"The postcode index needs {needed // 1_000_000} MB of disk in {path.parent} and "
            f"there are {free // 1_000_000} MB: free some space, or move the data folder."
        )


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
