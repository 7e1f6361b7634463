"""How a process of ours is told to stop: what it is doing is finished first."""

import signal
from collections.abc import Callable


def asked_to_stop() -> Callable[[], bool]:
    """From now on, whether somebody asked (SIGTERM, or an interrupt at the keyboard)."""
    asked = False

    def stop(*_: object) -> None:
        nonlocal asked
        asked = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return lambda: asked
