"""What the demonstration shows, told through the same commands that everybody uses."""

from datetime import datetime, timedelta
from importlib.resources import files

from django.db import transaction

from commonworks.config.demo import applications, body, factories, needs, people
from commonworks.kernel import clock
from commonworks.network.ports import SYSTEM
from commonworks.services.commands import catalogue, deployments
from commonworks.services.queries import plans
from commonworks.services.queries.catalogue import exists
from formwork import Release, read_overlay

SERVICE = "resident-parking-permit"
FACTORY = "parking"
BEGAN = timedelta(days=120)  # before the demonstration is first started: the permit was published


def untold() -> bool:
    return not exists(SERVICE)


@transaction.atomic
def tell() -> None:
    """Make the accounts, the needs, the factories, the service, three live deployments and their
    cases: all of it or, if interrupted, nothing."""
    now = clock.now()
    began = now - BEGAN
    cast = people.welcome(now - timedelta(days=365))
    refs = needs.tell(cast, now)
    needs.list_systems(cast, now)
    factories.tell(cast, now, refs)
    body.tell(cast, now)
    release = _publish(began)
    for council in people.RUNNING:
        _go_live(council, release, began + timedelta(days=20))
    applications.make(cast.workers, SERVICE, since=began + timedelta(days=21), until=now)
    factories.end_of_parking(cast, now, refs)  # by now it has heard that the service is live


def _publish(at: datetime) -> Release:
    data = _read("resident-parking-permit.yaml")
    catalogue.publish_definition(factory=FACTORY, data=data, by=SYSTEM, at=at + timedelta(days=5))
    catalogue.set_phase(service=SERVICE, phase="beta", by=SYSTEM, at=at + timedelta(days=15))
    return plans.latest_release(SERVICE)


def _go_live(council: str, release: Release, at: datetime) -> None:
    deployment = deployments.adopt(service=SERVICE, council=council, by=SYSTEM, at=at)
    overlay = read_overlay(_read(f"{council}.yaml"), release)
    deployments.save_edition(deployment=deployment, overlay=overlay, number=1, by=SYSTEM, at=at)
    deployments.keep_account(
        council=council, api_key=f"api_test_{council}_demonstration", by=SYSTEM, at=at
    )
    deployments.go_live(deployment=deployment, by=SYSTEM, at=at)


def _read(name: str) -> bytes:
    return files("commonworks.config.demo").joinpath(name).read_bytes()
