"""What motions show on the page of an account."""

from commonworks.decisions import permissions
from commonworks.decisions.queries.voting import OpenVote, open_votes
from commonworks.frontend.panels import Panel
from commonworks.kernel import clock
from commonworks.network.ports import Actor


def to_vote(ref: str, *, by: Actor) -> list[OpenVote]:
    return open_votes(permissions.votes_for(by), at=clock.now())


PANELS = (Panel("network.account", to_vote, "decisions/panel_account.html", sql=1),)
