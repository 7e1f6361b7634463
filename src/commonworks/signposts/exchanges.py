"""Tell other systems: the network calls are made between transactions, never inside one."""

from datetime import datetime

from commonworks.kernel import demonstration
from commonworks.network.ports import SYSTEM
from commonworks.post.ports import Unreachable, outside
from commonworks.signposts.commands import hooks
from commonworks.signposts.policies.addresses import signed


def send_next(at: datetime) -> bool:
    """Send one parcel that is due; say whether there was one. The same parcel has the same id at
    each attempt, so that a receiver who got it before we heard so can tell."""
    if (errand := hooks.take_parcel(by=SYSTEM, at=at)) is None:
        return False
    headers = signed(errand.secret, errand.parcel, at, errand.body) | demonstration.headers()
    try:
        status = outside().ask("POST", errand.url, headers=headers, body=errand.body).status
    except Unreachable as error:
        hooks.record_undelivered(errand=errand, code=error.code, by=SYSTEM, at=at)
        return True
    if 200 <= status < 300:
        hooks.record_delivered(errand=errand, status=status, by=SYSTEM, at=at)
    else:
        hooks.record_undelivered(errand=errand, code=str(status), by=SYSTEM, at=at)
    return True
