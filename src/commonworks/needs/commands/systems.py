"""Say what a council runs, change it, retire it and bring it back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commonworks.kernel import locks
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.needs.commands import entries as writing
from commonworks.needs.models.estate import System
from commonworks.needs.policies import keepers, told
from commonworks.needs.policies import systems as policy
from commonworks.needs.policies.estate_known import UNNUMBERED
from commonworks.needs.policies.keepers import Deed
from commonworks.needs.policies.systems import Entry
from commonworks.needs.queries import entries, suppliers
from commonworks.network import queries as network
from commonworks.network.ports import Actor
from commonworks.network.queries import lgsl
from commonworks.signposts import commands as signposts

State = System.State


class EditedMeanwhile(Invalid):
    """Somebody else saved since this entry was opened. Nothing was written; what was typed can be
    sent again, over what they wrote."""

    status, code = 409, "edited-meanwhile"


class NotPossible(Conflict):
    code = "not-possible-now"


@transaction.atomic
def add_system(*, council: str, entry: Entry, by: Actor, at: datetime) -> str:
    """List a system that a council runs, and say its ref. Raises Invalid, Missing, NotAllowed."""
    keepers.check(by, Deed.KEEP_ESTATE, council)
    if not network.exists(council):
        raise Missing(_("There is no such council today."))
    entry = policy.tidied(entry)
    locks.take_turns(writing.ESTATE % council)
    _check(council, entry, but="")
    new = writing.New(entry, suppliers.supplier_of(entry.supplier))
    [ref] = writing.write_new(council=council, new=[new], by=by, at=at)
    name = network.short_names([council])[council]
    _announce(ref, f"{name} now lists {entry.name}", by, at)
    return ref


@transaction.atomic
def change_system(*, ref: str, entry: Entry, edition: int, by: Actor, at: datetime) -> None:
    """Save what a council now says. The same again changes nothing, but renews the entry.

    `edition` is the one that was opened: after a later one, EditedMeanwhile. Raises Invalid,
    Missing, NotAllowed, NotPossible.
    """
    row = _locked(ref, by)
    if row.state == State.RETIRED:
        raise NotPossible(_("This system is retired. Bring it back first."))
    if row.edition != edition:
        raise EditedMeanwhile(
            _(
                "Somebody else has saved this entry since you opened it. What you typed is not "
                "saved: look at the entry, then save again to replace what they wrote."
            )
        )
    entry = policy.tidied(entry)
    _check(row.council_id, entry, but=ref)
    before = entries.entry_of(row)
    over = writing.Over(row, before, entry, suppliers.supplier_of(entry.supplier))
    writing.write_over(council=row.council_id, over=[over], by=by, at=at)
    if before.contract_end != entry.contract_end and entry.contract_end:
        day = f"{entry.contract_end:%-d %B %Y}"
        _announce(ref, f"The contract for {row.name} now ends on {day}", by, at)


@transaction.atomic
def retire_system(*, ref: str, keep_card: bool = False, by: Actor, at: datetime) -> None:
    """Say that a council runs a system no longer. Its history stays. Twice is once.

    Nobody is asked any more whether it is still true, and no search finds it: its card comes down,
    or stays (`keep_card`) where signposts has put it away already, with the news that it is over.
    """
    row = _locked(ref, by)
    if row.state == State.RETIRED:
        return
    _move(row, State.RETIRED, "retired", by, at)
    if keep_card:
        signposts.put_card(**told.card(row, entries.services_of(ref)), by=by, at=at)
    else:
        news = f"Runs here no longer: {row.name}"
        signposts.take_down(ref=told.card_ref(ref), news=news, by=by, at=at)


@transaction.atomic
def bring_back(*, ref: str, by: Actor, at: datetime) -> None:
    """List a system again that was retired or archived."""
    row = _locked(ref, by)
    if row.state == State.RUNNING:
        return
    if _twice(row.council_id, entries.entry_of(row), but=ref):
        raise NotPossible(_("The council lists this system again already: change that entry."))
    row.good_until = policy.good_until(localdate(at), row.contract_end)
    _move(row, State.RUNNING, "brought-back", by, at)
    writing.hang(row=row, services=entries.services_of(ref), by=by, at=at)


@transaction.atomic
def confirm_system(*, ref: str, until: date, by: Actor, at: datetime) -> None:
    """Somebody who was asked says that an entry is true until that day."""
    row = _locked(ref, by)
    if row.state == State.RETIRED:
        return
    row.stale, row.good_until = False, until
    row.save(update_fields=["stale", "good_until"])
    if row.state == State.ARCHIVED:
        _move(row, State.RUNNING, "brought-back", by, at)


@transaction.atomic
def mark_stale(*, ref: str, by: Actor, at: datetime) -> None:
    """Nobody answered whether an entry is still true: it says so, and ranks last."""
    row = _locked(ref, by)
    if row.state == State.RUNNING and not row.stale:
        row.stale = True
        row.save(update_fields=["stale"])


@transaction.atomic
def archive_system(*, ref: str, by: Actor, at: datetime) -> None:
    """Nobody answered for long: take an entry out of the lists. Saving it again brings it back."""
    row = _locked(ref, by)
    if row.state == State.RUNNING:
        row.stale = True
        _move(row, State.ARCHIVED, "archived", by, at)


def _locked(ref: str, by: Actor) -> System:
    row = System.objects.select_for_update(of=("self",)).filter(ref=ref).first()
    if row is None:
        raise Missing(_("There is no such entry."))
    keepers.check(by, Deed.KEEP_ESTATE, row.council_id)
    return row


def _check(council: str, entry: Entry, *, but: str) -> None:
    wrong = policy.problems(entry)
    if "services" not in wrong:
        wrong |= _unlisted(entry.services)
    if wrong := wrong or _twice(council, entry, but=but):
        raise Invalid(_("This entry cannot be saved yet."), wrong)


def _unlisted(codes: tuple[str, ...]) -> dict[str, str]:
    """What to say of the first code that the official list does not have. One SQL query or two."""
    listed = lgsl.service_names(codes) if codes else {}
    unknown = [code for code in codes if code not in listed]
    if unknown and lgsl.services_are_loaded():
        return {
            "services": _("There is no service %(code)s in the list of services (LGSL).")
            % {"code": unknown[0]}
        }
    return {}


def _twice(council: str, entry: Entry, *, but: str) -> dict[str, str]:
    """That another entry is the same: by its reference, or by its name where one has none."""
    others = System.objects.filter(council=council).exclude(ref=but)
    if entry.own_ref and others.filter(own_ref=entry.own_ref).exists():
        return {"own_ref": _("Another entry has this reference.")}
    named = others.filter(name_key=policy.key_of(entry.name)).exclude(state=State.RETIRED)
    same = set(named.values_list("own_ref", flat=True))
    if "" in same:
        return {"name": _(UNNUMBERED)}
    return {"name": _(writing.TWICE)} if same and not entry.own_ref else {}


def _move(row: System, state: System.State, what: str, by: Actor, at: datetime) -> None:
    if state not in System.NEXT[State(row.state)]:
        raise NotPossible(
            _("A system that is %(state)s cannot become so.")
            % {"state": _(State(row.state).label).lower()}
        )
    row.state, row.changed_at = state, at
    row.edition += 1
    row.save()
    services = entries.services_of(row.ref)
    writing.write_down(row=row, what=what, services=services, by=by, at=at)


def _announce(ref: str, headline: str, by: Actor, at: datetime) -> None:
    signposts.announce(ref=told.card_ref(ref), headline=headline, by=by, at=at)
