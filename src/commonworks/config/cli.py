"""`commonworks`: the third door. Each room's commands are in its `cli.py`."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from commonworks.config.environment import Misconfigured
from commonworks.kernel.errors import DomainError, Invalid

# Answered without Django: forms need none, and `serve` says first where the data is.
EARLY = ("form", "serve")


def main(argv: Sequence[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else list(argv)
    args = argparse.Namespace()
    try:
        args = _parser(words).parse_args(words)
        return int(args.run(args) or 0)
    except Invalid as refusal:
        beside = [f"{name}: {why}" for name, why in refusal.fields.items()]
        once = str(refusal) in refusal.fields.values()
        return _refuse(args, *([] if once else [str(refusal)]), *beside)
    except (DomainError, Misconfigured) as refusal:
        return _refuse(args, str(refusal))
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            return 0
        return _refuse(args, f"{error.filename or 'The system'}: {error.strerror or error}.")
    except KeyboardInterrupt:
        return _refuse(args, "Stopped. Run it again to go on.")


def _refuse(args: argparse.Namespace, *sentences: str) -> int:
    """What would have answered in JSON refuses in it, too, as a report of what was not done."""
    if getattr(args, "json", False):
        problems = [{"line": None, "column": "(all)", "message": said} for said in sentences]
        print(json.dumps({"written": False, "problems": problems}, indent=2))
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1


def _parser(words: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="commonworks", description=__doc__)
    parser.add_argument("--version", action="version", version=version("commonworks"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    from commonworks.config import serve
    from formwork import cli as form

    form.register(commands)
    serve.register(commands)
    if not words or words[0] not in EARLY:
        _register_rooms(commands)
    return parser


def _register_rooms(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonworks.config.settings")
    import django

    django.setup()
    from commonworks.config import upkeep
    from commonworks.config.rooms import doors

    upkeep.register(commands)
    importing = commands.add_parser("import", help="bring in facts and files")
    what = importing.add_subparsers(required=True, metavar="WHAT")
    for door in doors("cli"):
        if door.__name__ != __name__ and hasattr(door, "register"):
            door.register(commands)
        if hasattr(door, "register_imports"):
            door.register_imports(what)


if __name__ == "__main__":
    sys.exit(main())
