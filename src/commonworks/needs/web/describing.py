"""A need in the words of a page: who has it, what happened, what one can do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.frontend.tables import Column, Table
from commonworks.needs import permissions
from commonworks.needs.models import Stage, Visibility
from commonworks.needs.models.needs import ASKED
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.ended import lives
from commonworks.needs.policies.said import in_words
from commonworks.needs.queries.evidence import Evidence
from commonworks.needs.queries.history import EditionLine, History
from commonworks.needs.queries.lists import ARCHIVED
from commonworks.needs.queries.pages import Happening, NeedPage
from commonworks.network.ports import Actor

TOLD = {
    "declared": gettext_lazy("%(council)s declared this need"),
    "changed": gettext_lazy("Changed: edition %(edition)s"),
    "given": gettext_lazy("Somebody else answers for it"),
    "supported": gettext_lazy("%(council)s has this too"),
    "amended": gettext_lazy("%(council)s changed what it said"),
    "unsupported": gettext_lazy("%(council)s stepped back"),
    "merged": gettext_lazy("Merged with “%(other)s”"),
    "split": gettext_lazy("Split from “%(other)s”"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "reopened": gettext_lazy("Opened again"),
    "brought-back": gettext_lazy("Said again to be still true"),
    "taken-on": gettext_lazy("Taken on by a factory"),
    "let-go": gettext_lazy("Open to be taken on again"),
    "met": gettext_lazy("Met"),
    "handed-over": gettext_lazy("Handed over to %(council)s"),
}
LABELS = {
    "title": gettext_lazy("Title"),
    "problem": gettext_lazy("Problem"),
    "who": gettext_lazy("Who has it"),
    "service_code": gettext_lazy("Service"),
    "volume": gettext_lazy("Times a year"),
    "cost_pence": gettext_lazy("Cost a year"),
    "pain": gettext_lazy("How much it hurts"),
    "tried": gettext_lazy("What was tried"),
    "constraints": gettext_lazy("Constraints"),
    "visibility": gettext_lazy("Who can see it"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a timeline, as `frontend/parts.html` draws it."""

    title: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Door:
    """Something that this actor can do with this need."""

    text: str
    href: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A change in words."""

    label: str
    before: str
    after: str


def evidence(need: NeedPage) -> Table:
    is_public = need.visibility == Visibility.PUBLIC
    rows = [_council(each, is_public) for each in need.evidence]
    caption = _("Who has this problem")
    return Table(caption, EVIDENCE, rows, name=f"{need.ref}-councils", stacked=True)


EVIDENCE = (
    Column("council", gettext_lazy("Council"), link=lambda row: row["link"]),
    Column("volume", gettext_lazy("Times a year"), kind="number", missing="–"),
    Column("cost_pence", gettext_lazy("Cost a year"), kind="money", missing="–"),
    Column("pain", gettext_lazy("How much it hurts")),
    Column("note", gettext_lazy("In their words")),
    Column("since", gettext_lazy("Since"), kind="date", whole=True),
)


def earlier(history: History) -> Table:
    """What councils that support a need said before."""
    rows = [_council(each, history.is_public) for each in history.earlier]
    caption, name = _("What councils behind it said before"), f"{history.ref}-earlier"
    columns = (*EVIDENCE, Column("until", gettext_lazy("Until"), kind="date", whole=True))
    return Table(caption, columns, rows, name=name, stacked=True)


def _council(each: Evidence, is_public: bool) -> dict[str, Any]:
    inside = is_public and each.visibility == Visibility.NETWORK
    said = (
        each.note or each.by_way_of,
        _("Told to people of the network alone.") if inside else "",
    )
    return {
        "council": each.name,
        "link": reverse("network:organisation", args=[each.authority]),
        "volume": each.volume,
        "cost_pence": each.cost_pence,
        "pain": each.pain_name.partition(":")[0],
        "note": " ".join(filter(None, said)),
        "since": each.since,
        "until": each.until,
    }


def timeline(need: NeedPage) -> list[Entry]:
    return [Entry(_happened(each), each.at) for each in need.timeline]


def _happened(each: Happening) -> str:
    told = TOLD.get(each.what)
    if told is None:
        return each.what
    other = each.other or _("another need")
    return str(told) % {"council": each.council, "other": other, "edition": each.edition}


def doors(need: NeedPage, by: Actor) -> list[Door]:
    """The main one first."""
    if not by.is_signed_in:
        return []
    found = _of_other_councils(need, permissions.may_for(by, Deed.SUPPORT))
    if permissions.may(by, Deed.CHANGE, need.authority):
        found += _of_its_council(need)
    if need.stage == Stage.OPEN and permissions.may(by, Deed.MERGE, need.authority):
        found.append(_door(need, "merge", _("Merge with another need")))
    if need.survivor and permissions.may(by, Deed.MERGE, need.authority):
        found.append(Door(_("Split it off again"), _verb(need, "split")))
    return found


def _of_other_councils(need: NeedPage, mine: frozenset[str]) -> list[Door]:
    """What those may do who have the problem too, or stand behind a need that was given up."""
    found = []
    behind = mine & {each.authority for each in need.evidence if not each.declared}
    looks = lives(need.stage, archived=need.freshness == ARCHIVED)
    given_up = not looks and need.stage in (*ASKED, Stage.WITHDRAWN)
    if looks and mine - need.councils:
        found.append(_door(need, "support", _("We have this too"), main=True))
    if given_up and behind:
        to = f"{reverse('needs:declare')}?from={need.ref}"
        found.append(Door(_("Declare it for your council"), to, main=True))
    if need.stage != Stage.MERGED:
        found += _amending(need, behind)
    if behind and (looks or given_up):
        found.append(_door(need, "step-back", _("Step back from this need")))
    return found


def _amending(need: NeedPage, councils: Collection[str]) -> list[Door]:
    """By name for somebody who speaks for several."""
    text, to = _("Change what you said"), reverse("needs:amend", args=[need.ref])
    if len(councils) == 1:
        return [Door(text, to)]
    own = [each for each in need.evidence if each.authority in councils]
    return [Door(f"{text} ({each.name})", f"{to}?authority={each.authority}") for each in own]


def _of_its_council(need: NeedPage) -> list[Door]:
    if need.stage in (Stage.WITHDRAWN, Stage.MET):
        return [Door(_("Open it again"), _verb(need, "reopen"))]
    if need.stage == Stage.MERGED:
        return []
    back = [Door(_("Bring it back"), _verb(need, "reopen"), main=True)]
    return [
        *(back if need.freshness == ARCHIVED else []),
        _door(need, "change", _("Change what it says")),
        _door(need, "owner", _("Have somebody else answer for it")),
        Door(_("Say that it is met"), _verb(need, "met")),
        Door(_("Withdraw it"), _verb(need, "withdraw")),
    ]


def _door(need: NeedPage, name: str, text: str, *, main: bool = False) -> Door:
    return Door(text, reverse(f"needs:{name}", args=[need.ref]), main)


def _verb(need: NeedPage, verb: str) -> str:
    return reverse("needs:move", args=[need.ref, verb])


def editions(history: History) -> list[tuple[EditionLine, list[Said]]]:
    return [(each, _changes(each.changes, history.services)) for each in history.editions]


def _changes(changes: Any, services: Mapping[str, str]) -> list[Said]:
    return [
        Said(
            str(LABELS[each.name]),
            in_words(each.name, each.before, services),
            in_words(each.name, each.after, services),
        )
        for each in changes
        if each.before or each.after
    ]
