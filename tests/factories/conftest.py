"""Five organisations, a factory of three of them that Leeds leads, and people to act."""

from collections.abc import Callable

import pytest
from django.test import Client

from commonworks.factories import commands
from commonworks.network.commands import people
from commonworks.network.models import Organisation, Person
from commonworks.network.ports import BODY, SYSTEM, Actor
from tests.actors import NOON, member_of

COUNCILS = {"leeds": "Leeds", "camden": "Camden", "cornwall": "Cornwall", "woking": "Woking"}


@pytest.fixture
def councils(db: None) -> None:
    for ref, name in COUNCILS.items():
        Organisation.objects.create(
            ref=ref,
            name=f"{name} Council",
            short_name=name,
            type="unitary-authority",
            nation="england",
        )
    for ref, kind in (
        (BODY, "convening-body"),
        ("acme", "supplier"),
        ("gds", "government-department"),
    ):
        Organisation.objects.create(ref=ref, name=ref, short_name=ref, type=kind, nation="england")


@pytest.fixture
def parking(councils: None) -> str:
    """A factory: Leeds leads, Camden and Cornwall are partners."""
    ref = commands.found_factory(
        name="Parking",
        purpose="One permit for every council.",
        lead="leeds",
        by=member_of("leeds", "lead"),
        at=NOON,
    )
    for council in ("camden", "cornwall"):
        commands.join(factory=ref, organisation=council, by=member_of(council, "lead"), at=NOON)
    return ref


@pytest.fixture
def admit(councils: None) -> Callable[..., Actor]:
    def admitted(role: str, organisation: str) -> Actor:
        ref = people.admit(
            email=f"{role}@{organisation}.example",
            name=f"{role} of {organisation}",
            organisation=organisation,
            roles=[role],
            by=SYSTEM,
            at=NOON,
        )
        return Actor(ref, frozenset({(organisation, role)}), f"{role} of {organisation}")

    return admitted


@pytest.fixture
def signed_in(admit: Callable[..., Actor]) -> Callable[..., Client]:
    """A browser in which somebody of this role and organisation is signed in."""

    def browser(role: str, organisation: str) -> Client:
        client = Client()
        client.force_login(
            Person.objects.get(ref=admit(role, organisation).ref),
            "allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return browser
