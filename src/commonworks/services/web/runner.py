"""The form runner: from the first question to the moment of sending.

Every form post is answered by a redirect, a refused one too: what was typed is kept sealed and the
page fetched again says what is wrong, with status 200. So no browser ever asks whether to send a
form again, and no answer stands in an address.
"""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from commonworks.frontend.fields import every
from commonworks.kernel.errors import Conflict
from commonworks.services.commands import drafts, submitting
from commonworks.services.permissions import RESIDENT
from commonworks.services.queries.drafts import OpenDraft, open_draft
from commonworks.services.queries.postings import (
    SEEN,
    Outcome,
    finding,
    may_be_added,
    new_instance,
    posting,
    without,
)
from commonworks.services.web import addressing, asking, checking, ways
from commonworks.services.web.visits import (
    Visit,
    applying,
    token_of,
)
from commonworks.services.web.ways import SeeOther

TRIES = 20  # each is lost only to another tab of the same applicant


class TooManyTabs(Conflict):
    code = "too-many-tabs"


class FormChanged(Conflict):
    code, title = "form-changed", gettext_noop("The form has changed")


@require_http_methods(["GET", "HEAD", "POST"])
@applying
def question(visit: Visit, slug: str, instance: str | None = None) -> HttpResponse:
    """One page of the form, or one instance of what it asks several times."""
    found, lang = visit.found, visit.lang
    page = ways.page_at(found.plan, slug, lang)
    if page is None or page not in found.path:
        return SeeOther(ways.onward(found, visit.words)[1])
    repeats = found.plan.shape.pages[page].repeat is not None
    if repeats and instance is None:
        return several(visit, page)
    if bool(instance) != repeats or (instance and not _fits(found, page, instance)):
        return SeeOther(ways.to_page(found, visit.words, page))
    if visit.request.method == "POST":
        return _answer(visit, page, instance)
    if not found.reaches(page):
        return SeeOther(ways.onward(found, visit.words)[1])
    return _ask(visit, page, instance)


def _fits(found: OpenDraft, page: str, instance: str) -> bool:
    if instance in found.instances(page):
        return True
    looks = len(instance) == 21 and instance.isalnum() and instance.startswith("i")
    return looks and may_be_added(found, page)


def _ask(visit: Visit, page: str, instance: str | None) -> HttpResponse:
    found, words = visit.found, visit.words
    if addressing.is_wanted(found, page, instance, visit.request.GET):
        return _look_up(visit, page, instance)
    refused = "problem" in visit.request.GET
    fields, heading = asking.questions(found, page, instance, words, refused=refused)
    here = found.plan.shape.pages[page]
    ends = found.path.exit == page and not here.fields
    return visit.asked(
        why=addressing.why_manual(visit.request.GET),
        title=words.plain(here.address, "title"),
        section=words.plain(f"section:{here.section}", "title") if here.section else "",
        heading=heading,
        fields=fields,
        errors=refused and any(field.error for field in every(fields)),
        to=ways.to_page(found, words, page, instance, change=visit.changing),
        back=_back(visit, page, instance),
        ends=ends,
    )


def _back(visit: Visit, page: str, instance: str | None) -> str:
    if visit.changing:
        return f"{visit.found.running.address}check"
    return ways.backward(visit.found, visit.words, page, instance)


def _look_up(visit: Visit, page: str, instance: str | None) -> HttpResponse:
    """The steps to an address that need no typing: a postcode, then a choice."""
    found, words = visit.found, visit.words
    step = addressing.step(found, page, instance, visit.request.GET)
    here = ways.to_page(found, words, page, instance, change=visit.changing)
    if step.field is None:
        return SeeOther(ways.asking(ways.asking(here, "manual"), step.why))
    back = _back(visit, page, instance)
    about = found.plan.shape.pages[page]
    return visit.page(
        "services/runner/address.html",
        title=words.plain(about.address, "title"),
        section=words.plain(f"section:{about.section}", "title") if about.section else "",
        fields=[step.field],
        errors=[step.field] if step.field.error else [],
        choosing=step.choosing,
        to=here,
        manual=ways.asking(here, "manual"),
        back=here if step.choosing else back,
    )


