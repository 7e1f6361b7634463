"""docs/how-to/first-council.md, walked step by step: its commands as they stand, its buttons by
their names."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys import configuring, joining
from tests.journeys.browsing import DESKTOP, Window
from tests.journeys.fixtures import Arrive
from tests.journeys.house import COMMONWORKS, PREPARED, ROOT, House, serving

pytestmark = pytest.mark.journey
DOCUMENT = (ROOT / "docs" / "how-to" / "first-council.md").read_text()
COUNCIL = "City of York Council"


@pytest.fixture
def window() -> Window:
    return DESKTOP


@pytest.fixture
def empty_house() -> Iterator[House]:
    """Served without the demonstration, in a folder in which there was nothing."""
    folder = PREPARED.with_name("test-first-council")
    shutil.rmtree(folder, ignore_errors=True)
    with serving(folder / "data", demo=False) as served:
        yield served


def test_a_first_council_has_a_live_service_by_following_the_document(
    empty_house: House, arrive: Arrive
) -> None:
    serve, become_steward, publish = commands()
    assert "script/server --no-demo --data" in serve
    at = empty_house.address

    steward, administrator, owner, resident = (arrive(at=at) for _ in range(4))
    for each in (steward, administrator, owner):  # other journeys look at these pages
        each.hurries = True

    steward.goes_to(run(become_steward, empty_house).split()[-1])
    joining.accepts(steward, "Steward Demonstration")
    steward.follows(bold("My council"), within="header")
    joining.invites_administrator(steward, COUNCIL, "admin@york.example")

    administrator.goes_to(link_in_outbox(empty_house, "admin@york.example"))
    joining.accepts(administrator, "Administrator Demonstration")
    administrator.follows(bold("My council"), within="header")
    joining.invites_colleague(administrator, "Service owner", "owner@york.example")

    run(publish, empty_house)

    owner.goes_to(link_in_outbox(empty_house, "owner@york.example"))
    joining.accepts(owner, "Owner Demonstration")
    owner.follows(bold("My council"), within="header")
    owner.follows(bold("Services"))
    owner.presses(f"{bold('Take it on')} – Apply for a resident parking permit")
    owner.follows(bold("Change settings, prices, words and colours"))
    configuring.fills_in(owner, COUNCIL)
    owner.follows(bold("See what going live needs"))
    configuring.enters_key(owner)
    owner.follows("Apply for a resident parking permit")
    owner.hurries = False
    owner.presses(bold("Go live"))

    resident.goes_to("/")
    resident.fills("Your postcode", "YO1 9QN")
    resident.presses("Find my council’s services")
    resident.reads(COUNCIL)
    resident.presses("Start now")


def test_the_document_names_what_the_other_steps_press() -> None:
    for words in (
        "Accept",
        "Administrators of councils",
        "Invite an administrator",
        "Send the invitation",
        "People",
        "Invite somebody",
        "Save",
        "Payments go to the council",
        "Save the key",
    ):
        bold(words)


def commands() -> list[str]:
    """The blocks to be typed at a terminal, in order."""
    return re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)


def bold(words: str) -> str:
    assert f"**{words}**" in " ".join(DOCUMENT.split()), f"the document does not say {words}"
    return words


def run(block: str, house: House) -> str:
    """What a block of the document prints; only where the data and the program lie is ours."""
    lines = [line for line in block.splitlines() if not line.strip().startswith("export")]
    program = " ".join(COMMONWORKS)
    typed = "\n".join(lines).replace(".venv/bin/commonworks", program)
    ran = subprocess.run(
        ["sh", "-ec", typed],
        env=house.told,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def link_in_outbox(house: House, recipient: str) -> str:
    """Waits for the worker, which writes each message within a second."""
    outbox = house.data / "outbox"
    while not (found := [each for each in letters(outbox) if each["recipient"] == recipient]):
        house.run("--version")
    return re.findall(r"http\S+/invitations/\S+", found[0]["body"])[0]


def letters(outbox: Path) -> list[dict]:
    return [json.loads(file.read_text()) for file in outbox.glob("*.json")]
