"""Council colours, and whether people can read what is written on them."""

from dataclasses import dataclass
from functools import lru_cache

from formwork.colours import contrast_ratio, luminance

BLACK = "#0b0c0c"  # the text colour of the GOV.UK palette
WHITE = "#ffffff"
AA_TEXT = 4.5


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
