"""How a service would look with values that are not saved yet: pages and emails, to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from commonworks.frontend.colours import Theme
from commonworks.frontend.fields import Field, Option
from commonworks.kernel.money import pounds
from commonworks.services.queries.plans import Plan, Running, released
from commonworks.services.web.overlay_groups import page_of
from formwork import Content, Overlay, Page, Price, Words, compose, display_date
from formwork import Field as Question
from formwork.texts import render

KINDS = {"whole-number": "number", "decimal": "number"}
PAGES = 3
# Groups of texts that are no pages: of what, and the slots of heading and body.
LETTERS = {
    "emails": ("message", "subject", "body"),
    "decisions": ("outcome", "label", "letter"),
}


@dataclass(frozen=True, slots=True)
class PreviewPage:
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`summary` and the bodies of `letters` (heading, body) are HTML that formwork rendered.
    `whole`: not one page or the emails alone. Nothing in it can be filled in."""

    theme: Theme
    title: str
    summary: Markup
    pages: tuple[PreviewPage, ...]
    prices: tuple[tuple[str, str], ...]
    letters: tuple[tuple[str, Markup], ...]
    lang: str
    whole: bool


def preview_of(running: Running, overlay: Overlay, lang: str, group: str) -> Preview:
    """What a group of the editor is about. What the definition refuses of the overlay is left out,
    as it would be."""
    composed = compose(released(running.plan.release), [overlay])
    plan = Plan(running.plan.release, running.plan.edition, composed)
    words = plan.words(lang)
    return Preview(
        theme=Theme(running.name, plan.colour, service=plan.title(lang)),
        title=plan.title(lang),
        summary=Markup(render(words.get("definition", "summary"))),  # noqa: S704 - no HTML of authors
        pages=tuple(_page(page, words) for page in _pages(plan, group)),
        prices=tuple(_price(plan, product, words) for product in plan.composed.prices),
        letters=tuple(_letters(plan, words, group)),
        lang=words.lang,
        whole=group not in LETTERS and not page_of(group),
    )


def _pages(plan: Plan, group: str) -> list[Page]:
    """The page that a group is about; of emails none; of all else the first ones."""
    if group in LETTERS:
        return []
    pages = list(plan.shape.pages.values())
    return [page for page in pages if page.id == page_of(group)] or pages[:PAGES]


def _letters(plan: Plan, words: Words, group: str) -> Iterator[tuple[str, Markup]]:
    kind, heading, body = LETTERS.get(group, ("", "", ""))
    for each in plan.composed.listed(kind) if kind else ():
        text = Markup(render(words.get(each.address, body)))  # noqa: S704 - no HTML of authors
        yield words.plain(each.address, heading), text


def _page(page: Page, words: Words) -> PreviewPage:
    items = [item for item in page.items if item.revealed_by is None]
    return PreviewPage(words.plain(page.address, "title"), tuple(_field(i, words) for i in items))


def _field(item: Question | Content, words: Words) -> Field:
    name = f"preview-{item.id}"
    if isinstance(item, Content):
        return Field("content", name, html=words.html(item.address, "text"))
    return Field(
        KINDS.get(item.type, item.type),
        name,
        words.plain_label(item.address),
        hint=words.plain(item.address, "hint"),
        options=_options(item, words),
        required=item.required,
        disabled=True,
    )


def _options(item: Question, words: Words) -> tuple[Option, ...]:
    return tuple(
        Option(each.id, words.plain(each.address, "label"), words.plain(each.address, "hint"))
        for each in item.options
    )


def _price(plan: Plan, product: str, words: Words) -> tuple[str, str]:
    rows: Sequence[str] = [_told(p, words.lang) for p in plan.composed.prices[product]]
    return words.plain(f"product:{product}", "description"), ", ".join(rows) or "–"


def _told(price: Price, lang: str) -> str:
    first = display_date(price.first.isoformat(), lang)
    last = display_date(price.last.isoformat(), lang) if price.last else "…"
    return f"{pounds(price.pence)} ({first} – {last})"
