"""A directory of a few postcodes, compiled as the whole one is."""

from math import nan
from pathlib import Path

import pytest

from commonworks.places import queries
from placefinder import Area, Council
from placefinder.building import build
from tests.placefinder.conftest import of_rows

POSTCODES = [
    ("LS1 4AP", "E08000035", 429800.0, 433500.0),
    ("NW1 2DB", "E09000007", 529900.0, 182800.0),
    ("TR1 3AY", "E06000052", 181900.0, 44900.0),
    ("LS219ZZ", "E07000165", 421900.0, 447000.0),  # made up: a district within a county
    ("JE2 3AB", "L99999999", nan, nan),  # Jersey: of no UK council
]
COUNCILS = {"E08000035": "leeds", "E09000007": "camden", "E06000052": "cornwall"}
DISTRICT = Area(
    "E07000165",
    Council("harrogate", "Harrogate", "E07000165"),
    "England",
    upper=Council("leeds", "Leeds", "E08000035"),
)


@pytest.fixture
def directory(settings, tmp_path: Path):
    settings.COMMONWORKS_DATA = str(tmp_path)
    queries.holder.cache_clear()
    areas = {
        code: Area(code, Council(ref, ref.title(), code), "England")
        for code, ref in COUNCILS.items()
    }
    build(queries.index_file(), of_rows(POSTCODES), {**areas, DISTRICT.code: DISTRICT})
    yield
    queries.holder.cache_clear()
