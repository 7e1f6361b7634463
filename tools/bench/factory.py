"""A factory led by one council, for a service to be published by: factories have no CLI yet."""

import os
import sys

import django


def main(factory: str, council: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonworks.config.settings")
    django.setup()
    from commonworks.factories.commands import found_factory
    from commonworks.kernel import clock
    from commonworks.network.ports import SYSTEM

    found_factory(
        ref=factory,
        name="Parking",
        purpose="One permit for every council.",
        lead=council,
        by=SYSTEM,
        at=clock.now(),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
