"""Make the data folder that COMMONWORKS_DATA names: one council, one postcode, and the permit
live in Leeds, all through commands. `python -m tests.proof.settling`, once for a whole run."""

import os


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonworks.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    from django.utils import timezone

    from commonworks.places import queries as places
    from placefinder import Area, Council
    from placefinder.building import build
    from tests.placefinder.conftest import of_rows

    call_command("migrate", verbosity=0)
    code = "E08000035"
    leeds = Area(code, Council("leeds", "Leeds", code), "England")
    build(
        places.index_file(), of_rows([("LS1 4AP", code, 429800.0, 433500.0)]), {leeds.code: leeds}
    )
    _go_live(timezone.now())


def _go_live(at: object) -> None:
    from commonworks.factories import commands as factories
    from commonworks.network.commands import organisations, people
    from commonworks.network.ports import SYSTEM
    from commonworks.services.commands import catalogue, deployments
    from commonworks.services.queries import plans
    from formwork import read_overlay
    from tests.services.applying import DEMO, SERVICE

    organisations.add_organisation(
        ref="leeds",
        name="Leeds City Council",
        type="metropolitan-district",
        nation="england",
        by=SYSTEM,
        at=at,
    )
    for name, role in (
        ("Carol", "caseworker"),
        ("Fin", "finance"),
        ("Ada", "administrator"),
    ):
        people.admit(
            email=f"{role}@leeds.example",
            name=f"{name}, Leeds",
            organisation="leeds",
            roles=[role],
            by=SYSTEM,
            at=at,
        )
    factories.found_factory(
        ref="parking", name="Parking", purpose="Permits", lead="leeds", by=SYSTEM, at=at
    )
    data = (DEMO / "resident-parking-permit.yaml").read_bytes()
    catalogue.publish_definition(factory="parking", data=data, by=SYSTEM, at=at)
    ref = deployments.adopt(service=SERVICE, council="leeds", by=SYSTEM, at=at)
    overlay = read_overlay((DEMO / "leeds.yaml").read_bytes(), plans.latest_release(SERVICE))
    deployments.save_edition(deployment=ref, overlay=overlay, number=1, by=SYSTEM, at=at)
    deployments.keep_account(council="leeds", api_key="api_test_leeds_proof", by=SYSTEM, at=at)
    deployments.go_live(deployment=ref, by=SYSTEM, at=at)


if __name__ == "__main__":
    main()
