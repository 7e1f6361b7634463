"""Councils with a list of services, and needs to begin with."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from commonworks.needs.commands import needs as commands
from commonworks.needs.policies.said import Said
from commonworks.network.commands import people
from commonworks.network.commands.lgsl import load_services
from commonworks.network.commands.organisations import save_facts
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM
from commonworks.network.queries.facts import Facts
from commonworks.network.queries.shipped import shipped_facts
from tests.actors import NOON, member_of

FEW = {"leeds", "camden", "surrey", "woking", "cornwall", "bradford", "commonworks", "lga"}
PERMITS = Said(
    title="Visitor permits are still sold on paper",
    problem="People queue at a counter for scratch cards, and we cannot tell how many are used.",
    who="Residents of permit zones without a car of their own",
    service_code="474",
    volume=42_000,
    cost_pence=18_500_000,
    pain="serious",
    tried="A spreadsheet shared with the call centre.",
    constraints="The enforcement contract ends in March 2028.",
)


@pytest.fixture
def councils(db: None) -> None:
    facts = shipped_facts()
    some = tuple(fact for fact in facts.organisations if fact.ref in FEW)
    save_facts(facts=Facts(some), by=SYSTEM, at=NOON)
    load_services(by=SYSTEM, at=NOON)


@pytest.fixture
def declare(councils: None) -> Callable[..., str]:
    """declare("leeds", title="…") answers the ref of a need that Leeds has."""

    def declare(authority: str = "leeds", /, **said: Any) -> str:
        by = member_of(authority, "lead")
        again = replace(PERMITS, **said)
        return commands.declare(authority=authority, said=again, by=by, at=NOON)

    return declare


@pytest.fixture
def permits(declare: Callable[..., str]) -> str:
    """Leeds' need."""
    return declare()


@pytest.fixture
def sign_in(councils: None) -> Callable[..., Client]:
    """sign_in("leeds", "lead") answers a browser in which such a person is signed in."""

    def as_(council: str, *roles: str) -> Client:
        email = f"{'-'.join(roles)}@{council}.example"
        told = {"email": email, "name": f"{roles[0]}, {council}", "roles": roles}
        people.admit(**told, organisation=council, by=SYSTEM, at=NOON)
        browser = Client()
        browser.force_login(Person.objects.get(email=email))
        return browser

    return as_
