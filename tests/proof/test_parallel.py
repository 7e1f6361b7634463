"""The same post, sent many times at once to web workers that answer side by side: a double click, a
slow network, two tabs. It does what it does once, and everybody gets the same answer."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from commonworks.integrations.outbox.reader import sent_letters
from tests.proof.browsers import Answer, Browser
from tests.proof.house import until
from tests.services.applying import fill_in

TIMES = (2, 10, 50)


@pytest.fixture(scope="module")
def busy(data, tmp_path_factory):
    """A house in which four requests are worked on at a time."""
    with data.house(tmp_path_factory.mktemp("busy"), workers=4) as running:
        yield running


def at_once(browser: Browser, times: int, ask: Callable[[Browser], Answer]) -> list[Answer]:
    """The same request from as many connections, let go at the same moment."""
    barrier = Barrier(times)

    def one(tab: Browser) -> Answer:
        barrier.wait()
        return ask(tab)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, [_tab(browser) for _ in range(times)]))


def _tab(browser: Browser) -> Browser:
    """Another tab of the same browser: its cookies, and a connection of its own."""
    tab = replace(browser)
    for cookie in browser.client.cookies.jar:
        tab.client.cookies.jar.set_cookie(cookie)
    return tab


def told(answers: list[Answer]) -> set[tuple[int, str]]:
    return {(each.status_code, each.headers.get("location", "")) for each in answers}


def finished(house) -> None:
    def done() -> bool:
        house.later(minutes=1)
        return house.is_quiet()

    until(done, lambda: f"The worker did not finish: {house.logs()[-3000:]}")


def letters_to(house, email: str) -> int:
    return sum(each.recipient == email for each in sent_letters(house.plan.data))


def counts(house) -> Counter:
    tables = ("submission", "case", "payment")
    return Counter({name: house.count(f"services_{name}") for name in tables})


@pytest.mark.parametrize("times", TIMES)
def test_an_application_without_a_fee_that_is_sent_many_times_at_once_is_one_case(busy, times):
    browser, email, before = Browser(busy), f"free-{times}@example.org", counts(busy)
    assert fill_in(browser, email=email) == "check"
    answers = at_once(browser, times, lambda tab: tab.post("check", agreed="0"))
    assert told(answers) == {(303, f"{browser.base}sent")}
    finished(busy)
    assert counts(busy) - before == Counter(submission=1, case=1)
    assert letters_to(busy, email) == 1


@pytest.mark.parametrize("times", TIMES)
def test_an_application_with_a_fee_that_is_sent_and_paid_many_times_at_once_is_paid_once(
    busy, times
):
    browser, email, before = Browser(busy), f"paid-{times}@example.org", counts(busy)
    assert fill_in(browser, books=2, email=email) == "check"
    sent = at_once(browser, times, lambda tab: tab.post("check", agreed="1000"))
    assert told(sent) == {(303, f"{browser.base}pay")}
    begun = at_once(browser, times, lambda tab: tab.post("pay", pence="1000"))
    assert len(told(begun)) == 1, told(begun)
    [(status, to)] = told(begun)
    assert (status, to.startswith(busy.simulators)) == (303, True)
    back = browser.enter_card(to)
    returned = at_once(browser, times, lambda tab: tab.fetch(back))
    assert told(returned) == {(302, f"{browser.base}sent")}
    finished(busy)
    assert counts(busy) - before == Counter(submission=1, case=1, payment=1)
    mine = [p["state"]["status"] for p in busy.payments() if p.get("email") == email]
    assert (mine.count("success"), letters_to(busy, email)) == (1, 1)


@pytest.mark.parametrize("times", TIMES)
def test_an_invitation_that_is_sent_many_times_at_once_is_one_and_the_rest_are_told(busy, times):
    browser, email = Browser(busy), f"invited-{times}@leeds.example"
    browser.sign_in("administrator@leeds.example")
    here = "/organisations/leeds/people/invite"
    answers = at_once(browser, times, lambda tab: tab.send(here, email=email, role="member"))
    statuses = Counter(each.status_code for each in answers)
    assert statuses == Counter({302: 1, 409: times - 1})
    assert all("open invitation" in each.text for each in answers if each.status_code == 409)
    finished(busy)
    assert busy.count("network_invitation", f"email = '{email}'") == 1
    assert letters_to(busy, email) == 1
