"""A service speaks its own languages: a page is whole in one, and says which."""

import json
import re

import pytest
from django.test import Client

from commonworks.network.ports import SYSTEM
from commonworks.services.commands import catalogue, deployments
from commonworks.services.models import Service
from tests.actors import NOON
from tests.services.permits import LEAD, founded

pytestmark = pytest.mark.django_db
FORM = {
    "startPage": "/enw",
    "name": "Cais am gymorth",
    "pages": [
        {
            "path": "/enw",
            "title": "Amdanoch chi",
            "components": [
                {"type": "TextField", "name": "enw", "title": "Beth yw eich enw?", "options": {}}
            ],
            "next": [{"path": "/diwedd"}],
        },
        {"path": "/diwedd", "title": "Diwedd", "controller": "./pages/summary.js"},
    ],
    "lists": [],
    "sections": [],
    "conditions": [],
}
ADDRESS = "/s/leeds/cais-am-gymorth/"


def live(**metadata: bool) -> None:
    founded()
    data = json.dumps({**FORM, "metadata": metadata}).encode()
    name = "cais-am-gymorth"
    catalogue.publish_definition(factory="parking", data=data, name=name, by=LEAD, at=NOON)
    ref = deployments.adopt(service="cais-am-gymorth", council="leeds", by=SYSTEM, at=NOON)
    deployments.go_live(deployment=ref, by=SYSTEM, at=NOON)


def shown(client: Client, address: str) -> tuple[str, str, str]:
    """(lang of the page, Content-Language, the words of its button or link to go on)."""
    answer = client.get(address)
    text = answer.content.decode()
    button = re.search(r'class="govuk-button[^>]*>\s*([^<]*?)\s*<', text)
    html = re.search(r'<html lang="(\w+)"', text)
    return html[1], answer["Content-Language"], button[1]


@pytest.mark.parametrize("asked", ["en", "cy"])
def test_a_form_that_says_it_is_welsh_is_welsh_throughout(asked):
    live(isWelsh=True)
    client = Client()
    assert shown(client, f"{ADDRESS}?lang={asked}") == ("cy", "cy", "Dechrau nawr")
    page = client.post(ADDRESS)["Location"]
    assert shown(client, page) == ("cy", "cy", "Parhau")
    assert "Beth yw eich enw?" in client.get(page).content.decode()
    assert Service.objects.get().title == "Cais am gymorth"


@pytest.mark.parametrize("asked", ["en", "cy"])
def test_a_form_that_is_in_english_alone_is_english_throughout(asked):
    live()
    client = Client()
    assert shown(client, f"{ADDRESS}?lang={asked}") == ("en", "en", "Start now")
    page = client.post(ADDRESS)["Location"]
    assert shown(client, page) == ("en", "en", "Continue")
