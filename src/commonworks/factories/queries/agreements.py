"""The joint working agreement, its versions, and who has signed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from commonworks.factories.models import Agreement, Signature
from commonworks.factories.policies.agreements import Choices
from commonworks.factories.queries import FactoryPage
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network


@dataclass(frozen=True, slots=True)
class Signed:
    """A member that has to sign, and when it did; `at` is None while it has not. Those that have
    left since are shown with what they signed."""

    organisation: str
    name: str
    capacity: str
    at: datetime | None
    is_member: bool


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    text: str
    sha256: str
    offered_at: datetime
    choices: Choices
    signatures: list[Signed]

    @property
    def missing(self) -> list[Signed]:
        return [each for each in self.signatures if each.at is None]

    @property
    def is_signed_by_all(self) -> bool:
        return not self.missing

    def waits_for(self, organisation: str) -> bool:
        return any(each.organisation == organisation for each in self.missing)


@dataclass(frozen=True, slots=True)
class VersionLine:
    number: int
    offered_at: datetime
    signed: int


def versions(factory: str) -> list[VersionLine]:
    """The newest first. One SQL query."""
    rows = Agreement.objects.filter(factory=factory).annotate(signed=Count("signatures"))
    fields = ("number", "offered_at", "signed")
    return [VersionLine(*row) for row in rows.order_by("-number").values_list(*fields)]


def agreement(page: FactoryPage, number: int = 0) -> Version | None:
    """One version, or the newest; None if there is none yet. Three SQL queries. Raises Missing for
    a number that is not there."""
    rows = Agreement.objects.filter(factory=page.ref).order_by("-number")
    row = rows.filter(number=number).first() if number else rows.first()
    if row is None and number:
        raise Missing(_("There is no such version of the agreement."))
    if row is None:
        return None
    return Version(
        number=row.number,
        text=row.text,
        sha256=row.sha256,
        offered_at=row.offered_at,
        choices=Choices(**row.choices),
        signatures=_signatures(page, row.pk),
    )


def _signatures(page: FactoryPage, agreement: int) -> list[Signed]:
    """Those who must sign in the order in which they joined; then others who did."""
    fields = ("organisation", "capacity", "at")
    rows = Signature.objects.filter(agreement=agreement).order_by("at", "pk").values_list(*fields)
    signed = {who: (capacity, at) for who, capacity, at in rows}
    everybody = dict.fromkeys([*page.voting, *signed])
    names = network.names(everybody)
    return [
        Signed(who, names[who], *signed.get(who, ("", None)), is_member=who in page.voting)
        for who in everybody
    ]
