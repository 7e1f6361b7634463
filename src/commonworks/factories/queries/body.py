"""The convening body: what its members adopted, whom they elected, what it did with its time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.utils.translation import gettext as _

from commonworks.decisions import queries as decisions
from commonworks.decisions.queries import MotionLine
from commonworks.factories.models import Aim, Election, Factory, Hours, Paper, Progress
from commonworks.factories.policies.body import THE_BODY, whole_text
from commonworks.factories.policies.texts import hash_of
from commonworks.factories.queries import FactoryPage, factory
from commonworks.factories.queries.elections import CARRIED, Term, is_under_way, terms_of
from commonworks.frontend.words import labelled
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.network.ports import BODY


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One edition. `standing` is in-force, replaced, open, refused or withdrawn."""

    number: int
    kind: str
    year: int | None
    offered_at: datetime
    motion: str
    standing: str
    adopted_on: datetime | None

    @property
    def title(self) -> str:
        named = {"paper": _(Paper.Kind(self.kind).label), "year": self.year}
        return _("%(paper)s for %(year)s") % named if self.year else named["paper"]


@dataclass(frozen=True, slots=True)
class AimLine:
    id: int
    position: int
    text: str
    percent: int
    note: str
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class Spent:
    purpose: str
    minutes: int

    @property
    def hours(self) -> str:
        return f"{self.minutes / 60:,.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class BodyPage:
    """`years` are the hours of this year by purpose; `minutes` all there ever were."""

    factory: FactoryPage
    constitution: PaperLine | None
    strategy: PaperLine | None
    aims: tuple[AimLine, ...]
    papers: tuple[PaperLine, ...]
    term: Term | None
    next_term: Term | None
    has_convener: bool
    elections: tuple[MotionLine, ...]
    year: int
    years: tuple[Spent, ...]
    total: Spent

    @property
    def voting(self) -> int:
        return len(self.factory.voting)

    @property
    def to_invite(self) -> Term | None:
        """Whoever was elected and cannot convene until somebody invites them as the convener."""
        terms = [each for each in (self.term, self.next_term) if each and not each.is_over]
        lacking = (each for each in terms if not each.has_account)
        return None if self.has_convener else next(lacking, None)

    @property
    def watching(self) -> list[str]:
        """Those who take part without a vote."""
        return [each.name for each in self.factory.now if not each.has_vote]


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One edition. `whole` is all of it as its file has it, and `sha256` the hash of that."""

    paper: PaperLine
    text: str
    aims: tuple[AimLine, ...]

    @property
    def whole(self) -> str:
        return whole_text(self.text, [aim.text for aim in self.aims])

    @property
    def sha256(self) -> str:
        return hash_of(self.whole)


def is_founded() -> bool:
    """Whether there is a body yet. One SQL query."""
    return Factory.objects.filter(ref=THE_BODY).exists()


def body(*, today: date) -> BodyPage:
    """All of it. Twelve SQL queries at most. Raises Missing until it is founded."""
    page = factory(THE_BODY)
    rows, elections = list(Paper.objects.defer("text")), list(Election.objects.all())
    motions = decisions.motions_by_ref(row.motion for row in [*rows, *elections])
    papers = _papers(rows, motions)
    in_force = [paper for paper in papers if paper.standing == "in-force"]
    strategy = next((p for p in in_force if p.kind == "strategy" and p.year == today.year), None)
    terms = terms_of(elections, motions, today)
    return BodyPage(
        factory=page,
        constitution=next((p for p in in_force if p.kind == "constitution"), None),
        strategy=strategy,
        aims=_aims(strategy.number) if strategy else (),
        papers=papers,
        term=next((term for term in terms if term.starts <= today), None),
        next_term=next((term for term in terms if term.starts > today), None),
        has_convener=bool(network.holders(BODY, "convener")),
        elections=tuple(m for e in elections if is_under_way(m := motions[e.motion])),
        year=today.year,
        years=_spent(today.year),
        total=Spent("", Hours.objects.aggregate(all=Sum("minutes"))["all"] or 0),
    )


def paper(number: int) -> PaperPage:
    """One edition with its text. Seven SQL queries. Raises Missing."""
    rows = list(Paper.objects.all())
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise Missing(_("There is no such paper."))
    lines = _papers(rows, decisions.motions_by_ref(row.motion for row in rows))
    return PaperPage(
        next(line for line in lines if line.number == number), found.text, _aims(number)
    )


def aim(id: int) -> AimLine:
    """One aim. Two SQL queries. Raises Missing."""
    row = Aim.objects.filter(pk=id).first()
    if row is None:
        raise Missing(_("There is no such aim."))
    return next(line for line in _aims(row.paper_id) if line.id == id)


def purposes() -> list[tuple[str, str]]:
    return labelled(Hours.Purpose.choices)


def _papers(rows: Iterable[Paper], motions: dict[str, MotionLine]) -> tuple[PaperLine, ...]:
    """The latest first. Of each kind and year the one adopted last is in force."""
    taken: set[tuple[str, int | None]] = set()
    lines = []
    ordered = sorted(rows, key=lambda row: (motions[row.motion].closes, row.number), reverse=True)
    for row in ordered:
        motion, about = motions[row.motion], (row.kind, row.year)
        standing = _standing(motion, replaced=about in taken)
        if standing == "in-force":
            taken.add(about)
        adopted = motion.closes if motion.outcome == CARRIED else None
        lines.append(
            PaperLine(row.number, row.kind, row.year, row.offered_at, row.motion, standing, adopted)
        )
    return tuple(lines)


def _standing(motion: MotionLine, *, replaced: bool) -> str:
    if motion.outcome == CARRIED:
        return "replaced" if replaced else "in-force"
    if motion.outcome:
        return "refused"
    return "withdrawn" if motion.state == "withdrawn" else "open"


def _aims(paper: int) -> tuple[AimLine, ...]:
    aims = list(Aim.objects.filter(paper=paper).order_by("position"))
    said: dict[int, Progress] = {}
    for row in Progress.objects.filter(aim__paper=paper).order_by("at", "pk"):
        said[row.aim_id] = row
    return tuple(_aim(aim, said.get(aim.pk)) for aim in aims)


def _aim(aim: Aim, last: Progress | None) -> AimLine:
    if last is None:
        return AimLine(aim.pk, aim.position, aim.text, 0, "", None)
    return AimLine(aim.pk, aim.position, aim.text, last.percent, last.note, last.at)


def _spent(year: int) -> tuple[Spent, ...]:
    rows = Hours.objects.filter(on__year=year).values_list("purpose")
    spent = dict(rows.annotate(all=Sum("minutes")))
    return tuple(Spent(_(Hours.Purpose(p).label), spent.get(p, 0)) for p in Hours.Purpose)
