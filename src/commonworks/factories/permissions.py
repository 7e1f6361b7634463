"""Who speaks for a factory."""

from commonworks.kernel.errors import NotAllowed
from commonworks.network.ports import Actor

SPEAKS_FOR_A_COUNCIL = ("lead", "deputy", "administrator")


def check_can_speak_for(actor: Actor, organisation: str) -> None:
    if not (actor.is_steward or actor.has(*SPEAKS_FOR_A_COUNCIL, organisation=organisation)):
        raise NotAllowed(
            "Ask your council's digital lead, the deputy or an administrator to do this."
        )
