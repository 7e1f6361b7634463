"""What everybody hears of a need when something was done to it: its event, its card, its news."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from commonworks.kernel import events
from commonworks.kernel.events import Told
from commonworks.needs.models import Need, Stage, Visibility
from commonworks.needs.models.needs import ASKED
from commonworks.needs.policies.said import FIELDS
from commonworks.needs.queries import standing
from commonworks.network.ports import Actor
from commonworks.signposts import commands as signposts
from commonworks.signposts.commands import hanging
from commonworks.signposts.commands.hanging import Kept, Sign
from commonworks.signposts.queries import hung

HUNG = (Stage.OPEN, Stage.TAKEN_ON, Stage.MET)  # stages in which a need has a card
A_BATCH = 500


@transaction.atomic
def tell(*, need: Need, what: str, by: Actor, at: datetime, news: str = "", **ids: str) -> None:
    """Record `needs.need.<what>`, put the card right, and announce the news to who follows it.

    A need that is for the network alone has a card that people of the network find, and they alone
    hear news of it; its event carries no words.
    """
    tell_all(told=[(need, ids)], what=what, by=by, at=at)
    if need.stage not in HUNG:
        said = f"{Stage(need.stage).label}: {need.title}"
        signposts.take_down(ref=need.card, news=said, by=by, at=at)
    elif news:
        signposts.announce(ref=need.card, headline=news, by=by, at=at)


@transaction.atomic
def tell_all(
    *, told: Sequence[tuple[Need, Mapping[str, str]]], what: str, by: Actor, at: datetime
) -> None:
    """The same of many, each with ids of its own, without news: record, and put cards right."""
    said = [Told(need.ref, _item(need, ids), ids) for need, ids in told]
    events.record_all(f"needs.need.{what}", said, by=by, at=at)
    _hang([need for need, _ in told if need.stage in HUNG], by, at)


@transaction.atomic
def ask_in_time(*, need: Need, by: Actor, at: datetime) -> None:
    """Have the owner asked whether the need is still true, before it is no longer good. A need that
    is met stays met: nobody is asked about it until it is opened again."""
    ask_all_in_time(needs=[need], by=by, at=at)


@transaction.atomic
def ask_all_in_time(*, needs: Sequence[Need], by: Actor, at: datetime) -> None:
    """The same of many."""
    kept = [
        Kept(each.card, each.owner, _asked_by(each, at)) for each in needs if each.stage in ASKED
    ]
    hanging.keep_all_fresh(kept=kept, by=by, at=at)
    if over := [each.card for each in needs if each.stage not in ASKED]:
        signposts.ask_no_more(refs=over, by=by, at=at)


@transaction.atomic
def hang_missing(*, after: str = "", by: Actor, at: datetime) -> str:
    """Put up the cards that needs for the network lack, and have their owners asked: those that
    were declared when such needs had no card would never be asked about.

    Looks at a batch of needs whose refs come `after` this one, and answers the last; "" when there
    are no more.
    """
    alone = Need.objects.filter(visibility=Visibility.NETWORK, stage__in=HUNG, archived_at=None)
    needs = list(alone.filter(ref__gt=after).select_for_update().order_by("ref")[:A_BATCH])
    lacking = hung.lacking(need.card for need in needs)
    some = [need for need in needs if need.card in lacking]
    _hang(some, by, at)
    kept = [
        Kept(need.card, need.owner, _asked_by(need, at)) for need in some if need.stage in ASKED
    ]
    hanging.keep_all_fresh(kept=kept, by=by, at=at)
    return needs[-1].ref if needs else ""


def _asked_by(need: Need, at: datetime) -> date:
    """What should have been asked by now is asked tomorrow."""
    return max(need.good_until, localdate(at) + timedelta(days=1))


def _item(need: Need, ids: Mapping[str, str]) -> dict[str, Any] | None:
    """The public item of the register; of what the network alone sees, there is none."""
    if need.visibility != Visibility.PUBLIC:
        return None
    said = {name: value for name in FIELDS if (value := getattr(need, name)) not in ("", None)}
    more = {"need": need.ref, "authority": need.authority_id, "edition": need.edition}
    return {**said, **more, "stage": str(need.stage), **ids}


def _hang(needs: Sequence[Need], by: Actor, at: datetime) -> None:
    notes = standing.notes_on(need.ref for need in needs)
    signs = [_sign(need, notes.get(need.ref, ())) for need in needs]
    hanging.put_cards(signs=signs, by=by, at=at)


def _sign(need: Need, notes: Sequence[str]) -> Sign:
    facts = {"councils": need.councils, "volume": need.volume, "cost_pence": need.cost_pence}
    return Sign(
        ref=need.card,
        kind="need",
        title=need.title,
        text=need.problem,
        link=need.get_absolute_url(),
        authority=need.authority_id,
        service_code=need.service_code,
        state=need.stage,
        facts={name: value for name, value in facts.items() if value is not None},
        network_only=need.visibility == Visibility.NETWORK,
        more="\n".join(filter(None, (*notes, need.who, need.tried, need.constraints))),
    )
