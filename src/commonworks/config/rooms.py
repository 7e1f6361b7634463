"""Which doors the rooms have: found on disk, so that no list can forget one."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings

CONFIG = "commonworks.config"  # gathers the doors, and is none


def doors(name: str) -> Iterator[ModuleType]:
    """The module of this name in each room that has one: "web.urls", "api", "cli"."""
    for app in settings.INSTALLED_APPS:
        module = f"{app}.{name}"
        if app.startswith("commonworks.") and app != CONFIG and _exists(app, name):
            yield import_module(module)


def _exists(app: str, name: str) -> bool:
    try:
        return find_spec(f"{app}.{name}") is not None
    except ModuleNotFoundError:
        return False
