"""What an applicant is shown beside the questions: answers, prices, the council to turn to."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonworks.network import queries as network
from commonworks.services.commands.drafts import NotOpen
from commonworks.services.queries.drafts import OpenDraft, runs
from commonworks.services.queries.plans import Running
from commonworks.services.queries.whereabouts import why_nowhere
from commonworks.services.web import ways
from formwork import NoPrice, Quote, Row, Words, summary

SECONDS_A_QUESTION = 20
DAYS_A_YEAR = 365.25  # of four, a leap year among them


@dataclass(frozen=True, slots=True)
class About:
    """What a start page tells. `asked` are the headings that pages stand under; `costs` are
    (description, pence) of what can be charged today; `case_days` are counted from the decision."""

    summary: str
    asked: list[str]
    questions: int
    minutes: int
    costs: list[tuple[str, int]]
    free: bool
    draft_days: int
    case_days: int
    working_days: int

    @property
    def case_time(self) -> str:
        """In the language of the page: `730` is `2 years`."""
        return span(self.case_days)


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer in words, and where it can be changed."""

    label: str
    lines: list[str]
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """Answers under a heading. `more`: after the last of several things, where others can be added
    or taken away."""

    title: str
    rows: list[Shown]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """One of several things that were given: `title` is made of its first answer."""

    id: str
    title: str
    rows: list[Shown]
    change: str
    remove: str


@dataclass(frozen=True, slots=True)
class Council:
    """Who is responsible instead: `name` is empty where nobody is known to be, and `why` says why
    nobody is, where that is known."""

    name: str
    service: str = ""  # the address of this very service there
    website: str = ""
    why: str = ""


def about(running: Running, lang: str, at: datetime) -> About:
    plan, words, today = running.plan, running.plan.words(lang), timezone.localdate(at)
    held = [
        (words.plain(product.address, "description"), price.pence)
        for product in plan.shape.products
        for price in plan.composed.prices.get(product.id, ())
        if price.holds(today)
    ]
    questions = len(plan.shape.fields)
    return About(
        summary=words.html("definition", "summary"),
        asked=[words.plain(each.address, "title") for each in plan.composed.listed("section")],
        questions=questions,
        minutes=max(1, round(questions * SECONDS_A_QUESTION / 60)),
        costs=held,
        free=not plan.costs_money,
        draft_days=plan.draft_days,
        case_days=plan.case_days,
        working_days=plan.working_days,
    )


def span(days: int) -> str:
    """Days as people count them: years or months where they come to whole ones (to the day, and
    to the leap days of years), else days."""
    years, months = round(days / DAYS_A_YEAR), round(days / DAYS_A_YEAR * 12)
    if years and abs(days - years * DAYS_A_YEAR) <= max(1, years / 4):
        return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    if months and abs(days - months * DAYS_A_YEAR / 12) <= 1:
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def groups(found: OpenDraft, words: Words) -> list[Group]:
    """Every answer that counts, under the headings of its pages; each instance apart."""

    def heading(row: Row) -> str:
        page, instance = row.change
        if instance:
            title = words.plain(f"page:{page}", "title")
            return f"{title} ({found.instances(page).index(instance) + 1})"
        return words.plain(f"section:{row.section}", "title") if row.section else ""

    rows = summary(found.walk, words)
    return [_group(found, words, title, list(some)) for title, some in groupby(rows, key=heading)]


def _group(found: OpenDraft, words: Words, title: str, rows: list[Row]) -> Group:
    page, instance = rows[-1].change
    is_last = bool(instance) and found.instances(page)[-1] == instance
    more = ways.to_page(found, words, page, change=True) if is_last else ""
    return Group(title, [_shown(found, words, row) for row in rows], more)


def instances(found: OpenDraft, words: Words, page: str, *, change: bool = False) -> list[Thing]:
    """What has been given of a page that repeats, in order."""
    rows = [row for row in summary(found.walk, words) if row.page == page]
    made = []
    for instance in found.instances(page):
        own = [_shown(found, words, row) for row in rows if row.change[1] == instance]
        title = own[0].lines[0] if own else _("Not finished")
        to = ways.to_page(found, words, page, instance, change=change)
        remove = ways.to_page(found, words, page, f"{instance}/remove", change=change)
        made.append(Thing(instance, title, own, to, remove))
    return made


def price(found: OpenDraft) -> Quote | None:
    """What is to be paid; None for a service that charges nothing."""
    if not found.plan.costs_money:
        return None
    try:
        return found.price()
    except NoPrice:
        raise NotOpen(
            _("The council has not said what this costs now. Your answers are kept: try later.")
        ) from None


def lines(quote: Quote, words: Words) -> list[tuple[str, int, int]]:
    """(description, quantity, pence) of each line of a quote."""
    return [
        (words.plain(line.address, "description"), line.quantity, line.pence)
        for line in quote.lines
    ]


def responsible(found: OpenDraft, fact: str) -> Council:
    """The council that a look-up named, or why the postcode belongs to none."""
    ref = found.answers.facts[fact].value
    name = network.names([ref]).get(ref, "") if ref else ""
    if not name:
        postcode = found.walk.env.values.get(found.plan.shape.facts[fact].of) or ""
        return Council("", why=why_nowhere(postcode))
    service = f"/s/{ref}/{found.running.service}/" if runs(ref, found.running.service) else ""
    return Council(name, service, network.websites([ref]).get(ref, ""))


def website(council: str) -> str:
    """Where a council tells more; "" where it has no website."""
    return network.websites([council]).get(council, "")


def _shown(found: OpenDraft, words: Words, row: Row) -> Shown:
    page, instance = row.change
    href = ways.to_page(found, words, page, instance, change=True)
    return Shown(row.label, row.text.split("\n"), href)
