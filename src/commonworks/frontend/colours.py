"""Council colours, and whether people can read what is written on them."""

import re
from dataclasses import dataclass
from functools import lru_cache

BLACK = "#0b0c0c"  # the text colour of the GOV.UK palette
WHITE = "#ffffff"
AA_TEXT = 4.5
HEX = re.compile(r"#[0-9a-fA-F]{6}")


def contrast_ratio(one: str, other: str) -> float:
    """From 1.0 (the same) to 21.0 (black on white), for two ``#rrggbb`` colours.

    WCAG 2.2, "contrast ratio" (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio):
    (L1 + 0.05) / (L2 + 0.05), L1 the lighter. Raises ValueError for another notation.
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=4096)  # asked on every page of a council
def luminance(colour: str) -> float:
    """Relative luminance from 0 to 1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    if not HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour. Write it as # and six digits, like #1d70b8.")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


@lru_cache(maxsize=4096)
def readable_on(background: str) -> str:
    """A text colour with a ratio of at least 4.5 on this colour (AA for text of any size).

    White or our black, whichever is easier to read; for some greys in between both fall just
    short, and true black reaches 4.58 at the least.
    """
    best = max(WHITE, BLACK, key=lambda text: contrast_ratio(text, background))
    return best if contrast_ratio(best, background) >= AA_TEXT else "#000000"


@dataclass(frozen=True, slots=True)
class Theme:
    """How a council's pages look: its name and address, and its one colour as ``#rrggbb``.

    Everything else is worked out from the colour, so that no choice can be unreadable.
    Raises ValueError for a colour in another notation, which also keeps CSS out of the style.
    """

    name: str
    colour: str
    url: str = "/"
    service: str = ""
    service_url: str = ""

    def __post_init__(self) -> None:
        luminance(self.colour)

    @property
    def text(self) -> str:
        """The colour of text on the council's colour."""
        return readable_on(self.colour)

    @property
    def accent(self) -> str:
        """The council's colour where it can be seen on white; our black where it cannot."""
        return self.colour if contrast_ratio(self.colour, WHITE) >= AA_TEXT else BLACK

    @property
    def css(self) -> str:
        """Custom properties for the nonce'd style element of a page."""
        return _css(self)


@lru_cache(maxsize=4096)  # drawn on every page of every council's service
def _css(theme: Theme) -> str:
    return (
        f":root{{--cw-header-background:{theme.colour};--cw-header-text:{theme.text};"
        f"--cw-accent:{theme.accent}}}"
    )
