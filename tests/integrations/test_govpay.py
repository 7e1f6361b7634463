"""The GOV.UK Pay client against the simulator over HTTP, and against raw bytes."""

import json
import logging
import re
import time
from dataclasses import replace
from threading import Thread

import httpx
import pytest

from commonworks.integrations.govpay.client import GovPay
from commonworks.integrations.simulators.wsgi import make_application
from commonworks.services.ports import (
    PaymentFound,
    PaymentStarted,
    PaymentWanted,
    ProviderDown,
    ProviderRefused,
)
from tests.integrations.servers import browser, nobody, saying, serving

KEY = "api_test_camden0123456789"
CANARY = "canary@example.org"
WANTED = PaymentWanted(
    ref="P-7f3a91c2",
    pence=12_500,
    description="Resident parking permit",
    return_url="http://127.0.0.1:8000/s/camden/permit/paid",
    language="en",
    email=CANARY,
)
GOOD_CARD = {"card": "4444 3333 2222 1111", "expiry": "12/30", "name": "A N Other", "code": "123"}


def pay(simulators, **more) -> GovPay:
    return GovPay(simulators.url, **more)


def started(simulators, wanted=WANTED, key=KEY) -> PaymentStarted:
    answer = pay(simulators).start(wanted, api_key=key, again=False)
    assert isinstance(answer, PaymentStarted)
    return answer


def listed(simulators, key=KEY):
    headers = {"Authorization": f"Bearer {key}"}
    return browser.get(f"{simulators.url}/v1/payments", headers=headers).json()


def send_card(payment: PaymentStarted, **changes: str) -> httpx.Response:
    browser.get(payment.next_url)
    return browser.post(payment.next_url, data={**GOOD_CARD, **changes})


def press(payment: PaymentStarted, button: str) -> httpx.Response:
    return browser.post(f"{payment.next_url}/{button}")


def state(simulators, payment: PaymentStarted) -> tuple[str, str]:
    found = pay(simulators).find(payment.provider_ref, api_key=KEY)
    return found.state, found.code


def test_a_payment_is_created_paid_and_found_again(simulators):
    payment = started(simulators)
    assert send_card(payment).headers["Location"].endswith("/confirm")
    assert press(payment, "confirm").headers["Location"] == WANTED.return_url
    assert pay(simulators).find(payment.provider_ref, api_key=KEY) == PaymentFound(
        provider_ref=payment.provider_ref,
        ref=WANTED.ref,
        pence=12_500,
        state="paid",
        code="success",
        next_url="",
    )


def test_a_payment_that_waits_can_still_be_taken_up(simulators):
    payment = started(simulators)
    found = pay(simulators).find(payment.provider_ref, api_key=KEY)
    assert (found.state, found.code, found.next_url) == ("started", "created", payment.next_url)


@pytest.mark.parametrize(
    ("card", "ends"),
    [
        ("4000000000000002", ("failed", "P0010")),
        ("4000000000000127", ("failed", "P0010")),
        ("4000000000000069", ("failed", "P0010")),
        ("4000000000000119", ("failed", "P0050")),
    ],
)
def test_each_bad_test_card_fails_as_documented(simulators, card, ends):
    payment = started(simulators)
    send_card(payment, card=card)
    assert state(simulators, payment) == ends
    assert "No money has been taken" in browser.get(payment.next_url).text


def test_a_payment_cancelled_by_its_payer_is_cancelled(simulators):
    payment = started(simulators)
    press(payment, "cancel")
    assert state(simulators, payment) == ("cancelled", "P0030")


def test_a_payment_expires_after_ninety_minutes_by_the_demonstrations_clock(simulators):
    payment = started(simulators)
    simulators.shift_clock(89 * 60)
    assert state(simulators, payment) == ("started", "created")
    simulators.shift_clock(91 * 60)
    assert state(simulators, payment) == ("expired", "P0020")
    send_card(payment)
    assert "expired" in browser.get(payment.next_url).text
    assert state(simulators, payment) == ("expired", "P0020")


