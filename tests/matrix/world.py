"""Two councils that run the parking permit, people in every role, and one way to ask for a page.

Leeds is `own`: what an address names is always Leeds'. Camden is `other`: it has the same, so that
what must not be mixed up can be.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse, SimpleCookie
from django.test import Client

from commonworks.decisions import commands as decisions
from commonworks.decisions import ports
from commonworks.decisions.commands import closing
from commonworks.factories.commands import body, introductions
from commonworks.factories.models import Aim
from commonworks.kernel import clock, deliveries, encryption
from commonworks.kernel.leases import PATIENCE
from commonworks.kernel.models import Delivery, Event
from commonworks.needs.commands import drafts, needs, suppliers, supports, systems
from commonworks.needs.policies.said import Said
from commonworks.needs.policies.systems import Entry
from commonworks.network.commands import people, suspensions
from commonworks.network.models import Invitation, Membership, Organisation, Person
from commonworks.network.ports import BODY, SYSTEM, Actor
from commonworks.services import exchanges
from commonworks.services.commands import cases, catalogue, deployments
from commonworks.services.models import Case, Payment, Release, Submission
from commonworks.services.permissions import RESIDENT
from commonworks.services.queries.access import token_hash
from tests.actors import NOON, member_of
from tests.matrix.addresses import BODIES, PASSWORD, QUERIES, VALUES, WHOLE
from tests.matrix.cells import EVERYBODY, Who
from tests.matrix.furnishing import Shelves, furnish
from tests.matrix.news import Alerts, news_of_leeds
from tests.services.applied import KEY, SECRET
from tests.services.applying import SERVICE, Browser, published, running, vehicle
from tests.services.permits import LEAD, PERMIT
from tests.services.provider import Provider
from tests.services.test_owner_pages import inputs

PLACES = {"leeds": ("LS1 4AP", "headingley"), "camden": ("NW1 2DB", "ca-a")}
SUPPLIER = "a-supplier"
DECIDING = "matrix.leeds"  # a body that puts motions
SIDES = {"own": "leeds", "other": "camden", "former": "leeds", "body": BODY, "supplier": SUPPLIER}


@dataclass(slots=True)
class Council:
    """What a council has: refs, and the tokens of the browsers and links that lead to them."""

    ref: str
    deployment: str = ""
    open: str = ""  # the cookie of an application that is being filled in, complete but not sent
    instance: str = ""  # the vehicle in it
    unpaid: str = ""  # the cookie of one that was sent and is to be paid
    paid: str = ""  # the cookie of one that was sent and paid for
    payment: str = ""
    case: str = ""
    decided: str = ""
    status: str = ""  # the token of the emailed link to the case
    colleague: str = ""
    invitation: str = ""
    invited: str = ""  # the token in the letter


@dataclass(slots=True)
class World:
    leeds: Council
    camden: Council
    shelves: Shelves
    actors: dict[Who, Actor] = field(default_factory=dict)
    sessions: dict[Who, str] = field(default_factory=dict)
    alerts: Alerts = field(default_factory=Alerts)
    letter: int = 0  # the dead letter's number
    release: str = ""
    motion: str = ""  # that Leeds put and may vote on now
    decided_motion: str = ""
    aim: int = 0  # of the strategy that waits for the members' vote
    introduction: str = ""  # of Leeds to Camden, not answered
    supplier: str = ""
    system: str = ""  # what Leeds runs, of that supplier
    need: str = ""  # Leeds', which Camden supports
    other_need: str = ""  # Camden's
    need_draft: str = ""  # what the lead of Leeds is about to declare
    email_key: str = ""
    password_key: tuple[str, str] = ("", "")
    settings_form: Mapping[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def ask(self, method: str, route: str, who: Who) -> int:
        """The status of one request. What it changes is the caller's to undo."""
        path, query = self.path(route), self.query(route)
        body, kind, headers = self.body(route) if method == "POST" else (b"", "", {})
        answer = self.send(method, path + query, who, body=body, kind=kind, headers=headers)
        return answer.status_code

    def send(
        self,
        method: str,
        path: str,
        who: Who,
        *,
        body: Mapping[str, Any] | bytes = b"",
        kind: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Each request begins with the cookies that somebody has, whatever the last one left."""
        self.client.cookies = SimpleCookie(self._cookies(path, who))
        if method == "POST" and not isinstance(body, bytes):
            return self.client.post(path, body, headers=headers)
        data = body if isinstance(body, bytes) else b""
        return self.client.generic(method, path, data, content_type=kind, headers=headers)

    def _cookies(self, path: str, who: Who) -> dict[str, str]:
        """Those of a session; of a resident, that of the application the address is about."""
        if session := self.sessions.get(who):
            return {"sessionid": session}
        council = {"applicant": self.leeds, "neighbour": self.camden}.get(who.role)
        return {"draft": getattr(council, _stage(path))} if council else {}

    def path(self, route: str) -> str:
        """The address of Leeds' things at a route. A parameter that is not known fails."""
        if route in WHOLE:
            return WHOLE[route](self)
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: self._value(route, found[1]), route)

    def _value(self, route: str, parameter: str) -> str:
        fitting = [at for at in VALUES if at[1] == parameter and route.startswith(at[0])]
        assert fitting, f"Say in tests/matrix/addresses.py what <{parameter}> is in {route}"
        return VALUES[max(fitting, key=lambda at: len(at[0]))](self)

    def query(self, route: str) -> str:
        if route == "/decisions/propose":
            return f"?body={DECIDING}"
        return "?postcode=LS1+4AP" if route.endswith("/find") else QUERIES.get(route, "")

    def body(self, route: str) -> tuple[Mapping[str, Any] | bytes, str, dict[str, str]]:
        """(body, content type, headers) of the smallest post that would do something."""
        if route.startswith("/webhooks/"):
            message = self.message()
            return message, "application/json", {"Pay-Signature": _signature(message)}
        made = BODIES.get(route, {})
        if route.startswith("/api/"):
            return json.dumps(made).encode(), "application/json", {}
        return (made(self) if callable(made) else made), "", {}

    @property
    def motion_form(self) -> Mapping[str, str]:
        """A motion of Leeds', to be voted on until next year."""
        return {"title": "T", "rule": "majority", "closes_at": "5pm", **_until("closes", 1)}

    @property
    def paper_form(self) -> Mapping[str, str]:
        return {"kind": "constitution", "text": "T", **_until("closes", 1)}

    @property
    def election_form(self) -> Mapping[str, str]:
        term = _until("starts", 1) | _until("ends", 2)
        return {"candidates": "Ada", **term, **_until("closes", 1)}

    def message(self) -> bytes:
        """News of Leeds' payment, as the provider writes it."""
        payment = Payment.objects.get(ref=self.leeds.payment)
        about = {
            "payment_id": payment.provider_ref,
            "reference": payment.ref,
            "amount": payment.pence,
            "state": {"status": "success", "finished": True},
        }
        told = {"id": "m1", "event_type": "card_payment_succeeded", "resource_type": "payment"}
        return json.dumps({**told, "resource": about}).encode()


