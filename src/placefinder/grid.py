"""Nearest points, by a grid of cells that lies in the index file.

Cells are 0.005 degrees high and 0.008 wide, some 550 by 500 metres in the UK. Points lie in the
order of their cells, row by row from the south-west; `cells` says where each cell begins. So the
points around a place are one slice for each row of cells, and a worker has nothing to build.

Distances are taken along the two radii of curvature of GRS80 at the middle latitude. Against the
geodesic this is right to 1 part in 100,000 within 25 km.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, floor, radians, sin, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

CELL_LONGITUDE, CELL_LATITUDE = 8_000, 5_000  # millionths of a degree
GRS80_A, GRS80_E2 = 6378137.0, 0.00669438002290  # the ellipsoid of ETRS89

Degrees = NDArray[np.float64]
Metres = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the grid begins (millionths of a degree) and how many cells it is wide and high."""

    west: int
    south: int
    columns: int
    rows: int


def degrees(millionths: Iterable[int]) -> NDArray[np.int32]:
    return np.fromiter(millionths, np.int32)


def build(
    longitude: NDArray[np.int32], latitude: NDArray[np.int32]
) -> tuple[Bounds, dict[str, bytes]]:
    """A grid over points in millionths of a degree; a point's number is its place in the arrays.

    Points at (0, 0) have no position and are left out.
    """
    numbers = np.flatnonzero((longitude != 0) | (latitude != 0))
    east, north = longitude[numbers].astype(np.int64), latitude[numbers].astype(np.int64)
    bounds = _bounds(east, north)
    cell = (north - bounds.south) // CELL_LATITUDE * bounds.columns
    cell += (east - bounds.west) // CELL_LONGITUDE
    order = np.argsort(cell, kind="stable")
    counts = np.bincount(cell, minlength=bounds.columns * bounds.rows)
    return bounds, {
        "longitudes": east[order].astype("<i4").tobytes(),
        "latitudes": north[order].astype("<i4").tobytes(),
        "numbers": numbers[order].astype("<u4").tobytes(),
        "cells": np.concatenate([[0], np.cumsum(counts)]).astype("<u4").tobytes(),
    }


def _bounds(east: NDArray[np.int64], north: NDArray[np.int64]) -> Bounds:
    if not len(east):
        return Bounds(0, 0, 0, 0)
    west, south = int(east.min()), int(north.min())
    return Bounds(
        west=west,
        south=south,
        columns=(int(east.max()) - west) // CELL_LONGITUDE + 1,
        rows=(int(north.max()) - south) // CELL_LATITUDE + 1,
    )


class Grid:
    """Finds the points nearest to a place in a mapped file."""

    def __init__(self, bounds: Bounds, sections: Mapping[str, memoryview]) -> None:
        self._bounds = bounds
        self._longitudes = np.frombuffer(sections["longitudes"], "<i4")
        self._latitudes = np.frombuffer(sections["latitudes"], "<i4")
        self._numbers = np.frombuffer(sections["numbers"], "<u4")
        self._cells = sections["cells"].cast("I")

    def nearest(
        self, longitude: float, latitude: float, radius: float, limit: int
    ) -> list[tuple[int, float]]:
        """(number, metres) of at most `limit` points within `radius` metres, nearest first.

        Points at one distance come in the order of their numbers.
        """
        slices = self._around(longitude, latitude, radius)
        if not slices or limit < 1:
            return []
        east = _joined(self._longitudes, slices) - longitude * 1e6
        north = _joined(self._latitudes, slices) - latitude * 1e6
        distance = metres(east / 1e6, north / 1e6, latitude)
        near = distance <= radius
        if len(distance) > limit:
            near &= distance <= np.partition(distance, limit - 1)[limit - 1]
        chosen = near.nonzero()[0]
        numbers, distance = _joined(self._numbers, slices)[chosen], distance[chosen]
        order = np.lexsort((numbers, distance))[:limit]
        return list(zip(numbers[order].tolist(), distance[order].tolist(), strict=True))

    def _around(self, longitude: float, latitude: float, radius: float) -> list[slice]:
        """Where the points lie of every cell that the circle touches, and of some beside it."""
        grid = self._bounds
        # A degree is nowhere shorter than this, so the box is never too small for the circle.
        high = radius / 110_000
        wide = radius / (111_000 * cos(radians(min(abs(latitude) + high, 89.9))))
        east, north = longitude * 1e6 - grid.west, latitude * 1e6 - grid.south
        first = max(floor((east - wide * 1e6 - 1) / CELL_LONGITUDE), 0)
        last = min(floor((east + wide * 1e6 + 1) / CELL_LONGITUDE), grid.columns - 1)
        bottom = max(floor((north - high * 1e6 - 1) / CELL_LATITUDE), 0)
        top = min(floor((north + high * 1e6 + 1) / CELL_LATITUDE), grid.rows - 1)
        if first > last:
            return []
        cells, columns = self._cells, grid.columns
        return [
            slice(cells[row * columns + first], cells[row * columns + last + 1])
            for row in range(bottom, top + 1)
        ]


def metres(east: Degrees, north: Degrees, latitude: float) -> Metres:
    """How far points lie that are so many degrees off a place at `latitude`.

    The length of a degree at the middle latitude is taken off a straight line through its length
    here: within 25 km that is right to 2 parts in a million and costs no sine for each point.
    """
    (along, up), (along_on, up_on) = metres_per_degree(latitude), metres_per_degree(latitude + 0.1)
    x = east * (along + north * ((along_on - along) * 5))  # a half of what 0.1 degree makes
    y = north * (up + north * ((up_on - up) * 5))
    return np.sqrt(x * x + y * y)


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """How long a degree of longitude and one of latitude are there, on GRS80."""
    phi = radians(latitude)
    w2 = 1 - GRS80_E2 * sin(phi) ** 2
    nu = GRS80_A / sqrt(w2)
    return radians(nu * cos(phi)), radians(nu * (1 - GRS80_E2) / w2)


def _joined(values: NDArray[Any], slices: list[slice]) -> NDArray[Any]:
    if len(slices) == 1:
        return values[slices[0]]
    return np.concatenate([values[s] for s in slices])
