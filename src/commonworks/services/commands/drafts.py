"""An application while it is being filled in: begin it, keep its answers, mail a way back to it."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel import encryption, events
from commonworks.kernel.errors import Conflict, Gone
from commonworks.network.ports import Actor
from commonworks.post import commands as post
from commonworks.services.models import Draft
from commonworks.services.queries.access import token_hash
from commonworks.services.queries.plans import live_plan
from formwork import display_date

WAY_BACK = gettext_noop(
    """You can go on with your application to %(council)s: %(service)s.

Open this link to see the answers you have saved:

%(link)s

Anyone with the link can see and change your answers. Do not pass it on.

If you do not send your application by the end of %(date)s, we will delete your answers. Each time \
you save an answer you get more time."""
)


# Written out: it runs with every answer, and the ORM takes a quarter of that request to write it.
# The day of expiry stands in an index: it is written where it is another one, once a day.
KEEP = """UPDATE services_draft
SET answers = %s, revision = %s, page = %s, language = %s, touched_at = %s{more_time}
WHERE ref = %s AND revision = %s AND state = %s
"""
SAME_DAY, MORE_TIME = KEEP.format(more_time=""), KEEP.format(more_time=", expires_at = %s")


class NotOpen(Conflict):
    code, title = "service-not-open", gettext_noop("You cannot apply at the moment")


class DraftEnded(Gone):
    code, title = "draft-ended", gettext_noop("Your application has ended")


@dataclass(frozen=True, slots=True)
class Begun:
    """`page` is the id of the first page."""

    ref: str
    page: str
    expires_at: datetime


@transaction.atomic
def start_draft(*, token: str, deployment: str, language: str, by: Actor, at: datetime) -> Begun:
    """Begin an application, which is held to the form as it stands now. Raises NotOpen, Missing."""
    running = live_plan(deployment)
    if not running.is_live:
        raise NotOpen(_("This service is not taking applications at the moment."))
    ref, plan = f"D-{secrets.token_hex(10)}", running.plan
    expires_at = plan.kept_until(at)
    encryption.new_seal(subject=ref, authority=running.organisation, at=at)
    Draft.objects.create(
        ref=ref,
        authority_id=running.organisation,
        deployment_id=deployment,
        release_id=plan.release,
        edition_id=plan.edition,
        token_hash=token_hash(token),
        language=language,
        page=plan.shape.start,
        started_at=at,
        touched_at=at,
        expires_at=expires_at,
    )
    events.record("services.draft.started", subject=ref, by=by, at=at, deployment=deployment)
    return Begun(ref, plan.shape.start, expires_at)


def keep_answers(
    *,
    draft: str,
    revision: int,
    sealed: Mapping[str, str],
    page: str,
    language: str,
    expires_at: datetime | None,
    by: Actor,
    at: datetime,
) -> bool:
    """Put these answers in the place of those of `revision`; false where another tab was first, or
    the draft is no longer open: then read it again and begin anew. No `expires_at` leaves the day
    as it is. One SQL query, which is a transaction by itself, and no event.

    Compared and swapped, so that reading, looking up and sealing need no lock: SQLite has but one.
    """
    moment = connection.ops.adapt_datetimefield_value
    until = (moment(expires_at),) if expires_at else ()
    new = (json.dumps(dict(sealed)), revision + 1, page, language, moment(at), *until)
    with connection.cursor() as cursor:
        cursor.execute(
            MORE_TIME if expires_at else SAME_DAY, [*new, draft, revision, Draft.State.OPEN]
        )
        return bool(cursor.rowcount == 1)


@transaction.atomic
def email_link(*, draft: str, to: str, link: str, language: str, by: Actor, at: datetime) -> None:
    """Mail the way back to an application. Whoever holds the link can go on with it."""
    row = Draft.objects.filter(ref=draft, state=Draft.State.OPEN, expires_at__gt=at).first()
    if row is None:
        raise DraftEnded(_("This application has been sent or has ended."))
    running = live_plan(row.deployment_id)
    told = {
        "service": running.plan.title(language),
        "council": running.name,
        "link": link,
        "date": display_date(timezone.localdate(row.expires_at).isoformat(), language),
    }
    with translation.override(language):
        subject, body = _("Go on with your application: %(service)s") % told, _(WAY_BACK) % told
    post.queue_email(
        to=to,
        subject=subject,
        body=body,
        about=draft,
        authority=running.organisation,
        by=by,
        at=at,
    )
