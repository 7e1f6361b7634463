"""A worker that is killed (SIGKILL) at one SQL statement after another while it delivers an event
and sends an email, each time followed by one that lives: `python -m tests.proof.dying`, with the
environment of a house whose worker is stopped. Prints what there was after each pair.
"""

import json
from datetime import datetime, timedelta


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from tests.services.crashing import killed_at

    trials: list[dict[str, int]] = []
    lived = False
    while not lived:
        at = timezone.now()
        before, ref = told(), queue(len(trials), at)
        lived = killed_at(len(trials) + 1, lambda at=at: work(at))
        killed_at(0, lambda at=at: work(at + timedelta(minutes=6)))
        after = told()
        trials.append({**{name: after[name] - before[name] for name in after}, "emails": sent(ref)})
    print(json.dumps(trials))


def queue(number: int, at: datetime) -> str:
    """An event that measures count, and an email."""
    from django.db import transaction

    from commonworks.kernel import events
    from commonworks.network.ports import SYSTEM
    from commonworks.post import commands as post
    from tests.services.applying import SERVICE

    with transaction.atomic():
        events.record(
            "services.draft.started",
            subject=f"proof-{number}",
            by=SYSTEM,
            at=at,
            deployment=f"leeds.{SERVICE}",
        )
        return post.queue_email(
            to="resident@example.org",
            subject="Proof",
            body="Proof",
            about=f"proof-{number}",
            by=SYSTEM,
            at=at,
        )


def work(at: datetime) -> None:
    from commonworks.kernel import deliveries
    from commonworks.post import jobs

    while deliveries.deliver_next(at) | jobs.send_next(at):
        pass


def told() -> dict[str, int]:
    from django.db.models import Sum

    from commonworks.kernel.models import Delivery
    from commonworks.measures.models import Tally
    from commonworks.post.models import Message

    counted = Tally.objects.filter(measure="started").aggregate(all=Sum("count"))["all"]
    return {
        "counted": counted or 0,
        "owed": Delivery.objects.count(),
        "sent": Message.objects.filter(state="sent").count(),
    }


def sent(ref: str) -> int:
    from django.conf import settings

    from commonworks.integrations.outbox.reader import sent_letters

    return sum(letter.ref == ref for letter in sent_letters(settings.COMMONWORKS_DATA))


if __name__ == "__main__":
    main()
