"""What the demonstration shows, told through the same commands that everybody uses."""

from datetime import datetime, timedelta
from importlib.resources import files

from commonworks.config.demo import applications
from commonworks.factories import commands as factories
from commonworks.kernel import clock
from commonworks.network import commands as network
from commonworks.network.ports import BODY, SYSTEM
from commonworks.services import queries as services
from commonworks.services.commands import catalogue, deployments
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
    return not services.exists(SERVICE)


def tell() -> None:
    """Make the accounts, the factory, the service, three live deployments and their cases."""
    now = clock.now()
    began = now - BEGAN
    _welcome_people(began)
    _found_factory(began)
    release = _publish(began)
    for council in COUNCILS:
        _go_live(council, release, began + timedelta(days=20))
    applications.make(COUNCILS, SERVICE, since=began + timedelta(days=21), until=now)
    _take_copy()


def _welcome_people(at: datetime) -> None:
    for council, name in COUNCILS.items():
        for role, title in ROLES.items():
            _admit(f"{title}, {name}", f"{role}@{council}.example", council, role, at)
        _admit(
            f"Second caseworker, {name}",
            f"caseworker2@{council}.example",
            council,
            "caseworker",
            at,
        )
    _admit("Steward of the network", "steward@commonworks.example", BODY, "steward", at)
    _admit("Convener of the network", "convener@commonworks.example", BODY, "convener", at)


def _admit(name: str, email: str, organisation: str, role: str, at: datetime) -> None:
    network.people.admit(
        email=email, name=name, organisation=organisation, roles=[role], by=SYSTEM, at=at
    )


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
    return services.plans.latest_release(SERVICE)


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


def _take_copy() -> None:
    """Keep the database as it is now, for "Reset the demonstration"."""
