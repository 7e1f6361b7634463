"""The index's naive twin: a list of rows, read from one end to the other."""

from math import isnan

import numpy as np
from numpy.typing import NDArray

Row = tuple[str, str | None, float, float]
A, F = 6378137.0, 1 / 298.257222101


def written(stored: str) -> str:
    """The directory's seven characters as on an envelope."""
    return f"{stored[:-3].strip()} {stored[-3:]}"


class Naive:
    def __init__(self, rows: list[Row]) -> None:
        by_words = sorted(rows, key=lambda row: written(row[0]).split())
        self.rows = {written(row[0]): row for row in by_words}

    def lookup(self, text: str) -> Row | None:
        wanted = "".join(text.split()).upper()
        for postcode, row in self.rows.items():
            if postcode.replace(" ", "") == wanted:
                return row
        return None

    def autocomplete(self, prefix: str, limit: int) -> list[str]:
        words = prefix.upper().split()
        code = "".join(words)
        if len(words) > 1:
            start = f"{words[0]} {''.join(words[1:])}"
            if found := [postcode for postcode in self.rows if postcode.startswith(start)]:
                return found[:limit]
        if whole := [postcode for postcode in self.rows if postcode.split()[0] == code]:
            return whole[:limit]
        found = [p for p in self.rows if code and p.replace(" ", "").startswith(code)]
        return found[:limit]


def has_position(row: Row) -> bool:
    return not isnan(row[2])


def chords(longitude: float, latitude: float, to: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres straight through the Earth to each (longitude, latitude); within 25 km a chord is
    shorter than the way along the ellipsoid by less than 2 cm."""
    here = _geocentric(np.array([[longitude, latitude]]))
    return np.asarray(np.linalg.norm(_geocentric(to) - here, axis=1))


def _geocentric(points: NDArray[np.float64]) -> NDArray[np.float64]:
    longitude, latitude = np.radians(points).T
    e2 = F * (2 - F)
    nu = A / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
    across = nu * np.cos(latitude)
    x, y = across * np.cos(longitude), across * np.sin(longitude)
    return np.stack([x, y, nu * (1 - e2) * np.sin(latitude)], axis=1)
