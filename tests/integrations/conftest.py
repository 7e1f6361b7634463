"""The simulators over real HTTP, on this machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from commonworks.integrations.simulators import notify
from commonworks.integrations.simulators.wsgi import make_application
from commonworks.network.ports import Actor
from tests.integrations.servers import browser, serving
from tests.places.councils import CLERK, found_councils


@dataclass(frozen=True, slots=True)
class Running:
    url: str
    data: Path

    def order(self, service: str, fault: str, **more: object) -> None:
        told = {"service": service, "fault": fault, **more}
        browser.post(f"{self.url}/control", json=told).raise_for_status()

    def shift_clock(self, seconds: int) -> None:
        (self.data / "clock").write_text(str(seconds))


@pytest.fixture
def simulators(tmp_path: Path) -> Iterator[Running]:
    notify.rate.seen.clear()
    with serving(make_application(tmp_path)) as url:
        yield Running(url, tmp_path)


@pytest.fixture
def camden(db: None) -> str:
    found_councils()
    return "camden"


@pytest.fixture
def clerk() -> Actor:
    return CLERK
