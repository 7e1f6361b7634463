"""Whether two pieces of HTML say the same."""

from html.parser import HTMLParser

Token = tuple[str, ...] | tuple[str, tuple[tuple[str, str | None], ...]]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tokens = []

    def handle_starttag(self, tag, attrs):
        self.tokens.append((tag, tuple(sorted(_same(name, value) for name, value in attrs))))

    def handle_endtag(self, tag):
        self.tokens.append((f"/{tag}",))

    def handle_data(self, data):
        text = " ".join(data.split())
        if text:
            self.tokens.append(("text", text))


def _same(name, value):
    """Classes in any order; a true attribute with or without its value."""
    value = " ".join(sorted(value.split())) if name == "class" and value else value
    return (name, value or "")


def tokens(html):
    """Tags with their attributes in order of name, and texts; white space does not count."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [token for token in reader.tokens if token[0] != "/input"]
