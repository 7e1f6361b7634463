"""How any page is followed, and where somebody finds what they follow."""

from urllib.parse import parse_qsl

from commonworks.frontend.panels import Panel
from commonworks.network.ports import Actor
from commonworks.signposts.queries import follows
from commonworks.signposts.queries.follows import Button, What


def follow_button(ref: str, *, by: Actor) -> list[Button]:
    """For a page of a thing: its slot is named <room>.<page>.aside, and told the card's ref."""
    return _some(follows.button(What(card=ref), by=by))


def follow_narrowed(ref: str, *, by: Actor) -> list[Button]:
    """For a list that somebody narrowed down: its slot is named <room>.<list>.narrowed, and told
    what it was narrowed to, as the address of a feed says it."""
    return _some(follows.button(What.of(dict(parse_qsl(ref))), by=by))


def follow_organisation(ref: str, *, by: Actor) -> list[Button]:
    return _some(follows.button(What(authority=ref), by=by))


def own_pages(ref: str, *, by: Actor) -> list[bool]:
    """Whether they belong to an organisation, whose entries they may then see."""
    return [bool(by.organisations)]


def _some(button: Button | None) -> list[Button]:
    return [button] if button else []


PANELS = (
    Panel("*.aside", follow_button, "signposts/panel_follow.html", sql=2),
    Panel("*.narrowed", follow_narrowed, "signposts/panel_follow.html", sql=2),
    Panel("network.organisation", follow_organisation, "signposts/panel_follow.html", sql=2),
    Panel("network.account", own_pages, "signposts/panel_account.html", sql=0),
)
