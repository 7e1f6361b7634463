"""What is like a text, and how well that is found: `commonworks similar`, `… likeness eval`."""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from commonworks.kernel.errors import Invalid
from commonworks.network.queries import lgsl
from commonworks.signposts import queries
from commonworks.signposts.policies.kinds import KINDS
from commonworks.signposts.queries import measuring
from commonworks.signposts.queries.measuring import (
    FIGURES,
    MERGING,
    Compared,
    Measurement,
    verdict,
)


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    similar = commands.add_parser(
        "similar", help="find what is like a text among all that is public"
    )
    similar.add_argument("--text", required=True, help="what to compare, or - to read it")
    similar.add_argument("--kind", action="append", default=[], choices=[*KINDS])
    similar.add_argument("--service", default="", metavar="CODE", help="its number in the LGSL")
    similar.add_argument("--limit", type=int, default=10)
    similar.add_argument("--json", action="store_true", help="answer in JSON")
    similar.set_defaults(run=find_similar)
    likeness = commands.add_parser("likeness", help="measure how well likeness is found")
    what = likeness.add_subparsers(required=True, metavar="WHAT")
    measured = what.add_parser("eval", help="measure on a JSON file of labelled texts")
    measured.add_argument("file", type=Path)
    measured.add_argument("--json", action="store_true", help="answer in JSON")
    measured.set_defaults(run=evaluate)


def find_similar(args: argparse.Namespace) -> int:
    text = sys.stdin.read() if args.text == "-" else args.text
    service = lgsl.asked(args.service, field="--service")
    found = queries.similar(
        text=text, kinds=tuple(args.kind), service_code=service, limit=max(args.limit, 1)
    )
    if args.json:
        print(
            json.dumps(
                {"suggestions": [asdict(each) for each in found]}, indent=2, cls=DjangoJSONEncoder
            )
        )
        return 0
    for each in found:
        print(f"{each.score:.2f}  {each.kind}  {each.title} ({each.authority_name})  {each.link}")
        print(f"      {'; '.join(each.reasons)}")
    if not found:
        print("Nothing is like that.")
    return 0


def evaluate(args: argparse.Namespace) -> int:
    found = measuring.measured(_read(args.file), name=args.file.name)
    print(json.dumps(_as_json(found), indent=2) if args.json else "\n".join(_lines(found)))
    return 0


def _as_json(found: Measurement) -> dict[str, Any]:
    return {
        "file": found.file,
        "records": found.records,
        "questions": found.questions,
        **found.figures,
        "merging_threshold": MERGING,
        "pairs_at_merging_threshold": found.pairs,
        "precision_at_merging_threshold": found.precision,
        "baselines": {each.name: _other(each) for each in found.others},
    }


def _other(each: Compared) -> dict[str, Any] | str:
    if each.figures is None:
        return "not installed"
    less = {
        figure: {"interval": [round(end, 4) for end in interval], "verdict": verdict(interval)}
        for figure, interval in each.less.items()
    }
    share = each.precision
    return {**each.figures, "precision_at_as_many_pairs": share, "ours_less_theirs": less}


def _lines(found: Measurement) -> list[str]:
    share = "none" if found.precision is None else f"{found.precision:.0%}"
    told = [
        f"{found.file}: {found.questions} questions among {found.records} texts",
        _figures("ours", found.figures),
        f"  pairs from {MERGING}: {found.pairs}, {share} of them right",
    ]
    for each in found.others:
        if each.figures is None:
            told.append(f"{each.name}: not installed")
            continue
        told.append(_figures(each.name, each.figures))
        told += [
            f"  {figure}: ours less theirs {low:+.3f} to {high:+.3f}, {verdict((low, high))}"
            for figure, (low, high) in each.less.items()
        ]
    return told


def _figures(name: str, figures: Mapping[str, float]) -> str:
    return f"{name}: " + ", ".join(f"{figure} {figures[figure]:.3f}" for figure in FIGURES)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise Invalid(
            f"{path.name} is not UTF-8 at byte {error.start}. Save it as UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Invalid(f"{path.name} is not JSON: {error.msg} at {where}.") from None
    except RecursionError:
        raise Invalid(f"{path.name} is nested too deeply.") from None
