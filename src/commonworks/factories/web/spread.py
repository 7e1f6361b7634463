"""How scores lie, drawn: a box for the middle half, a line from the least to the most."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from commonworks.factories.policies.spread import Spread

WIDTH, LEFT, RIGHT, ROW, HIGHEST = 480, 12, 12, 52, 5


@dataclass(frozen=True, slots=True)
class Row:
    """One option in the picture and in the table beneath it."""

    label: str
    spread: Spread

    @property
    def figures(self) -> list[str]:
        return [f"{figure:.1f}" for figure in self.spread.figures]


@dataclass(frozen=True, slots=True)
class SpreadChart:
    """Options by how they were scored, on one scale of 0 to 5."""

    title: str
    rows: Sequence[Row]

    @property
    def description(self) -> str:
        return " ".join(
            _("%(label)s: from %(least)s to %(most)s, half of the scores above %(middle)s.")
            % {
                "label": row.label,
                "least": row.figures[0],
                "middle": row.figures[2],
                "most": row.figures[4],
            }
            for row in self.rows
        )

    @property
    def svg(self) -> Markup:
        """The picture; empty without rows."""
        if not self.rows:
            return Markup("")
        height = len(self.rows) * ROW + 28
        drawn = "".join(_box(row, at * ROW) for at, row in enumerate(self.rows))
        return Markup(  # noqa: S704 - every text in it has been escaped
            f'<svg viewBox="0 0 {WIDTH} {height}" role="img" focusable="false">'
            f"<title>{escape(self.title)}</title><desc>{escape(self.description)}</desc>"
            f"{_scale(height)}{drawn}</svg>"
        )


def _across(value: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * value / HIGHEST, 1)


def _scale(height: int) -> str:
    return "".join(
        f'<line class="cw-chart__grid" x1="{_across(mark)}" y1="0" x2="{_across(mark)}" '
        f'y2="{height - 24}"/><text x="{_across(mark)}" y="{height - 6}" '
        f'text-anchor="middle">{mark}</text>'
        for mark in range(HIGHEST + 1)
    )


def _box(row: Row, y: int) -> str:
    least, lower, middle, upper, most = map(_across, row.spread.figures)
    label = row.label if len(row.label) <= 50 else f"{row.label[:49]}…"
    return (
        f'<text x="0" y="{y + 16}">{escape(label)}</text>'
        f'<line class="cw-chart__axis" x1="{least}" y1="{y + 34}" x2="{most}" y2="{y + 34}"/>'
        f'<rect class="cw-chart__box" x="{lower}" y="{y + 24}" '
        f'width="{max(round(upper - lower, 1), 2)}" height="20"/>'
        f'<line class="cw-chart__middle" x1="{middle}" y1="{y + 21}" x2="{middle}" y2="{y + 47}"/>'
    )