def test_a_confirmation_pressed_many_times_at_once_pays_once(simulators):
    payment = started(simulators)
    send_card(payment)
    presses = [Thread(target=press, args=(payment, "confirm")) for _ in range(8)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    url = f"{simulators.url}/v1/payments/{payment.provider_ref}/events"
    told = browser.get(url, headers={"Authorization": f"Bearer {KEY}"}).json()
    assert [event["state"]["status"] for event in told["events"]] == [
        *("created", "started", "submitted", "success"),
    ]


def test_asking_again_after_a_lost_answer_finds_the_payment_and_makes_no_second(simulators):
    simulators.order("pay", "down", times=1, late=True)
    with pytest.raises(ProviderDown):
        pay(simulators).start(WANTED, api_key=KEY, again=False)
    again = pay(simulators).start(WANTED, api_key=KEY, again=True)
    assert isinstance(again, PaymentFound)
    assert (again.ref, again.state, bool(again.next_url)) == (WANTED.ref, "started", True)
    assert listed(simulators)["total"] == 1


def test_asking_again_when_nothing_got_through_makes_the_payment(simulators):
    simulators.order("pay", "down", times=1)
    with pytest.raises(ProviderDown):
        pay(simulators).start(WANTED, api_key=KEY, again=False)
    assert isinstance(pay(simulators).start(WANTED, api_key=KEY, again=True), PaymentStarted)
    assert listed(simulators)["total"] == 1


def test_asking_again_finds_a_paid_payment_before_any_other(simulators):
    first = started(simulators)
    send_card(first)
    press(first, "confirm")
    started(simulators)  # the reference is not unique at Pay
    found = pay(simulators).start(WANTED, api_key=KEY, again=True)
    assert (found.provider_ref, found.state) == (first.provider_ref, "paid")


def test_a_reference_that_differs_in_case_alone_is_another_payment(simulators):
    started(simulators, replace(WANTED, ref=WANTED.ref.upper()))
    assert isinstance(pay(simulators).start(WANTED, api_key=KEY, again=True), PaymentStarted)


def test_the_same_reference_for_another_amount_is_refused(simulators):
    started(simulators, replace(WANTED, pence=100))
    with pytest.raises(ProviderRefused, match="another amount"):
        pay(simulators).start(WANTED, api_key=KEY, again=True)


def test_one_councils_key_does_not_find_anothers_payment(simulators):
    payment = started(simulators)
    with pytest.raises(ProviderRefused, match="does not know this payment"):
        pay(simulators).find(payment.provider_ref, api_key="api_test_leeds")


@pytest.mark.parametrize("key", ["", "api_test_", "api_live_x", "ümlaut", "a\r\nHost: b"])
def test_a_key_that_is_none_is_refused_in_words(simulators, key):
    with pytest.raises(ProviderRefused, match="council"):
        pay(simulators).start(WANTED, api_key=key, again=False)


@pytest.mark.parametrize("fault", ["unauthorised", "forbidden"])
@pytest.mark.parametrize("again", [False, True])
def test_a_door_that_is_shut_is_a_refusal(simulators, fault, again):
    simulators.order("pay", fault)
    with pytest.raises(ProviderRefused):
        pay(simulators).start(WANTED, api_key=KEY, again=again)


BAD = ["down", "error", "busy", "html", "nonsense", "empty", "deep", "truncated", "huge"]


@pytest.mark.parametrize("fault", BAD)
def test_every_bad_answer_is_one_plain_sentence(simulators, fault):
    payment = started(simulators)
    simulators.order("pay", fault)
    calls = [
        lambda: pay(simulators).find(payment.provider_ref, api_key=KEY),
        lambda: pay(simulators).start(WANTED, api_key=KEY, again=False),
        lambda: pay(simulators).start(WANTED, api_key=KEY, again=True),
    ]
    for call in calls:
        with pytest.raises(ProviderDown) as told:
            call()
        assert str(told.value) == (
            "The payment provider is not answering. Try again in a few minutes."
        )


def test_a_provider_that_is_not_there_is_down():
    with nobody() as url, pytest.raises(ProviderDown):
        GovPay(url).find("abc", api_key=KEY)


def test_a_provider_that_hangs_is_given_up_in_time(simulators):
    simulators.order("pay", "slow", seconds=3)
    begun = time.monotonic()
    with pytest.raises(ProviderDown):
        pay(simulators, seconds=0.5).start(WANTED, api_key=KEY, again=True)
    assert time.monotonic() - begun < 1.5


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        [HEAD + b"\r\n", *[b" "] * 40],  # a body without an end
        [HEAD + b"Content-Length: 400\r\n\r\n", *[b" "] * 40],
        [HEAD, *[b"X-More: a\r\n"] * 40],  # headers without an end
        [bytes([byte]) for byte in HEAD * 2],
    ],
)
def test_a_provider_that_trickles_is_given_up_in_time(pieces):
    begun = time.monotonic()
    with saying(*pieces, pause=0.1) as url, pytest.raises(ProviderDown):
        GovPay(url, seconds=0.6).find("abc", api_key=KEY)
    assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x01\x02",
        b"HTTP/1.1 999 What\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        HEAD + b"Content-Length: 99999999999\r\n\r\n{",
        HEAD + b'Content-Length: 22\r\n\r\n{"payment_id": "\xff\xfe\xfd"}',
    ],
)
def test_bytes_that_are_no_answer_are_no_answer(raw):
    with saying(raw) as url, pytest.raises(ProviderDown):
        GovPay(url).find("abc", api_key=KEY)


