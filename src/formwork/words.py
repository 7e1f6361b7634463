"""The words of a form in one language: titles, labels, hints, messages.

The language is a key of a text, not a layer. The highest layer that set a text in the source
language decides what is meant; a translation is used if it was made of that very text. If not, the
source text is shown and the key is reported in `stale`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from formwork.ids import Key, last_id
from formwork.texts import plain, render


@dataclass(frozen=True, slots=True)
class Words:
    """Texts by (address, slot). `source` is the source language, shown where nothing else is."""

    lang: str
    texts: Mapping[tuple[str, str], str]
    stale: frozenset[Key] = field(default_factory=frozenset)
    slugs: Mapping[str, str] = field(default_factory=dict)  # page id by slug

    def get(self, address: str, slot: str, default: str = "") -> str:
        """The text as written (Markdown), with settings filled in."""
        return self.texts.get((address, slot), default)

    def html(self, address: str, slot: str) -> str:
        return render(self.get(address, slot))

    def plain(self, address: str, slot: str) -> str:
        return plain(self.get(address, slot))

    def title(self, address: str) -> str:
        return self.get(address, "title") or last_id(address)

    def label(self, address: str) -> str:
        """A question's label; the title of its page where it has none."""
        own = self.get(address, "label")
        return own or self.title(address.rpartition("/")[0] or address)

    def plain_label(self, address: str) -> str:
        return plain(self.label(address))

    def slug(self, page: str) -> str:
        """The last part of a page's URL in this language."""
        return self.get(f"page:{page}", "slug") or page

    def page_at(self, slug: str) -> str | None:
        """The id of the page with this slug in this language."""
        return self.slugs.get(slug)
