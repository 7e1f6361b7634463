"""Points on a map of the United Kingdom, drawn on the server: SVG, with the table beneath.

The land is drawn by the places themselves: a faint dot for each that is known, a full one for each
that counts. No tiles, no script, nobody asked for anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

WIDTH, HEIGHT = 360, 640
# Metres of the Ordnance Survey's grid: from the west of Fermanagh to Lowestoft, Scilly to Shetland.
WEST, SOUTH, EAST, NORTH = -10_000, 0, 660_000, 1_220_000
SMALLEST, LARGEST = 3.0, 14.0


@dataclass(frozen=True, slots=True)
class Point:
    """A place by its key, and how much of what the map counts lies there."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class PointMap:
    """`ground` is where every known place lies (easting, northing); a point whose place is not
    among them is in the table and not on the map."""

    title: str
    unit: str
    points: Sequence[Point]
    ground: Mapping[str, tuple[float, float]]

    @property
    def described(self) -> str:
        """What somebody who cannot see the map would want to know of it."""
        if not self.points:
            return _("There is nothing to show.")
        most = max(self.points, key=lambda point: point.count)
        return _("Places: %(places)s. Most: %(most)s, %(count)s.") % {
            "places": f"{len(self.points):,}",
            "most": most.label,
            "count": f"{most.count:,}",
        }

    @property
    def svg(self) -> Markup:
        """The picture; empty where no place is known."""
        if not self.ground:
            return Markup("")
        ground = "".join(_dot(*_at(*each)) for each in self.ground.values())
        largest = max((point.count for point in self.points), default=1)
        placed = sorted(self.points, key=lambda point: -point.count)  # small ones lie on top
        shapes = "".join(
            _circle(*_at(*self.ground[point.key]), point, largest)
            for point in placed
            if point.key in self.ground
        )
        return Markup(  # noqa: S704 - every text in it has been escaped
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" focusable="false">'
            f"<title>{escape(self.title)}</title><desc>{escape(self.described)}</desc>"
            f'<g class="cw-map__ground">{ground}</g><g class="cw-map__points">{shapes}</g></svg>'
        )


def _at(easting: float, northing: float) -> tuple[float, float]:
    across = (easting - WEST) / (EAST - WEST) * WIDTH
    down = (NORTH - northing) / (NORTH - SOUTH) * HEIGHT
    return round(across, 1), round(down, 1)


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="2"/>'


def _circle(x: float, y: float, point: Point, largest: int) -> str:
    """Its area, not its width, is what it counts."""
    radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(point.count / largest)
    words = f"{escape(point.label)}: {point.count:,}"
    return f'<circle cx="{x}" cy="{y}" r="{radius:.1f}"><title>{words}</title></circle>'
