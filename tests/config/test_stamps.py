"""A second start leaves the checks out, and only where all is as the first one left it."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from commonworks.config import stamps

TABLES = """
CREATE TABLE django_migrations (id INTEGER, app, name);
CREATE TABLE network_organisation (ref, name);
CREATE TABLE network_code (id INTEGER, code);
CREATE TABLE network_succession (id INTEGER, predecessor, successor);
CREATE TABLE network_listedservice (code, name);
CREATE TABLE services_service (ref);
CREATE TABLE kernel_event (id INTEGER);
CREATE TRIGGER never_changed BEFORE UPDATE ON kernel_event BEGIN SELECT RAISE(ABORT, 'no'); END;
INSERT INTO django_migrations VALUES (1, 'kernel', '0001_initial');
INSERT INTO network_organisation VALUES ('leeds', 'Leeds'), ('york', 'York');
INSERT INTO network_listedservice VALUES ('474', 'Parking permits');
INSERT INTO services_service VALUES ('permit');
"""


def run(data, text):
    with closing(sqlite3.connect(data / "commonworks.sqlite3")) as connection:
        connection.executescript(text)


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A folder that was prepared by code that lies beside it."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    (tmp_path / "src" / "room").mkdir(parents=True)
    (tmp_path / "src" / "room" / "models.py").write_text("A = 1")
    (tmp_path / "requirements.lock").write_text("django==5.2.1")
    data = tmp_path / "data"
    data.mkdir()
    run(data, TABLES)
    (data / "places.idx").write_bytes(b"index")
    (data / "story.sqlite3").touch()
    return data


def clean(data):
    return stamps.is_clean(data, demo=True)


def test_a_folder_is_clean_when_it_was_found_in_order_and_nothing_has_changed(house):
    assert not clean(house)
    stamps.keep(house, demo=True)
    assert clean(house)


def test_what_residents_do_leaves_it_clean(house):
    stamps.keep(house, demo=True)
    run(house, "INSERT INTO kernel_event VALUES (1)")
    assert clean(house)


DISTURBED = {
    "the database is gone": lambda data: (data / "commonworks.sqlite3").unlink(),
    "the database is none": lambda data: (data / "commonworks.sqlite3").write_bytes(b"x" * 9999),
    "a trigger was dropped": lambda data: run(data, "DROP TRIGGER never_changed"),
    "a migration was taken back": lambda data: run(data, "DELETE FROM django_migrations"),
    "an organisation is missing": lambda data: run(
        data, "DELETE FROM network_organisation WHERE ref = 'york'"
    ),
    "a council has another name": lambda data: run(
        data, "UPDATE network_organisation SET name = 'Y' WHERE ref = 'york'"
    ),
    "a listed service is missing": lambda data: run(data, "DELETE FROM network_listedservice"),
    "the story was lost": lambda data: run(data, "DELETE FROM services_service"),
    "the index is gone": lambda data: (data / "places.idx").unlink(),
    "the index is cut short": lambda data: (data / "places.idx").write_bytes(b"ind"),
    "the copy to go back to is gone": lambda data: (data / "story.sqlite3").unlink(),
    "the code is another": lambda data: (data.parent / "src/room/models.py").write_text("A = 22"),
    "there is a new migration": lambda data: (data.parent / "src/room/0002.py").touch(),
    "the packages are others": lambda data: (data.parent / "requirements.lock").write_text(""),
    "a start was interrupted": stamps.forget,
    "the stamp is damaged": lambda data: (data / stamps.STAMP).write_text("0"),
}


@pytest.mark.parametrize("disturb", DISTURBED.values(), ids=DISTURBED)
def test_a_folder_is_looked_through_again_when(house, disturb):
    stamps.keep(house, demo=True)
    disturb(house)
    assert not clean(house)


def test_a_stamp_of_another_kind_of_house_or_database_is_worth_nothing(house, monkeypatch):
    stamps.keep(house, demo=True)
    assert not stamps.is_clean(house, demo=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/house")
    assert not clean(house)


def test_nothing_is_stamped_that_cannot_be_looked_at(house):
    shutil.rmtree(house / ".." / "src")
    (house / "places.idx").unlink()
    stamps.keep(house, demo=True)
    assert not (house / stamps.STAMP).exists()
