"""What signposts make of news from the network: people come and go, councils move."""

from commonworks.kernel.events import Happened
from commonworks.network.ports import SYSTEM
from commonworks.signposts.commands import owners, places


def pass_on_entries(happened: Happened) -> None:
    """The entries of somebody who left fall to whoever answers for the organisation."""
    owners.pass_on(
        person=happened.subject,
        organisation=happened.ids["organisation"],
        by=SYSTEM,
        at=happened.at,
    )


def adopt_entries(happened: Happened) -> None:
    """Entries that had nobody are given to whoever now answers for the organisation."""
    owners.adopt(organisation=happened.ids["organisation"], by=SYSTEM, at=happened.at)


def move_cards(happened: Happened) -> None:
    places.place_cards(authority=happened.subject, by=SYSTEM, at=happened.at)


HEARD = {
    "network.membership.ended": pass_on_entries,
    "network.membership.began": adopt_entries,
    "network.organisation.changed": move_cards,
}
