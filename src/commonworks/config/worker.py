"""The worker: it delivers events, sends what is to be sent, and does what comes round."""

import logging
import signal
import time

from django.db import DatabaseError, close_old_connections

from commonworks.kernel import clock, jobs

IDLE = 0.2  # seconds between looks when there is nothing to do
log = logging.getLogger(__name__)


def run() -> int:
    """Work until told to stop; a round that began is finished."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        if not _round():
            time.sleep(IDLE)
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
