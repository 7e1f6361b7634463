"""What stands between a deployment and going live."""

from dataclasses import dataclass
from datetime import date

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
    """All that going live on that day needs, in a fixed order. Four SQL queries. Raises Missing."""
    fields = ("release", "edition", "council", "release__state")
    row = Deployment.objects.filter(ref=deployment).values_list(*fields).first()
    if row is None:
        raise Missing("There is no such service of this council.")
    release, edition, council, state = row
    composed = plan_of(release, edition).composed
    missing = [(p.code, p.message) for p in composed.still_missing(on)]
    texts = [p.sentence for p in composed.problems]
    filled = [said for code, said in missing if code != "price-missing"]
    lines = [
        _line("release", "A release that is published", _release_faults(state)),
        _line("settings", "Every setting is filled in", filled),
        _line("texts", "Every text fits the definition", texts),
    ]
    if composed.shape.products:
        prices = [said for code, said in missing if code == "price-missing"]
        lines += [
            _line("prices", "Every price covers today", prices),
            _line("payments-account", "Payments go to the council", _account_faults(council)),
        ]
    return lines + _named(deployment)


def _line(name: str, label: str, faults: list[str]) -> Requirement:
    return Requirement(name, label, tuple(faults))


def _release_faults(state: str) -> list[str]:
    withdrawn = state == Release.State.WITHDRAWN
    return ["The release was withdrawn: take on a later one."] if withdrawn else []


def _account_faults(council: str) -> list[str]:
    if Account.objects.filter(council=council).exists():
        return []
    return ["Enter the council’s API key for GOV.UK Pay."]


def _named(deployment: str) -> list[Requirement]:
    """Those that other rooms asked for."""
    notes = dict(Evidence.objects.filter(deployment=deployment).values_list("requirement", "note"))
    return [
        Requirement(name, label, () if name in notes else ("Not shown yet.",), notes.get(name, ""))
        for name, label in ports.requirements().items()
    ]
