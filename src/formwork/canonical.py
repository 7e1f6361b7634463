"""Canonical JSON (RFC 8785) without floats, and the SHA-256 that names a thing by its content."""

import hashlib
import json
from typing import Any

Json = (
    Any  # None | bool | int | str | list[Json] | dict[str, Json]; mypy has no recursion limit here
)

# RFC 8785 prints numbers as IEEE 754 doubles; beyond this they would lose digits.
GREATEST = 2**53 - 1


class NotCanonical(ValueError):
    """A value that RFC 8785 cannot print exactly, or that we refuse to (floats)."""


def canonical(value: Json) -> bytes:
    """RFC 8785 bytes of a JSON value. Floats, huge integers and lone surrogates are refused."""
    try:
        return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as fault:
        raise NotCanonical("The text holds half a character (a lone surrogate).") from fault


def sha256(value: Json) -> str:
    """Lower-case hexadecimal SHA-256 of the canonical bytes."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _ordered(value: Json) -> Json:
    match value:
        case None | bool() | str():
            return value
        case int():
            if abs(value) > GREATEST:
                raise NotCanonical(f"{value} is too large for canonical JSON.")
            return value
        case list() | tuple():
            return [_ordered(item) for item in value]
        case dict():
            return {key: _ordered(value[key]) for key in sorted(map(_name, value), key=_utf16)}
    raise NotCanonical(f"Canonical JSON has no {type(value).__name__}.")


def _name(key: object) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"A JSON key is a text, not {key!r}.")
    return key


def _utf16(key: str) -> bytes:
    """RFC 8785 3.2.3 orders keys by UTF-16 code units, which differs from code points."""
    return key.encode("utf-16-be", "surrogatepass")
