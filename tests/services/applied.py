"""Applications that have been sent, in two councils, as the runner leaves them."""

import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from commonworks.factories.models import Factory
from commonworks.kernel import encryption
from commonworks.network.models import Membership, Organisation, Person
from commonworks.network.ports import Actor
from commonworks.services.commands import payments
from commonworks.services.models import (
    Account,
    Deployment,
    Draft,
    Edition,
    Release,
    Service,
    Submission,
)
from commonworks.services.queries.plans import plan_of
from formwork import load, quote, start_overlay, submit
from tests.actors import NOON

FORM = """
definition: skip-permit
version: 1.0.0
languages: [en, cy]
title: {en: Apply for a skip permit, cy: Gwneud cais am drwydded sgip}
pages:
  - id: you
    title: {en: About you, cy: Amdanoch chi}
    items:
      - {id: name, type: text, label: {en: Your name, cy: Eich enw}, short: your name}
      - {id: email, type: email, label: Your email, short: your email, required: false, find: true}
      - {id: vrm, type: vehicle-registration, label: Vehicle, required: false, find: true}
products:
  - id: permit
    description: {en: Skip permit, cy: Trwydded sgip}
    prices:
      - {from: "2026-01-01", to: "2026-03-31", pence: 4500}
      - {from: "2026-04-01", pence: 5000}
quotes: {valid-days: 7}
case: {deadline-working-days: 10}
messages:
  - id: received
    subject:
      en: We have your application ((reference))
      cy: Mae eich cais ((reference)) gennym
    body:
      en: "Thank you. Your reference is **((reference))**.\\n\\nSee ((status-link))"
      cy: Diolch. ((reference)) ((status-link))
  - id: refused
    subject: {en: "Your application ((reference))", cy: "Eich cais ((reference))"}
    body: {en: "((letter))", cy: "((letter))"}
states:
  - {id: received, label: {en: We have it, cy: Mae gennym}}
  - {id: in-review, label: {en: Somebody is looking at it, cy: Mae rhywun yn edrych}}
outcomes:
  - {id: granted, label: {en: Granted, cy: Caniatawyd}, favourable: true}
  - id: refused
    label: {en: Refused, cy: Gwrthodwyd}
    message: refused
    letter: {en: We refuse ((reference)) because, cy: Gwrthodwn}
retention: {draft-days: 28, case-days: 365}
"""
FREE = FORM.replace("definition: skip-permit", "definition: free-permit")
FREE = FREE[: FREE.index("products:")] + FREE[FREE.index("case:") :]
COUNCILS = {"leeds": "england", "highland": "scotland"}
KEY, SECRET = "api_test_leeds_1234567890", "a-signing-secret"
CANARY = "Zebedee Quillfeather"
RESIDENT = Actor("resident")


def councils() -> None:
    for ref, nation in COUNCILS.items():
        Organisation.objects.create(
            ref=ref,
            name=f"{ref.title()} Council",
            short_name=ref.title(),
            type="unitary-authority",
            nation=nation,
        )
    Factory.objects.create(ref="skips", name="Skips", purpose="Skips", founded_on=NOON.date())


def deployed(council: str = "leeds", form: str = FORM) -> str:
    """A live service of a council, which has an account with the payment provider."""
    release = load(form.encode()).release
    service, _ = Service.objects.get_or_create(
        ref=release.id,
        defaults={"title": release.id, "factory_id": "skips", "phase": "live", "listed_at": NOON},
    )
    row, _ = Release.objects.get_or_create(
        hash=release.hash,
        defaults={
            "service": service,
            "version": release.version,
            "body": release.to_bytes().decode(),
            "published_at": NOON,
        },
    )
    overlay, ref = start_overlay(release, council), f"{council}.{release.id}"
    edition = Edition.objects.create(
        ref=f"E-{secrets.token_hex(6)}",
        deployment_ref=ref,
        number=1,
        body=overlay.to_bytes().decode(),
        hash=overlay.hash,
        saved_at=NOON,
        saved_by="owner",
    )
    Deployment.objects.create(
        ref=ref,
        service=service,
        council_id=council,
        release=row,
        edition=edition,
        state="live",
        adopted_at=NOON,
        live_since=NOON,
    )
    account(council)
    return ref


def account(council: str) -> None:
    if Account.objects.filter(council=council).exists():
        return
    seal = encryption.new_seal(subject=f"account.{council}", authority=council, at=NOON)
    Account.objects.create(
        council_id=council,
        api_key=seal.seal("api_key", KEY),
        webhook_secret=seal.seal("webhook_secret", SECRET),
        saved_at=NOON,
    )


def sent(
    deployment: str,
    *,
    at: datetime = NOON,
    email: str | None = "resident@example.com",
    vrm: str | None = "AB12CDE",
    language: str = "en",
) -> tuple[str, str]:
    """(the submission's ref, the token of its browser)."""
    row = Deployment.objects.get(ref=deployment)
    plan, token = plan_of(row.release_id, row.edition_id), secrets.token_urlsafe(32)
    answers = {"name": CANARY, "email": email, "vrm": vrm}
    price = quote(plan.composed, answers, {}, on=at.date()) if plan.costs_money else None
    frozen = submit(
        plan.composed, answers, {}, words=plan.words(language), today=at.date(), quote=price
    )
    draft = Draft.objects.create(
        ref=f"D-{secrets.token_hex(8)}",
        authority_id=row.council_id,
        deployment=row,
        release=row.release,
        edition=row.edition,
        token_hash=sha256(token.encode()).hexdigest(),
        language=language,
        state="submitted",
        started_at=at - timedelta(minutes=5),
        touched_at=at,
        expires_at=at + timedelta(days=28),
    )
    ref = f"S-{secrets.token_hex(10)}"
    seal = encryption.new_seal(subject=ref, authority=row.council_id, at=at)
    body = seal.seal("body", frozen.data.decode())
    Submission.objects.create(
        ref=ref,
        authority_id=row.council_id,
        draft=draft,
        deployment=row,
        body=body,
        sha256=sha256(body).hexdigest(),
        pence=price.total_pence if price else 0,
        submitted_at=at,
    )
    if price:
        payments.open_quote(submission=ref, by=RESIDENT, at=at)
    return ref, token


def staff(council: str, name: str, role: str = "caseworker") -> Actor:
    """Somebody real: in the tables, so that pages can say their name."""
    person = Person.objects.create(email=f"{name.lower()}@{council}.example", name=name)
    Membership.objects.create(person=person, organisation_id=council, role=role, since=NOON)
    return Actor(str(person.ref), frozenset({(council, role)}), name)


def body_of(submission: str) -> dict:
    row = Submission.objects.get(ref=submission)
    return json.loads(encryption.seal_of(submission).open("body", row.body))
