"""What motions show on the page of an account."""

from commonworks.decisions import permissions
from commonworks.decisions.queries.voting import OpenVote, open_votes
from commonworks.frontend.panels import Panel
from commonworks.kernel import clock
from commonworks.network import queries as network
from commonworks.network.ports import Actor


def to_vote(ref: str, *, by: Actor) -> list[OpenVote]:
    return open_votes(permissions.votes_for(by), at=clock.now())


def mandates(ref: str, *, by: Actor) -> list[tuple[str, str]]:
    """(ref, name) of the organisations for which the actor says whether votes need a mandate."""
    return sorted(network.names(permissions.keeps_mandate_rules(by)).items())


PANELS = (
    Panel("network.account", to_vote, "decisions/panel_account.html", sql=1),
    Panel("network.account", mandates, "decisions/panel_mandates.html", sql=1),
)
