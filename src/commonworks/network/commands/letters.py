"""Write to people whose addresses other rooms never see."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonworks.kernel.events import Doer
from commonworks.network.models import Person
from commonworks.post import commands as post


@transaction.atomic
def write_to(
    *,
    person: str,
    subject: str,
    body: str,
    about: str,
    unsubscribe: str = "",
    by: Doer,
    at: datetime,
    erase_at: datetime | None = None,
) -> bool:
    """Have an email sent to somebody, by their opaque ref; False if there is no such person.

    `about`, `unsubscribe` and `erase_at` are as in `post.commands.queue_email`.
    """
    try:
        ref = UUID(person)
    except ValueError:
        return False  # the house itself, for example, has no mailbox
    if (to := Person.objects.filter(ref=ref).values_list("email", flat=True).first()) is None:
        return False
    post.queue_email(
        to=to,
        subject=subject,
        body=body,
        about=about,
        unsubscribe=unsubscribe,
        by=by,
        at=at,
        erase_at=erase_at,
    )
    return True
