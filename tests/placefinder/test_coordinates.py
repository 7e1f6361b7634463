"""Positions, against Ordnance Survey's own example and against a projection written otherwise."""

from math import atan2, atanh, cos, cosh, radians, sin, sinh, sqrt

import numpy as np
import pytest

from placefinder import coordinates
from placefinder.coordinates import from_british_grid, from_irish_grid
from placefinder.grid import metres


def test_the_water_tower_at_caister_stands_where_ordnance_survey_says():
    """The worked example of "A guide to coordinate systems in Great Britain" in OSTN15's frame."""
    [longitude], [latitude] = from_british_grid(np.array([651409.804]), np.array([313177.450]))
    assert latitude == pytest.approx(52 + 39 / 60 + 28.8282 / 3600, abs=1e-6)
    assert longitude == pytest.approx(1 + 42 / 60 + 57.8663 / 3600, abs=1e-6)


def test_belfast_city_hall_is_in_belfast():
    [longitude], [latitude] = from_irish_grid(np.array([333842.0]), np.array([374026.0]))
    assert (longitude, latitude) == pytest.approx((-5.9300, 54.5966), abs=3e-4)


@pytest.mark.parametrize(
    ("easting", "northing"),
    [(651410, 313177), (530047, 179951), (107000, 889000), (463700, 1214000)],
)
def test_the_british_grid_is_kept_to_200_metres_without_its_shift(easting: int, northing: int):
    there = from_british_grid(np.array([float(easting)]), np.array([float(northing)]))
    [east], [north] = coordinates.on_british_grid(*there)
    assert (east, north) == pytest.approx((easting, northing), abs=200)


def test_the_british_grid_is_drawn_over_northern_ireland():
    """Where mySociety puts the middle of Armagh City, Banbridge and Craigavon, both ways."""
    [east], [north] = coordinates.on_british_grid(np.array([-6.456724]), np.array([54.369192]))
    assert (east, north) == pytest.approx((110638, 506234), abs=200)


@pytest.mark.parametrize(
    ("easting", "northing"),
    [(334316, 374675), (189470, 310634), (366296, 451611), (200000, 250000), (240000, 415000)],
)
def test_the_way_back_by_another_formula_ends_where_it_began(easting: int, northing: int):
    [longitude], [latitude] = from_irish_grid(
        np.array([float(easting)]), np.array([float(northing)])
    )
    # The parameters lead from the Irish datum to ETRS89; backwards they are good to millimetres.
    assert _to_irish_grid(longitude, latitude) == pytest.approx((easting, northing), abs=0.02)


def _to_irish_grid(longitude: float, latitude: float) -> tuple[float, float]:
    xyz = _geocentric(radians(longitude), radians(latitude), 6378137.0, 0.00669438002290)
    (rx, ry, rz), m = coordinates.TURN, 1 + coordinates.STRETCH
    matrix = m * np.array([[1, -rz, ry], [rz, 1, -rx], [-ry, rx, 1]])
    x, y, z = np.linalg.solve(matrix, xyz - np.array(coordinates.SHIFT))
    a, b = coordinates.AIRY_A, coordinates.AIRY_B
    return _krueger(*_geographic(x, y, z, a, 1 - (b / a) ** 2), a, b)


def _geocentric(longitude: float, latitude: float, a: float, e2: float):
    nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
    across = nu * cos(latitude)
    return np.array(
        [across * cos(longitude), across * sin(longitude), nu * (1 - e2) * sin(latitude)]
    )


def _geographic(x: float, y: float, z: float, a: float, e2: float) -> tuple[float, float]:
    """Bowring's formula, without repetition."""
    b, p = a * sqrt(1 - e2), sqrt(x * x + y * y)
    theta = atan2(z * a, p * b)
    over = e2 / (1 - e2) * b * sin(theta) ** 3
    return atan2(y, x), atan2(z + over, p - e2 * a * cos(theta) ** 3)


def _krueger(longitude: float, latitude: float, a: float, b: float) -> tuple[float, float]:
    """Transverse Mercator by Krüger's series in n (Karney 2011), to the third order."""
    n, e = (a - b) / (a + b), sqrt(1 - (b / a) ** 2)
    big = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (
        n / 2 - 2 / 3 * n**2 + 5 / 16 * n**3,
        13 / 48 * n**2 - 3 / 5 * n**3,
        61 / 240 * n**3,
    )

    def northward(phi: float, lam: float) -> tuple[float, float]:
        t = sinh(atanh(sin(phi)) - e * atanh(e * sin(phi)))
        xi, eta = atan2(t, cos(lam)), atanh(sin(lam) / sqrt(1 + t * t))
        up = xi + sum(c * sin(2 * j * xi) * cosh(2 * j * eta) for j, c in enumerate(alpha, 1))
        on = eta + sum(c * cos(2 * j * xi) * sinh(2 * j * eta) for j, c in enumerate(alpha, 1))
        return on * big * 1.000035, up * big * 1.000035

    east, north = northward(latitude, longitude - radians(-8))
    return 200_000 + east, 250_000 + north - northward(radians(53.5), 0)[1]


def test_a_second_of_latitude_is_about_thirty_one_metres():
    [apart] = metres(np.array([0.0]), np.array([1 / 3600]), 55.0)
    assert apart == pytest.approx(30.93, abs=0.01)
