"""Charts drawn on the server: SVG with a title and description, and the figures beneath.

No script and no inline style; colours come from the page's theme. A chart of nothing has no SVG.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

WIDTH = 480
ROW = 44  # of a bar, with its label above it
HEIGHT = 260
LEFT, RIGHT, TOP, BOTTOM = 64, 32, 16, 40


@dataclass(frozen=True, slots=True)
class Chart:
    """A title, and a figure for each label, in order. ``unit`` is what the figures count.

    ``shown`` are the figures as people read them, where they are not plain numbers.
    """

    title: str
    labels: Sequence[str]
    values: Sequence[float]
    unit: str = ""
    kind: str = "bar"  # or "line", for one figure a period
    shown: Sequence[str] = ()
    label_heading: str = ""

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.values):
            raise ValueError("A chart needs one figure for each label.")
        if any(value < 0 for value in self.values):
            raise ValueError("A chart starts at nought: it cannot show figures below it.")

    @property
    def figures(self) -> list[str]:
        return list(self.shown) or [f"{value:,}" for value in self.values]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The table beneath."""
        return list(zip(self.labels, self.figures, strict=True))

    @property
    def description(self) -> str:
        """What somebody who cannot see the chart would want to know of it."""
        if not self.values:
            return _("There are no figures yet.")
        at_most = max(range(len(self.values)), key=self.values.__getitem__)
        at_least = min(range(len(self.values)), key=self.values.__getitem__)
        return _("Highest: %(most)s, %(most_label)s. Lowest: %(least)s, %(least_label)s.") % {
            "most": self.figures[at_most],
            "most_label": self.labels[at_most],
            "least": self.figures[at_least],
            "least_label": self.labels[at_least],
        }

    @property
    def svg(self) -> Markup:
        """The picture; empty without figures."""
        if not self.values:
            return Markup("")
        height, shapes = _bars(self) if self.kind == "bar" else _line(self)
        return Markup(  # noqa: S704 - every text in it has been escaped
            f'<svg viewBox="0 0 {WIDTH} {height}" role="img" focusable="false">'
            f"<title>{escape(self.title)}</title><desc>{escape(self.description)}</desc>"
            f"{shapes}</svg>"
        )


def top_of(values: Sequence[float]) -> float:
    """A round number at or above the highest figure: 1, 2 or 5 times a power of ten."""
    highest = max(values, default=0)
    if highest <= 0:
        return 1
    step = 10.0 ** (ceil(log10(highest)) - 1)
    return float(next(step * times for times in (1, 2, 5, 10) if step * times >= highest))


def _bars(chart: Chart) -> tuple[int, str]:
    """Lying bars, each with its label above: long labels fit, at any width."""
    top, space = top_of(chart.values), WIDTH - 90
    drawn = ""
    for at, (name, value, figure) in enumerate(
        zip(chart.labels, chart.values, chart.figures, strict=True)
    ):
        y, long = at * ROW, round(space * value / top, 1)
        drawn += (
            f'<text x="0" y="{y + 16}">{escape(_short(name, 50))}</text>'
            f'<rect class="cw-chart__bar" x="0" y="{y + 21}" width="{max(long, 1)}" height="16"/>'
            f'<text x="{long + 8}" y="{y + 35}">{escape(figure)}</text>'
        )
    return len(chart.values) * ROW + 4, drawn


def _line(chart: Chart) -> tuple[int, str]:
    """A line over time, with its axis at nought and at most six labels below."""
    top, count = top_of(chart.values), len(chart.values)
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    xs = [LEFT + (across * at / (count - 1) if count > 1 else across / 2) for at in range(count)]
    ys = [TOP + down * (1 - value / top) for value in chart.values]
    points = [(round(x, 1), round(y, 1)) for x, y in zip(xs, ys, strict=True)]
    every = ceil(count / 6)
    shapes = _grid(top, down)
    shapes += (
        f'<polyline class="cw-chart__line" points="{" ".join(f"{x},{y}" for x, y in points)}"/>'
    )
    for at, (x, y) in enumerate(points):
        shapes += f'<circle class="cw-chart__dot" cx="{x}" cy="{y}" r="4"/>'
        if at % every == 0:
            name = escape(_short(chart.labels[at], 12))
            shapes += f'<text x="{x}" y="{HEIGHT - 14}" text-anchor="middle">{name}</text>'
    return HEIGHT, shapes


def _grid(top: float, down: int) -> str:
    drawn = ""
    for quarter in range(0, 5, 2):
        y = round(TOP + down * (1 - quarter / 4), 1)
        kind = "axis" if quarter == 0 else "grid"
        drawn += (
            f'<line class="cw-chart__{kind}" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>'
            f'<text x="{LEFT - 8}" y="{y + 5}" text-anchor="end">{top * quarter / 4:,g}</text>'
        )
    return drawn


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
