"""Colours, and whether one can be read on another."""

import re
from functools import lru_cache

HEX = re.compile(r"#[0-9a-fA-F]{6}")


def contrast_ratio(one: str, other: str) -> float:
    """From 1.0 (the same) to 21.0 (black on white), for two ``#rrggbb`` colours.

    WCAG 2.2, "contrast ratio" (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio):
    (L1 + 0.05) / (L2 + 0.05), L1 the lighter. Raises ValueError for another notation.
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=4096)  # a host asks on every page of a council
def luminance(colour: str) -> float:
    """Relative luminance from 0 to 1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    if not HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour. Write it as # and six digits, like #1d70b8.")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