def _stage(path: str) -> str:
    """Which of a resident's applications an address is about."""
    if re.search(r"/(pay)$", path):
        return "unpaid"
    return "paid" if re.search(r"/(return|sent|feedback)$", path) else "open"


def _signature(message: bytes) -> str:
    return hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()


def build(provider: Provider) -> World:
    """Everything through the commands and pages that people use, except roles and dead letters."""
    published()
    catalogue.publish_definition(factory="parking", data=PERMIT.encode(), by=LEAD, at=NOON)
    kinds = ((BODY, "convening-body"), (SUPPLIER, "supplier"), ("lga", "local-government-body"))
    for ref, type_ in kinds:
        Organisation.objects.create(ref=ref, name=ref, type=type_, nation="england")
    councils = (_council("leeds", provider), _council("camden", provider))
    world = World(*councils, furnish())
    world.release = Release.objects.get(service=SERVICE).hash
    world.letter = _dead_letter()
    world.supplier, world.system = SUPPLIER, _system()
    for who in EVERYBODY:
        _admit(world, who)
    _accounts(world)
    _motions(world)
    _body(world)
    world.alerts = news_of_leeds(world.actors[Who("own", "lead")])
    world.need, world.other_need = _need("leeds"), _need("camden")
    supports.support(
        need=world.need, authority="camden", by=member_of("camden", "lead"), at=clock.now()
    )
    world.need_draft = _need_draft(world.actors[Who("own", "lead")])
    while deliveries.deliver_next(clock.now()):
        pass
    return world


def _need_draft(lead: Actor) -> str:
    said = Said(title="Skips on the road", problem="Mrs Patel waits for weeks.")
    return drafts.keep(authority="leeds", said=said, by=lead, at=clock.now())


