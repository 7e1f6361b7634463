"""The worker: it delivers events, sends what is to be sent, and does what comes round."""

import logging
import time

from django.db import DatabaseError, close_old_connections

from commonworks.config.stopping import asked_to_stop
from commonworks.kernel import clock, jobs

EAGER, CALM = 0.1, 1.0  # seconds between looks: soon after some work, and when there is none
log = logging.getLogger(__name__)


def run() -> int:
    """Work until told to stop; a round that began is finished."""
    stopping = asked_to_stop()
    wait = EAGER
    while not stopping():
        if _round():
            wait = EAGER
        else:
            time.sleep(wait)
            wait = min(wait * 1.5, CALM)
    return 0


def _round() -> bool:
    try:
        close_old_connections()
        return jobs.work_once(clock.now())
    except DatabaseError as error:
        # Its words could quote a row; its kind is enough to act on.
        log.error("The database did not answer (%s); trying again.", type(error).__name__)
        time.sleep(1)
        return True
