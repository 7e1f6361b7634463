"""How a later room shows itself on pages of a room, or a layout, that may not know it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Panel:
    """One query and one partial, for a slot that the owner's page names. A slot that begins with
    "*." is every one that ends so: what hangs there serves the pages of later rooms too."""

    slot: str
    query: Callable[..., Sequence[object]]  # query(ref, by=actor)
    template: str
    sql: int  # what the query costs; a test holds it


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the main navigation. ``label`` is lazily translated text; ``to`` a view's name."""

    label: str
    to: str
    order: int
    signed_in: bool = False  # shown only to people who are


@dataclass(frozen=True, slots=True)
class Account:
    """The names of the views with which people sign in and out, and see their own page."""

    sign_in: str
    sign_out: str  # takes a POST
    own_page: str


_accounts: list[Account] = []
_tools: list[str] = []
_panels: list[Panel] = []
_links: list[Link] = []


def show(panel: Panel) -> None:
    """Offer a panel. Called once, from ``AppConfig.ready``."""
    if panel not in _panels:
        _panels.append(panel)


def panels(slot: str | None = None) -> list[Panel]:
    """The panels of one slot, or all of them."""
    return [panel for panel in _panels if slot is None or _fits(panel.slot, slot)]


def _fits(wanted: str, slot: str) -> bool:
    return slot.endswith(wanted[1:]) if wanted.startswith("*.") else slot == wanted


def link(entry: Link) -> None:
    """Put a room into the main navigation. Called once, from ``AppConfig.ready``."""
    if entry not in _links:
        _links.append(entry)
        _links.sort(key=lambda each: each.order)


def navigation(signed_in: bool) -> list[Link]:
    """The main navigation, in order, for somebody signed in or not."""
    return [entry for entry in _links if signed_in or not entry.signed_in]


def accounts_are_at(account: Account) -> None:
    """Show the ways in and out in the header. Called once, from ``AppConfig.ready``."""
    _accounts[:] = [account]


def account() -> Account | None:
    """Where people sign in and out; None until a room has said so."""
    return _accounts[0] if _accounts else None


def demo_tools_are_at(view: str) -> None:
    """Lead to the demonstration's tools from its banner. Called once, from ``AppConfig.ready``."""
    _tools[:] = [view]


def demo_tools() -> str:
    """The name of the view that holds them; empty until a room has said so."""
    return _tools[0] if _tools else ""
