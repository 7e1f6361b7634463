"""A small service, and councils that can take it on."""

from datetime import timedelta

from commonworks.factories import commands as factories
from commonworks.network.models import Organisation
from commonworks.network.ports import SYSTEM
from commonworks.services.commands import catalogue, deployments
from commonworks.services.queries import plans
from formwork import Overlay, changed
from tests.actors import NOON, member_of

COUNCILS = {"camden": "Camden", "leeds": "Leeds", "cornwall": "Cornwall"}
PERMIT = """
definition: bay-permit
version: 1.0.0
languages: [en, cy]
title: {en: Apply for a bay permit, cy: Gwneud cais am drwydded}
summary: Park outside your home.
settings:
  - {id: team, type: text, label: Name of the team, hint: As residents know it, required: true}
  - {id: telephone, type: telephone, label: Telephone number}
colours:
  - {id: brand, label: Top of every page, value: "#1d70b8"}
lists:
  - {id: zones, title: Parking zones}
pages:
  - id: zone
    title: {en: Which zone do you live in?, cy: Ym mha barth ydych chi'n byw?}
    items:
      - {id: zone, type: radios, list: zones, short: your zone}
products:
  - {id: permit, description: Permit for a year}
messages:
  - {id: received, subject: We have it, body: "Your reference is ((reference)). ((team))"}
outcomes:
  - {id: granted, label: Grant, message: received, favourable: true}
  - {id: refused, label: Refuse, message: received}
open:
  - {address: "setting:*", slot: value}
  - {address: "colour:brand", slot: value}
  - {address: "list:zones", slot: options, limits: {min-options: 1, max-options: 9}}
  - {address: "product:permit", slot: prices, limits: {min: 100, max: 50000}}
  - {address: "page:zone", slot: title, limits: {max-length: 60}}
"""
OWNER = member_of("leeds", "service-owner")
LEAD = member_of("leeds", "lead")
CAMDEN_OWNER = member_of("camden", "service-owner")


def founded() -> None:
    """Three councils, and a factory of two of them that Leeds leads."""
    for ref, name in COUNCILS.items():
        Organisation.objects.create(
            ref=ref,
            name=f"{name} Council",
            short_name=name,
            type="unitary-authority",
            nation="england",
            website=f"https://{ref}.example",
        )
    factories.found_factory(
        ref="parking", name="Parking", purpose="Permits", lead="leeds", by=LEAD, at=NOON
    )
    factories.join(factory="parking", organisation="camden", by=SYSTEM, at=NOON)


def published(text: str = PERMIT) -> str:
    """The hash of the release."""
    return catalogue.publish_definition(factory="parking", data=text.encode(), by=LEAD, at=NOON)


def adopted(council: str = "leeds", service: str = "bay-permit") -> str:
    owner = member_of(council, "service-owner")
    return deployments.adopt(service=service, council=council, by=owner, at=NOON)


def filled_in(deployment: str) -> Overlay:
    """Everything that a council must say before it goes live."""
    council = deployment.partition(".")[0]
    plan = plans.live_plan(deployment).plan
    release = plans.released(plan.release)
    overlay = plans.saved_overlay(plan.edition)
    for address, slot, now in (
        ("setting:team", "value", f"{COUNCILS[council]} Parking"),
        ("list:zones", "options", [{"id": "north", "label": {"en": "North", "cy": "Gogledd"}}]),
        ("product:permit", "prices", [{"from": "2026-01-01", "pence": 5000}]),
    ):
        overlay = changed(overlay, release, address, slot, now)
    return overlay


def ready(council: str = "leeds", service: str = "bay-permit") -> str:
    """A deployment that lacks nothing but going live."""
    ref, owner = adopted(council, service), member_of(council, "service-owner")
    deployments.save_edition(deployment=ref, overlay=filled_in(ref), number=1, by=owner, at=NOON)
    deployments.keep_account(council=council, api_key="api_test_1234567890", by=owner, at=NOON)
    return ref


def live(council: str = "leeds", service: str = "bay-permit") -> str:
    ref, owner = ready(council, service), member_of(council, "service-owner")
    deployments.go_live(deployment=ref, by=owner, at=NOON + timedelta(hours=1))
    return ref
