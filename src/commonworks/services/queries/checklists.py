"""What stands between a deployment and going live."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.services import ports
from commonworks.services.models import Account, Deployment, Evidence, Release
from commonworks.services.queries.plans import plan_of


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a checklist. `faults` are sentences; there are none when it is met. `note` says
    what shows that it is met, where a person or another room showed it."""

    id: str
    label: str
    faults: tuple[str, ...]
    note: str = ""

    @property
    def met(self) -> bool:
        return not self.faults


def checklist(deployment: str, *, on: date) -> list[Requirement]:
    """All that going live on that day needs, in a fixed order. Three SQL queries. Raises
    Missing."""
    found = _checklists(Q(ref=deployment), on)
    if deployment not in found:
        raise Missing(_("There is no such service of this council."))
    return found[deployment]


def checklists_of(council: str, *, on: date) -> dict[str, list[Requirement]]:
    """The checklist of each of a council's deployments, by ref. Three SQL queries."""
    return _checklists(Q(council=council), on)


def _checklists(wanted: Q, on: date) -> dict[str, list[Requirement]]:
    fields = ("ref", "release", "edition", "council", "release__state")
    rows = list(Deployment.objects.filter(wanted).values_list(*fields))
    paid = Account.objects.filter(council__in={row[3] for row in rows})
    accounts = set(paid.values_list("council", flat=True))
    notes = _notes([row[0] for row in rows])
    return {
        ref: [
            _line("release", _("A release that is published"), _release_faults(state)),
            *_of_the_plan(release, edition, on, council in accounts),
            *_named(notes.get(ref, {})),
        ]
        for ref, release, edition, council, state in rows
    }


def _of_the_plan(release: str, edition: str, on: date, account: bool) -> list[Requirement]:
    composed = plan_of(release, edition).composed
    missing = [(p.code, p.message) for p in composed.still_missing(on)]
    filled = [said for code, said in missing if code != "price-missing"]
    texts = [p.sentence for p in composed.problems]
    lines = [
        _line("settings", _("Every setting is filled in"), filled),
        _line("texts", _("Every text fits the definition"), texts),
    ]
    if not composed.shape.products:
        return lines
    prices = [said for code, said in missing if code == "price-missing"]
    unpaid = [] if account else [_("Enter the council’s API key for GOV.UK Pay.")]
    return [
        *lines,
        _line("prices", _("Every price covers today"), prices),
        _line("payments-account", _("Payments go to the council"), unpaid),
    ]


def _line(name: str, label: str, faults: Iterable[str]) -> Requirement:
    return Requirement(name, label, tuple(faults))


def _release_faults(state: str) -> list[str]:
    withdrawn = state == Release.State.WITHDRAWN
    return [_("The release was withdrawn: take on a later one.")] if withdrawn else []


def _notes(deployments: list[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    rows = Evidence.objects.filter(deployment__in=deployments)
    for ref, name, note in rows.values_list("deployment", "requirement", "note"):
        found.setdefault(ref, {})[name] = note
    return found


def _named(notes: Mapping[str, str]) -> list[Requirement]:
    """Those that other rooms asked for."""
    return [
        Requirement(
            name, label, () if name in notes else (_("Not shown yet."),), notes.get(name, "")
        )
        for name, label in ports.requirements().items()
    ]
