"""Houses of real processes on real data: `pytest -m proof`."""

from pathlib import Path

import pytest

from tests.proof.house import settled


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.proof)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory):
    with settled(tmp_path_factory.mktemp("settled")) as found:
        yield found


@pytest.fixture(scope="module")
def house(data, tmp_path_factory: pytest.TempPathFactory):
    with data.house(tmp_path_factory.mktemp("house")) as running:
        yield running
