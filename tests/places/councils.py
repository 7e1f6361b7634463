"""Two councils, and the people who look after the addresses of one."""

from commonworks.network.commands.organisations import add_organisation
from commonworks.network.ports import SYSTEM, Actor
from tests.actors import NOON

CLERK = Actor("clerk", frozenset({("camden", "data-officer")}), "A clerk")
NEIGHBOUR = Actor("neighbour", frozenset({("leeds", "administrator")}), "A neighbour")
READER = Actor("reader", frozenset({("camden", "caseworker")}), "A reader")


def found_councils() -> None:
    for ref, name in (("camden", "Camden"), ("leeds", "Leeds")):
        add_organisation(
            ref=ref, name=name, type="london-borough", nation="england", by=SYSTEM, at=NOON
        )
