"""A small index for every test: Shetland, Jersey and west London whole, and a few chosen rows."""

from pathlib import Path

import numpy as np
import pytest

from placefinder import Area, Council, Index
from placefinder.building import build
from placefinder.onspd import Directory, from_columns, read
from placefinder.origin import package_folder

LETTERS = "ZJU"
CHOSEN = [
    ("SW1A2AA", "E09000033", 530047.0, 179951.0),
    ("SW1A1AA", "E09000033", 529090.0, 179645.0),
    ("CA141AA", "E07000026", 299851.0, 528500.0),  # Allerdale, today Cumberland
    ("CB1 1AA", "E07000008", 546200.0, 258300.0),
    ("BT1 1AA", "N09000003", 334316.0, 374675.0),
    ("IM1 1AA", "M99999999", np.nan, np.nan),
    ("AB113AG", None, np.nan, np.nan),
    ("B1  1AA", "E08000025", 406600.0, 286600.0),
    ("B1  1AB", "E08000025", 406700.0, 286650.0),
    ("B10 0AA", "E08000025", 409500.0, 285300.0),
    ("B11 1AA", "E08000025", 408700.0, 284700.0),
    ("XX1 1XX", "E00000000", 400000.0, 300000.0),
    ("S1  1AA", "S99999999", np.nan, np.nan),
]
MERGED = {"E07000026": Council("cumberland", "Cumberland", "E06000063")}
COUNTIES = {"E07000008": Council("cambridgeshire", "Cambridgeshire", "E10000003")}
NATIONS = {"E": "England", "S": "Scotland", "N": "Northern Ireland", "W": "Wales"}


def area(code: str) -> Area:
    own = Council(f"council-{code.lower()}", f"Council of {code}", code)
    return Area(
        code=code,
        council=MERGED.get(code, own),
        nation=NATIONS[code[0]],
        upper=COUNTIES.get(code),
        superseded=code in MERGED,
    )


def of_rows(rows: list[tuple[str, str | None, float, float]]) -> Directory:
    postcodes, authorities, eastings, northings = zip(*rows, strict=True)
    return from_columns(
        "November 2025",
        list(postcodes),
        list(authorities),
        np.array(eastings),
        np.array(northings),
        "of rows",
    )


def areas_of(directory: Directory) -> dict[str, Area]:
    known = [c for c in directory.codes if c and c != "E00000000" and not c.endswith("99999999")]
    return {code: area(code) for code in known}


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str | None, float, float]]:
    """Some 16,000 rows as they stand in the package, and the chosen ones."""
    folder = tmp_path_factory.mktemp("package")
    for letter in LETTERS:
        name = f"postcodes_{letter}.msgpack.br"
        (folder / name).write_bytes((package_folder() / name).read_bytes())
    found = read(folder, "November 2025")
    columns = (found.postcodes, found.authorities, found.eastings, found.northings)
    return [
        *CHOSEN,
        *(
            (postcode.decode(), found.codes[authority] or None, float(easting), float(northing))
            for postcode, authority, easting, northing in zip(*columns, strict=True)
        ),
    ]


@pytest.fixture(scope="session")
def file(rows: list[tuple[str, str | None, float, float]], tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("index") / "places.idx"
    directory = of_rows(rows)
    build(path, directory, areas_of(directory))
    return path


@pytest.fixture(scope="session")
def index(file: Path) -> Index:
    return Index(file)
