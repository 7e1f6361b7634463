"""What the demonstration shows, told through the same commands that everybody uses."""

from datetime import datetime, timedelta
from importlib.resources import files

from django.db import transaction

from commonworks.config.demo import applications
from commonworks.factories import commands as factories
from commonworks.kernel import clock
from commonworks.network.commands import people
from commonworks.network.ports import BODY, SYSTEM, Actor
from commonworks.services.commands import catalogue, deployments
from commonworks.services.queries import plans
from commonworks.services.queries.catalogue import exists
from formwork import Release, read_overlay

SERVICE = "resident-parking-permit"
FACTORY = "parking"
COUNCILS = {"leeds": "Leeds", "camden": "Camden", "cornwall": "Cornwall"}
ROLES = {
    "lead": "Digital lead",
    "administrator": "Administrator",
    "service-owner": "Service owner",
    "caseworker": "Caseworker",
    "finance": "Finance officer",
}
BEGAN = timedelta(days=120)  # before the demonstration is first started


def untold() -> bool:
    return not exists(SERVICE)


@transaction.atomic
def tell() -> None:
    """Make the accounts, the factory, the service, three live deployments and their cases: all of
    it or, if interrupted, nothing."""
    now = clock.now()
    began = now - BEGAN
    workers = _welcome_people(began)
    _found_factory(began)
    release = _publish(began)
    for council in COUNCILS:
        _go_live(council, release, began + timedelta(days=20))
    applications.make(workers, SERVICE, since=began + timedelta(days=21), until=now)


def _welcome_people(at: datetime) -> dict[str, list[Actor]]:
    """Accounts for every role; answers each council's caseworkers."""
    workers: dict[str, list[Actor]] = {}
    for council, name in COUNCILS.items():
        for role, title in ROLES.items():
            ref = _admit(f"{title}, {name}", council, role, at)
            if role == "caseworker":
                second = _admit(f"Second caseworker, {name}", council, role, at)
                workers[council] = [_caseworker(ref, council), _caseworker(second, council)]
    _admit("Steward of the network", BODY, "steward", at)
    _admit("Convener of the network", BODY, "convener", at)
    return workers


def _admit(name: str, organisation: str, role: str, at: datetime) -> str:
    mailbox = name.partition(",")[0].lower().replace(" ", "-")
    return people.admit(
        email=f"{mailbox}@{organisation}.example",
        name=name,
        organisation=organisation,
        roles=[role],
        by=SYSTEM,
        at=at,
    )


def _caseworker(ref: str, council: str) -> Actor:
    return Actor(ref, frozenset({(council, "caseworker")}), "Caseworker")


def _found_factory(at: datetime) -> None:
    factories.found_factory(
        ref=FACTORY,
        name="Parking factory",
        purpose="One resident parking permit service that every council can run, each with its own"
        " zones, prices and words.",
        lead="leeds",
        by=SYSTEM,
        at=at,
    )
    for council in COUNCILS:
        factories.join(factory=FACTORY, organisation=council, by=SYSTEM, at=at + timedelta(days=2))


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
