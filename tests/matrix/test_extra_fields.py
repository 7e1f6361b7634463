"""Fields that no form of ours has, in every post there is: they change nothing.

The post with them leaves the same behind as the post without, in every table.
"""

import json
import secrets

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from commonworks.decisions import commands as decisions
from commonworks.kernel import clock
from commonworks.services.models import Draft, Payment, Submission
from commonworks.services.queries.access import token_hash
from tests.matrix.cells import Who, lines
from tests.matrix.world import SERVICE, Council

EXTRA = {
    "id": "1",
    "pk": "1",
    "ref": "chosen",
    "organisation": "camden",
    "organisation_id": "camden",
    "council": "camden",
    "council_id": "camden",
    "authority": "camden",
    "deployment": f"camden.{SERVICE}",
    "state": "decided",
    "pence": "1",
    "amount": "1",
    "price": "1",
    "total_pence": "1",
    "role": "administrator",
    "roles": "administrator",
    "email": "eve@example.org",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "is_steward": "on",
    "person": "1",
    "by": "system",
    "at": "2001-01-01",
    "saved_by": "eve",
    "assigned_to": "eve",
    "decided_by": "eve",
    "deadline": "2001-01-01",
    "erase_on": "2001-01-01",
    "live_since": "2001-01-01",
    "token": "chosen",
    "release": "chosen",
    "edition": "chosen",
    "expires_at": "2101-01-01",
    "confirmed_at": "2001-01-01",
    "created": "2001-01-01",
}
# What is different each time: refs and tokens by chance, and what was sealed anew.
RANDOM = {
    *("id", "ref", "about", "subject", "ids", "provider_ref", "answers", "sha256", "password"),
    *("token_sha256", "token_hash", "status_hash", "session_key", "session_data"),
    "mark",  # of a change among the cards
    "thread",  # the ref of the comment that began it
}
WHOSE = {
    "/account/name": Who("nowhere"),
    "/account/password/change": Who("nowhere"),
    "/body/": Who("body", "convener"),
    "/body/elect": Who("own", "lead"),
    "/body/introductions/": Who("own", "lead"),
    "/body/offer": Who("own", "lead"),
    "/casework/": Who("own", "caseworker"),
    "/decisions/": Who("own", "lead"),
    "/factories/": Who("own", "lead"),
    "/manage/": Who("own", "service-owner"),
    "/operations/": Who("body", "steward"),
    "/organisations/": Who("own", "administrator"),
    "/stewards/": Who("body", "steward"),
    "/invitations/<uuid:invited>": Who("own", "administrator"),
    "/s/": Who("anonymous", "applicant"),
}
SIGNED = "/webhooks/pay/<slug:council>"  # as a whole, so nothing can be added
WRITTEN = [
    line.route
    for line in lines()
    if "POST" in line.methods and not line.demo and line.route != SIGNED
    if dict(line.cells)["else"] != 405 and dict(line.cells) != {"else": 404}
]


@pytest.fixture(autouse=True)
def motions_have_the_same_letters_and_open_at_the_same_time(monkeypatch):
    """Both are in many tables and in the items of events."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(decisions, "new_reference", lambda title: "a-motion-of-this-test")


@pytest.mark.parametrize("route", WRITTEN)
def test_a_post_with_fields_that_are_not_its_own_leaves_what_it_leaves_without(
    route, world, monkeypatch
):
    now = clock.now()
    monkeypatch.setattr(secrets, "choice", min)  # a motion's address ends in letters by chance
    monkeypatch.setattr(clock, "now", lambda: now)  # and its public item says when it opened
    status, with_them = left(world, route, EXTRA)
    expected, without = left(world, route, {})
    assert status == expected
    assert {name: each for name, each in with_them.items() if each != without[name]} == {}


def left(world, route, extra):
    """(status, every row of every table) after a post; then it is undone."""
    who = WHOSE[max((at for at in WHOSE if route.startswith(at)), key=len, default="/account/name")]
    if route in ("/account/sign-in", "/account/register", "/account/password"):
        who = Who("anonymous")
    told, kind, _headers = world.body(route)
    point = transaction.savepoint()
    try:
        answer = world.send(
            "POST", world.path(route) + world.query(route), who, body=_with(told, extra), kind=kind
        )
        return answer.status_code, rows()
    finally:
        transaction.savepoint_rollback(point)
        number_anew()


def number_anew():
    """PostgreSQL takes no number back when what was numbered is undone."""
    with connection.cursor() as cursor:
        for told in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(told)


def _with(told, extra):
    if isinstance(told, bytes) and told:
        return json.dumps({**extra, **json.loads(told)}).encode()
    return {**extra, **dict(told or {})}


def rows():
    found = {}
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if steady(field)]
        names = [field.attname for field in fields]
        listed = model._default_manager.values_list(*names)
        found[model.__name__] = sorted(map(repr, listed)) if names else listed.count()
    return found


def steady(field):
    """Whether two runs of the same post write the same there."""
    kind = field.get_internal_type()
    clocked = kind in ("DateTimeField", "BinaryField", "AutoField", "BigAutoField")
    key = field.remote_field is not None and field.remote_field.model.__name__ in FRESH
    return not clocked and not key and field.name not in RANDOM


FRESH = {
    "Event",
    "Person",
    "DataKey",
    "Submission",
    "Draft",
    "Edition",
    "Case",
    "Payment",
    "Introduction",
}


def test_what_is_paid_is_the_quote_whatever_the_form_says(world):
    path = f"/s/leeds/{SERVICE}/pay"
    who, mine = Who("anonymous", "applicant"), token_hash(world.leeds.unpaid)
    body = {**EXTRA, "pence": "1"}
    assert world.send("POST", path, who, body=body).status_code == 409
    assert world.send("POST", path, who, body={**EXTRA, "pence": "1500"}).status_code == 303
    paid = Payment.objects.get(submission__draft__token_hash=mine)
    assert (paid.pence, paid.authority_id) == (1500, "leeds")


def test_an_application_is_sent_to_the_council_of_its_address(world):
    body = {**EXTRA, "agreed": "0"}
    world.send("POST", f"/s/leeds/{SERVICE}/check", Who("anonymous", "applicant"), body=body)
    sent = Submission.objects.get(draft__token_hash=token_hash(world.leeds.open))
    assert (sent.authority_id, sent.deployment_id, sent.pence) == ("leeds", f"leeds.{SERVICE}", 0)
    assert Draft.objects.get(pk=sent.draft_id).authority_id == "leeds"


def test_a_resident_sets_no_answer_that_the_page_does_not_ask(world):
    council: Council = world.leeds
    before = Draft.objects.get(token_hash=token_hash(council.open))
    who = Who("anonymous", "applicant")
    body = {"full-name": "Ada", "email": "ada@example.org", "zone": "camden.ca-a", "kind": "x"}
    world.send("POST", f"/s/leeds/{SERVICE}/apply/contact-details", who, body=body)
    after = Draft.objects.get(token_hash=token_hash(council.open))
    changed = {key for key in after.answers if after.answers[key] != before.answers.get(key)}
    assert set(after.answers) == set(before.answers)
    assert {key for key in changed if "zone" in key or "kind" in key} == set()
