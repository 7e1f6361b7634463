"""The whole directory of the installed package, against lists that nobody here wrote."""

import csv
import json
import os
import tarfile
from collections.abc import Iterator, Sequence
from math import hypot, sqrt
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import yaml

from placefinder import Area, Council, Holder, Index
from placefinder.building import Report, build
from placefinder.http import Places
from placefinder.onspd import Directory, read
from placefinder.origin import package_edition, package_folder

# In the directory of November 2025 and not yet in the list of names of that time.
NEWER = {"E08000038": "Barnsley", "E08000039": "Sheffield"}
NOT_UK = {"L99999999", "M99999999"}
NATIONS = {"E": "England", "S": "Scotland", "N": "Northern Ireland", "W": "Wales"}


def shared() -> Path:
    told = os.environ.get("COMMONWORKS_SHARED")
    for folder in [Path(told)] if told else Path(__file__).resolve().parents:
        for found in (folder / "data", folder / "shared" / "data"):
            if (found / "postcodes").is_dir():
                return found
    pytest.skip("../shared/data is not here: set COMMONWORKS_SHARED", allow_module_level=True)


POSTCODES = shared() / "postcodes"
NAMES: dict[str, str] = json.loads((POSTCODES / "codes" / "districts.json").read_text()) | NEWER


@pytest.fixture(scope="module")
def directory() -> Directory:
    return read(package_folder(), package_edition())


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole") / "places.idx"


@pytest.fixture(scope="module")
def report(directory: Directory, path: Path) -> Report:
    areas = {
        code: Area(code, Council(code.lower(), name, code), NATIONS[code[0]])
        for code, name in NAMES.items()
        if code[0] in NATIONS
    }
    return build(path, directory, areas)


@pytest.fixture(scope="module")
def index(report: Report) -> Index:
    return Index(report.path)


def test_the_whole_directory_is_in_the_index(report: Report):
    counts = (report.postcodes, report.without_position, report.without_authority)
    assert counts == (2_720_556, 24_159, 11_007)


def test_every_authority_of_the_directory_has_a_name(report: Report, index: Index):
    assert report.unknown_codes == ()
    councils = [area.code for area in index.areas if area]
    assert (len(councils), set(index.codes) - {"", *councils}) == (361, NOT_UK)


def test_every_row_answers_as_it_stands_in_the_directory(directory: Directory, index: Index):
    for row in range(0, len(directory.postcodes), 997):
        place = index.lookup(directory.postcodes[row].decode())
        assert (place.recorded_code or "") == directory.codes[directory.authorities[row]]
        if place.position:
            here = (place.position.easting, place.position.northing)
            assert here == (directory.eastings[row], directory.northings[row])


def test_every_centre_is_near_the_middle_that_mysociety_gives(index: Index):
    """People live off the middle of an area: by 10 km and a third of its width."""
    file = shared() / "councils" / "mysociety-uk_local_authorities_future-1.7.3.csv"
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = {row["gss-code"].lower(): row for row in csv.DictReader(opened)}
    here = {slug: at for slug, at in index.centres.items() if slug in rows}
    off = {slug: _off(at, rows[slug]) for slug, at in here.items()}
    assert len(off) > 350
    assert {rows[s]["nice-name"]: km for s, (km, most) in off.items() if km > most} == {}
    assert median(km for km, _ in off.values()) < 3


def _off(at: Sequence[int], row: dict[str, str]) -> tuple[float, float]:
    """How many km a centre is from theirs, and how many it may be."""
    metres = hypot(at[0] - float(row["x"]), at[1] - float(row["y"]))
    return metres / 1000, 10 + sqrt(float(row["area"])) / 3


def test_every_field_that_postcodes_io_documents_is_there_and_no_other(index: Index, path: Path):
    answer = Places(Holder(path)).respond("GET", "/places/postcodes/SW1A2AA", "", b"", {})[2]
    result = json.loads(answer)["result"]
    documented = schema("Postcode")["properties"]
    # Their server still sends the older constituency's code, which their document leaves out.
    codes = set(documented["codes"]["properties"]) | {"parliamentary_constituency"}
    assert set(result) == set(documented) | {"placefinder"}
    assert set(result["codes"]) == codes


def test_every_field_of_an_outcode_is_there(index: Index, path: Path):
    answer = Places(Holder(path)).respond("GET", "/places/outcodes/SW1A", "", b"", {})[2]
    result = json.loads(answer)["result"]
    assert set(result) == set(schema("Outcode")["properties"]) | {"placefinder"}


def test_the_example_of_their_document_is_where_they_say(index: Index):
    documented = schema("Postcode")["properties"]
    example = {name: told.get("example") for name, told in documented.items()}
    place = index.lookup("SW1A 2AA")
    at = place.position
    assert (at.easting, at.northing) == (example["eastings"], example["northings"])
    assert (at.longitude, at.latitude) == (example["longitude"], example["latitude"])
    assert (place.area.council.name, place.nation) == (
        example["admin_district"],
        example["country"],
    )


def schema(name: str) -> dict[str, Any]:
    return next(schemas(name))


def schemas(name: str) -> Iterator[dict[str, Any]]:
    with tarfile.open(POSTCODES / "postcodesio-openapi.tgz") as archive:
        for member in archive:
            if member.name.endswith(f"components/schemas/{name}.yaml"):
                file = archive.extractfile(member)
                assert file
                yield yaml.safe_load(file)
