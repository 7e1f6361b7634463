"""What the API answers is what its document says, whatever is asked of it."""

from contextlib import contextmanager

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings

from commonworks.config.api import api
from commonworks.needs.commands import needs
from commonworks.network.commands import people
from commonworks.network.commands.lgsl import load_services
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM
from tests.actors import LEEDS_LEAD, NOON
from tests.decisions.putting import put
from tests.needs.conftest import PERMITS
from tests.needs.estates import lists
from tests.services.applying import SERVICE, published, running
from tests.services.conftest import directory  # noqa: F401 - a fixture

schemathesis = pytest.importorskip(
    "schemathesis", reason="schemathesis is not installed: run script/test once to set it up"
)

# Which values go together, such as a first day and a last, no schema says: 422 is an answer too.
TOO_STRICT = [schemathesis.checks.positive_data_acceptance]
pytestmark = pytest.mark.django_db
DOCUMENT = "/api/v1/openapi.json"
MODEST = settings(
    max_examples=20,
    deadline=None,
    # Each example may write; what it wrote is as good a beginning for the next.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def one_connection():
    """A request looks after its connections, and would close the one that the test holds open."""
    about_requests = (request_started, request_finished)
    for signal in about_requests:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in about_requests:
            signal.connect(close_old_connections)


@pytest.fixture
def known(directory) -> dict[str, str]:  # noqa: F811
    """An address of each kind of thing that is there, by its path in the document."""
    published()
    running()
    load_services(by=SYSTEM, at=NOON)
    motion = put(body="network", electorate=("leeds", "camden"))
    refs = {
        "organisations": "leeds",
        "motions": motion,
        "needs": needs.declare(authority="leeds", said=PERMITS, by=LEEDS_LEAD, at=NOON),
        "estate": lists(services=("474",)),
        "factories": "parking",
        "services": SERVICE,
    }
    return {path: refs[path.split("/")[3]] for path in paths() if "{ref}" in path}


def paths() -> list[str]:
    return list(api.get_openapi_schema()["paths"])


@pytest.fixture
def operations(known: dict[str, str]) -> list:
    """Every operation of the document; what is there is asked for as often as anything else."""
    with one_connection():
        document = schemathesis.openapi.from_wsgi(DOCUMENT, WSGIHandler())
    for path, ref in known.items():
        for operation in document.raw_schema["paths"][path].values():
            [named] = [each for each in operation["parameters"] if each["name"] == "ref"]
            named["schema"] = {"anyOf": [{"enum": [ref]}, {"type": "string"}]}
    return [each.ok() for each in document.get_all_operations()]


@pytest.fixture
def lead(known) -> dict[str, str]:
    """The headers of a browser in which a lead of Leeds has signed in."""
    ref = people.admit(
        email="lead@leeds.example",
        name="A lead",
        organisation="leeds",
        roles=["lead"],
        by=SYSTEM,
        at=NOON,
    )
    client = Client()
    client.force_login(
        Person.objects.get(ref=ref), "allauth.account.auth_backends.AuthenticationBackend"
    )
    client.get("/accessibility")
    cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
    return {"Cookie": cookies}


def ask(operation, headers: dict[str, str]) -> None:
    """Twenty requests that the document allows, and twenty that it forbids, if it does any."""
    modes = schemathesis.GenerationMode
    for mode in [modes.POSITIVE, modes.NEGATIVE] if forbids(operation) else [modes.POSITIVE]:

        @MODEST
        @given(case=operation.as_strategy(generation_mode=mode))
        def asked(case):
            case.call_and_validate(headers=headers, excluded_checks=TOO_STRICT)

        with one_connection():
            asked()


def forbids(operation) -> bool:
    """Whether something can be sent that is not as the document has it: any text is a text."""
    raw = operation.definition.raw
    asked = (each for each in raw["parameters"] if each["in"] == "query")
    return "requestBody" in raw or any(each["schema"].get("type") != "string" for each in asked)


def test_the_public_is_answered_as_the_document_says(operations):
    for operation in operations:
        ask(operation, {})


def test_a_lead_is_answered_as_the_document_says(operations, lead):
    for operation in operations:
        ask(operation, lead)


def test_each_thing_in_the_document_can_be_asked_for(known, client):
    for path, ref in known.items():
        if "get" in api.get_openapi_schema()["paths"][path]:
            assert client.get(path.replace("{ref}", ref)).status_code == 200, path
