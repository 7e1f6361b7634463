"""What was said, thread by thread."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from commonworks.factories import permissions
from commonworks.factories.models import Assessment, Comment, Option
from commonworks.factories.permissions import Deed
from commonworks.factories.policies.subjects import SECTIONS
from commonworks.factories.queries import FactoryPage
from commonworks.kernel.errors import Missing
from commonworks.network import queries as network
from commonworks.network.ports import Actor

EDITABLE_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One comment; `text` is empty once it is hidden. `depth` is how many it answers in a row."""

    ref: str
    organisation: str
    text: str
    posted_at: datetime
    edited_at: datetime | None
    hidden_because: str
    is_hidden: bool
    for_members: bool
    depth: int
    is_own: bool
    editable: bool


@dataclass(frozen=True, slots=True)
class Thread:
    ref: str
    about: str
    comments: list[CommentLine]


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to talk about, and how many comments there are on it that the asker may read. `of`
    is the assessment of an option, where there are several of them."""

    about: str
    label: str
    comments: int
    of: str = ""

    @property
    def name(self) -> str:
        return f"{self.label} ({self.of})" if self.of else self.label


def is_inside(page: FactoryPage, by: Actor) -> bool:
    """Whether the actor works for a member that reads what is for members alone. No SQL."""
    inside = (each.organisation for each in page.now if each.reads_among_members)
    return any(permissions.may(by, Deed.TAKE_PART, each) for each in inside)


def subjects(page: FactoryPage, *, by: Actor) -> list[Subject]:
    """All that can be talked about, in order. Three SQL queries."""
    rows = _readable(page, by).values_list("about").annotate(Count("pk")).order_by("about")
    counts = dict(rows)
    known = [(about, _(label), "") for about, label in SECTIONS.items()] + _assessed(page.ref)
    return [Subject(about, label, counts.get(about, 0), of) for about, label, of in known]


def _assessed(factory: str) -> list[tuple[str, str, str]]:
    """(about, label, of) of each assessment, each with its options behind it. Two SQL queries."""
    rows = Assessment.objects.filter(factory=factory).order_by("number")
    titles = dict(rows.values_list("number", "title"))
    options: dict[int, list[tuple[str, str]]] = {}
    fields = ("assessment__number", "pk", "title")
    for number, pk, title in (
        Option.objects.filter(assessment__factory=factory).order_by("pk").values_list(*fields)
    ):
        options.setdefault(number, []).append((f"option.{pk}", title))
    found: list[tuple[str, str, str]] = []
    for number, called in _told_apart(titles).items():
        of = called if len(titles) > 1 else ""
        found.append((f"assessment.{number}", called, ""))
        found += [(about, title, of) for about, title in options.get(number, ())]
    return found


def _told_apart(titles: dict[int, str]) -> dict[int, str]:
    """Assessments of one title are called by their numbers as well."""
    often = Counter(titles.values())
    numbered = {
        number: _("%(title)s, assessment %(number)d") % {"title": title, "number": number}
        for number, title in titles.items()
        if often[title] > 1
    }
    return titles | numbered


def how_many_threads(page: FactoryPage, *, by: Actor, about: str | None = None) -> int:
    """One SQL query."""
    return _begun(page, by, about).count()


def threads(
    page: FactoryPage,
    *,
    by: Actor,
    at: datetime,
    about: str | None = None,
    offset: int = 0,
    limit: int = 20,
) -> list[Thread]:
    """On one subject or on all, the latest first. Three SQL queries."""
    begun = _begun(page, by, about).order_by("-posted_at", "ref")
    refs = list(begun.values_list("ref", flat=True)[offset : offset + limit])
    rows = list(_readable(page, by).filter(thread__in=refs).order_by("posted_at", "ref"))
    names = network.short_names(row.organisation_id for row in rows)
    found = {ref: [row for row in rows if row.thread == ref] for ref in refs}
    return [
        Thread(str(ref), each[0].about, _in_order(each, names, by, at))
        for ref, each in found.items()
        if each
    ]


def own_comment(page: FactoryPage, ref: str, *, by: Actor) -> CommentLine:
    """A comment for its writer to change, or for a moderator to hide. Two SQL queries. Raises
    Missing for one that the actor may not read."""
    row = _readable(page, by).filter(ref=ref).first()
    if row is None:
        raise Missing(_("There is no such comment."))
    names = network.short_names([row.organisation_id])
    return _line(row, 0, names, by, row.posted_at)


def _readable(page: FactoryPage, by: Actor) -> QuerySet[Comment]:
    rows = Comment.objects.filter(factory=page.ref)
    return rows if is_inside(page, by) else rows.filter(audience=Comment.Audience.PUBLIC)


def _begun(page: FactoryPage, by: Actor, about: str | None) -> QuerySet[Comment]:
    rows = _readable(page, by).filter(answers=None)
    return rows if about is None else rows.filter(Q(about=about))


def _in_order(
    rows: list[Comment], names: dict[str, str], by: Actor, at: datetime
) -> list[CommentLine]:
    """Each comment before its answers, and answers in the order in which they were written."""
    below: dict[object, list[Comment]] = {}
    for row in rows:
        below.setdefault(row.answers_id, []).append(row)
    found: list[CommentLine] = []
    waiting = [(row, 0) for row in reversed(below.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        found.append(_line(row, depth, names, by, at))
        waiting += [(each, depth + 1) for each in reversed(below.get(row.ref, []))]
    return found


def _line(row: Comment, depth: int, names: dict[str, str], by: Actor, at: datetime) -> CommentLine:
    hidden, own = row.hidden_at is not None, row.author == by.ref
    return CommentLine(
        ref=str(row.ref),
        organisation=names.get(row.organisation_id, row.organisation_id),
        text="" if hidden else row.text,
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        hidden_because=row.hidden_because,
        is_hidden=hidden,
        for_members=row.audience == Comment.Audience.MEMBERS,
        depth=depth,
        is_own=own,
        editable=own and not hidden and at - row.posted_at <= EDITABLE_FOR,
    )
