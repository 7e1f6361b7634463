"""The world of the matrix: built once for the folder, in a transaction that is never kept."""

import pytest
from django.db import transaction
from django.test import override_settings

from commonworks.places import queries
from commonworks.places.web import open_data
from placefinder import Area, Council
from placefinder.building import build as build_index
from tests.matrix.world import build
from tests.placefinder.conftest import of_rows
from tests.services.conftest import COUNCILS, POSTCODES
from tests.services.provider import running


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    # One address asks for everybody: its attempts to sign in are not counted here.
    folder = tmp_path_factory.mktemp("matrix")
    here = override_settings(COMMONWORKS_DATA=folder, ACCOUNT_RATE_LIMITS=False)
    with here, running(folder) as provider, django_db_blocker.unblock(), transaction.atomic():
        _index_postcodes()
        yield build(provider)
        transaction.set_rollback(True)
    _forget_index()


@pytest.fixture
def world(built, db):
    """What a test changes is undone after it."""
    return built


def _index_postcodes() -> None:
    _forget_index()
    areas = {
        code: Area(code, Council(ref, ref.title(), code), "England")
        for code, ref in COUNCILS.items()
    }
    rows = [row for row in POSTCODES if row[0] != "LS219ZZ"]
    build_index(queries.index_file(), of_rows(rows), areas)


def _forget_index() -> None:
    queries.holder.cache_clear()
    open_data.places.cache_clear()
