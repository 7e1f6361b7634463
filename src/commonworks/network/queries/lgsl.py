"""The Local Government Services List (LGSL): what councils do, under official numbers. Public."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid, Missing
from commonworks.network.models import ListedService

MANY = 100  # codes, from which on the whole list is read sooner than their rows are asked for


@dataclass(frozen=True, slots=True)
class Listed:
    """One service: its number, what it is called, the function it is a part of, and so on up."""

    code: str
    name: str
    function: str = ""
    area: str = ""
    theme: str = ""


def services() -> tuple[Listed, ...]:
    """All of them by name, some 1,200. One SQL query."""
    rows = ListedService.objects.order_by("name", "code")
    return tuple(Listed(*row) for row in rows.values_list(*Listed.__slots__))


def service(code: str) -> Listed:
    """One of them. One SQL query. Raises Missing."""
    row = ListedService.objects.filter(code=code).values_list(*Listed.__slots__).first()
    if row is None:
        raise Missing(
            _("There is no service %(code)s in the list of local government services.")
            % {"code": code}
        )
    return Listed(*row)


def asked(code: str, *, field: str) -> str:
    """The code of a service that a list is narrowed down to; "" is all. One SQL query at most.
    Raises Invalid, about that field, for what is not listed."""
    if not code or ListedService.objects.filter(code=code).exists():
        return code
    said = _("There is no service %(code)s in the list of local government services.")
    raise Invalid(said % {"code": code[:80]}, {field: said % {"code": code[:80]}})


def service_names(codes: Iterable[str]) -> dict[str, str]:
    """What each is called; a code that is not listed has no entry. One SQL query."""
    wanted = set(codes)
    rows = ListedService.objects.values_list("code", "name")
    if len(wanted) > MANY:
        return {code: name for code, name in rows if code in wanted}
    return dict(rows.filter(code__in=wanted))


def listed(codes: Iterable[str]) -> dict[str, Listed]:
    """Those of them that are listed, by code. One SQL query."""
    rows = ListedService.objects.filter(code__in=set(codes)).values_list(*Listed.__slots__)
    return {row[0]: Listed(*row) for row in rows}


def services_are_loaded() -> bool:
    """Whether there is a list at all: an imported one may differ from ours. One SQL query."""
    return ListedService.objects.exists()


def shipped_services() -> tuple[Listed, ...]:
    """Those that we ship. No SQL."""
    text = files("commonworks.network").joinpath("facts", "services.csv").read_text("utf-8")
    return tuple(Listed(**row) for row in csv.DictReader(text.splitlines()))