def _need(council: str) -> str:
    """What a council says it has."""
    said = Said(title=f"Permits of {council} come by post", problem="It takes weeks.")
    lead = member_of(council, "lead")
    return needs.declare(authority=council, said=said, by=lead, at=clock.now())


def _system() -> str:
    """What Leeds runs, and its supplier has answered."""
    entry = Entry("Kerbside", supplier=SUPPLIER, cost_band="10k-30k")
    lead, at = member_of("leeds", "lead"), clock.now()
    ref = systems.add_system(council="leeds", entry=entry, by=lead, at=at)
    vendor = Actor("vendor", frozenset({(SUPPLIER, "supplier")}), "Vendor")
    suppliers.answer(system=ref, text="So it does.", by=vendor, at=at)
    return ref


def _council(ref: str, provider: Provider) -> Council:
    council = Council(ref, running(ref))
    owner, at = member_of(ref, "service-owner"), clock.now()
    deployments.keep_account(council=ref, api_key=KEY, webhook_secret=SECRET, by=owner, at=at)
    _begun(council)
    _sent(council, provider)
    council.colleague = people.admit(
        email=f"colleague@{ref}.example",
        name=f"Colleague of {ref}",
        organisation=ref,
        roles=["member"],
        by=SYSTEM,
        at=at,
    )
    link = people.invite(
        email=f"invited@{ref}.example",
        organisation=ref,
        role="caseworker",
        by=member_of(ref, "administrator"),
        at=at,
    )
    council.invited = link.rpartition("/")[2]
    council.invitation = str(Invitation.objects.get(organisation=ref).ref)
    return council


def browser_of(council: Council, token: str = "") -> Browser:
    browser = Browser(f"/s/{council.ref}/{SERVICE}/")
    if token:
        browser.client.cookies["draft"] = token
    return browser


def _token(browser: Browser) -> str:
    return browser.client.cookies["draft"].value


def _begun(council: Council) -> None:
    browser = _at_home(council)
    browser.answer("what-you-need", kind="own-vehicles")
    browser.answer("blue-badge", blue_badge="no")
    there = browser.get("apply/vehicles")["Location"].removeprefix(browser.base + "apply/")
    browser.answer(there, **vehicle())
    browser.answer("vehicles", another="no")
    browser.answer("how-long", length="year")
    today = clock.now().date()
    day = {f"start-date-{part}": str(getattr(today, part)) for part in ("day", "month", "year")}
    browser.answer("start-date", **day)
    assert _the_rest(browser) == "check"
    council.open, council.instance = _token(browser), there.rpartition("/")[2]


def _sent(council: Council, provider: Provider) -> None:
    """One that is to be paid, one that was paid for and waits, and one that was decided."""
    council.unpaid = _token(_vouchers(council))
    council.paid, decided = (_token(_vouchers(council)) for _ in range(2))
    council.payment, council.case = _paid(council, council.paid, provider)
    _payment, council.decided = _paid(council, decided, provider)
    row = Case.objects.select_related("submission").get(ref=council.case)
    council.status = _status_token(row)
    worker = member_of(council.ref, "caseworker")
    cases.decide(
        case=council.decided, outcome="granted", letter="Granted.", by=worker, at=clock.now()
    )


def _status_token(case: Case) -> str:
    return encryption.seal_of(case.submission_id).open("status_token", case.status_token)


def _paid(council: Council, token: str, provider: Provider) -> tuple[str, str]:
    """(the payment, the case)"""
    submission = Submission.objects.get(draft__token_hash=token_hash(token))
    standing = exchanges.begin_payment(submission.ref, by=RESIDENT, at=clock.now())
    provider.pays(standing.go_to)
    found = exchanges.check_payment(standing.ref, by=RESIDENT, at=clock.now())
    assert found.state == "paid"
    return found.ref, Case.objects.get(submission=submission).ref


def _vouchers(council: Council) -> Browser:
    browser = _at_home(council)
    browser.answer("what-you-need", kind="visitors")
    browser.answer("visitor-vouchers", books="3")
    assert _the_rest(browser) == "check"
    pence = re.search(r'name="agreed" value="(\d+)"', browser.get("check").content.decode())[1]
    assert browser.post("check", agreed=pence)["Location"].endswith("/pay")
    return browser


