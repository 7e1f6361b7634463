"""A release: one version of a definition, immutable, named by the hash of its content."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from formwork.canonical import Json, canonical, sha256
from formwork.entries import Document, Entries, flatten, is_text, unflatten
from formwork.ids import Key

FORMAT = 1


@dataclass(frozen=True)
class Release:
    """`entries` is the map {(address, slot, lang) -> value}; `retired` says what became of
    addresses of earlier releases: "gone", or the address that took over. `lines` gives the line of
    the file each value came from, where there was one; it is no part of the content."""

    id: str
    version: str
    entries: Mapping[Key, Json]
    retired: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[Key, int] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of `to_bytes()`, in lower-case hexadecimal."""
        return sha256(self.as_json())

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in, the source language first."""
        return tuple(self.entries.get(Key("definition", "languages"), ["en"]))

    def as_json(self) -> Json:
        return {
            "formwork": FORMAT,
            "definition": self.id,
            "version": self.version,
            "entries": nested(self.entries),
            "retired": dict(self.retired),
        }

    def to_bytes(self) -> bytes:
        """Canonical JSON (RFC 8785)."""
        return canonical(self.as_json())

    @classmethod
    def from_bytes(cls, data: bytes) -> "Release":
        """A release as `to_bytes` wrote it. ValueError if it is not."""
        return cls.from_json(json.loads(data))

    @classmethod
    def from_json(cls, value: Json) -> "Release":
        if not isinstance(value, dict) or value.get("formwork") != FORMAT:
            raise ValueError("This is not a release that this version of formwork can read.")
        return cls(
            value["definition"], value["version"], unnested(value["entries"]), value["retired"]
        )

    def document(self) -> Document:
        """The definition that this release was made of, with its defaults as they were written."""
        head = {"definition": self.id, "version": self.version}
        tail = {"retired": dict(self.retired)} if self.retired else {}
        return {**head, **unflatten(self.entries), **tail}


def release_of(document: Document, places: Mapping[str, tuple[int, int]] | None = None) -> Release:
    """The release of a checked document; `places` are lines by JSON pointer."""
    flat = flatten(document)
    found = {key: _line(path, places or {}) for key, path in flat.paths.items()}
    return Release(
        document["definition"],
        document["version"],
        flat.entries,
        document.get("retired", {}),
        {key: line for key, line in found.items() if line},
    )


def _line(path: str, places: Mapping[str, tuple[int, int]]) -> int:
    while path and path not in places:
        path = path.rpartition("/")[0]
    return places.get(path, (0, 0))[0]


def nested(entries: Mapping[Key, Json]) -> dict[str, dict[str, Json]]:
    """{address: {slot: value, or {lang: text}}}: the map as JSON."""
    result: dict[str, dict[str, Json]] = {}
    for key, value in entries.items():
        slots = result.setdefault(key.address, {})
        if key.lang:
            slots.setdefault(key.slot, {})[key.lang] = value
        else:
            slots[key.slot] = value
    return result


def unnested(value: Mapping[str, Mapping[str, Json]]) -> Entries:
    entries: Entries = {}
    for address, slots in value.items():
        for slot, one in slots.items():
            if is_text(slot):
                entries |= {Key(address, slot, lang): text for lang, text in one.items()}
            else:
                entries[Key(address, slot)] = one
    return entries
