"""An index is built once, whole, by one builder; and damage never reaches an answer."""

import multiprocessing
import os
import signal
import struct
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placefinder import Damaged, Holder, Index, building, holder, layout
from placefinder.building import BuildError, build, ensure
from placefinder.onspd import read
from placefinder.origin import DirectoryError, package_edition, package_folder
from tests.placefinder.conftest import CHOSEN, areas_of, of_rows

Row = tuple[str, str | None, float, float]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "places.idx"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of one letter."""
    folder = tmp_path_factory.mktemp("package")
    name = "postcodes_Z.msgpack.br"
    (folder / name).write_bytes((package_folder() / name).read_bytes())
    return folder


def make(path: Path, rows: list[Row] = CHOSEN) -> building.Report:
    return build(path, of_rows(rows), areas_of(of_rows(rows)))


def prepare(path: Path, folder: Path, edition: str = "November 2025") -> building.Report:
    return ensure(path, folder=folder, edition=edition, areas=areas_of(read(folder, edition)))


def test_a_build_reports_what_it_made(path: Path):
    report = make(path)
    counts = (report.postcodes, report.without_position, report.without_authority)
    assert counts == (len(CHOSEN), 3, 1)
    assert (report.unknown_codes, report.size) == (("E00000000",), path.stat().st_size)


def test_the_same_rows_make_the_same_file(path: Path):
    assert make(path).sha256 == make(path, CHOSEN[::-1]).sha256


def test_an_index_that_is_there_is_not_built_again(path: Path, folder: Path):
    assert [prepare(path, folder).built, prepare(path, folder).built] == [True, False]


def test_another_edition_is_built(path: Path, folder: Path):
    prepare(path, folder)
    assert prepare(path, folder, "February 2026").built
    assert Index(path).edition == "February 2026"


def test_nothing_is_left_beside_the_index(path: Path):
    make(path)
    assert sorted(p.name for p in path.parent.iterdir()) == ["places.idx", "places.idx.lock"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("B1 1AA", "E08000025", 1.0, 1.0), "Row 1 of the directory is no postcode"),
        (("B1  1AAA", "E08000025", 1.0, 1.0), "Row 1 of the directory is no postcode"),
        (("b1  1aa", "E08000025", 1.0, 1.0), "Row 1 of the directory is no postcode"),
        (("SW1A2AA", "E09000033", 1.0, 1.0), "The directory has SW1A2AA twice"),
        (("B9  1AA", "E08000025", 9e6, 1.0), "outside the National Grid"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_nothing_written(path: Path, row: Row, said: str):
    with pytest.raises(BuildError, match=said):
        make(path, [row, *CHOSEN])
    assert not path.exists()


def test_a_full_disk_is_told_before_anything_is_written(path: Path, monkeypatch):
    monkeypatch.setattr(building, "BYTES_BESIDE", 10**18)
    with pytest.raises(BuildError, match="MB of disk"):
        make(path)
    assert not path.exists()


def test_a_damaged_package_is_named(tmp_path: Path):
    (tmp_path / "postcodes_A.msgpack.br").write_bytes(b"nothing")
    with pytest.raises(DirectoryError, match="postcodes_A.msgpack.br is damaged"):
        read(tmp_path, "November 2025")


def test_the_installed_package_is_the_edition_that_answers_name():
    assert package_edition() == "November 2025"


# Damage


def test_every_single_bit_of_a_header_is_guarded(path: Path):
    make(path)
    whole = path.read_bytes()
    for bit in range(layout.HEADER.size * 8):
        path.write_bytes(flipped(whole, bit))
        with pytest.raises(Damaged):
            Index(path)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_bit_flipped_anywhere_is_found(file: Path, tmp_path_factory, data):
    whole = file.read_bytes()
    copy = tmp_path_factory.getbasetemp() / "flipped.idx"
    copy.write_bytes(flipped(whole, data.draw(st.integers(0, len(whole) * 8 - 1))))
    with pytest.raises(Damaged):
        Index(copy)


@pytest.mark.parametrize("length", [0, 1, 55, 56, 57, 1000, -1])
def test_a_file_cut_short_is_found_and_built_anew(path: Path, folder: Path, length: int):
    prepare(path, folder)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(Damaged):
        Index(path)
    assert prepare(path, folder).built
    assert Index(path).lookup("ZE1 0AA")


def test_an_older_layout_is_built_anew(path: Path, folder: Path):
    prepare(path, folder)
    whole = bytearray(path.read_bytes())
    struct.pack_into("<I", whole, 8, layout.VERSION + 1)
    path.write_bytes(whole)
    with pytest.raises(Damaged, match="layout"):
        Index(path)
    assert prepare(path, folder).built


def test_a_missing_file_says_so(path: Path):
    with pytest.raises(Damaged, match="cannot be opened"):
        Index(path)


def flipped(whole: bytes, bit: int) -> bytes:
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


# Builders and workers


def test_of_builders_that_race_one_builds_and_all_get_it(path: Path, folder: Path):
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        reports = pool.starmap(prepare, [(path, folder)] * 3)
    assert sorted(report.built for report in reports) == [False, False, True]
    assert len({report.sha256 for report in reports}) == 1


def hold_the_lock(path: Path) -> None:
    with building._only_builder(path):
        path.with_name(path.name + ".part-1").write_bytes(b"half")
        time.sleep(60)


def test_a_builder_killed_in_the_middle_blocks_nobody(path: Path, folder: Path):
    killed = multiprocessing.get_context("spawn").Process(target=hold_the_lock, args=(path,))
    killed.start()
    part = path.with_name(path.name + ".part-1")
    while not part.exists():
        time.sleep(0.01)
    os.kill(killed.pid, signal.SIGKILL)
    killed.join()
    assert prepare(path, folder).built
    assert not part.exists()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder, "LOOK_EVERY", 0.0)


def test_a_worker_takes_the_new_file_and_finishes_with_the_old(path: Path, impatient: None):
    make(path)
    held = Holder(path)
    old = held.current()
    make(path, [("ZZ9 9ZZ", None, np.nan, np.nan)])
    assert held.current().lookup("ZZ9 9ZZ")
    assert old.lookup("SW1A 2AA").area.council.slug == "council-e09000033"


def test_a_worker_goes_on_when_the_new_file_is_damaged(path: Path, impatient: None):
    make(path)
    held = Holder(path)
    before = held.current()
    other = path.with_name("other")
    other.write_bytes(b"PLACEIDX and then nothing")
    other.replace(path)
    assert held.current() is before
    assert "too short" in held.problem


def test_a_worker_that_began_without_a_file_takes_it_when_it_comes(path: Path, impatient: None):
    held = Holder(path)
    assert held.current() is None
    make(path)
    assert held.current().lookup("SW1A 2AA")


def test_progress_is_told_from_first_to_last_step(path: Path, folder: Path):
    told: list[tuple[str, int, int]] = []
    areas = areas_of(read(folder, "November 2025"))
    ensure(
        path,
        folder=folder,
        edition="November 2025",
        areas=areas,
        progress=lambda *step: told.append(step),
    )
    assert (told[0], told[-1]) == (("Reading the directory", 1, 1), ("Writing the index", 5, 5))
