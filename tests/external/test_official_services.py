"""The list of services that we ship, beside the official one, when ../shared/data is there."""

import os
from pathlib import Path

import pytest

from commonworks.kernel.sheets import read
from commonworks.network.commands import lgsl
from commonworks.network.ports import SYSTEM
from tests.actors import NOON

TOLD = [Path(told)] if (told := os.environ.get("COMMONWORKS_SHARED")) else []
PLACES = [*TOLD, *(folder / "shared" for folder in Path(__file__).parents)]
NAME = "data/services/functions_services_themes.csv"
FILE = next((found for place in PLACES if (found := place / NAME).is_file()), None)


@pytest.mark.skipif(FILE is None, reason=f"../shared/{NAME} is not here")
def test_the_list_that_we_ship_is_the_official_one(db):
    sheet = read(
        FILE.read_bytes(), name=FILE.name, columns=lgsl.COLUMNS, more=lgsl.MORE, most_rows=10_000
    )
    lgsl.load_services(by=SYSTEM, at=NOON)
    report = lgsl.import_services(rows=sheet.rows, by=SYSTEM, at=NOON)
    assert (report.problems, report.added, report.changed, report.unchanged) == ((), 0, 0, 1241)
