"""The index file: how it is laid out, written and trusted.

    magic    8 bytes  PLACEIDX
    version  u32      of this layout; another version is rebuilt, never guessed at
    meta     u32      length of the JSON that follows the header
    length   u64      of the whole file
    sha256   32 bytes of everything above and below these 32
    JSON     what the sections are and where they begin, outcodes, areas, edition, grid
    sections rows, inward, and those of `grid`: little-endian, each beginning at a multiple of 8

The hash is checked whenever a file is opened (0.1 s for 100 MB): a flipped bit, a short file or
an empty one never gets as far as an answer. Workers map the same pages, so the file is in memory
once. Damage to the disk after opening is found by the next opening, or by `verify`.
"""

import hashlib
import json
import mmap
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAGIC = b"PLACEIDX"
VERSION = 2
HEADER = struct.Struct("<8sIIQ32s")
HASHED = HEADER.size - 32  # bytes of the header before the hash

# One postcode: inward code, area, easting, northing (m, -1 for none), longitude, latitude (1e-6 °).
ROW = struct.Struct("<HHiiii")


class Damaged(Exception):
    """An index file that is missing, of another version, short or altered; says which."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """An open index file. The sections stay valid as long as this lives, replaced or not."""

    meta: Mapping[str, Any]
    sections: Mapping[str, memoryview]
    sha256: str
    size: int


def write(path: Path, meta: Mapping[str, Any], sections: Mapping[str, bytes]) -> str:
    """Write a whole index file and flush it to disk; answers its SHA-256 in hex."""
    text, starts = _meta(meta, sections)
    length = max((start + len(sections[name]) for name, start in starts.items()), default=0)
    head = HEADER.pack(MAGIC, VERSION, len(text), length, bytes(32))[:HASHED]
    digest = hashlib.sha256(head)
    with path.open("wb") as file:
        file.write(head + bytes(32))
        for part in _parts(text, starts, sections):
            digest.update(part)
            file.write(part)
        file.seek(HASHED)
        file.write(digest.digest())
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def map_file(path: Path) -> Mapped:
    """Map and check an index file. Raises Damaged."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < HEADER.size:
                raise Damaged(f"{path.name} is too short to be an index ({size} bytes).")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise Damaged(f"{path.name} cannot be opened: {error.strerror}.") from error
    return _checked(path.name, memoryview(mapped))


def _checked(name: str, whole: memoryview) -> Mapped:
    magic, version, meta_length, length, claimed = HEADER.unpack_from(whole)
    if magic != MAGIC:
        raise Damaged(f"{name} is not a place index.")
    if version != VERSION:
        raise Damaged(f"{name} has layout {version}; this program reads {VERSION}.")
    if length != len(whole):
        raise Damaged(f"{name} has {len(whole)} bytes instead of {length}.")
    if _digest(whole) != claimed:
        raise Damaged(f"{name} has been altered: its SHA-256 is not the one it was built with.")
    meta = json.loads(bytes(whole[HEADER.size : HEADER.size + meta_length]))
    sections = {n: whole[start : start + size] for n, (start, size) in meta["sections"].items()}
    return Mapped(meta, sections, claimed.hex(), len(whole))


def verify(path: Path) -> None:
    """Read the whole file again and compare its hash. Raises Damaged."""
    map_file(path)


def _digest(whole: memoryview) -> bytes:
    digest = hashlib.sha256(whole[:HASHED])
    digest.update(whole[HEADER.size :])
    return digest.digest()


def _meta(
    meta: Mapping[str, Any], sections: Mapping[str, bytes]
) -> tuple[bytes, Mapping[str, int]]:
    """The JSON and the start of each section, which the JSON itself must name."""
    room = 0  # the JSON grows with the numbers in it, so try until they fit
    while True:
        starts = _starts(HEADER.size + room, sections)
        table = {name: [start, len(sections[name])] for name, start in starts.items()}
        text = json.dumps({**meta, "sections": table}, ensure_ascii=False).encode()
        if len(text) <= room:
            return text, starts
        room = len(text) + 64


def _starts(after: int, sections: Mapping[str, bytes]) -> dict[str, int]:
    starts = {}
    for name, section in sections.items():
        starts[name] = after + -after % 8
        after = starts[name] + len(section)
    return starts


def _parts(text: bytes, starts: Mapping[str, int], sections: Mapping[str, bytes]) -> list[bytes]:
    parts, at = [text], HEADER.size + len(text)
    for name, start in starts.items():
        parts += [bytes(start - at), sections[name]]
        at = start + len(sections[name])
    return parts
