"""Factories, and who is in them: what other rooms ask. The rest is in the files beside this one."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from commonworks.factories.models import Factory, Member
from commonworks.factories.policies import ends, parts
from commonworks.factories.policies.body import KIND as BODY_KIND
from commonworks.factories.policies.body import THE_BODY
from commonworks.kernel.errors import Missing
from commonworks.network.queries import standing


@dataclass(frozen=True, slots=True)
class MemberLine:
    """`part` is lead, partner, observer, supporter or supplier."""

    organisation: str
    name: str
    part: str
    joined_on: date
    left_on: date | None
    ended_because: str
    reads_among_members: bool

    @property
    def can_be_ended(self) -> bool:
        """By the lead: whoever has a vote leaves by itself."""
        return self.left_on is None and self.part in Member.ENDED_BY_THE_LEAD

    @property
    def part_name(self) -> str:
        return _(Member.Part(self.part).label)

    @property
    def has_vote(self) -> bool:
        return self.left_on is None and self.part in Member.VOTING


@dataclass(frozen=True, slots=True)
class FactoryPage:
    """A factory, or the convening body: that has members and votes, but no kind or phase."""

    ref: str
    name: str
    purpose: str
    kind: str
    phase: str
    region: str
    combined_authority: str | None
    founded_on: date
    live_on: date | None
    freshness: str
    good_until: date | None
    proposers: str
    members: list[MemberLine]

    @property
    def is_body(self) -> bool:
        return self.ref == THE_BODY

    @property
    def kind_name(self) -> str:
        return _(BODY_KIND) if self.is_body else _(Factory.Kind(self.kind).label)

    @property
    def phase_name(self) -> str:
        return _(Factory.Phase(self.phase).label) if self.phase else ""

    @property
    def goes_on(self) -> bool:
        """Whether it takes anything more: not once it has stopped or was retired."""
        return not ends.words(self.phase)

    @property
    def now(self) -> list[MemberLine]:
        """Those who are in it today."""
        return [member for member in self.members if member.left_on is None]

    def has_sent_away(self, organisation: str) -> bool:
        """Whether the lead ended the last part that it had."""
        had = [each for each in self.members if each.organisation == organisation]
        return bool(had and had[-1].ended_because)

    @property
    def lead(self) -> str:
        return next((each.organisation for each in self.now if each.part == Member.Part.LEAD), "")

    @property
    def voting(self) -> list[str]:
        """Each has one vote: the lead and the partners."""
        return [each.organisation for each in self.members if each.has_vote]

    @property
    def proposing(self) -> list[str]:
        """Those whose lead or deputy may put a motion."""
        alone = self.proposers == Factory.Proposers.LEAD and self.lead
        return [self.lead] if alone else self.voting

    @property
    def proposers_name(self) -> str:
        return str(Factory.Proposers(self.proposers).label)

    def part_of(self, organisation: str) -> str:
        """What the organisation is today; empty if it is no member."""
        return next((each.part for each in self.now if each.organisation == organisation), "")


DATES = ("founded_on", "live_on", "freshness", "good_until")


def factory(ref: str) -> FactoryPage:
    """One factory with everyone who ever took part. Three SQL queries."""
    fields = (
        "ref",
        "name",
        "purpose",
        "kind",
        "phase",
        "region",
        "combined_authority",
        "proposers",
    )
    row = Factory.objects.filter(ref=ref).values(*fields, *DATES).first()
    if row is None:
        raise Missing(_("There is no such factory."))
    if ref == THE_BODY:
        row |= {"kind": "", "phase": ""}
    return FactoryPage(**row, members=_members(ref))


def going_on(ref: str) -> FactoryPage:
    """As `factory`, for pages on which something is added to it. Raises HasEnded."""
    page = factory(ref)
    ends.check_goes_on(page.phase)
    return page


def with_phases(ref: str) -> FactoryPage:
    """As `factory`, for pages about phases: those of the body are not there."""
    page = factory(ref)
    if page.is_body:
        raise Missing(_("The convening body has no phases."))
    return page


def _members(ref: str) -> list[MemberLine]:
    fields = ("organisation", "part", "joined_on", "left_on", "ended_because")
    rows = list(Member.objects.filter(factory=ref).order_by("joined_on", "pk").values_list(*fields))
    kinds = standing.kinds_of(row[0] for row in rows)
    return [
        MemberLine(
            organisation=organisation,
            name=kinds[organisation].name,
            part=part,
            joined_on=joined,
            left_on=left,
            ended_because=because,
            reads_among_members=parts.reads_among_members(part, kinds[organisation]),
        )
        for organisation, part, joined, left, because in rows
    ]


def names(refs: frozenset[str]) -> dict[str, str]:
    """What each factory is called. One SQL query."""
    return dict(Factory.objects.filter(ref__in=refs).values_list("ref", "name"))
