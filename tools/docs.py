"""Write the pages of docs that come from the code, or with --check say which are out of date.

`python -m tools.docs [--check]`
"""

import argparse
import ast
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from formwork.reference import reference_page
from tools.rooms import HOUSE, ROOT, heights, rooms

MARK = "<!-- rooms: written by tools.docs -->"


def architecture() -> str:
    """ARCHITECTURE.md with the table of rooms between its two marks."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    before, _, rest = text.partition(MARK)
    _, _, after = rest.partition(MARK)
    return linked(f"{before}{MARK}\n{room_table()}{MARK}{after}")


def linked(text: str) -> str:
    """Each [`name`](path) leads to the line on which the name is defined."""
    return re.sub(r"\[`(\w+)`\]\((src/[^)#]+\.py)(?:#L\d+)?\)", to_line, text)


def to_line(link: re.Match[str]) -> str:
    name, path = link[1], link[2]
    defined = re.compile(rf"(def|class) {name}\b|{name}( *:.*)? =")
    lines = (ROOT / path).read_text().splitlines()
    found = [number for number, line in enumerate(lines, 1) if defined.match(line)]
    return f"[`{name}`]({path}{f'#L{found[0]}' if found else ''})"


def room_table() -> str:
    """Rooms from the roof down: what each is for, and which are not built yet."""
    order = sorted(rooms(), key=lambda room: (-heights()[room], room))
    rows = [f"| `{room}/` | {purpose(room)} | {built(room)} |" for room in order]
    return "\n".join(["| Room | What it is for | |", "|---|---|---|", *rows]) + "\n"


def purpose(room: str) -> str:
    tree = ast.parse((HOUSE / room / "__init__.py").read_text())
    return (ast.get_docstring(tree) or "").splitlines()[0].replace("|", "/")


def built(room: str) -> str:
    files = [path for path in (HOUSE / room).rglob("*.py") if path.name != "__init__.py"]
    return "" if files else "not built yet"


def lifecycles() -> str:
    """Every lifecycle of the house, drawn from its transition table."""
    start_django()
    from django.apps import apps

    parts = ["# Lifecycles", "", "Drawn from the tables in the code: change `NEXT` there.", ""]
    for model in sorted(apps.get_models(), key=lambda m: m.__name__):
        if "NEXT" in vars(model):
            parts += [*drawn(model), ""]
    return "\n".join(parts)


def drawn(model: type) -> list[str]:
    room = model.__module__.split(".")[1]
    lines = [f"## {model.__name__} ({room})", "", "```mermaid", "stateDiagram-v2"]
    for state, following in vars(model)["NEXT"].items():
        name = state.name.lower()
        lines.append(f"    {name}: {state.label}")
        lines += [f"    {name} --> {then.name.lower()}" for then in sorted(following)]
        if not following:
            lines.append(f"    {name} --> [*]")
    return [*lines, "```"]


def command_line() -> str:
    """The help texts of every command."""
    start_django()
    from commonworks.config import cli

    os.environ["COLUMNS"] = "96"
    parts = ["# The command line", ""]
    parts += helps(cli._parser([]))
    return "\n".join(parts)


def helps(parser: argparse.ArgumentParser) -> list[str]:
    lines = [f"## {parser.prog}", "", "```", parser.format_help().strip(), "```", ""]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                lines += helps(sub)
    return lines


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()


PAGES: dict[str, Callable[[], str]] = {
    "ARCHITECTURE.md": architecture,
    "docs/reference/lifecycles.md": lifecycles,
    "docs/reference/command-line.md": command_line,
    "docs/reference/form-definition.md": reference_page,
}


def main() -> int:
    stale = []
    for name, write in PAGES.items():
        path = Path(ROOT / name)
        text = write().rstrip() + "\n"
        if not path.exists() or path.read_text() != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text)
    for name in stale:
        checked = "--check" in sys.argv
        print(name, "is out of date: run python -m tools.docs" if checked else "written")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
