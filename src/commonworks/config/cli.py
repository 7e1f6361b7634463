"""`commonworks`: the third door. Each room's commands are in its `cli.py`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from commonworks.config.environment import Misconfigured
from commonworks.kernel.errors import DomainError, Invalid

ENGINES = ("form",)  # answered without Django, so that they start at once


def main(argv: Sequence[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        args = _parser(words).parse_args(words)
        return int(args.run(args) or 0)
    except Invalid as refusal:
        return _refuse(str(refusal), *(f"{name}: {why}" for name, why in refusal.fields.items()))
    except (DomainError, Misconfigured) as refusal:
        return _refuse(str(refusal))
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return _refuse("Stopped.")


def _refuse(*sentences: str) -> int:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1


def _parser(words: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="commonworks", description=__doc__)
    parser.add_argument("--version", action="version", version=version("commonworks"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    from formwork import cli as form

    form.register(commands)
    if not words or words[0] not in ENGINES:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonworks.config.settings")
        import django

        django.setup()
        from commonworks.config.rooms import doors

        for door in doors("cli"):
            door.register(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
