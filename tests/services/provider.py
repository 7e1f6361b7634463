"""The payment simulator over HTTP, and the resident who enters a card there."""

import hashlib
import hmac
import json
import threading
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx

from commonworks.integrations.govpay.client import GovPay
from commonworks.integrations.govpay.webhooks import read_webhook
from commonworks.integrations.simulators.wsgi import make_application
from commonworks.services import ports
from tests.services.applied import KEY, SECRET

# One for all: a client of its own for each call would read every certificate of the world anew.
browser = httpx.Client(trust_env=False, verify=False)
GOOD, DECLINED = "4444333322221111", "4000000000000002"


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Provider:
    """GOV.UK Pay as the simulator plays it. `seconds` is how long we wait for it."""

    def __init__(self, folder: Path, url: str, seconds: float) -> None:
        self.folder, self.url = folder, url
        self.client = GovPay(url, seconds=seconds)

    def fails(self, fault: str, **how: object) -> None:
        order = {"service": "pay", "fault": fault, **how}
        browser.post(f"{self.url}/control", json=order).raise_for_status()

    def pays(self, next_url: str, card: str = GOOD) -> str:
        """Enter a card and confirm; answers where the browser is sent."""
        given = {"card": card, "expiry": "12/30", "name": "A", "code": "123"}
        browser.post(next_url, data=given)
        return browser.post(f"{next_url}/confirm").headers.get("location", "")

    def cancels(self, next_url: str) -> None:
        browser.post(f"{next_url}/cancel")

    def later(self, minutes: int) -> None:
        (self.folder / "clock").write_text(str(minutes * 60))

    def payments(self, reference: str | None = None) -> list[dict]:
        asked = {"reference": reference} if reference else {}
        headers = {"Authorization": f"Bearer {KEY}"}
        return browser.get(f"{self.url}/v1/payments", params=asked, headers=headers).json()[
            "results"
        ]

    def paid(self) -> list[dict]:
        return [p for p in self.payments() if p["state"]["status"] == "success"]

    def message(self, payment: dict, id: str) -> tuple[bytes, str]:
        """(body, signature) of a webhook about a payment as it stands."""
        told = {
            "webhook_message_id": id,
            "id": id,
            "event_type": "card_payment_succeeded",
            "resource_type": "payment",
            "resource": payment,
        }
        body = json.dumps(told).encode()
        return body, hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


@contextmanager
def running(folder: Path, seconds: float = 1.0):
    server = make_server(
        "127.0.0.1", 0, make_application(folder), server_class=Threaded, handler_class=Quiet
    )
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    ).start()
    provider = Provider(folder, f"http://127.0.0.1:{server.server_port}", seconds)
    before = ports.payments()
    ports.provide(lambda: provider.client)
    ports.provide_news(read_webhook)
    try:
        yield provider
    finally:
        ports.provide(lambda: before)
        server.shutdown()
        server.server_close()
