"""The web or the worker is killed (-9) at each step from submitted to decided, and started again;
people send again what was not answered. Nothing is lost and nothing is doubled.

One resident is killed at every step before the request, one while it runs, one after its answer.
PROOF_RESIDENTS asks for more of them; the seed of a failure is in its message.
tests/services/test_kill_nine.py kills one process at every SQL statement; here it is the real
processes, over HTTP, with the provider's and the post's state counted at their own side.
"""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from commonworks.integrations.outbox.reader import sent_letters
from tests.proof.browsers import Answer, Browser
from tests.proof.house import House, until
from tests.services.applying import fill_in

RESIDENTS = int(os.environ.get("PROOF_RESIDENTS", "3"))
SEED = int(os.environ.get("PROOF_SEED", "0")) or random.randrange(1, 10**6)
WHEN = ("before", "during", "after")


@dataclass
class Killer:
    """Kills a process around a request. `when` is one of WHEN."""

    house: House
    when: str
    chosen: random.Random
    kills: int = 0

    def ask(self, send: Callable[[], Answer]) -> Answer:
        """Send, kill the web at the right moment, start it, and send again as people do."""
        answer = self._killed(send)
        self.house.start("web")
        # After a lost answer people press again; after "after", a browser restores its tabs.
        return send() if answer is None or self.when == "after" else answer

    def _killed(self, send: Callable[[], Answer]) -> Answer | None:
        self.kills += 1
        if self.when == "before":
            self.house.kill("web")
            return _tried(send)
        if self.when == "after":
            answer = send()
            self.house.kill("web")
            return answer
        found: list[Answer | None] = []
        asking = threading.Thread(target=lambda: found.append(_tried(send)))
        asking.start()
        time.sleep(self.chosen.uniform(0.005, 0.080))
        self.house.kill("web")
        asking.join()
        return found[0]

    def worker(self) -> None:
        """Kill the worker somewhere in its work; the next one finds the leases run out."""
        self.kills += 1
        time.sleep(self.chosen.uniform(0.0, 0.4))
        self.house.kill("worker")
        self.house.later(minutes=6)
        self.house.start("worker")


def _tried(send: Callable[[], Answer]) -> Answer | None:
    try:
        return send()
    except httpx.TransportError:
        return None


def _apply(killer: Killer, email: str, *, comes_back: bool) -> None:
    """From the form to paid. Whoever does not come back leaves the rest to the worker."""
    browser = Browser(killer.house)
    fill_in(browser, books=2, email=email)
    there = killer.ask(lambda: browser.post("check", agreed="1000"))
    assert there["Location"] == browser.base + "pay", there.text
    to = killer.ask(lambda: browser.post("pay", pence="1000"))["Location"]
    assert to.startswith(killer.house.simulators), to
    back = browser.enter_card(to)
    if comes_back:
        there = killer.ask(lambda: browser.fetch(back))
        assert there["Location"] == browser.base + "sent", there.text
        assert browser.get("sent").status_code == 200
    killer.worker()


def _decide(killer: Killer, case: str) -> None:
    caseworker = Browser(killer.house)
    caseworker.sign_in("caseworker@leeds.example")
    here = f"/casework/leeds/{case}"
    killer.ask(lambda: caseworker.send(f"{here}/assign", who="me"))
    told = {"step": "send", "outcome": "granted", "letter": "Yes."}
    there = killer.ask(lambda: caseworker.send(f"{here}/decide", **told))
    assert there.status_code == 302, there.text
    killer.worker()


def _finished(house: House) -> None:
    def done() -> bool:
        house.later(minutes=1)  # what was put off comes due
        return house.is_quiet()

    until(done, lambda: f"The worker did not finish: {house.logs()[-3000:]}")


def test_kills_from_submitted_to_decided_lose_nothing_and_double_nothing(house):
    chosen = random.Random(SEED)
    emails = [f"resident-{number}@example.org" for number in range(RESIDENTS)]
    kills = 0
    for number, email in enumerate(emails):
        killer = Killer(house, WHEN[number % 3], chosen)
        before = {ref for (ref,) in house.rows("SELECT ref FROM services_case")}
        _apply(killer, email, comes_back=number % 3 != 2)
        _finished(house)
        [case] = {ref for (ref,) in house.rows("SELECT ref FROM services_case")} - before
        _decide(killer, case)
        kills += killer.kills
    _finished(house)
    assert _counted(house, emails) == _right(len(emails)), f"{kills} kills, PROOF_SEED={SEED}"
    assert kills >= 6 * RESIDENTS


def _counted(house: House, emails: list[str]) -> dict[str, object]:
    taken = [p["email"] for p in house.payments() if p["state"]["status"] == "success"]
    letters = [each for each in sent_letters(house.plan.data) if each.recipient in emails]
    tallies = house.rows("SELECT measure, sum(count) FROM measures_tally GROUP BY measure")
    return {
        "submissions": house.count("services_submission"),
        "payments": house.count("services_payment", "state = 'paid'"),
        "other payments": house.count("services_payment", "state <> 'paid'"),
        "taken": Counter(Counter(taken).values()),
        "cases": house.count("services_case", "state = 'decided'"),
        "emails": Counter(Counter(each.recipient for each in letters).values()),
        "sent twice": len(letters) - len({each.ref for each in letters}),
        "unsent": house.count("post_message", "state <> 'sent'"),
        "decisions": house.count("kernel_event", "name = 'services.case.decided'"),
        "figures": {
            measure: int(total) for measure, total in tallies if measure not in ("started", "left")
        },
    }


def _right(residents: int) -> dict[str, object]:
    return {
        "submissions": residents,
        "payments": residents,
        "other payments": 0,
        "taken": Counter({1: residents}),
        "cases": residents,
        "emails": Counter({2: residents}),
        "sent twice": 0,
        "unsent": 0,
        "decisions": residents,
        "figures": dict.fromkeys(("submitted", "completed", "decided", "in-time"), residents),
    }
