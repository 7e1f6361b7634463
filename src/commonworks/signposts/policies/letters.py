"""What is written to owners. Public facts of cards, and links; nothing about anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.conf import settings

from commonworks.frontend.words import date as in_words
from commonworks.signposts.models import Entry
from commonworks.signposts.policies.freshness import archived_from

ASKED = """You look after this on Commonworks:

{entries}
Each link shows three answers: still true, changed, over. You need not sign in.

If nobody answers, an entry is marked as perhaps out of date once its date has passed, falls behind
others in lists, and is archived two months later.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, and the link at which its owner says how it stands."""

    title: str
    page: str
    until: date
    answer_at: str

    @classmethod
    def of(cls, entry: Entry, answer_at: str) -> Self:
        return cls(
            entry.card.title,
            f"{settings.COMMONWORKS_ADDRESS}{entry.card.link}",
            entry.until,
            answer_at,
        )

    @property
    def text(self) -> str:
        archived = in_words(archived_from(self.until) - timedelta(days=1))
        return (
            f"{self.title}\n{self.page}\n"
            f"It is shown as up to date until {in_words(self.until)}"
            f" and, unless you answer, archived after {archived}.\n"
            f"Is it still true?\n{self.answer_at}\n"
        )


def letter(lines: Sequence[Line]) -> tuple[str, str]:
    """Subject and body of the one letter about these entries."""
    subject = (
        f"Is this still true? {lines[0].title}"
        if len(lines) == 1
        else f"Are these {len(lines)} entries still true?"
    )
    return subject, ASKED.format(entries="\n".join(line.text for line in lines))
