"""News goes to other systems signed, is tried again, and stops when nobody takes it."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from commonworks.kernel import clock, encryption
from commonworks.kernel.errors import Conflict, Gone, Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.ports import SYSTEM, Actor
from commonworks.post import ports
from commonworks.post.models import Message
from commonworks.post.ports import Reply, Unreachable
from commonworks.signposts import exchanges
from commonworks.signposts.commands import alerts, follows, hooks
from commonworks.signposts.models import Hook, Parcel
from commonworks.signposts.policies.addresses import MOST_FAILURES
from commonworks.signposts.queries import hooks as queries
from commonworks.signposts.queries.follows import What
from tests.actors import NOON
from tests.signposts.conftest import announce, card

pytestmark = pytest.mark.usefixtures("councils")
URL = "https://hooks.example.org/T0/secret-path"


@dataclass
class There:
    """The other system: it keeps what it is told, and answers as it is told to."""

    status: int = 200
    trouble: str = ""
    told: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def ask(self, method, url, *, headers, body=b""):
        self.told.append((url, dict(headers), body))
        if self.trouble:
            raise Unreachable(self.trouble)
        return Reply(self.status, b"")


@pytest.fixture
def there():
    before, there = list(ports._outside), There()
    ports.provide_outside(there)
    yield there
    ports._outside[:] = before


def register(by: Actor, **told: str) -> hooks.Registered:
    return hooks.add_hook(**{"name": "Team channel", "url": URL, **told}, by=by, at=NOON)


def follow(by: Actor, hook: str) -> None:
    before = NOON - timedelta(days=1)
    follows.follow(what=What(kind="need"), frequency="immediate", hook=hook, by=by, at=before)


def work(at=NOON) -> int:
    while alerts.match_next(by=SYSTEM, at=at):
        pass
    count = 0
    while exchanges.send_next(at):
        count += 1
    return count


def test_news_is_sent_once_and_signed_with_the_secret(person, there):
    lead = person("lead")
    made = register(lead)
    follow(lead, made.ref)
    card()
    announce("need.1", "Camden joined")
    assert (work(), work()) == (1, 0)
    ((url, headers, body),) = there.told
    assert (url, json.loads(body)["headline"], json.loads(body)["card"]["ref"]) == (
        *(URL, "Camden joined"),
        "need.1",
    )
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(made.secret.removeprefix("whsec_"))
    mine = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mine}"


def test_what_follows_by_hook_gets_no_mail(person, there):
    lead = person("lead")
    follow(lead, register(lead).ref)
    card(), announce("need.1")
    work()
    alerts.send_digests(frequency="immediate", by=SYSTEM, at=NOON + timedelta(days=1))
    assert Message.objects.count() == 0


def test_address_and_secret_are_sealed_and_gone_when_it_is_removed(person, there):
    lead = person("lead")
    made = register(lead)
    everything = str([list(table.objects.values()) for table in (Hook, Event)])
    assert [each for each in ("secret-path", made.secret) if each in everything] == []
    assert [line.host for line in queries.hooks(by=lead)] == ["hooks.example.org"]
    hooks.remove_hook(ref=made.ref, by=lead, at=NOON)
    with pytest.raises(Gone):
        encryption.seal_of(f"hook.{made.ref}")


@pytest.mark.parametrize(
    "url",
    [
        *("http://hooks.example.org/", "https://localhost/", "https://127.0.0.1/", "https://0/"),
        *("https://2130706433/", "https://0x7f.1/", "https://[::1]/", "https://intranet/"),
        *("https://printer.local/", "https://db.internal/", "https://a:b@hooks.example.org/"),
        *("https://hooks.example.org:22/", "javascript:alert(1)", "", f"https://e.org/{'x' * 500}"),
        "https://hooks.example.org/\r\nHost: x",
    ],
)
def test_an_address_that_is_not_of_the_open_internet_is_refused_at_once(person, url):
    with pytest.raises(Invalid):
        register(person("lead"), url=url)
    assert Hook.objects.count() == 0


def test_what_is_not_taken_is_tried_again_with_the_same_id(person, there):
    lead = person("lead")
    follow(lead, register(lead).ref)
    card(), announce("need.1")
    there.status = 503
    work()
    assert work(NOON + timedelta(seconds=30)) == 0
    there.status = 204
    work(NOON + timedelta(minutes=2))
    assert ([told[1]["webhook-id"] for told in there.told], Parcel.objects.count()) == (
        [there.told[0][1]["webhook-id"]] * 2,
        0,
    )
    assert Hook.objects.values_list("failures", "last_code").get() == (0, "204")


@pytest.mark.parametrize(
    ("trouble", "status", "code"),
    [("not-public", 0, "not-public"), ("timeout", 0, "timeout"), ("", 302, "302")],
)
def test_a_private_address_a_silent_one_and_a_redirect_are_failures(
    person, there, trouble, status, code
):
    lead = person("lead")
    made = register(lead)
    hooks.send_test(ref=made.ref, by=lead, at=NOON)
    there.trouble, there.status = trouble, status
    work()
    assert Hook.objects.values_list("failures", "last_code").get() == (1, code)


def test_after_too_many_failures_it_is_turned_off_with_one_mail_and_on_again_by_a_person(
    person, there
):
    lead = person("lead")
    made = register(lead)
    follow(lead, made.ref)
    card()
    for number in range(MOST_FAILURES + 5):
        announce("need.1", f"News {number}")
    there.status = 500
    work()
    assert Hook.objects.values_list("state", "failures").get() == ("failed", MOST_FAILURES)
    assert (Parcel.objects.count(), Message.objects.count(), work()) == (0, 1, 0)
    announce("need.1", "Unheard")
    assert work() == 0
    hooks.turn(ref=made.ref, on=True, by=lead, at=NOON)
    there.status = 200
    announce("need.1", "Heard")
    work()
    assert json.loads(there.told[-1][2])["headline"] == "Heard"


def test_gone_means_never_again(person, there):
    lead = person("lead")
    made = register(lead)
    hooks.send_test(ref=made.ref, by=lead, at=NOON)
    there.status = 410
    work()
    assert Hook.objects.get().state == "failed"


def test_a_worker_that_was_taken_over_settles_nothing(person, there):
    lead = person("lead")
    hooks.send_test(ref=register(lead).ref, by=lead, at=NOON)
    late = hooks.take_parcel(by=SYSTEM, at=NOON)
    hooks.take_parcel(by=SYSTEM, at=NOON + timedelta(minutes=6))
    hooks.record_delivered(errand=late, status=200, by=SYSTEM, at=NOON)
    hooks.record_undelivered(errand=late, code="500", by=SYSTEM, at=NOON)
    assert (Parcel.objects.count(), Hook.objects.get().failures) == (1, 0)


def test_one_test_at_a_time_and_none_to_one_that_is_off(person, there):
    lead = person("lead")
    made = register(lead)
    for _ in range(3):
        hooks.send_test(ref=made.ref, by=lead, at=NOON)
    assert work() == 1
    assert json.loads(there.told[0][2])["type"] == "signposts.test"
    hooks.turn(ref=made.ref, on=False, by=lead, at=NOON)
    with pytest.raises(Conflict):
        hooks.send_test(ref=made.ref, by=lead, at=NOON)


def test_a_councils_address_is_kept_by_those_who_answer_for_it(person, there):
    lead, deputy, member = person("lead"), person("deputy"), person("member")
    made = register(lead, authority="leeds")
    hooks.turn(ref=made.ref, on=False, by=deputy, at=NOON)
    assert [line.name for line in queries.hooks(by=deputy)] == ["Team channel"]
    with pytest.raises(NotAllowed):
        hooks.turn(ref=made.ref, on=True, by=member, at=NOON)
    with pytest.raises(NotAllowed):
        register(member, authority="leeds")
    with pytest.raises(NotAllowed):
        register(lead, authority="camden")
    assert queries.hooks(by=member) == ()


def test_ones_own_address_is_nobody_elses(person, there):
    made = register(person("lead"))
    for deed in (hooks.renew_secret, hooks.remove_hook, hooks.send_test):
        with pytest.raises(Missing):
            deed(ref=made.ref, by=person("deputy"), at=NOON)


def test_the_secret_is_shown_once(sign_in, person, there):
    browser = sign_in(person("lead"))
    told = {"name": "Team channel", "url": URL, "authority": "leeds"}
    shown = browser.post("/alerts/addresses/add", told)
    assert ("whsec_" in shown.content.decode(), shown["Cache-Control"]) == (True, "no-store")
    page = f"/alerts/addresses/{Hook.objects.get().ref}/"
    assert "whsec_" not in browser.get(page).content.decode()
    assert browser.post(f"{page}test").status_code == 302
    assert (work(clock.now()), browser.get(f"{page}remove").status_code) == (1, 405)
    assert browser.post(f"{page}explode").status_code == 404
