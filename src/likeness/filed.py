"""An index as a file: written whole, mapped by every worker, never changed.

    magic    8 bytes  LIKENESS
    version  u32      of this layout; another one is not read
    meta     u32      length of the JSON that follows the header
    sha256   32 bytes of everything after these
    JSON     what the sections are, and what the writer said of the file
    sections little-endian arrays, each beginning at a multiple of 64; lists of texts are JSON

Workers map the same pages. What changed since is put on top, in memory, until the next file.
"""

import hashlib
import json
import mmap
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from likeness.index import Index
from likeness.part import Part
from likeness.reading import Reader

MAGIC, VERSION = b"LIKENESS", 2
HEADER = struct.Struct("<8sII32s")
EDGE = 64
ARRAYS = (
    "starts", "terms", "weights", "lengths", "hidden", "meanings", "heads", "slots", "gains",
    "sketches",
)  # fmt: skip
LISTS = ("refs", "kinds", "services")


class Unreadable(Exception):
    """A file that is missing, short, altered or of another layout or reader; says which."""


def save(index: Index, path: Path, about: Mapping[str, str]) -> None:
    """Write the index beside `path` and put it in its place; `about` comes back from `load`."""
    index.settle()
    vocabulary, part = index.settled()
    lists = {name: list(getattr(part, name)) for name in LISTS} | {"vocabulary": vocabulary}
    arrays = {name: getattr(part, name) for name in ARRAYS}
    sections = {name: json.dumps(rows).encode() for name, rows in lists.items()}
    sections |= {name: np.ascontiguousarray(rows).tobytes() for name, rows in arrays.items()}
    shapes = {name: [rows.dtype.str, list(rows.shape)] for name, rows in arrays.items()}
    _write(path, {"told": dict(about), "shapes": shapes}, sections)


def _write(path: Path, meta: Mapping[str, Any], sections: Mapping[str, bytes]) -> None:
    begins, at = {}, 0
    for name, section in sections.items():
        begins[name] = [at, len(section)]
        at += len(section) + -len(section) % EDGE
    text = json.dumps({**meta, "sections": begins}).encode()
    text += b" " * (-(HEADER.size + len(text)) % EDGE)
    body = [text, *(part + bytes(-len(part) % EDGE) for part in sections.values())]
    digest = hashlib.sha256()
    for part in body:
        digest.update(part)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with fresh.open("wb") as file:
        file.write(HEADER.pack(MAGIC, VERSION, len(text), digest.digest()))
        file.writelines(body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)  # whoever has the old one mapped keeps it


def load(path: Path, reader: Reader) -> tuple[Index, dict[str, str]]:
    """An index on a mapped file, and what the writer said of it. Raises Unreadable."""
    meta, body = _mapped(path)
    lists = {name: json.loads(bytes(_section(meta, body, name))) for name in (*LISTS, "vocabulary")}
    arrays = {name: _array(meta, body, name) for name in ARRAYS}
    part = Part(lists["refs"], lists["kinds"], lists["services"], *(arrays[n] for n in ARRAYS))
    if part.meanings.shape[1] != reader.dimensions:
        raise Unreadable(f"{path.name} was written with another embedding.")
    return Index.on(reader, lists["vocabulary"], part), dict(meta["told"])


def told(path: Path) -> dict[str, str]:
    """What the writer of a file said of it. Raises Unreadable."""
    return dict(_mapped(path)[0]["told"])


def _mapped(path: Path) -> tuple[dict[str, Any], memoryview]:
    try:
        with path.open("rb") as file:
            whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        magic, version, length, claimed = HEADER.unpack_from(whole)
    except (OSError, ValueError, struct.error) as error:
        raise Unreadable(f"{path.name} cannot be read: {error}.") from error
    if (magic, version) != (MAGIC, VERSION):
        raise Unreadable(f"{path.name} is of another layout.")
    if hashlib.sha256(whole[HEADER.size :]).digest() != claimed:
        raise Unreadable(f"{path.name} is not as it was written.")
    meta = json.loads(bytes(whole[HEADER.size : HEADER.size + length]))
    return meta, whole[HEADER.size + length :]


def _section(meta: Mapping[str, Any], body: memoryview, name: str) -> memoryview:
    start, length = meta["sections"][name]
    return body[start : start + length]


def _array(meta: Mapping[str, Any], body: memoryview, name: str) -> NDArray[Any]:
    kind, shape = meta["shapes"][name]
    return np.frombuffer(_section(meta, body, name), dtype=kind).reshape(shape)