def answering(**changes: object):
    """Pay, answering a creation with a body in which something is changed."""
    body = {
        "payment_id": "hu20sqlact5260q2nanm0q8u93",
        "amount": WANTED.pence,
        "reference": WANTED.ref,
        "state": {"status": "created", "finished": False},
        "_links": {"next_url": {"href": "https://www.payments.service.gov.uk/secure/a"}},
    }
    text = json.dumps({**body, **changes}).encode()
    return saying(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text))


def test_what_is_documented_is_understood():
    with answering() as url:
        assert GovPay(url).start(WANTED, api_key=KEY, again=False) == PaymentStarted(
            "hu20sqlact5260q2nanm0q8u93", "https://www.payments.service.gov.uk/secure/a"
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 12_501},
        {"amount": "12500"},
        {"amount": None},
        {"amount": -12_500},
        {"reference": "P-other"},
        {"payment_id": ""},
        {"payment_id": 7},
        {"state": {"status": "paid up"}},
        {"state": "created"},
        {"state": None},
        {"_links": {}},
        {"_links": {"next_url": None}},
        {"_links": {"next_url": {"href": "javascript:alert(1)"}}},
        {"_links": {"next_url": {"href": "http://elsewhere.example/"}}},
    ],
)
def test_an_answer_that_is_not_what_we_asked_for_decides_nothing(changes):
    with answering(**changes) as url, pytest.raises(ProviderDown):
        GovPay(url).start(WANTED, api_key=KEY, again=False)


def test_an_answer_about_another_payment_decides_nothing():
    with answering() as url, pytest.raises(ProviderDown):
        GovPay(url).find("another", api_key=KEY)


@pytest.mark.parametrize("ref", ["../../v1/refunds", "a?b=c", "a/b", "%2e%2e", ""])
def test_a_provider_ref_never_leads_elsewhere(simulators, ref):
    with pytest.raises((ProviderDown, ProviderRefused)):
        pay(simulators).find(ref, api_key=KEY)


def test_what_pays_firewall_blocks_is_left_out_of_the_description(simulators):
    payment = started(
        simulators, replace(WANTED, description='Permit <zone "A" | B\\C>' + "x" * 300)
    )
    page = browser.get(payment.next_url).text
    assert re.search(r"<dd>Permit  zone  A    B C x+</dd>", page)


def test_a_payment_that_pay_would_not_take_is_refused_with_its_code(simulators):
    with pytest.raises(ProviderRefused, match="P0102"):
        pay(simulators).start(replace(WANTED, pence=0), api_key=KEY, again=False)


def test_no_log_line_names_a_key_a_person_or_a_payment(simulators, caplog):
    caplog.set_level(logging.DEBUG, logger="commonworks")
    payment = started(simulators)
    for fault in (*BAD, "unauthorised"):
        simulators.order("pay", fault)
        for again in (False, True):
            with pytest.raises((ProviderDown, ProviderRefused)):
                pay(simulators).start(WANTED, api_key=KEY, again=again)
    assert len(caplog.records) == 2 * (len(BAD) + 1)
    private = (KEY, CANARY, WANTED.description, payment.provider_ref, "Traceback")
    assert [word for word in private if word in caplog.text] == []


def test_the_simulator_remembers_after_it_was_killed(simulators):
    payment = started(simulators)
    with serving(make_application(simulators.data)) as url:
        found = GovPay(url).find(payment.provider_ref, api_key=KEY)
    assert (found.ref, found.pence, found.state) == (WANTED.ref, WANTED.pence, "started")
