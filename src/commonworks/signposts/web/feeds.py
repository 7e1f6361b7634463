"""Atom feeds (RFC 4287) of everything public that can be followed."""

import hashlib
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from commonworks.kernel import demonstration
from commonworks.network.ports import Actor
from commonworks.signposts import queries as cards
from commonworks.signposts.policies.addresses import absolute
from commonworks.signposts.queries import feeds as queries
from commonworks.signposts.queries.feeds import Feed, Line
from commonworks.signposts.queries.follows import What

ATOM = "http://www.w3.org/2005/Atom"
FRESH = 300  # seconds for which a reader, or a cache on the way, need not ask again


@require_safe
def card(request: HttpRequest, ref: str) -> HttpResponse:
    """An address of a card that stays, whatever it is merged into."""
    return redirect(cards.card(ref, by=Actor.of(request)).link)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    what = queries.present(What.of(request.GET.dict()))
    stamp = queries.stamp(what)
    etag = f'"{hashlib.sha256(f"{what.query}{stamp}".encode()).hexdigest()[:32]}"'
    latest = int(stamp.latest.timestamp()) if stamp.latest else None
    response = get_conditional_response(request, etag, latest)
    if response is None:
        atom = written(queries.feed(what))
        response = HttpResponse(atom, "application/atom+xml; charset=utf-8")
    response["ETag"], response["Cache-Control"] = etag, f"public, max-age={FRESH}"
    return response


def written(feed: Feed) -> bytes:
    """The feed as XML. Ids never change: an entry's is its news' UUID, the feed's its address."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    here = absolute(feed.named.feed)
    _add(root, "id", here)
    _add(root, "title", demonstration.named(f"Commonworks: {feed.named.label}"))
    _add(root, "link", rel="self", type="application/atom+xml", href=here)
    _add(root, "link", rel="alternate", type="text/html", href=absolute(feed.named.link or "/"))
    latest = feed.lines[0].at.isoformat() if feed.lines else "2026-01-01T00:00:00+00:00"
    _add(root, "updated", latest)
    _add(_add(root, "author"), "name", "Commonworks")
    for line in feed.lines:
        _add_entry(root, line)
    atom: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return atom


def _add_entry(root: ElementTree.Element, line: Line) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", f"urn:uuid:{line.ref}")
    _add(entry, "title", f"{line.card_title}: {line.headline}")
    _add(entry, "updated", line.at.isoformat())
    _add(entry, "link", rel="alternate", type="text/html", href=absolute(line.link))
    _add(entry, "category", term=line.kind)
    _add(entry, "summary", line.headline)


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **told: str
) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", told)
    if text:
        # XML 1.0 has no way to write most control characters, not even escaped.
        child.text = "".join(each for each in text if each.isprintable())
    return child