def _find(visit: Visit, page: str, instance: str | None) -> HttpResponse:
    """Note the postcode to look addresses up by."""
    typed = visit.request.POST[addressing.POSTCODE]
    _keep(visit, lambda found: finding(found, page, instance, typed, at=visit.at), page)
    here = ways.to_page(visit.found, visit.words, page, instance, change=visit.changing)
    known = addressing.postcode(typed)
    return SeeOther(ways.asking(here, "choose" if known else "unknown"))


def _answer(visit: Visit, page: str, instance: str | None) -> HttpResponse:
    posted, change = dict(visit.request.POST.lists()), visit.changing
    if addressing.POSTCODE in posted:
        return _find(visit, page, instance)
    if addressing.CHOICE in posted:
        chosen = addressing.chosen(visit.found, page, instance, visit.request.POST)
        if chosen is None:
            here = ways.to_page(visit.found, visit.words, page, instance, change=change)
            return SeeOther(ways.asking(ways.asking(here, "choose"), "problem"))
        posted = chosen

    def read(found: OpenDraft) -> Outcome:
        return posting(found, page, instance, posted, lang=visit.lang, at=visit.at)

    outcome = _keep(visit, read, page)
    draft, words = outcome.draft, visit.words
    if outcome.errors:
        here = ways.to_page(draft, words, page, instance, change=change)
        return SeeOther(ways.asking(here, "problem"))
    if instance and not (change and instance in visit.found.instances(page)):
        return SeeOther(ways.to_page(draft, words, page, change=change))
    return SeeOther(ways.onward(draft, words, page, change=change)[1])


def _keep(visit: Visit, read: Callable[[OpenDraft], Outcome], page: str) -> Outcome:
    """Read what was posted and keep it; where another tab was first, upon what that one kept."""
    found = visit.found
    for _try in range(TRIES):
        outcome = read(found)
        if _put_by(visit, outcome, page):
            return outcome
        mine = token_of(visit.request)
        _kept, again = open_draft(mine, deployment=found.running.ref, at=visit.at)
        if again is None:
            raise drafts.DraftEnded(_("This application has been sent or has ended."))
        found = again
        if page not in found.path:
            raise FormChanged(_("Go back to see the questions as they are now. Then go on."))
    raise TooManyTabs(_("This application is open in too many tabs. Close the others."))


def _put_by(visit: Visit, outcome: Outcome, page: str) -> bool:
    draft = outcome.draft
    return drafts.keep_answers(
        draft=draft.kept.ref,
        revision=draft.kept.revision,
        sealed=outcome.sealed,
        page=_furthest(draft, ways.onward(draft, visit.words, page)[0]),
        language=visit.lang,
        expires_at=visit.more_time,
        by=RESIDENT,
        at=visit.at,
    )


def _furthest(draft: OpenDraft, page: str) -> str:
    """Of the page that comes next and the furthest so far, the later one on the path."""
    pages = draft.path.pages
    known = [each for each in (draft.kept.page, page) if each in pages]
    return max(known, key=pages.index, default=draft.kept.page)


def several(visit: Visit, page: str) -> HttpResponse:
    """What has been given of a page that repeats, and whether there is more."""
    found, words = visit.found, visit.words
    room, there = may_be_added(found, page), found.instances(page)
    repeat = found.plan.shape.pages[page].repeat
    if repeat and len(there) < max(repeat.min, 1 if repeat.min else 0):
        fresh = new_instance(found, page)
        return SeeOther(ways.to_page(found, words, page, fresh, change=visit.changing))
    if visit.request.method == "POST":
        return _more(visit, page, room)
    if not found.reaches(page):
        return SeeOther(ways.onward(found, words)[1])
    problem = "problem" in visit.request.GET
    field = asking.another(bool(there), lang=words.lang, problem=problem)
    return visit.page(
        "services/runner/several.html",
        title=words.plain(found.plan.shape.pages[page].address, "title"),
        things=checking.instances(found, words, page, change=visit.changing),
        fields=[field] if room else [],
        errors=[field] if problem and room else [],
        most=repeat.max if repeat else 0,
        to=ways.to_page(found, words, page, change=visit.changing),
        back=_back(visit, page, None),
    )


