"""Where each step of an application leads: the addresses of the runner's pages."""

from django.http import HttpResponseRedirect

from commonworks.services.queries.drafts import OpenDraft
from commonworks.services.queries.plans import Plan
from formwork import Step, Words


class SeeOther(HttpResponseRedirect):
    """After a form post: what comes next is fetched, so that going back asks nothing."""

    status_code = 303


def page_at(plan: Plan, slug: str, lang: str) -> str | None:
    """The page at the last part of an address, in the reader's language or another: whoever
    changes language stays on the page."""
    found = (plan.words(each).page_at(slug) for each in (lang, *plan.languages))
    return next((page for page in found if page), None)


def to_page(
    found: OpenDraft, words: Words, page: str, instance: str | None = None, *, change: bool = False
) -> str:
    end = f"/{instance}" if instance else ""
    asked = "?change=1" if change else ""
    return f"{found.running.address}apply/{words.slug(page)}{end}{asked}"


def asking(address: str, word: str) -> str:
    """An address with one more word of how the page is to be shown."""
    return f"{address}{'&' if '?' in address else '?'}{word}=1" if word else address


def onward(
    found: OpenDraft, words: Words, after: str | None = None, *, change: bool = False
) -> tuple[str, str]:
    """(page id, address) of what comes after a page; of what is to be done next without one.

    Whoever changes an answer goes back to check, unless the path has new questions now.
    """
    path, base = found.path, found.running.address
    if found.elsewhere:
        return after or "", f"{base}elsewhere"
    following = path.after(after) if after and not change else None
    pages, undone = path.pages, path.next
    if undone and (following is None or pages.index(undone.page) <= pages.index(following)):
        return undone.page, _to_step(found, words, undone, change)
    if following:
        return following, to_page(found, words, following)
    if path.exit:
        asks = found.plan.shape.pages[path.exit].fields
        return path.exit, f"{base}ended" if asks else to_page(found, words, path.exit)
    return (pages[-1] if pages else ""), f"{base}check"


def backward(found: OpenDraft, words: Words, page: str, instance: str | None) -> str:
    """Where the back link of a page leads."""
    if instance and found.instances(page):
        return to_page(found, words, page)
    before = found.path.before(page)
    return to_page(found, words, before) if before else found.running.address


def _to_step(found: OpenDraft, words: Words, step: Step, change: bool) -> str:
    return to_page(found, words, step.page, step.instance, change=change)
