"""A browser, the house, and somebody at a window: for journeys here and in tests/external."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import browsing
from tests.journeys.browsing import DESKTOP, NARROW, WITHOUT_SCRIPTS, Visitor, Window
from tests.journeys.house import House, demonstration

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
QUIETLY = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
Arrive = Callable[..., Visitor]
EVERY_WINDOW = pytest.mark.parametrize(
    "window", [DESKTOP, NARROW, WITHOUT_SCRIPTS], ids=lambda window: window.name
)


@pytest.fixture(scope="session")
def browser(worker_id: str) -> Iterator[Browser]:
    if worker_id in ("master", "gw0"):  # of several at once, one clears up
        shutil.rmtree(browsing.SCREENSHOTS, ignore_errors=True)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY.split())


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    with demonstration() as served:
        yield served


@pytest.fixture(params=[DESKTOP, NARROW], ids=lambda window: window.name)
def window(request: pytest.FixtureRequest) -> Window:
    return request.param


@pytest.fixture
def arrive(
    browser: Browser, house: House, window: Window, request: pytest.FixtureRequest
) -> Iterator[Arrive]:
    """Somebody new at a browser of their own: `arrive()`, or `arrive("Caseworker, Leeds")` who
    has signed in."""
    with ExitStack() as leaving:
        name = request.node.originalname.removeprefix("test_").replace("_", "-")[:40]

        def somebody(signed_in_as: str = "", *, at: str = house.address) -> Visitor:
            part = signed_in_as.lower().replace(", ", "-").replace(" ", "-")
            journey = f"{name}-{part}" if part else name
            visitor = leaving.enter_context(Visitor(browser, at, window, journey))
            if signed_in_as:
                visitor.hurries = True
                visitor.goes_to("/account/sign-in-as")
                visitor.presses(signed_in_as)
                visitor.hurries = False
            return visitor

        yield somebody
