"""Take in what councils know of their places."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel import events
from commonworks.kernel.errors import Missing, NotAllowed, Unavailable
from commonworks.network import queries as network
from commonworks.network.ports import SYSTEM, Actor
from commonworks.places import queries
from commonworks.places.models import Address

FIELDS = ("line1", "line2", "town", "county", "postcode", "position")
LOADERS = ("administrator", "data-officer")
BATCH = 2_000  # rows a statement: as many as fit SQLite's limit on parameters


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address as its council states it: checked, trimmed, its postcode with a space."""

    uprn: str
    line1: str
    line2: str
    town: str
    county: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file of addresses changed, or would change."""

    added: int
    changed: int
    removed: int
    unchanged: int


@transaction.atomic
def load_addresses(
    *, authority: str, rows: Sequence[AddressRow], dry_run: bool = False, by: Actor, at: datetime
) -> Loaded:
    """Make a council's list of addresses exactly these rows, in their order; each UPRN once.

    Loading the same rows again changes nothing. Raises Missing for an organisation that is not
    there, and NotAllowed.
    """
    _check(authority, by)
    before = _listed(authority)
    now = {row.uprn: _values(row, position) for position, row in enumerate(rows)}
    moved = {uprn for uprn in now.keys() & before.keys() if now[uprn] != before[uprn]}
    new, gone = now.keys() - before.keys(), before.keys() - now.keys()
    # A new position alone is no change that anybody would count.
    changed = sum(now[uprn][:-1] != before[uprn][:-1] for uprn in moved)
    told = Loaded(len(new), changed, len(gone), len(now) - len(new) - changed)
    if not dry_run and (new or gone or moved):
        _write(authority, now, new | moved, gone)
        _record(authority, told, by, at)
    return told


def _check(authority: str, by: Actor) -> None:
    if by != SYSTEM and not by.has(*LOADERS, organisation=authority):
        raise NotAllowed(
            _("Only an administrator or a data officer of the council can load these.")
        )
    if not network.exists(authority):
        raise Missing(
            _("There is no organisation %(ref)s: look its name up at /organisations/.")
            % {"ref": authority}
        )


def _listed(authority: str) -> dict[str, tuple[str | int, ...]]:
    rows = Address.objects.filter(authority=authority).values_list("uprn", *FIELDS)
    return {uprn: tuple(rest) for uprn, *rest in rows}


def _record(authority: str, told: Loaded, by: Actor, at: datetime) -> None:
    events.record(
        "places.addresses.loaded",
        subject=authority,
        by=by,
        at=at,
        added=str(told.added),
        changed=str(told.changed),
        removed=str(told.removed),
    )


def _values(row: AddressRow, position: int) -> tuple[str | int, ...]:
    return (row.line1, row.line2, row.town, row.county, row.postcode, position)


def _write(
    authority: str, now: dict[str, tuple[str | int, ...]], wanted: set[str], gone: set[str]
) -> None:
    ends = sorted(gone)
    for start in range(0, len(ends), BATCH):
        batch = ends[start : start + BATCH]
        Address.objects.filter(authority=authority, uprn__in=batch).delete()
    Address.objects.bulk_create(
        (
            Address(authority=authority, uprn=uprn, **dict(zip(FIELDS, now[uprn], strict=True)))
            for uprn in now
            if uprn in wanted
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["authority", "uprn"],
        update_fields=FIELDS,
    )


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index of postcodes holds, and whether it was built just now. `unknown_codes` are
    areas in the directory that no council of ours has."""

    built: bool
    postcodes: int
    unknown_codes: tuple[str, ...]


@transaction.atomic
def build_index(
    *, by: Actor, at: datetime, progress: Callable[[str, int, int], None] | None = None
) -> Indexed:
    """Make sure that the index of postcodes is there, sound, and of today's councils.

    A tenth of a second when it is; some ten otherwise, in which nobody else can write on SQLite:
    it runs before anything is served, and after councils change. Raises NotAllowed, Unavailable.
    """
    if by != SYSTEM:
        raise NotAllowed(_("Only the installation itself builds the index of postcodes."))
    # Only a builder needs the arithmetic of these; a web worker starts quicker without.
    from placefinder.building import BuildError, ensure
    from placefinder.origin import DirectoryError, package_edition, package_folder

    try:
        report = ensure(
            queries.index_file(),
            folder=package_folder(),
            edition=package_edition(),
            areas=queries.area_records(),
            progress=progress,
        )
    except (BuildError, DirectoryError) as error:
        raise Unavailable(str(error)) from error
    if report.built:
        events.record("places.index.built", subject=report.sha256, by=by, at=at)
    return Indexed(report.built, report.postcodes, report.unknown_codes)
