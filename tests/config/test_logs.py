"""What the log holds of a request."""

import logging

import pytest
from django.conf import settings

from commonworks.config.logs import NOWHERE, RoutesNotPaths

CANARY = "canary-of-the-path"


@pytest.fixture
def lines():
    """What goes to the log, as its handler writes it."""
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            said.append(record.getMessage())

    handler = Kept()
    handler.addFilter(RoutesNotPaths())
    logging.getLogger().addHandler(handler)
    yield said
    logging.getLogger().removeHandler(handler)


def test_the_console_has_the_filter():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["routes"]


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_noted_without_its_path(client, lines):
    assert client.get(f"/{CANARY}").status_code == 404
    assert (CANARY in " ".join(lines), any(NOWHERE in line for line in lines)) == (False, True)


@pytest.mark.django_db
def test_a_refusal_by_a_page_is_noted_by_its_route(client, lines):
    assert client.get(f"/services/{CANARY}/").status_code == 404
    assert (CANARY in " ".join(lines), any("<slug:service>" in line for line in lines)) == (
        False,
        True,
    )
