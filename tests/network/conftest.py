"""A network with its organisations in it, and people to act."""

from collections.abc import Callable

import pytest

from commonworks.network.commands import load_facts, people
from commonworks.network.commands.organisations import save_facts
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM, Actor
from commonworks.network.queries.facts import Facts
from commonworks.network.queries.shipped import shipped_facts
from tests.actors import NOON


@pytest.fixture
def network(db: None) -> None:
    load_facts(by=SYSTEM, at=NOON)


@pytest.fixture
def councils(db: None) -> None:
    """A few of them with their codes, which is quicker; and the convening body."""
    few = {"leeds", "camden", "surrey", "woking", "commonworks"}
    facts = shipped_facts()
    some = tuple(fact for fact in facts.organisations if fact.ref in few)
    codes = tuple(code for code in facts.codes if code.organisation in few)
    save_facts(facts=Facts(some, codes), by=SYSTEM, at=NOON)


@pytest.fixture
def person(councils: None) -> Callable[..., Actor]:
    """Admit somebody and answer them as an actor: person("lead", organisation="leeds")."""

    def admit(*roles: str, organisation: str = "leeds", email: str = "") -> Actor:
        email = email or f"{'-'.join(roles)}@{organisation}.example"
        name = f"{roles[0]}, {organisation}"
        ref = people.admit(
            email=email, name=name, organisation=organisation, roles=roles, by=SYSTEM, at=NOON
        )
        return Actor(ref, frozenset((organisation, role) for role in roles), name)

    return admit


@pytest.fixture
def administrator(person: Callable[..., Actor]) -> Actor:
    return person("administrator")


@pytest.fixture
def steward(person: Callable[..., Actor]) -> Actor:
    return person("steward", organisation="commonworks")


@pytest.fixture
def sign_in(client):  # type: ignore[no-untyped-def]
    """Sign the client in as an actor."""

    def as_(actor: Actor):  # type: ignore[no-untyped-def]
        client.force_login(Person.objects.get(ref=actor.ref))
        return client

    return as_
