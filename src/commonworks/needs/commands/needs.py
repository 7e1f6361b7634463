"""Declare a need, say it otherwise, give it another owner, withdraw it, open it again."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Conflict, Invalid
from commonworks.needs import permissions
from commonworks.needs.commands import wordings
from commonworks.needs.commands.telling import ask_in_time, tell
from commonworks.needs.commands.wordings import Changed, New
from commonworks.needs.models import Need, NotPossible, Stage, Visibility
from commonworks.needs.models.needs import ASKED, STANDING
from commonworks.needs.permissions import OFFICERS, Deed
from commonworks.needs.policies.personal import SeemsPersonal, found_in
from commonworks.needs.policies.said import Said, changes, checked, says_now
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl, profiles
from commonworks.signposts import commands as signposts

ENDED = (Stage.MERGED, Stage.WITHDRAWN)
# What somebody may know and go on all the same, named in `despite`.
DESPITE = PERSONAL, AGAIN = "personal", "again"


class DeclaredAlready(Conflict):
    code = "need-declared-already"


class ChangedMeanwhile(Conflict):
    """`fields`: what the need says now, beside each field that would say otherwise."""

    code = "need-changed-meanwhile"

    def __init__(self, message: str, fields: Mapping[str, str]) -> None:
        super().__init__(message)
        self.fields = {"need": message, **fields}


@transaction.atomic
def declare(
    *,
    authority: str,
    said: Said,
    by: Actor,
    at: datetime,
    despite: Collection[str] = (),
) -> str:
    """Say that a council has a problem; answers the need's ref. Whoever declares it owns it.

    Raises Invalid beside fields; SeemsPersonal unless `despite` has "personal"; DeclaredAlready
    where the council has an open need of that title, unless it has "again".
    """
    permissions.check(by, Deed.DECLARE, authority)
    if not profiles.are_councils([authority]):
        raise Invalid(
            _("Only a council of today can declare a need."), {"authority": _("Choose a council")}
        )
    said = _acceptable(said, despite)
    if AGAIN not in despite:
        _check_is_new(authority, said.title)
    [ref] = wordings.write_new(authority=authority, new=[New(said)], by=by, at=at)
    headline = f"Declared: {said.title}"
    signposts.announce(ref=Need(ref=ref).card, headline=headline, by=by, at=at)
    return ref


@transaction.atomic
def change(
    *,
    need: str,
    said: Said,
    edition: int,
    by: Actor,
    at: datetime,
    despite: Collection[str] = (),
) -> bool:
    """Say a need otherwise than its edition of that number did; whether anything changed. The same
    again brings back what was archived, and otherwise changes nothing.

    Raises ChangedMeanwhile where somebody else was quicker, and what `declare` raises.
    """
    row = Need.objects.locked(need)
    permissions.check(by, Deed.CHANGE, row.authority_id)
    before = Said.of(row)
    if row.edition != edition:
        raise ChangedMeanwhile(
            _(
                "Somebody changed this need while you were writing. Look at what it says now, and "
                "make your change again."
            ),
            says_now(before, said, lgsl.service_names([before.service_code])),
        )
    if row.stage in ENDED:
        raise NotPossible(_("This need has ended. Open it again before you change it."))
    said = _acceptable(said, despite)
    if said.visibility != row.visibility and row.merged.exists():
        raise NotPossible(
            _("Others were merged into this need: all must be seen by the same people.")
        )
    if not changes(asdict(before), asdict(said)):
        return _bring_back(row, by, at)
    wordings.write_over(changed=[Changed(row, said)], by=by, at=at)
    opened = said.visibility != before.visibility == Visibility.NETWORK
    headline = f"{'Public now' if opened else 'Changed'}: {row.title}"
    signposts.announce(ref=row.card, headline=headline, by=by, at=at)
    return True


@transaction.atomic
def give_owner(*, need: str, owner: str, by: Actor, at: datetime) -> None:
    """Have a colleague answer for the need from now on."""
    row = Need.objects.locked(need)
    permissions.check(by, Deed.CHANGE, row.authority_id)
    if owner not in network.holders(row.authority_id, *OFFICERS):
        raise Invalid(_("Choose one of your colleagues."), {"owner": _("Choose a colleague")})
    row.owner = owner
    row.save(update_fields=["owner"])
    tell(need=row, what="given", by=by, at=at)
    ask_in_time(need=row, by=by, at=at)


@transaction.atomic
def withdraw(*, need: str, by: Actor, at: datetime) -> None:
    """Take a need back. Its page stays, and says so."""
    row = Need.objects.locked(need)
    permissions.check(by, Deed.WITHDRAW, row.authority_id)
    if row.merged.exists():
        raise NotPossible(_("Other needs were merged into this one. Split them off first."))
    row.move_to(Stage.WITHDRAWN)
    row.stand(until=row.good_until)
    row.save(update_fields=["stage", *STANDING])
    tell(need=row, what="withdrawn", by=by, at=at)


@transaction.atomic
def reopen(*, need: str, by: Actor, at: datetime) -> None:
    """Take up a need again that was withdrawn, met or archived."""
    row = Need.objects.locked(need)
    permissions.check(by, Deed.CHANGE, row.authority_id)
    if row.stage == Stage.MERGED:
        raise NotPossible(_("This need was merged with another. Split it off to open it again."))
    if row.stage in ASKED and _bring_back(row, by, at):
        return
    row.move_to(Stage.OPEN)
    row.stand(until=at.date() + wordings.GOOD_FOR)
    row.save()
    tell(need=row, what="reopened", news=f"Open again: {row.title}", by=by, at=at)
    ask_in_time(need=row, by=by, at=at)


def _bring_back(row: Need, by: Actor, at: datetime) -> bool:
    """Its council says again what a need says: it is true, if it was archived; whether it was."""
    if row.archived_at is None:
        return False
    row.stand(until=at.date() + wordings.GOOD_FOR)
    row.save(update_fields=STANDING)
    tell(need=row, what="brought-back", news=f"Brought back: {row.title}", by=by, at=at)
    ask_in_time(need=row, by=by, at=at)
    return True


def _acceptable(said: Said, despite: Collection[str]) -> Said:
    said = checked(said)
    if said.service_code and not lgsl.service_names([said.service_code]):
        raise Invalid(
            _("There is no service %(code)s in the official list of services.")
            % {"code": said.service_code[:12]},
            {"service_code": _("Choose a service from the list")},
        )
    if PERSONAL not in despite and (found := found_in(said.texts)):
        about = {
            each.field: _("This seems to hold %(kind)s") % {"kind": _(each.kind)} for each in found
        }
        raise SeemsPersonal(
            _(
                "This seems to say something about a person. Take it out, or confirm that it may "
                "be published."
            ),
            about,
        )
    return said


def _check_is_new(authority: str, title: str) -> None:
    same = Need.objects.filter(authority=authority, title__iexact=title).exclude(stage__in=ENDED)
    if ref := same.values_list("ref", flat=True).first():
        raise DeclaredAlready(
            _("Your council has declared this need already: %(ref)s.") % {"ref": ref}
        )
