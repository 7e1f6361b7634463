"""The file in which a host says who the councils are."""

from pathlib import Path

import pytest

from placefinder import Area, AreasError, Council, read_areas, write_areas

ALLERDALE = Area(
    "E07000026",
    Council("cumberland", "Cumberland", "E06000063"),
    "England",
    "North West",
    None,
    True,
)
CARDIFF = Area("W06000015", Council("cardiff", "Cardiff", welsh_name="Caerdydd"), "Wales")


def test_areas_are_read_as_they_were_written(tmp_path: Path):
    path = tmp_path / "areas.json"
    write_areas(path, [CARDIFF, ALLERDALE])
    assert read_areas(path) == {"E07000026": ALLERDALE, "W06000015": CARDIFF}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read as JSON"),
        ("[]", "is not an areas file"),
        ('{"format": "placefinder-areas/1"}', 'a list under "areas"'),
        ('{"format": "placefinder-areas/1", "areas": [{"code": "X"}]}', "area 1: 'council'"),
        ('{"format": "placefinder-areas/1", "areas": [7]}', "area 1"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, text: str, said: str):
    path = tmp_path / "areas.json"
    path.write_text(text)
    with pytest.raises(AreasError, match=said):
        read_areas(path)
