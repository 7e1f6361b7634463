"""Somebody at a browser, who looks closely at every page they come to."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from tests.journeys.house import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "var" / "screenshots"
FIND_VIOLATIONS = """async () => (await axe.run()).violations.map(
    each => each.id + ": " + each.nodes.map(node => node.html).join(" | "))"""
FIND_OVERFLOW = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll("main *")]
        .filter(each => each.getBoundingClientRect().right > room + 1)
        .map(each => each.outerHTML.slice(0, 200));
}"""


@dataclass(frozen=True, slots=True)
class Window:
    """What somebody looks through."""

    name: str
    width: int
    height: int
    scripts: bool = True


DESKTOP = Window("desktop", 1280, 900)
NARROW = Window("narrow", 320, 640)
WITHOUT_SCRIPTS = Window("without-scripts", 320, 640, scripts=False)


class Visitor:
    """Follows links, presses buttons and fills in fields by the words that a person reads.

    Every page they come to is looked at: axe finds nothing, nothing is wider than the window, no
    script failed, no style is missing, and a picture is kept in var/screenshots. `hurries` leaves
    that out, for ways that another journey looks at.
    """

    def __init__(self, browser: Browser, address: str, window: Window, journey: str) -> None:
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": window.width, "height": window.height},
            java_script_enabled=window.scripts,
            locale="en-GB",
        )
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self._faults: list[str] = []
        self.page.on("response", self._note_missing)
        self.page.on("console", self._note_complaint)
        self.window = window
        self.hurries = False
        self._journey = journey
        self._seen = 0
        self._examiner = None if window.scripts else _examiner(browser, window)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
        if self._examiner:
            self._examiner.context.close()

    # Going somewhere

    def goes_to(self, address: str) -> None:
        response = self.page.goto(address)
        self._arrives(response)

    def follows(self, words: str, *, within: str = "main") -> None:
        with self.going():
            self._one(self.page.locator(within).get_by_role("link", name=_whole(words))).click()

    def presses(self, words: str, *, within: str = "main, form") -> None:
        with self.going():
            found = self.page.locator(within).get_by_role("button", name=_whole(words))
            self._one(found).click()

    def changes(self, label: str) -> None:
        """Follow the "Change" of an answer on the page where the answers are checked."""
        self.follows(f"Change {label}")

    # Filling in

    def fills(self, label: str, text: str) -> None:
        self._one(self.page.get_by_label(_whole(label)).and_(self._boxes())).fill(text)

    def picks(self, *labels: str, among: str = "") -> None:
        """Tick radios or boxes by their labels; `among`: the legend of their group."""
        group = self.page.get_by_role("group", name=_whole(among)) if among else self.page
        for label in labels:
            self._one(group.get_by_label(_whole(label))).check()

    def selects(self, label: str, option: str) -> None:
        """From a list, or from what a box proposes: a script makes one of a long list."""
        box = self._one(self.page.get_by_label(_whole(label)).and_(self._boxes()))
        if box.get_attribute("role") == "combobox":
            box.fill(option)
            self._one(self.page.get_by_role("option", name=_whole(option))).click()
        else:
            box.select_option(label=option)

    # Reading

    def reads(self, *words: str) -> None:
        """Fails unless each of these stands on the page."""
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each)

    def reads_heading(self, words: str) -> None:
        expect(self.page.locator("h1")).to_have_text(re.compile(rf"^\s*{re.escape(words)}\s*$"))

    def text(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()

    def mail(self, recipient: str, subject: str) -> Locator:
        """The message in the demonstration's outbox; waits until the worker has sent it."""
        self.goes_to("/demo/outbox")
        letters = self.page.locator("article")
        letter = letters.filter(has_text=recipient).filter(has_text=subject).first
        for _ in range(300):
            if letter.count():
                return letter
            self.page.reload()
        raise AssertionError(f"no message to {recipient} about {subject}")

    def opens_link_in(self, letter: Locator, containing: str) -> None:
        with self.going():
            letter.locator(f"a[href*='{containing}']").first.click()

    # Looking

    def looks(self) -> None:
        """Look closely at the page that is open now."""
        examined = self._examined()
        wrong = examined.evaluate(FIND_OVERFLOW)
        assert wrong == [], f"wider than {self.window.width} at {self.page.url}: {wrong}"
        self._keep_picture()
        examined.evaluate(_axe())
        found = examined.evaluate(FIND_VIOLATIONS)
        assert found == [], f"axe at {self.page.url} ({self.window.name}): {found}"
        assert self._faults == [], f"at {self.page.url}: {self._faults}"

    def _examined(self) -> Page:
        """This page, or without scripts a likeness of it in which axe can run."""
        if not self._examiner:
            return self.page
        base = f'<head><base href="{self.page.url}">'
        self._examiner.set_content(self.page.content().replace("<head>", base, 1))
        return self._examiner

    def _keep_picture(self) -> None:
        self._seen += 1
        heading = self.page.locator("h1").first
        words = heading.inner_text() if heading.count() else "no heading"
        name = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60]
        folder = SCREENSHOTS / self.window.name
        self.page.screenshot(
            path=folder / f"{self._journey}-{self._seen:02}-{name}.png", full_page=True
        )

    @contextmanager
    def going(self) -> Iterator[None]:
        with self.page.expect_navigation() as going:
            yield
        self._arrives(going.value)

    def _arrives(self, response: Response | None) -> None:
        assert response is None or response.status != 500, response.url
        if not self.hurries:
            self.looks()

    def _note_missing(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self._faults.append(f"{response.status} {response.url}")

    def _note_complaint(self, said: ConsoleMessage) -> None:
        """Scripts that fail, and what the content security policy had to stop."""
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self._faults.append(said.text)

    def _boxes(self) -> Locator:
        return self.page.locator("input, textarea, select")

    def _one(self, found: Locator) -> Locator:
        """Clear words: the first of several would hide a label that says too little."""
        expect(found).to_have_count(1)
        return found


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(words)}\s*$")


@lru_cache(maxsize=1)
def _axe() -> str:
    return Path(AXE).read_text()


def _examiner(browser: Browser, window: Window) -> Page:
    context = browser.new_context(viewport={"width": window.width, "height": window.height})
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    return page
