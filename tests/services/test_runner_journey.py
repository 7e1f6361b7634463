"""A resident goes from the start page to sending."""

import pytest

from tests.services.applying import Browser, fill_in, published, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def live(monkeypatch):
    published()
    return running()


def test_a_resident_answers_and_comes_to_check():
    assert fill_in(Browser()) == "check"
