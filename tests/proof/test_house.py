"""The plain way, once: without it, what the other tests find would mean nothing."""

from tests.proof.browsers import Browser
from tests.proof.house import until
from tests.services.applying import fill_in


def test_a_resident_applies_and_pays_and_is_told(house):
    browser = Browser(house)
    fill_in(browser, books=2)
    assert browser.post("check", agreed="1000")["Location"] == browser.base + "pay"
    to = browser.post("pay", pence="1000")["Location"]
    back = browser.enter_card(to)
    assert browser.fetch(back)["Location"] == browser.base + "sent"
    until(house.is_quiet, "the worker did not finish")
    [(ref,)] = house.rows("SELECT ref FROM services_case")
    caseworker = Browser(house)
    caseworker.sign_in("caseworker@leeds.example")
    decided = caseworker.send(
        f"/casework/leeds/{ref}/decide", step="send", outcome="granted", letter="Yes."
    )
    assert decided.status_code == 302, decided.text
    until(house.is_quiet, "the worker did not finish")
    assert house.count("post_message", "state = 'sent'") == 2
