"""What README and ARCHITECTURE name is there, and links to lines lead to what they name."""

import re

import pytest

from tools.rooms import ROOT

PAGES = ["README.md", "ARCHITECTURE.md"]
LINK = re.compile(r"\]\(([^)#:]+)(?:#L(\d+))?\)")
CODE = re.compile(r"`((?:src|tests|docs|script|tools)/[\w/.-]+)`")


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_exists(page):
    text = (ROOT / page).read_text()
    named = {path for path, _ in LINK.findall(text)} | set(CODE.findall(text))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    assert len(named) > 3


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_line_leads_to_the_name_it_shows(page):
    text = (ROOT / page).read_text()
    for name, path, line in re.findall(r"\[`(\w+)`\]\(([^)#]+)#L(\d+)\)", text):
        assert name in (ROOT / path).read_text().splitlines()[int(line) - 1]


def test_the_journey_links_to_lines():
    journey = (ROOT / "ARCHITECTURE.md").read_text().partition("## A request")[2]
    journey = journey.partition("## Interfaces")[0]
    assert [
        name for name, line in re.findall(r"\[`(\w+)`\]\([^)#]+(#L\d+)?\)", journey) if not line
    ] == []
