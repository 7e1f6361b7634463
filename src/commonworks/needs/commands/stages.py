"""What becomes of a need once councils take it on: for factories, and for whoever sees it met."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonworks.needs import permissions
from commonworks.needs.commands.telling import ask_in_time, tell
from commonworks.needs.models import Need, NotPossible, Stage
from commonworks.needs.models.needs import STANDING
from commonworks.needs.permissions import Deed
from commonworks.network.ports import Actor


@transaction.atomic
def take_on(*, need: str, factory: str, by: Actor, at: datetime) -> None:
    """A factory works on this need. Taking on a need that is taken on changes nothing."""
    row = Need.objects.locked(need).leader()
    permissions.check(by, Deed.TAKE_ON, *by.organisations)
    if row.stage == Stage.TAKEN_ON:
        return
    row.move_to(Stage.TAKEN_ON)
    row.save(update_fields=["stage"])
    news = f"A factory takes this on: {row.title}"
    tell(need=row, what="taken-on", factory=factory, news=news, by=by, at=at)


@transaction.atomic
def let_go(*, need: str, factory: str, by: Actor, at: datetime) -> None:
    """No factory works on this need any more; others may take it on."""
    row = Need.objects.locked(need).leader()
    permissions.check(by, Deed.TAKE_ON, *by.organisations)
    if row.stage != Stage.TAKEN_ON:
        raise NotPossible(_("No factory works on this need."))
    row.move_to(Stage.OPEN)
    row.save(update_fields=["stage"])
    tell(need=row, what="let-go", factory=factory, news=f"Open again: {row.title}", by=by, at=at)


@transaction.atomic
def mark_met(*, need: str, by: Actor, at: datetime) -> None:
    """The problem is solved, as the council that declared it says. Nobody is asked any more."""
    row = Need.objects.locked(need)
    permissions.check(by, Deed.CHANGE, row.authority_id)
    row.move_to(Stage.MET)
    row.stand(until=row.good_until)
    row.save(update_fields=["stage", *STANDING])
    tell(need=row, what="met", news=f"Met: {row.title}", by=by, at=at)
    ask_in_time(need=row, by=by, at=at)


@transaction.atomic
def confirm(*, need: str, until: date, by: Actor, at: datetime) -> None:
    """Its owner says that the need is still true. The letter that asked is proof of who they are,
    and `signposts` looked at it."""
    row = Need.objects.locked(need)
    row.stand(until=until)
    row.save(update_fields=STANDING)


@transaction.atomic
def archive(*, need: str, over: bool = False, by: Actor, at: datetime) -> None:
    """Nobody answered for the need, or its owner says that it is `over`: it goes to the end of
    lists, and its council can bring it back."""
    Need.objects.filter(ref=need, archived_at=None).update(archived_at=at, over=over)
