"""When a link of a letter may still be answered."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Gone
from commonworks.signposts.models import Entry, Question


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_entry(question: Question, *, at: datetime) -> Entry:
    """The entry that it asks about. Raises Gone, saying why it is not asked any more."""
    entry = question.entry
    if question.answered_at is not None:
        raise Gone(_("This has been answered already. You need not do anything."))
    if entry is None:
        raise Gone(
            _(
                "This was withdrawn or came to its end after this letter was sent. You need not do "
                "anything."
            )
        )
    if question.edition != entry.edition:
        raise Gone(
            _(
                "The entry was confirmed, changed or given to somebody else after this letter was "
                "sent. You need not do anything."
            )
        )
    if question.expires_at <= at:
        raise Gone(_("This link has expired. Sign in to change the entry or to bring it back."))
    return entry
