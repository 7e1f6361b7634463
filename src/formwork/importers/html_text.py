"""HTML of a foreign form as the Markdown subset of our texts, and what of it was lost."""

import re
from html.parser import HTMLParser

BLOCKS = {"p", "div", "section", "ul", "ol", "table", "tr", "blockquote"}
QUIET = {"div", "span", "section", "br", "hr", "label", "small", "u", "body", "html"}


def markdown(html: str) -> tuple[str, list[str]]:
    """(text, names of tags and placeholders that have no place in it)."""
    if "<" not in html and "&" not in html:
        return html.strip(), templates(html)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t]+", " ", "".join(reader.parts))
    text = re.sub(r" *\n *", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return text, [*sorted(reader.lost), *templates(html)]


def templates(text: str) -> list[str]:
    """Nunjucks expressions, which the original would have worked out when it showed the text."""
    return sorted(set(re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lost: set[str] = set()
        self.links: list[str] = []
        self.lists: list[str] = []
        self.muted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.muted += 1
        if tag in BLOCKS:
            self.parts.append("\n\n" if not self.lists else "")
        match tag:
            case "br" | "hr":
                self.parts.append("\n\n" if tag == "hr" else "\\\n")
            case "ul" | "ol":
                self.lists.append("-" if tag == "ul" else "1.")
            case "li":
                self.parts.append(f"\n{self.lists[-1] if self.lists else '-'} ")
            case "h1" | "h2" | "h3" | "h4":
                self.parts.append("\n\n## ")
            case "strong" | "b":
                self.parts.append("**")
            case "em" | "i":
                self.parts.append("*")
            case "a":
                self.links.append(dict(attrs).get("href") or "")
                self.parts.append("[")
        if tag not in KNOWN:
            self.lost.add(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "script" | "style":
                self.muted = max(0, self.muted - 1)
            case "ul" | "ol":
                self.lists = self.lists[:-1]
                self.parts.append("\n\n" if not self.lists else "")
            case "strong" | "b":
                self.parts.append("**")
            case "em" | "i":
                self.parts.append("*")
            case "a" if self.links:
                self.parts.append(f"]({self.links.pop()})")
            case "h1" | "h2" | "h3" | "h4" | "p" | "div" if not self.lists:
                self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.muted:
            self.parts.append(re.sub(r"\s+", " ", data))


KNOWN = {*BLOCKS, *QUIET, "li", "h1", "h2", "h3", "h4", "strong", "b", "em", "i", "a"} - {
    *("table", "tr", "hr")
}
