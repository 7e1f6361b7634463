"""What only the simulators promise: their pages, their faults, their borders."""

import re

import httpx
import pytest

from tests.integrations.servers import browser

PAYMENT = {
    "amount": 1250,
    "reference": "P-1",
    "description": "A <permit>",
    "return_url": "http://127.0.0.1:8000/paid?a=1&b=2",
}


def ask(simulators, method, path, *, key="api_test_a", **more) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}", **more.pop("headers", {})}
    return browser.request(method, simulators.url + path, headers=headers, **more)


def page_of(simulators, **changes) -> str:
    told = {**PAYMENT, "description": "A permit", **changes}
    made = ask(simulators, "POST", "/v1/payments", json=told).json()
    return made["_links"]["next_url"]["href"].removeprefix(simulators.url)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"amount": None}, 400, "P0101"),
        ({"reference": ""}, 400, "P0101"),
        ({"amount": 0}, 422, "P0102"),
        ({"amount": True}, 422, "P0102"),
        ({"amount": 10_000_001}, 422, "P0102"),
        ({"amount": "12"}, 422, "P0102"),
        ({"reference": "x" * 256}, 422, "P0102"),
        ({"return_url": "javascript:alert(1)"}, 422, "P0102"),
        ({"language": "fr"}, 422, "P0102"),
        ({"description": "A <permit>"}, 403, "P0920"),
    ],
)
def test_a_payment_that_pay_would_not_take_is_not_taken(simulators, changes, status, code):
    told = {**PAYMENT, "description": "A permit", **changes}
    answer = ask(simulators, "POST", "/v1/payments", json=told)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("key", ["api_live_a", "api_test_", "a"])
def test_a_key_that_is_no_test_key_opens_nothing(simulators, key):
    assert ask(simulators, "GET", "/v1/payments", key=key).status_code == 401


def test_the_card_page_says_that_it_is_a_simulator_and_lists_the_test_cards(simulators):
    text = ask(simulators, "GET", page_of(simulators)).text
    assert "no money moves" in text
    assert re.findall(r"<td>(\d{16})</td>", text) == [
        *("4444333322221111", "4242424242424242", "5105105105105100", "4000000000000002"),
        *("4000000000000069", "4000000000000127", "4000000000000119"),
    ]
    assert ("<script" in text, "£12.50" in text) == (False, True)


def test_a_card_that_is_no_test_card_is_not_taken_and_not_kept(simulators):
    path = page_of(simulators)
    real = "4929123412341234"
    answer = ask(
        simulators, "POST", path, data={"card": real, "expiry": "1", "name": "", "code": ""}
    )
    assert re.findall(r'<li><a href="#(\w+)">', answer.text) == ["card", "expiry", "name", "code"]
    kept = b"".join(f.read_bytes() for f in (simulators.data / "simulators").iterdir())
    assert (b"P-1" in kept, real.encode() in kept) == (True, False)


def test_a_taken_card_leaves_its_first_six_and_last_four_digits_and_no_name(simulators):
    path = page_of(simulators)
    card = {"card": "4444333322221111", "expiry": "12/30", "name": "Canary", "code": "123"}
    ask(simulators, "POST", path, data=card)
    kept = b"".join(f.read_bytes() for f in (simulators.data / "simulators").iterdir())
    assert [word in kept for word in (b"1111", b"4444333322221111", b"Canary")] == [
        *(True, False, False),
    ]


def test_what_a_service_says_is_text_on_the_card_page_and_no_more(simulators):
    said = "&lt;b&gt; 'x' & co"
    text = ask(simulators, "GET", page_of(simulators, description=said)).text
    assert "&amp;lt;b&amp;gt; &#x27;x&#x27; &amp; co" in text


def test_a_token_that_is_none_finds_no_payment(simulators):
    assert [
        ask(simulators, method, "/card_details/0123abc" + more).status_code
        for method, more in [("GET", ""), ("POST", ""), ("POST", "/confirm"), ("POST", "/cancel")]
    ] == [404] * 4


def test_a_search_pages_through_its_results(simulators):
    for _ in range(5):
        page_of(simulators)
    told = ask(simulators, "GET", "/v1/payments?display_size=2&page=3&reference=p-1").json()
    assert (told["total"], told["count"], len(told["results"])) == (5, 1, 1)
    beyond = ask(simulators, "GET", "/v1/payments?display_size=2&page=4")
    assert (beyond.status_code, beyond.json()["code"]) == (404, "P0402")


def test_a_service_can_cancel_a_payment_once(simulators):
    page_of(simulators)
    (one,) = ask(simulators, "GET", "/v1/payments").json()["results"]
    path = f"/v1/payments/{one['payment_id']}/cancel"
    assert [ask(simulators, "POST", path).status_code for _ in range(2)] == [204, 400]


def test_a_fault_with_a_number_of_times_ends_by_itself(simulators):
    simulators.order("pay", "down", times=2)
    got = [ask(simulators, "GET", "/v1/payments").status_code for _ in range(3)]
    assert got == [503, 503, 200]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"service": "pay", "fault": "down"}', "text/plain"),  # as a form of any site could
        ('{"service": "pages", "fault": "down"}', "application/json"),
        ('{"service": "pay", "fault": "gone"}', "application/json"),
        ('{"service": "pay"}', "application/json"),
        ('{"service": "pay", "fault": "down", "x": 1}', "application/json"),
        ("[]", "application/json"),
        ("{", "application/json"),
    ],
)
def test_an_order_that_is_none_changes_nothing(simulators, body, kind):
    answer = ask(simulators, "POST", "/control", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, ask(simulators, "GET", "/control").json()) == (400, [])


def test_a_body_beyond_all_measure_is_not_read(simulators):
    answer = ask(simulators, "POST", "/v1/payments", content=b"x" * 1_000_001)
    assert answer.status_code == 413


def test_an_address_that_is_none_and_a_method_that_does_not_fit_are_told_apart(simulators):
    got = [
        ask(simulators, *asked).status_code for asked in [("GET", "/x"), ("PUT", "/v1/payments")]
    ]
    assert got == [404, 405]
