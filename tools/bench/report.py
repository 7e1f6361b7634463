"""Write what was measured, with machine and date, into docs/reference/benchmarks.md."""

import os
import platform
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tools.rooms import ROOT

PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
QUIET = 0.3  # load a core that is no reason to doubt a figure
HEAD = """# Benchmarks

What `script/bench NAME` measured last, on which machine and when. Ours and the peers took turns;
requests a second are the mean of seven rounds. Run it again before you quote it.
"""


def write(
    name: str,
    title: str,
    notes: Sequence[str],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> None:
    """Replace one benchmark's section and leave the others as they are."""
    table = [_row(header), _row(["---"] * len(header)), *map(_row, rows)]
    section = "\n".join(
        [f"## {title}", "", f"`script/bench {name}` · {machine()}", "", *table, "", *notes, ""]
    )
    before = PAGE.read_text() if PAGE.exists() else HEAD
    mark = re.compile(rf"<!-- {name} -->.*?<!-- /{name} -->\n", re.S)
    fresh = f"<!-- {name} -->\n{section}<!-- /{name} -->\n"
    text = mark.sub(lambda _: fresh, before) if mark.search(before) else f"{before}\n{fresh}"
    PAGE.write_text(text)
    print(section)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    day = datetime.now(UTC).date().isoformat()
    return f"{day} · {os.cpu_count()} cores, {_processor()}, {_python()}"


def busy() -> list[str]:
    """A note, asked for before the servers start, where other work takes part of the machine."""
    share = os.getloadavg()[0] / (os.cpu_count() or 1)
    if share < QUIET:
        return []
    said = f"Other work kept the machine busy when this began (load {share:.1f} a core): only"
    return [said, "what stands beside it in the same run can be compared."]


def _python() -> str:
    """Its version and, where it is the system's own, whose: one version built in another way can
    be a quarter slower."""
    version = f"Python {platform.python_version()}"
    if sys.base_prefix != "/usr":
        return version
    return f"{version} of {platform.freedesktop_os_release()['PRETTY_NAME']}"


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open() as info:
            named = [
                line.partition(":")[2].strip() for line in info if line.startswith("model name")
            ]
    except OSError:
        named = []
    return named[0] if named else platform.machine()
