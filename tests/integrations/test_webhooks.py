import hashlib
import hmac
import json

import pytest

from commonworks.integrations.govpay.webhooks import (
    MOST,
    Forged,
    WebhookMessage,
    read_webhook,
)
from commonworks.kernel.errors import Invalid

SECRET = "a-signing-secret-of-a-webhook"
MESSAGE = {
    "id": "123abc",
    "api_version": 1,
    "created_date": "2026-11-22T10:36:26.988Z",
    "resource_id": "hu20sqlact5260q2nanm0q8u93",
    "resource_type": "payment",
    "event_type": "card_payment_succeeded",
    "resource": {
        "payment_id": "hu20sqlact5260q2nanm0q8u93",
        "amount": 5000,
        "reference": "P-12345",
        "email": "somebody@example.org",
        "state": {"status": "success", "finished": True},
        "refund_summary": {"status": "available"},
    },
}
BODY = json.dumps(MESSAGE).encode()


def sign(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_a_signed_message_is_read():
    assert read_webhook(BODY, sign(BODY), SECRET) == WebhookMessage(
        id="123abc",
        event="card_payment_succeeded",
        provider_ref="hu20sqlact5260q2nanm0q8u93",
        ref="P-12345",
        pence=5000,
        state="paid",
        code="success",
    )


def test_a_replayed_message_has_the_id_it_had_before():
    assert {read_webhook(BODY, sign(BODY), SECRET).id for _ in range(10)} == {"123abc"}


def test_a_message_with_any_byte_changed_is_forged():
    signature = sign(BODY)
    for place in range(len(BODY)):
        changed = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]
        with pytest.raises(Forged):
            read_webhook(changed, signature, SECRET)


def test_a_message_cut_short_anywhere_is_forged():
    for end in range(len(BODY)):
        with pytest.raises(Forged):
            read_webhook(BODY[:end], sign(BODY), SECRET)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "0" * 64,
        sign(BODY).upper(),
        sign(BODY)[:-1],
        sign(BODY) + "0",
        " " + sign(BODY),
        sign(BODY, "another secret"),
        hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest(),
        hashlib.sha256(BODY).hexdigest(),
        "é" * 64,
        "\udcff" * 64,
    ],
)
def test_any_other_signature_is_forged(signature):
    with pytest.raises(Forged):
        read_webhook(BODY, signature, SECRET)


def test_without_a_secret_nothing_is_believed():
    with pytest.raises(Forged):
        read_webhook(BODY, sign(BODY, ""), "")


def test_a_body_beyond_all_measure_is_not_read():
    body = BODY + b" " * MOST
    with pytest.raises(Forged):
        read_webhook(body, sign(body), SECRET)


def without(*path: str) -> dict:
    copy = json.loads(BODY)
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return copy


@pytest.mark.parametrize(
    "told",
    [
        without("id"),
        without("event_type"),
        without("resource"),
        without("resource", "state"),
        without("resource", "amount"),
        without("resource", "reference"),
        {**MESSAGE, "id": ""},
        {**MESSAGE, "id": 7},
        {**MESSAGE, "resource_type": "refund"},
        {**MESSAGE, "resource": {**MESSAGE["resource"], "amount": "5000"}},
        {**MESSAGE, "resource": {**MESSAGE["resource"], "state": {"status": "rich"}}},
        [],
        None,
    ],
)
def test_a_signed_message_that_is_none_of_a_payment_is_refused(told):
    body = json.dumps(told).encode()
    with pytest.raises(Invalid):
        read_webhook(body, sign(body), SECRET)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[" * 100_000, b'{"id": 1e999}'])
def test_signed_nonsense_is_refused(body):
    with pytest.raises(Invalid):
        read_webhook(body, sign(body), SECRET)
