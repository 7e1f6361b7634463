"""What README and ARCHITECTURE name is there, and links to lines lead to what they name."""

import re

import pytest

from tools.rooms import ROOT

PAGES = ["README.md", "ARCHITECTURE.md"]
LINK = re.compile(r"\]\(([^)#:]+)(?:#L(\d+))?\)")
CODE = re.compile(r"`([\w.*-]+/[\w/.*-]*)`")
FENCE = re.compile(r"^```.*?^```", re.S | re.M)
SCRIPT = re.compile(r"(?<![\w/])script/\w+")
# A path is named from the root, from the code, from the house, or from any room of it.
BELOW = (".", "src", "src/commonworks", "src/commonworks/*")


def is_there(path):
    return any(next(ROOT.glob(f"{folder}/{path}".removeprefix("./")), None) for folder in BELOW)


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_exists(page):
    text = (ROOT / page).read_text()
    linked = {path for path, _ in LINK.findall(text)}
    fenced = {each for fence in FENCE.findall(text) for each in SCRIPT.findall(fence)}
    said = set(CODE.findall(FENCE.sub("", text)))
    assert [path for path in sorted(linked) if not (ROOT / path).exists()] == []
    assert [path for path in sorted(said | fenced) if not is_there(path.rstrip("/"))] == []
    assert (len(linked | said) > 3, bool(fenced) or page != "README.md") == (True, True)


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
