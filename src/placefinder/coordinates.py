"""From grid references to longitude and latitude; only a builder needs this.

Great Britain: British National Grid to ETRS89 by OSTN15, which convertbng carries inside it; the
transformation is good to 0.1 m. Northern Ireland: the directory gives Irish Grid references
(TM75, EPSG:29903); the seven-parameter Helmert transformation of Ordnance Survey Ireland and
Ordnance Survey of Northern Ireland, "Making maps compatible with GPS" (1999), EPSG:1953, is good
to 1 m. ETRS89 is given as WGS84, as everyone does; they part by some 0.8 m by now.
"""

from math import radians

import numpy as np
from convertbng.cutil import convert_osgb36_to_ll

from placefinder.grid import GRS80_A, GRS80_E2, Degrees, Metres

# Airy Modified 1849 and the Irish Grid's projection (EPSG:29903).
AIRY_A, AIRY_B = 6377340.189, 6356034.447938534
SCALE, ORIGIN_LATITUDE, ORIGIN_LONGITUDE = 1.000035, radians(53.5), radians(-8.0)
FALSE_EASTING, FALSE_NORTHING = 200_000.0, 250_000.0

# Airy 1830 and the British National Grid's projection (EPSG:27700).
BRITISH_A, BRITISH_B = 6377563.396, 6356256.909
BRITISH_SCALE, BRITISH_LATITUDE, BRITISH_LONGITUDE = 0.9996012717, radians(49), radians(-2)
BRITISH_EASTING, BRITISH_NORTHING = 400_000.0, -100_000.0

# TM75 to ETRS89 (EPSG:1953), position vector: metres, arc seconds, parts per million.
SHIFT = (482.53, -130.596, 564.557)
TURN = tuple(radians(seconds / 3600) for seconds in (-1.042, -0.214, -0.631))
STRETCH = 8.15e-6


def from_british_grid(easting: Metres, northing: Metres) -> tuple[Degrees, Degrees]:
    """Longitudes and latitudes; NaN where OSTN15 does not reach."""
    return convert_osgb36_to_ll(easting, northing)


def from_irish_grid(easting: Metres, northing: Metres) -> tuple[Degrees, Degrees]:
    """Longitudes and latitudes of Irish Grid references."""
    longitude, latitude = _unproject(easting, northing)
    x, y, z = _cartesian(longitude, latitude)
    (rx, ry, rz), m = TURN, 1 + STRETCH
    return _geographic(
        SHIFT[0] + m * (x - rz * y + ry * z),
        SHIFT[1] + m * (rz * x + y - rx * z),
        SHIFT[2] + m * (-ry * x + rx * y + z),
    )


def on_british_grid(longitude: Degrees, latitude: Degrees) -> tuple[Metres, Metres]:
    """Eastings and northings on the British National Grid, which is drawn on over Ireland.

    Good to 200 m, for distances between councils: the shift of datum is left out. Ordnance
    Survey, "A guide to coordinate systems", C.1.
    """
    e2 = 1 - (BRITISH_B / BRITISH_A) ** 2
    phi, across = np.radians(latitude), np.radians(longitude) - BRITISH_LONGITUDE
    s, c, t2 = np.sin(phi), np.cos(phi), np.tan(phi) ** 2
    nu = BRITISH_A * BRITISH_SCALE / np.sqrt(1 - e2 * s**2)
    eta2 = (1 - e2 * s**2) / (1 - e2) - 1
    d2 = (across * c) ** 2
    easting = across * c * nu * (1 + d2 / 6 * (1 - t2 + eta2) + d2**2 / 120 * (5 - 18 * t2 + t2**2))
    bulge = nu / 2 * np.tan(phi) * d2 * (1 + d2 / 12 * (5 - t2 + 9 * eta2))
    arc = _arc(phi, BRITISH_LATITUDE, BRITISH_A, BRITISH_B) * BRITISH_SCALE
    return BRITISH_EASTING + easting, BRITISH_NORTHING + arc + bulge


def _unproject(easting: Metres, northing: Metres) -> tuple[Degrees, Degrees]:
    """Inverse transverse Mercator: Ordnance Survey, "A guide to coordinate systems", C.2."""
    e2 = 1 - (AIRY_B / AIRY_A) ** 2
    phi = _footpoint(northing)
    s, t = np.sin(phi), np.tan(phi)
    nu = AIRY_A * SCALE / np.sqrt(1 - e2 * s**2)
    rho = nu * (1 - e2) / (1 - e2 * s**2)
    eta2 = nu / rho - 1
    d = easting - FALSE_EASTING
    vii = t / (2 * rho * nu)
    viii = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
    ix = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    sec = 1 / np.cos(phi)
    x = sec / nu
    xi = sec / (6 * nu**3) * (nu / rho + 2 * t**2)
    xii = sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    xiia = sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    latitude = phi - vii * d**2 + viii * d**4 - ix * d**6
    return ORIGIN_LONGITUDE + x * d - xi * d**3 + xii * d**5 - xiia * d**7, latitude


def _footpoint(northing: Metres) -> Degrees:
    """The latitude whose meridian arc is as long as the northing, found by repetition."""
    phi = np.full_like(northing, ORIGIN_LATITUDE)
    for _ in range(7):  # each step gains two digits or more; seven leave under a micrometre
        phi = phi + (northing - FALSE_NORTHING - SCALE * _meridian_arc(phi)) / (AIRY_A * SCALE)
    return phi


def _meridian_arc(phi: Degrees) -> Metres:
    return _arc(phi, ORIGIN_LATITUDE, AIRY_A, AIRY_B)


def _arc(phi: Degrees, origin: float, a: float, b: float) -> Metres:
    """Metres along the meridian from the latitude of origin, on an ellipsoid of axes a and b."""
    n = (a - b) / (a + b)
    less, more = phi - origin, phi + origin
    arc = (
        (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(less) * np.cos(more)
        + (15 / 8 * n**2 + 15 / 8 * n**3) * np.sin(2 * less) * np.cos(2 * more)
        - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
    )
    return np.asarray(b * arc)


def _cartesian(longitude: Degrees, latitude: Degrees) -> tuple[Metres, Metres, Metres]:
    """Geocentric metres on Airy Modified, at height nought."""
    e2 = 1 - (AIRY_B / AIRY_A) ** 2
    nu = AIRY_A / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
    across = nu * np.cos(latitude)
    return (
        across * np.cos(longitude),
        across * np.sin(longitude),
        nu * (1 - e2) * np.sin(latitude),
    )


def _geographic(x: Metres, y: Metres, z: Metres) -> tuple[Degrees, Degrees]:
    """Geocentric metres to longitude and latitude on GRS80, in degrees."""
    p = np.hypot(x, y)
    phi = np.arctan2(z, p * (1 - GRS80_E2))
    for _ in range(5):  # contracts by e2 = 1/150 a step: five leave under a micrometre
        nu = GRS80_A / np.sqrt(1 - GRS80_E2 * np.sin(phi) ** 2)
        phi = np.arctan2(z + GRS80_E2 * nu * np.sin(phi), p)
    return np.degrees(np.arctan2(y, x)), np.degrees(phi)
