"""Finding an address by its postcode, for a page that asks for nothing but an address.

Whoever cannot, or will not, use it types the address; so does everyone when the source is down.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonworks.frontend.fields import Field, Option
from commonworks.places.ports import FoundAddress
from commonworks.services import exchanges
from commonworks.services.queries.answers import spot_of
from commonworks.services.queries.drafts import OpenDraft
from formwork import Field as Question
from formwork import postcode
from formwork.shape import ADDRESS

POSTCODE, CHOICE = "address-lookup", "address-choice"
Asked = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked next; without a field, `why` the address has to be typed."""

    field: Field | None
    choosing: bool = False
    why: str = ""


def is_wanted(found: OpenDraft, page: str, instance: str | None, asked: Asked) -> bool:
    """Whether to look an address up: there is a source, and none has been given or begun."""
    question = _question(found, page)
    typing = "manual" in asked or ("problem" in asked and "choose" not in asked)
    if question is None or typing or not exchanges.can_find_addresses():
        return False
    return found.stored(page, instance).get(question.id) is None


def step(found: OpenDraft, page: str, instance: str | None, asked: Asked) -> Step:
    """The postcode to look up, or the addresses that were found there."""
    typed = str(found.answers.values.get(f"finding:{spot_of(page, instance)}", ""))
    if "choose" not in asked or not postcode(typed):
        error = _("Enter a full UK postcode, like AA3 1AB") if "unknown" in asked else ""
        known = typed or _postcode_given(found)
        return Step(Field("postcode", POSTCODE, _("Postcode"), value=known, error=error))
    addresses = _addresses(found, page, instance)
    if not addresses:
        return Step(None, why="none" if addresses == [] else "down")
    error = _("Select an address") if "problem" in asked else ""
    options = tuple(Option(key, each.one_line) for key, each in _keyed(addresses).items())
    label = _("Addresses at %(postcode)s") % {"postcode": postcode(typed)}
    return Step(Field("select", CHOICE, label, options=options, error=error), choosing=True)


def chosen(
    found: OpenDraft, page: str, instance: str | None, posted: Asked
) -> dict[str, list[str]] | None:
    """The chosen address as the inputs that would have been typed; None if it is not offered."""
    question = _question(found, page)
    each = _keyed(_addresses(found, page, instance) or []).get(posted[CHOICE])
    if question is None or each is None:
        return None
    return {f"{question.id}-{part}": [getattr(each, part)] for part in ADDRESS}


def why_manual(asked: Asked) -> str:
    """What to say above an address that has to be typed."""
    if "down" in asked:
        return _("We cannot look addresses up at the moment. Type yours.")
    return _("We found no address at that postcode. Type yours.") if "none" in asked else ""


def _question(found: OpenDraft, page: str) -> Question | None:
    items = found.plan.shape.pages[page].items
    only = items[0] if len(items) == 1 else None
    return only if isinstance(only, Question) and only.type == "address" else None


def _postcode_given(found: OpenDraft) -> str:
    """The one that an earlier page asked for: nobody types the same thing twice."""
    items = (item for page in found.plan.shape.pages.values() for item in page.items)
    asked = [item.id for item in items if isinstance(item, Question) and item.type == "postcode"]
    given = (str(found.walk.answers.get(each) or "") for each in asked)
    return next(filter(None, given), "")


def _addresses(found: OpenDraft, page: str, instance: str | None) -> list[FoundAddress] | None:
    typed = str(found.answers.values.get(f"finding:{spot_of(page, instance)}", ""))
    return exchanges.find_addresses(postcode(typed) or "", found.running.organisation)


def _keyed(addresses: list[FoundAddress]) -> dict[str, FoundAddress]:
    return {each.uprn or f"n{number}": each for number, each in enumerate(addresses)}
