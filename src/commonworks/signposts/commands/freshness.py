"""Ask owners whether their entries are still true, and write down the answers and the silence.

Each command is one transaction, and finds what is left to do by itself: a worker that dies in the
middle leaves nothing half done, and the next one neither writes twice nor forgets anybody.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid, Missing
from commonworks.network.commands import letters
from commonworks.network.ports import Actor
from commonworks.network.queries import standing
from commonworks.signposts.commands import announcing, telling
from commonworks.signposts.models import Entry, Question
from commonworks.signposts.policies import freshness as policy
from commonworks.signposts.policies import letters as wording
from commonworks.signposts.policies.answering import open_entry, token_hash

A_LETTER = 20  # entries at most: an owner of more gets a second letter, not an endless one
State, Answer = Entry.State, Question.Answer


@transaction.atomic
def ask_next(*, by: Actor, at: datetime) -> bool:
    """Write to the next owner of entries that come of age, one letter about all of them; whether
    there was one."""
    today = localdate(at)
    due = Entry.objects.filter(_to_ask(today) | _to_remind(today)).exclude(owner="")
    owner = due.order_by("until", "card").values_list("owner", flat=True).first()
    if owner is None:
        return False
    rows = due.filter(owner=owner).select_for_update(of=("self",)).select_related("card")
    if not (entries := list(rows.order_by("until", "card")[:A_LETTER])):
        return True  # another worker was quicker
    links = [(entry, _ask(entry, today, at)) for entry in entries]
    subject, body = wording.letter([wording.Line.of(entry, link) for entry, link in links])
    sent = letters.write_to(
        person=owner, subject=subject, body=body, about=_about(entries), by=by, at=at
    )
    if not sent:
        for entry in entries:
            entry.give_to(standing.stand_in(entry.card.authority_id), left_on=today)
            entry.save()
    return True


@transaction.atomic
def answer(*, token: str, answer: str, by: Actor, at: datetime) -> str:
    """Write down what an owner says of an entry; answers the address of the entry.

    Whoever holds the token reads the owner's mailbox, and so answers as the owner.
    """
    if answer not in Answer:
        raise Invalid(_("Choose one of the answers."), {"answer": _("Choose one of the answers")})
    question, entry = _opened(token, at)
    question.answer, question.answered_at = answer, at
    question.save(update_fields=["answer", "answered_at"])
    today = localdate(at)
    entry.edition += 1
    if answer == Answer.OVER:
        entry.move_to(State.ARCHIVED)
        say = "Over: its owner says that this has come to an end"
        announcing.say(ref=entry.card_id, headline=say, by=by, at=at)
    elif answer == Answer.TRUE:
        _renew(entry, today + timedelta(days=entry.days))
    else:
        # A while to change it in; one more letter before it goes stale, if nobody does.
        _renew(entry, max(entry.until, today + timedelta(days=policy.CHANGED_LASTS)), asked=today)
    entry.save()
    who, until = Actor(entry.owner or by.ref), entry.until.isoformat()
    telling.record(what="confirmed", entry=entry, by=who, at=at, answer=answer, until=until)
    return entry.card.link


def _to_ask(today: date) -> Q:
    near = Q(until__lte=today + timedelta(days=policy.ASK_BEFORE))
    return near & Q(asked_on=None, state__in=(State.FRESH, State.STALE))


def _to_remind(today: date) -> Q:
    near = Q(until__lte=today + timedelta(days=policy.REMIND_BEFORE))
    return near & Q(asked_on__lt=today, reminded_on=None, state=State.FRESH)


def _ask(entry: Entry, today: date, at: datetime) -> str:
    """Write the question down, and answer the address at which it is answered."""
    token = secrets.token_urlsafe(32)
    Question.objects.create(
        token_sha256=token_hash(token),
        entry=entry,
        edition=entry.edition,
        sent_at=at,
        expires_at=policy.link_ends(entry.until, at=at),
    )
    if entry.asked_on is None:
        entry.asked_on = today
    else:
        entry.reminded_on = today
    entry.save(update_fields=["asked_on", "reminded_on"])
    return settings.COMMONWORKS_ADDRESS + reverse("signposts:answer", args=[token])


def _about(entries: Sequence[Entry]) -> str:
    return entries[0].card_id[:80] if len(entries) == 1 else "signposts.freshness"


def _opened(token: str, at: datetime) -> tuple[Question, Entry]:
    """The question of a link, and the entry that it asks about, both locked."""
    rows = Question.objects.select_for_update().filter(token_sha256=token_hash(token))
    if (question := rows.first()) is None:
        raise Missing(_("We do not know this link. Check that all of it is in the address."))
    entries = Entry.objects.select_for_update(of=("self",)).select_related("card")
    question.entry = entries.filter(card=question.entry_id).first()
    return question, open_entry(question, at=at)


def _renew(entry: Entry, until: date, asked: date | None = None) -> None:
    entry.until, entry.asked_on, entry.reminded_on = until, asked, None
    entry.move_to(State.FRESH)