def _at_home(council: Council) -> Browser:
    browser = browser_of(council)
    postcode, zone = PLACES[council.ref]
    browser.start()
    browser.answer("where-you-live", home_postcode=postcode)
    address = {"line1": "1 The Street", "line2": "", "town": "Town", "county": ""}
    parts = {f"address-{part}": text for part, text in address.items()}
    browser.answer("your-address", **parts, **{"address-postcode": postcode})
    browser.answer("parking-zone", parking_zone=f"{council.ref}.{zone}")
    return browser


def _the_rest(browser: Browser) -> str:
    browser.answer("proof-of-address", proof=["council-tax", "bank"])
    browser.answer("contact-details", full_name="Ada", email="ada@example.org", telephone="")
    return browser.answer("declaration", agreed="yes")


def _until(name: str, years: int) -> dict[str, str]:
    """New Year's Day so many years from now, as a form says it; and a quorum of one."""
    day = {"day": "1", "month": "1", "year": str(clock.now().year + years)}
    return {f"{name}-{part}": value for part, value in day.items()} | {"quorum": "1"}


def _body(world: World) -> None:
    """The convening body, of Leeds alone, with a paper put to it and two councils introduced."""
    lead, at = member_of("leeds", "lead"), clock.now()
    body.found_body(lead="leeds", by=lead, at=at)
    body.offer_paper(
        kind="strategy",
        year=at.year,
        text="T",
        aims=["One"],
        closes=at + timedelta(days=7),
        by=lead,
        at=at,
    )
    world.aim = Aim.objects.get().pk
    world.introduction = introductions.introduce(
        first="leeds", second="camden", why="W", by=SYSTEM, at=at
    )


def _motions(world: World) -> None:
    """A body of Leeds alone, with a motion that waits for its vote and one that is decided."""
    ports.bodies_of_kind("matrix", lambda ref: ports.Body(ref, "Matrix", "/", ("leeds",)))
    lead, at = member_of("leeds", "lead"), clock.now()
    told = {"body": DECIDING, "electorate": ("leeds",), "by": lead}
    week = timedelta(days=7)
    world.motion = decisions.propose(**told, title="Open", at=at, closes=at + week)
    world.decided_motion = decisions.propose(**told, title="Over", at=at - 2 * week, closes=at)
    closing.close(motion=world.decided_motion, by=SYSTEM, at=at)


def _dead_letter() -> int:
    event = Event.objects.order_by("id").first()
    row = Delivery.objects.create(
        event=event, handler="a.handler", due=NOON, attempts=PATIENCE, error_code="ValueError"
    )
    return row.pk


def _admit(world: World, who: Who) -> None:
    """Somebody in exactly this role, signed in with a password."""
    if who.side == "anonymous":
        return
    place = SIDES.get(who.side, "leeds")
    ref = people.admit(
        email=f"{who.role or 'nobody'}@{who.side}.{place}.example",
        name=str(who),
        organisation=place,
        roles=[who.role or "member"],
        by=SYSTEM,
        at=clock.now(),
    )
    held = Membership.objects.filter(person__ref=ref)
    if who.side in ("former", "nowhere"):
        held.update(until=clock.now())
    roles = held.filter(until=None).values_list("organisation", "role")
    world.actors[who] = Actor(ref, frozenset(roles), str(who))
    world.sessions[who] = _signed_in(ref)
    if who.side == "suspended":
        suspensions.suspend(person=ref, why="at-risk", by=SYSTEM, at=clock.now())


def _signed_in(ref: str) -> str:
    """The id of a session."""
    person = Person.objects.get(ref=ref)
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def _accounts(world: World) -> None:
    """An account to sign in to, and one whose address is not confirmed yet."""
    signer, fresh = (
        Person.objects.create(email=email, name="Somebody", password=make_password(PASSWORD))
        for email in ("signer@example.org", "fresh@example.org")
    )
    EmailAddress.objects.create(user=signer, email=signer.email, verified=True, primary=True)
    unconfirmed = EmailAddress.objects.create(user=fresh, email=fresh.email, primary=True)
    world.email_key = EmailConfirmationHMAC(unconfirmed).key
    world.password_key = (user_pk_to_url_str(signer), default_token_generator.make_token(signer))
    owner = Who("own", "service-owner")
    page = world.send("GET", f"/manage/leeds/{SERVICE}/settings/settings", owner)
    world.settings_form = inputs(page)
