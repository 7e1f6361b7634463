"""A joint working agreement, written from a few choices.

It says in plain words what councils that build together have to settle: who owns what is made, who
answers for it, how a member leaves, and whose the data is. It is a text to work by and to show to
a solicitor, and says so in its first article.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid
from commonworks.kernel.money import pounds

LICENCES = {
    "MIT": "MIT licence",
    "Apache-2.0": "Apache License 2.0",
    "EUPL-1.2": "European Union Public Licence 1.2",
    "MPL-2.0": "Mozilla Public License 2.0",
}
OWNERSHIP = {
    "open": "Open: anyone may use and change what we make",
    "members": "Kept among the members, for a reason that is published",
}
LIABILITY = {
    "each-own": "Each member answers for what it runs",
    "capped": "As above, and the lead’s part is limited to an amount",
}
DATA = {
    "separate": "Each council keeps its own residents’ data",
    "processor": "The lead hosts for the others and acts on their instructions",
}
PAID = {
    "kept": "What was paid stays with the work",
    "returned": "What was paid and not yet spent is returned",
}
NOTICE = (4, 12, 26)  # weeks
REVIEW = (6, 12)  # months
LEAVING = "Joining and leaving"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a factory chose. `cap_pence` counts with the liability "capped", `reason` with the
    ownership "members"."""

    ownership: str = "open"
    licence: str = "MIT"
    reason: str = ""
    liability: str = "each-own"
    cap_pence: int | None = None
    data: str = "separate"
    notice_weeks: int = 12
    paid: str = "kept"
    review_months: int = 12

    @property
    def plain(self) -> dict[str, str | int | None]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    text: str


def check(choices: Choices) -> None:
    """Raises Invalid beside each field that does not fit."""
    wrong: dict[str, str] = {}
    known: Mapping[str, Sequence[object] | Mapping[str, str]] = {
        "ownership": OWNERSHIP,
        "licence": LICENCES,
        "liability": LIABILITY,
        "data": DATA,
        "notice_weeks": NOTICE,
        "paid": PAID,
        "review_months": REVIEW,
    }
    for field, allowed in known.items():
        if getattr(choices, field) not in allowed:
            wrong[field] = _("Choose one of the list.")
    if choices.ownership == "members" and not choices.reason.strip():
        wrong["reason"] = _("Say why this is not open. The reason is published.")
    if len(choices.reason) > 400:
        wrong["reason"] = _("Give the reason in 400 characters or fewer.")
    if choices.liability == "capped" and not choices.cap_pence:
        wrong["cap_pence"] = _("Enter the amount to which the lead’s part is limited.")
    if wrong:
        raise Invalid(_("Nothing was offered for signing. Put these right first."), wrong)


def articles(choices: Choices, factory: str) -> list[Article]:
    """The agreement in order."""
    return [
        Article("What this is", _purpose(factory)),
        Article("Who decides", DECIDING),
        Article("Who owns what we make", _ownership(choices)),
        Article("Who answers for it", _liability(choices)),
        Article("Whose the data is", _data(choices)),
        Article("Money", MONEY),
        Article(LEAVING, _leaving(choices)),
        Article("Changing this agreement", _changing(choices)),
    ]


def text_of(found: Sequence[Article]) -> str:
    """The text that is signed, as Markdown."""
    parts = [f"## {at}. {each.title}\n\n{each.text}" for at, each in enumerate(found, 1)]
    return "\n\n".join(parts) + "\n"


def article_of(text: str, title: str) -> str:
    """One article of a text that was offered, by its title; "" if there is none."""
    articles = re.split(r"^## \d+\. ", text, flags=re.MULTILINE)
    found = (each.partition("\n\n") for each in articles)
    return next((said.strip() for called, _gap, said in found if called == title), "")


def _purpose(factory: str) -> str:
    return (
        f"The members of {factory} work on a problem they share, and build or choose one answer "
        "to it. This agreement says how they do that. It creates no company and no partnership in "
        "law, and transfers no member’s duties. Each member has taken the advice it needs."
    )


DECIDING = (
    "Each lead and partner has one vote from the day it joins, whatever its size, also before it "
    "has signed this. Observers, supporters and suppliers have none. A motion is put with its "
    "rule, its quorum and its closing time; what was voted is published with every member’s vote. "
    "Nobody is bound to spend money by a vote alone: a member pays what it has committed itself to."
)
MONEY = (
    "Costs are shared by a rule that the members choose and can see reckoned to the penny. A share "
    "binds a member once its lead has committed to it. When members join or leave, the shares are "
    "reckoned anew and shown before they bind anyone."
)


def _ownership(choices: Choices) -> str:
    if choices.ownership == "members":
        return (
            "Each member owns what it writes and lets the other members use and change all of it, "
            "for good and without a fee. It is not published as open source. "
            f"The reason: {_plain(choices.reason)}"
        )
    return (
        "Each member owns what it writes. All of it, code and documents alike, is published under "
        f"the {LICENCES[choices.licence]} ({choices.licence}) as it is made, so that any council "
        "can use it, and no supplier or member can take it away. Suppliers are engaged on these "
        "terms."
    )


def _liability(choices: Choices) -> str:
    said = (
        "Each member answers to its own residents for the service it runs, and checks that what "
        "is released fits its own law and policy before going live. Members give what they make "
        "as it is, without warranty to each other. Nothing here limits liability that the law "
        "does not let anyone limit."
    )
    if choices.liability == "capped" and choices.cap_pence:
        cap = pounds(choices.cap_pence)
        return f"{said} What the lead owes the other members together is limited to {cap} in all."
    return said


def _data(choices: Choices) -> str:
    if choices.data == "processor":
        return (
            "Each council is the controller of its residents’ data. The lead hosts the service as "
            "processor, on each council’s written instructions, and signs a processing agreement "
            "with each before any of it is held. Teams build and test with made-up data alone."
        )
    return (
        "Each council is the controller of its residents’ data and keeps it apart. No member sees "
        "another’s. Teams build and test with made-up data alone. Figures are shared as totals "
        "from which nobody can be recognised."
    )


def _leaving(choices: Choices) -> str:
    paid = (
        "What it has paid stays with the work."
        if choices.paid == "kept"
        else "What it has paid and the work has not yet spent is returned to it."
    )
    return (
        "A council joins when that is recorded on the factory’s page. This agreement binds it from "
        "the day it signs; until then it is shown there as not having signed. A council that has "
        f"signed can leave with {choices.notice_weeks} weeks’ notice to the other members, and "
        "goes on using what was made until then. What it committed to for that time is paid. To "
        "record on the page that it has left ends its vote and what it brings; that ends neither "
        f"the notice nor what it committed to. {paid} The lead leaves once another member has "
        "taken over as lead."
    )


def _changing(choices: Choices) -> str:
    return (
        "A change is a new version, and holds once the lead and all partners of that day have "
        "signed it; until then the version they all signed goes on, for those who signed it. A "
        "member that joins later is bound once it has signed. The members look at it every "
        f"{choices.review_months} months."
    )


def _plain(text: str) -> str:
    """One line, with nothing that Markdown would read as a mark."""
    joined = " ".join(text.split())
    return "".join(f"\\{mark}" if mark in r"\`*_{}[]()#+-.!<>&|~" else mark for mark in joined)
