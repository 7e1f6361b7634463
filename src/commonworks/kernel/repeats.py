"""What was sent once and comes again: it gets the answer of the first time.

The caller's key says what makes two sendings the same. Written in transactions of its own, before
and after the work: a work that never ended may be tried again after a minute.
"""

from datetime import datetime, timedelta

from commonworks.kernel.models import Sending

KEPT = timedelta(days=1)
GIVEN_UP = timedelta(minutes=1)


def begin(key: str, *, at: datetime) -> bool:
    """Whether this is the first of its kind, and so is to be carried out."""
    Sending.objects.filter(begun_at__lt=at - KEPT).delete()
    _row, first = Sending.objects.get_or_create(key=key, defaults={"begun_at": at})
    lost = Sending.objects.filter(key=key, answer="", begun_at__lt=at - GIVEN_UP)
    return first or bool(lost.update(begun_at=at))


def answer(key: str) -> str | None:
    """What came of the first: "" while it is under way, None if it came to nothing."""
    return Sending.objects.filter(key=key).values_list("answer", flat=True).first()


def end(key: str, answer: str) -> None:
    """Keep what came of it for those that come again; with "" it came to nothing, and counts as
    never sent."""
    rows = Sending.objects.filter(key=key)
    if answer:
        rows.update(answer=answer)
    else:
        rows.delete()
