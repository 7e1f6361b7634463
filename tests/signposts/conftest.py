"""Cards of two councils, and people who work there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from commonworks.network.commands import people
from commonworks.network.commands.organisations import save_facts
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM, Actor
from commonworks.network.queries.facts import Facts
from commonworks.network.queries.shipped import shipped_facts
from commonworks.signposts import commands
from tests.actors import NOON

FEW = {"leeds", "camden", "cardiff", "commonworks"}


@pytest.fixture
def councils(db: None) -> None:
    facts = shipped_facts()
    some = tuple(fact for fact in facts.organisations if fact.ref in FEW)
    save_facts(facts=Facts(some), by=SYSTEM, at=NOON)


@pytest.fixture
def person(councils: None) -> Callable[..., Actor]:
    """Admit somebody: person("lead", organisation="leeds")."""

    def admit(*roles: str, organisation: str = "leeds", email: str = "") -> Actor:
        email = email or f"{'-'.join(roles)}@{organisation}.example"
        name = f"{roles[0]}, {organisation}"
        ref = people.admit(
            email=email, name=name, organisation=organisation, roles=roles, by=SYSTEM, at=NOON
        )
        return Actor(ref, frozenset((organisation, role) for role in roles), name)

    return admit


@pytest.fixture
def sign_in(client: Any) -> Callable[[Actor], Any]:
    def as_(actor: Actor) -> Any:
        client.force_login(Person.objects.get(ref=actor.ref))
        return client

    return as_


def card(ref: str = "need.1", **said: Any) -> str:
    told = {
        "kind": ref.partition(".")[0],
        "title": "Parking permits take too long",
        "link": f"/needs/{ref.partition('.')[2]}/",
        "authority": "leeds",
        "text": "Residents wait three weeks for a permit.",
        "service_code": "1170",
        **said,
    }
    commands.put_card(ref=ref, by=SYSTEM, at=NOON, **told)
    return ref


def keep(ref: str, owner: Actor, until: date) -> None:
    commands.keep_fresh(ref=ref, owner=owner.ref, until=until, by=SYSTEM, at=NOON)


def announce(ref: str, headline: str = "A council joined", at: Any = NOON) -> None:
    commands.announce(ref=ref, headline=headline, by=SYSTEM, at=at)
