"""Somebody's browser: cookies, forms with their tokens, and redirects followed only when asked."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin

import httpx

from tests.proof.house import PATIENCE, House
from tests.services.applying import BASE

CARD = {"card": "4444333322221111", "expiry": "12/30", "name": "A Person", "code": "123"}


class Answer:
    """As the tests' other browsers have it: headers by name."""

    def __init__(self, response: httpx.Response) -> None:
        self.status_code, self.content = response.status_code, response.content
        self.text, self.headers = response.text, response.headers

    def __getitem__(self, name: str) -> str:
        return str(self.headers[name])


@dataclass
class Browser:
    """`base` is the address of the service, as tests.services.applying wants it."""

    house: House
    base: str = BASE
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.house.url, trust_env=False, timeout=PATIENCE)

    def fetch(self, address: str) -> Answer:
        return Answer(self.client.get(address))

    def send(self, address: str, **data: Any) -> Answer:
        """Post a form as a browser does, with the token that came with its page."""
        if "csrftoken" not in self.client.cookies:
            self.client.get(address if address.startswith("/account") else self.base)
        token = next(c.value for c in self.client.cookies.jar if c.name == "csrftoken")
        return Answer(self.client.post(address, data={"csrfmiddlewaretoken": token, **data}))

    def get(self, path: str = "") -> Answer:
        return self.fetch(self.base + path)

    def post(self, path: str = "", **data: Any) -> Answer:
        return self.send(self.base + path, **data)

    def start(self) -> Answer:
        return self.post()

    def answer(self, page: str, **data: Any) -> str:
        """Post a page; answers the last part of where it leads."""
        names = {name.replace("_", "-"): value for name, value in data.items()}
        response = self.post(f"apply/{page}", **names)
        assert response.status_code == 303, response.text
        return response["Location"].removeprefix(self.base)

    def sign_in(self, email: str) -> None:
        """As somebody of the demonstration."""
        [(person,)] = self.house.rows(f"SELECT ref FROM network_person WHERE email = '{email}'")
        # SQLite keeps a UUID without its hyphens.
        page = self.fetch("/account/sign-in-as").text
        values = re.findall(r'name="person"[^>]*value="([^"]+)"|value="([^"]+)"', page)
        [chosen] = {
            unescape(value)
            for pair in values
            for value in pair
            if value.replace("-", "") == str(person).replace("-", "")
        }
        assert self.send("/account/sign-in-as", person=chosen).status_code == 302

    def enter_card(self, next_url: str) -> str:
        """Pay on the provider's own pages; answers where they send the browser."""
        outside = httpx.Client(trust_env=False, timeout=PATIENCE)
        outside.get(next_url)
        outside.post(next_url, data=CARD)
        return urljoin(next_url, outside.post(f"{next_url}/confirm").headers["location"])
