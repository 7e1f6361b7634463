"""The joint working agreement, its versions, and who has signed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F
from django.utils.translation import gettext as _

from commonworks.factories.models import Agreement, Share, Signature
from commonworks.factories.policies.agreements import LEAVING, Choices, article_of
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
class InForce:
    """The version that holds, and the names of today's members with a vote whom it binds, and of
    those who have not signed it."""

    number: int
    since: datetime
    bound: list[str]
    lacking: list[str]


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and which of them all is in force; None while there has been none."""

    number: int
    text: str
    sha256: str
    offered_at: datetime
    choices: Choices
    signatures: list[Signed]
    in_force_from: datetime | None
    holds: InForce | None

    @property
    def is_in_force(self) -> bool:
        return self.holds is not None and self.holds.number == self.number

    @property
    def missing(self) -> list[Signed]:
        return [each for each in self.signatures if each.at is None]

    @property
    def is_signed_by_all(self) -> bool:
        return not self.missing

    def waits_for(self, organisation: str) -> bool:
        return any(each.organisation == organisation for each in self.missing)


@dataclass(frozen=True, slots=True)
class Exact:
    """A text byte for byte as it was hashed."""

    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SignedVersion:
    number: int
    at: datetime
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Committed:
    plan: int
    title: str
    pence: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Promised:
    """What a member signed and committed itself to, the latest first. `leaving` is what the version
    that binds it says of that: the one in force, or else the last it signed; Markdown."""

    signed: tuple[SignedVersion, ...]
    committed: tuple[Committed, ...]
    leaving: str

    def __bool__(self) -> bool:
        return bool(self.signed or self.committed)


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
    signed = _signed(page)
    names = network.names({*page.voting, *(each.organisation for each in signed)})
    return Version(
        number=row.number,
        text=row.text,
        sha256=row.sha256,
        offered_at=row.offered_at,
        choices=Choices(**row.choices),
        signatures=_signatures(
            page, [each for each in signed if each.version == row.number], names
        ),
        in_force_from=row.in_force_from,
        holds=_in_force(page, signed, names),
    )


def exact(factory: str, number: int) -> Exact:
    """The text of one version, to be checked against its hash. One SQL query. Raises Missing."""
    rows = Agreement.objects.filter(factory=factory, number=number)
    row = rows.values_list("text", "sha256").first()
    if row is None:
        raise Missing(_("There is no such version of the agreement."))
    return Exact(*row)


def promised(page: FactoryPage, organisation: str) -> Promised:
    """For a member to think over before it leaves. Two SQL queries."""
    own = Agreement.objects.filter(factory=page.ref, signatures__organisation=organisation)
    rows = own.annotate(signed_at=F("signatures__at")).order_by("-number")
    shares = Share.objects.filter(plan__factory=page.ref, organisation=organisation)
    shares = shares.exclude(committed_at=None).order_by("-plan__number")
    fields = ("plan__number", "plan__title", "pence", "committed_at")
    signed = list(rows)
    binding = next((row for row in signed if row.in_force_from), signed[0] if signed else None)
    return Promised(
        tuple(SignedVersion(row.number, row.signed_at, row == binding) for row in signed),
        tuple(Committed(*row) for row in shares.values_list(*fields)),
        article_of(binding.text, LEAVING) if binding else "",
    )


@dataclass(frozen=True, slots=True)
class _Signature:
    version: int
    in_force_from: datetime | None
    organisation: str
    capacity: str
    at: datetime


def _signed(page: FactoryPage) -> list[_Signature]:
    """Every signature of every version, in order. One SQL query."""
    rows = Signature.objects.filter(agreement__factory=page.ref).order_by("at", "pk")
    fields = ("agreement__number", "agreement__in_force_from", "organisation", "capacity", "at")
    return [_Signature(*row) for row in rows.values_list(*fields)]


def _in_force(page: FactoryPage, signed: list[_Signature], names: dict[str, str]) -> InForce | None:
    """The newest that ever came into force: of all it has been signed by, so it has signatures."""
    number, since = max(
        ((each.version, each.in_force_from) for each in signed if each.in_force_from),
        default=(0, None),
    )
    if since is None:
        return None
    by = {each.organisation for each in signed if each.version == number}
    bound = [names[who] for who in page.voting if who in by]
    return InForce(number, since, bound, [names[who] for who in page.voting if who not in by])


def _signatures(page: FactoryPage, found: list[_Signature], names: dict[str, str]) -> list[Signed]:
    """Those who must sign in the order in which they joined; then others who did."""
    signed = {each.organisation: (each.capacity, each.at) for each in found}
    everybody = dict.fromkeys([*page.voting, *signed])
    return [
        Signed(who, names[who], *signed.get(who, ("", None)), is_member=who in page.voting)
        for who in everybody
    ]
