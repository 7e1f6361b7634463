"""Texts: a Markdown subset without HTML, and ((names)) that are filled in when one is shown."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

PLACE = re.compile(r"\(\(([a-z][a-z0-9._-]*)\)\)")
# What is known when a text is sent, beside the settings: of a case, and of its decision.
OF_CASE = ("reference", "status-link", "deadline", "paid")
OF_DECISION = ("decision", "letter")
BEFORE_DECISION = ("message:received", "message:status-link")
SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?!/)|#)", re.IGNORECASE)
CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "link_open": "govuk-link",
    "heading_open": "govuk-heading-m",
    "blockquote_open": "govuk-inset-text",
}


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "html_inline"])
    reader.validateLink = lambda url: SAFE_LINK.match(url) is not None  # type: ignore[method-assign]
    return reader


@lru_cache(maxsize=4096)
def render(text: str) -> str:
    """HTML of a text, with the Design System's classes. Any HTML in it comes out as text; a link
    other than http, https, mailto, tel or within the site stays unlinked."""
    tokens = _reader().parse(text)
    _dress(tokens)
    return str(_reader().renderer.render(tokens, _reader().options, {})).strip()


def _dress(tokens: list[Token]) -> None:
    for token in tokens:
        if token.type in CLASSES:
            token.attrSet("class", CLASSES[token.type])
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h2" if token.tag == "h1" else token.tag
        _dress(token.children or [])


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A text without its marks, for emails, page titles and summaries: a line for each block."""
    blocks = re.sub(r"</(?:p|li|h\d)>", "\n", render(text))
    stripped = unescape(re.sub(r"<[^>]+>", "", blocks))
    return "\n".join(line.strip() for line in stripped.splitlines() if line.strip())


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in for ((names)); a name without one stays, so that nothing vanishes unseen.

    Values are not Markdown: what could be read as a mark is escaped where the text is rendered by
    `render`; pass the result of `plain` for a text message.
    """
    return PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def escaped(value: str) -> str:
    """A value that shows as it is when the text around it is rendered."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!<>&|~])", r"\\\1", value)


def fillable(address: str, slot: str) -> tuple[str, ...]:
    """The names, beside those of settings, that have a value when this text is used."""
    if slot == "letter":
        return ("reference",)
    if not address.startswith("message:"):
        return ()
    return OF_CASE if address in BEFORE_DECISION else (*OF_CASE, *OF_DECISION)


def place_fault(text: str, names: Iterable[str]) -> str | None:
    """Why a text would be sent with its brackets; None if each ((name)) is one of the `names`."""
    if "((" not in text:
        return None
    known = tuple(names)
    strange = next((name for name in PLACE.findall(text) if name not in known), None)
    if strange is not None:
        return f"Nothing is filled in for “(({strange}))” here. {_usable(known)}"
    if "((" in PLACE.sub("-", text):
        return (
            "A “((” must start a name, in small letters, that ends with “))”. "
            f"{_usable(known)} For two brackets as they are, write ( (."
        )
    return None


def _usable(known: tuple[str, ...]) -> str:
    if not known:
        return "No names can be used here."
    return f"You can use {', '.join(f'(({name}))' for name in known)}."
