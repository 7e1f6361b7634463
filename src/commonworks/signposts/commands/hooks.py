"""Addresses of other systems that hear of news: registered, told, and turned off when they fail."""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commonworks.kernel import encryption, events
from commonworks.kernel.errors import Conflict, Invalid, Missing
from commonworks.network.commands import letters
from commonworks.network.ports import Actor
from commonworks.signposts import permissions
from commonworks.signposts.models import Hook, Parcel
from commonworks.signposts.policies.addresses import MOST_FAILURES, PREFIX, check_address
from commonworks.signposts.policies.parcels import contents

MOST = 10  # addresses of one person
ATTEMPTS = 10  # of one parcel, over a day or so
TEST_AGAIN = timedelta(minutes=1)
State = Hook.State


@dataclass(frozen=True, slots=True)
class Registered:
    """A new address, and the secret with which its messages are signed. It is shown this once."""

    ref: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be sent where, for the moment of sending."""

    parcel: str
    attempt: int
    url: str = field(repr=False)
    secret: str = field(repr=False)
    body: bytes


@transaction.atomic
def add_hook(*, name: str, url: str, authority: str = "", by: Actor, at: datetime) -> Registered:
    """Register an address, of one's own or of a council that one answers for."""
    permissions.check_may_keep_hooks_of(by, authority)
    name, url = " ".join(name.split())[:80], check_address(url)
    if not name:
        raise Invalid(_("Say what you call it."), {"name": _("Say what you call it")})
    if Hook.objects.filter(person=by.ref).count() >= MOST:
        raise Conflict(_("You have %(most)s addresses. Remove one of them first.") % {"most": MOST})
    ref, secret = uuid4(), _new_secret()
    seal = encryption.new_seal(subject=_subject(ref), authority=authority or "network", at=at)
    Hook.objects.create(
        ref=ref,
        name=name,
        person=by.ref,
        authority=authority,
        url=seal.seal("url", url),
        secret=seal.seal("secret", secret),
        made_at=at,
    )
    events.record("signposts.hook.registered", subject=str(ref), by=by, at=at)
    return Registered(str(ref), secret)


@transaction.atomic
def renew_secret(*, ref: str, by: Actor, at: datetime) -> Registered:
    """A new secret, from the next message on."""
    hook, secret = _mine(ref, by), _new_secret()
    hook.secret = encryption.seal_of(_subject(hook.ref)).seal("secret", secret)
    hook.save(update_fields=["secret"])
    events.record("signposts.hook.secret-renewed", subject=ref, by=by, at=at)
    return Registered(ref, secret)


@transaction.atomic
def turn(*, ref: str, on: bool, by: Actor, at: datetime) -> None:
    """Turn an address on, or off; what waits for one that is off is not sent."""
    hook, wanted = _mine(ref, by), State.ON if on else State.OFF
    if hook.state == wanted:
        return
    if wanted not in Hook.NEXT[State(hook.state)]:
        raise Conflict(_("This address is off already."))
    hook.state, hook.failures = wanted, 0
    hook.save(update_fields=["state", "failures"])
    if not on:
        hook.parcels.all().delete()
    events.record(f"signposts.hook.turned-{wanted}", subject=ref, by=by, at=at)


@transaction.atomic
def remove_hook(*, ref: str, by: Actor, at: datetime) -> None:
    """Forget an address, its secret, and what it follows."""
    hook = _mine(ref, by)
    encryption.erase(_subject(hook.ref))
    hook.delete()
    events.record("signposts.hook.removed", subject=ref, by=by, at=at)


@transaction.atomic
def send_test(*, ref: str, by: Actor, at: datetime) -> None:
    """Have a message sent that says it is a test. One at a time."""
    hook = _mine(ref, by)
    if hook.state != State.ON:
        raise Conflict(_("Turn the address on first."))
    if not hook.parcels.filter(news=None, made_at__gt=at - TEST_AGAIN).exists():
        hook.parcels.filter(news=None).delete()
        Parcel.objects.create(hook=hook, due=at, made_at=at)


@transaction.atomic
def take_parcel(*, by: Actor, at: datetime) -> Errand | None:
    """Lease the next parcel that is due, and open what is sealed for the moment of sending."""
    if (parcel := Parcel.take(at=at)) is None:
        return None
    rows = Parcel.objects.select_related("hook", "news__card")
    row = rows.get(pk=parcel.pk)
    seal = encryption.seal_of(_subject(row.hook_id))
    return Errand(
        str(row.ref),
        parcel.attempts,
        seal.open("url", row.hook.url),
        seal.open("secret", row.hook.secret),
        contents(row.news),
    )


@transaction.atomic
def record_delivered(*, errand: Errand, status: int, by: Actor, at: datetime) -> None:
    """The address took it. A worker whose lease another has taken over settles nothing."""
    if (parcel := _held(errand)) is None:
        return
    parcel.settle()
    hook = Hook.objects.filter(ref=parcel.hook_id)
    hook.update(failures=0, last_code=str(status), last_at=at)


@transaction.atomic
def record_undelivered(*, errand: Errand, code: str, by: Actor, at: datetime) -> None:
    """The address did not take it: again later, until patience runs out with it."""
    if (parcel := _held(errand)) is None:
        return
    hook = Hook.objects.select_for_update().get(ref=parcel.hook_id)
    hook.failures, hook.last_code, hook.last_at = hook.failures + 1, code[:40], at
    if parcel.attempts >= ATTEMPTS or parcel.news_id is None:
        parcel.settle()
    else:
        parcel.postpone(Undelivered(code), at=at)
    # 410 is a receiver's way to say: never again.
    if hook.state == State.ON and (hook.failures >= MOST_FAILURES or code == "410"):
        _give_up(hook, by=by, at=at)
    hook.save(update_fields=["failures", "last_code", "last_at", "state"])


class Undelivered(Exception):
    """Why a parcel is tried again, as a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _give_up(hook: Hook, *, by: Actor, at: datetime) -> None:
    hook.state = State.FAILED
    hook.parcels.all().delete()
    address = settings.COMMONWORKS_ADDRESS + reverse("signposts:hook", args=[hook.ref])
    letters.write_to(
        person=hook.person,
        subject=f"We send nothing to “{hook.name}” any more",
        body=f"The web address that you registered as “{hook.name}” failed "
        f"{hook.failures} times in a row; its last answer was: {hook.last_code}.\n\n"
        f"Put it right, then turn it on again:\n{address}\n",
        about=f"hook.{hook.ref}",
        by=by,
        at=at,
    )
    events.record("signposts.hook.failed", subject=str(hook.ref), by=by, at=at)


def _mine(ref: str, by: Actor) -> Hook:
    hook = Hook.objects.select_for_update().filter(ref=ref).first()
    if hook is None or not (hook.person == by.ref or hook.authority):
        raise Missing(_("There is no such address of yours."))
    permissions.check_may_keep_hooks_of(by, hook.authority)
    return hook


def _held(errand: Errand) -> Parcel | None:
    return Parcel.objects.filter(ref=errand.parcel, attempts=errand.attempt).first()


def _subject(ref: object) -> str:
    return f"hook.{ref}"


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