def _more(visit: Visit, page: str, room: bool) -> HttpResponse:
    found, words, change = visit.found, visit.words, visit.changing
    wanted = visit.request.POST.get("another", "")
    if room and wanted == "yes":
        fresh = new_instance(found, page)
        return SeeOther(ways.to_page(found, words, page, fresh, change=change))
    if room and wanted != "no":
        here = ways.to_page(found, words, page, change=change)
        return SeeOther(ways.asking(here, "problem"))
    return SeeOther(ways.onward(found, words, page, change=change)[1])


@require_http_methods(["GET", "HEAD", "POST"])
@applying
def remove(visit: Visit, slug: str, instance: str) -> HttpResponse:
    """Ask before one of several things is taken away, then take it away."""
    found, words = visit.found, visit.words
    page = ways.page_at(found.plan, slug, visit.lang)
    if page is None or page not in found.path or instance not in found.instances(page):
        return SeeOther(ways.onward(found, words)[1])
    here = ways.to_page(found, words, page, change=visit.changing)
    if visit.request.method == "POST":
        _keep(visit, lambda now_: without(now_, page, instance, at=visit.at), page)
        return SeeOther(here)
    thing = next(each for each in checking.instances(found, words, page) if each.id == instance)
    return visit.page("services/runner/remove.html", thing=thing, back=here)


@require_http_methods(["GET", "HEAD", "POST"])
@applying
def check(visit: Visit) -> HttpResponse:
    """Check your answers, see what it costs, and send."""
    found, words = visit.found, visit.words
    if found.elsewhere or not found.path.complete:
        return SeeOther(ways.onward(found, words)[1])
    price = checking.price(found)
    if visit.request.method == "POST":
        return _send(visit, price.total_pence if price else 0)
    last = found.path.pages[-1]
    return visit.page(
        "services/runner/check.html",
        groups=checking.groups(found, words),
        price=price,
        lines=checking.lines(price, words) if price else [],
        changed="changed" in visit.request.GET,
        back=ways.to_page(found, words, last),
    )


def _send(visit: Visit, pence: int) -> HttpResponse:
    base = visit.found.running.address
    if visit.request.POST.get("agreed") != str(pence):
        return SeeOther(f"{base}check?changed=1")
    if visit.found.answers.moved is not None and SEEN not in visit.request.POST:
        return SeeOther(f"{base}check")  # what they saw was another form
    sent = submitting.submit_draft(
        draft=visit.found.kept.ref,
        language=visit.lang,
        agreed_pence=pence,
        by=RESIDENT,
        at=visit.at,
    )
    return SeeOther(f"{base}pay" if sent.pence else f"{base}sent")


@require_safe
@applying
def elsewhere(visit: Visit) -> HttpResponse:
    """Another council, or none, is responsible where the applicant lives. Nothing is lost."""
    found, words = visit.found, visit.words
    if found.elsewhere is None:
        return SeeOther(ways.onward(found, words)[1])
    fact = found.plan.shape.facts[found.elsewhere]
    page = found.plan.shape.fields[fact.of].page
    council = checking.responsible(found, found.elsewhere)
    change = ways.to_page(found, words, page)
    answer = found.walk.env.values.get(fact.of)
    return visit.page("services/runner/elsewhere.html", council=council, answer=answer, back=change)


@require_safe
@applying
def ended(visit: Visit) -> HttpResponse:
    """The answers lead to an end without an application."""
    found, words = visit.found, visit.words
    if not found.path.exit:
        return SeeOther(ways.onward(found, words)[1])
    back = ways.to_page(found, words, found.path.exit)
    return visit.page("services/runner/ended.html", back=back)
