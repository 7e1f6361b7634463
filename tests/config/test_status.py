import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(client, monkeypatch):
    from commonworks.config import status

    monkeypatch.setattr(status, "how_many_postcodes", lambda: 2_720_556)
    return lambda: client.get("/status")


def test_the_status_says_what_is_held_and_that_all_is_well(told):
    answer = told()
    assert answer.status_code == 200
    assert answer.json()["counts"] == {
        "organisations": 0,
        "postcodes": 2_720_556,
        "live services": 0,
        "cases": 0,
    }
    assert (answer.json()["database"], answer.json()["dead_letters"]) == (connection.vendor, 0)
    assert (answer.json()["ok"], answer.json()["migrations_pending"]) == (True, 0)


def test_a_missing_trigger_is_a_part_that_is_down(told):
    on = " ON kernel_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER events_are_never_deleted{on}")
    answer = told()
    assert (answer.status_code, answer.json()["triggers_in_place"]) == (503, False)


def test_a_migration_that_the_database_has_not_had_is_a_part_that_is_down(told):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'services' AND name LIKE '0001%'")
    answer = told()
    assert (answer.status_code, answer.json()["migrations_pending"]) == (503, 1)
    assert (answer.json()["ok"], answer.json()["database"]) == (False, connection.vendor)


def test_no_postcodes_is_a_part_that_is_down(client):
    assert client.get("/status").status_code == 503
