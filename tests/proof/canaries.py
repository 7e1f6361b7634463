"""Words that nobody else would write, put into every answer, and the search for them."""

import base64
import json
import pickle
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.proof.browsers import Browser
from tests.proof.house import House
from tests.services.applying import SERVICE

WORD = "Zanzibar-Quokka-7731"
EMAIL = "zanzibar-quokka-7731@example.org"
BADGE, VRM, POSTCODE, TELEPHONE = "QKKA7731", "QK77 ZZX", "LS99 7ZX", "01632 960 773"
TYPED = (WORD, EMAIL, BADGE, VRM, POSTCODE, TELEPHONE)
SHORTEST = 7  # bytes of a mark: shorter ones stand in sealed bytes by chance
OUTSIDE = "simulators"  # the folder of what stands for the outside world


@dataclass(frozen=True)
class Places:
    """Where to look: (name of the place, bytes found there)."""

    house: House

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for file in self.house.plan.data.rglob("*"):
            if file.is_file() and OUTSIDE not in file.parts:
                yield str(file.relative_to(self.house.plan.data)), file.read_bytes()
                if file.parent.name == "cache":
                    yield f"{file.name}, unpacked", _unpacked(file)
        for file in self.house.folder.glob("*.log"):
            yield file.name, file.read_bytes()
        for table in tables(self.house):
            for row in self.house.rows(f'SELECT * FROM "{table}"'):
                yield f"a row of {table}", b"\n".join(_bytes(value) for value in row)
        for (data,) in self.house.rows("SELECT session_data FROM django_session"):
            yield "a session", _session(data)


def tables(house: House) -> list[str]:
    if "DATABASE_URL" in house.told:
        asked = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    else:
        asked = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return [name for (name,) in house.rows(asked)]


def seen(places: Iterator[tuple[str, bytes]] | Places, words: tuple[str, ...]) -> set[str]:
    """The places where one of the words stands: in clear, or thinly disguised."""
    wanted = [(word, mark) for word in words for mark in disguises(word)]
    found = set()
    for place, data in places:
        lower = data.lower()
        found |= {f"{word} in {place}" for word, mark in wanted if mark in lower or mark in data}
    return found


def disguises(word: str) -> set[bytes]:
    """As it was typed, without spaces, in an address, in hex, in UTF-16, and in base64 wherever
    it may begin."""
    plain = {word.lower(), word.lower().replace(" ", ""), quote(word.lower())}
    found = {text.encode() for text in plain} | {text.encode("utf-16-le") for text in plain}
    for text in {word, word.lower(), word.replace(" ", "")}:
        found.add(text.encode().hex().encode())
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + text.encode())
            found.add(coded[4 if shift else 0 : -4])
    return {mark for mark in found if len(mark) >= SHORTEST}


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    return json.dumps(value, ensure_ascii=False, default=str).encode()


def _session(data: str) -> bytes:
    """What django.core.signing wrote: payload:time:signature, a dot before what is compressed."""
    payload = data.split(":")[0]
    raw = base64.urlsafe_b64decode(payload.lstrip(".") + "==")
    return zlib.decompress(raw) if payload.startswith(".") else raw


def _unpacked(file: Path) -> bytes:
    """A file of Django's file cache: when it expires, then what it keeps, compressed."""
    with file.open("rb") as opened:
        pickle.load(opened)
        return zlib.decompress(opened.read())


def fill_in_all(browser: Browser) -> str:
    """Every field of the permit that takes words, each with its canary; answers where it leads."""
    browser.start()
    browser.answer("where-you-live", home_postcode="LS1 4AP")
    lines = {f"address-{part}": WORD for part in ("line1", "line2", "town", "county")}
    browser.answer("your-address", **lines, **{"address-postcode": POSTCODE})
    browser.answer("parking-zone", parking_zone="leeds.headingley")
    browser.answer("what-you-need", kind="own-vehicles")
    browser.answer("blue-badge", blue_badge="yes", badge_number=BADGE)
    for _vehicle in range(2):
        there = browser.get("apply/vehicles").headers.get("Location", "")
        if not there:
            there = browser.answer("vehicles", another="yes")
        vehicle = {"registration": VRM, "make": WORD, "fuel": "petrol", "keeper": "company"}
        there = there.removeprefix(browser.base).removeprefix("apply/")
        browser.answer(there, **vehicle, **{"company-name": WORD})
    browser.answer("vehicles", another="no")
    browser.answer("company-vehicle", company_letter="yes")
    browser.answer("how-long", length="year")
    return start_date_and_rest(browser)


def start_date_and_rest(browser: Browser) -> str:
    from django.utils import timezone

    today = timezone.localdate()
    browser.answer("start-date", **{f"start-date-{p}": getattr(today, p) for p in PARTS})
    browser.answer("proof-of-address", proof=["council-tax", "bank"])
    browser.answer("contact-details", full_name=WORD, email=EMAIL, telephone=TELEPHONE)
    return browser.answer("declaration", agreed="yes")


PARTS = ("day", "month", "year")
HERE = f"leeds.{SERVICE}"
