"""`commonworks form …`: check a definition, import a foreign one, walk through it with answers."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from formwork.answers import as_posted, read_field, stored_errors, told
from formwork.canonical import Json
from formwork.characters import texts_in
from formwork.compose import Composed, compose
from formwork.definition import Definition, load
from formwork.exporter import to_yaml
from formwork.limits import Invalid, Sight
from formwork.overlay import read_overlay
from formwork.prices import NoPrice, quote_of
from formwork.problems import DefinitionError, FormworkError, Problem
from formwork.schema import escaped
from formwork.shape import Field, Page
from formwork.summary import summary
from formwork.walk import Loop, Walk
from formwork.words import Words

Run = Callable[[argparse.Namespace], int]
LONGEST_NUMBER = 20  # digits


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `form` and its three verbs; each sets `run`, a function of the arguments to exit code."""
    form = commands.add_parser("form", help="check, import and try form definitions")
    verbs = form.add_subparsers(required=True, metavar="VERB")
    check = _verb(verbs, "check", "say what is wrong with a definition", run_check)
    check.add_argument("--overlay", type=Path, help="a council's overlay to lay over it")
    bring = _verb(verbs, "import", "turn a foreign form into a definition", run_import)
    bring.add_argument(
        "--lang",
        default="",
        choices=["en", "cy"],
        help="the language it is in; if left out, the one that the file says, or else English",
    )
    bring.add_argument("--to", type=Path, metavar="OUT.yaml", help="where to write it")
    walked = _verb(verbs, "walk", "walk through a form with given answers", run_walk)
    walked.add_argument("--answers", type=Path, required=True, metavar="ANSWERS.json")
    walked.add_argument("--overlay", type=Path, help="a council's overlay to lay over it")
    walked.add_argument("--lang", default="en", choices=["en", "cy"])
    walked.add_argument(
        "--on", type=date.fromisoformat, default=None, help="the day it is, as 2026-04-01"
    )


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, told_as: str, run: Run
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=told_as)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.set_defaults(run=lambda args: _guarded(run, args))
    return parser


def _guarded(run: Run, args: argparse.Namespace) -> int:
    """Every refusal as sentences on stderr, or with --json as JSON on stdout; exit code 1."""
    try:
        return run(args)
    except FormworkError as refused:
        problems = [p if p.file else p.in_file(str(args.file)) for p in refused.problems]
    except Loop as loop:
        problems = [Problem("loop", str(loop), "", 0, 0, str(args.file))]
    except BrokenPipeError:
        raise  # whoever read the answer has seen enough
    except OSError as fault:
        said = f"The file cannot be read: {fault.strerror or fault}."
        problems = [Problem("no-file", said, "", 0, 0, str(fault.filename or args.file))]
    if args.json:
        _print({"problems": [problem.as_json() for problem in problems]})
    else:
        for problem in problems:
            print(problem, file=sys.stderr)
    return 1


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/London")).date()


def _print(value: Json) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _loaded(args: argparse.Namespace) -> Definition:
    return load(args.file.read_bytes(), name=args.file.stem)


def _imported(args: argparse.Namespace) -> Definition:
    return load(args.file.read_bytes(), name=args.file.stem, lang=args.lang)


def _composed(args: argparse.Namespace) -> Composed:
    release = _loaded(args).release
    if not args.overlay:
        return compose(release)
    try:
        return compose(release, [read_overlay(args.overlay.read_bytes(), release)])
    except FormworkError as refused:
        # The overlay's own lines, not the definition's.
        raise type(refused)(p.in_file(str(args.overlay)) for p in refused.problems) from refused


def run_check(args: argparse.Namespace) -> int:
    """Load it, and say what a council must still fill in."""
    definition = _loaded(args)
    composed = _composed(args)
    missing = composed.still_missing(_today())
    if args.json:
        _print(
            {
                "definition": definition.id,
                "family": definition.family,
                "version": definition.release.version,
                "hash": definition.release.hash,
                "pages": len(composed.shape.pages),
                "fields": len(composed.shape.fields),
                "losses": [loss.as_json() for loss in definition.losses],
                "still_missing": [problem.as_json() for problem in missing],
                "stale": [str(key) for key in composed.stale()],
                "problems": [],
            }
        )
        return 0
    shape = composed.shape
    print(f"{definition.id} {definition.release.version} is good.")
    print(
        f"{len(shape.pages)} pages, {len(shape.fields)} questions, hash {definition.release.hash}"
    )
    _tell_losses(definition)
    for problem in missing:
        print(f"Before it goes live: {problem.sentence}")
    return 0


def _tell_losses(definition: Definition) -> None:
    for loss in definition.losses:
        print(f"Not kept: {loss.place}: {loss.message}")


def run_import(args: argparse.Namespace) -> int:
    """Convert, write the YAML, and report what was lost."""
    definition = _imported(args)
    text = to_yaml(definition)
    if args.to:
        _write(args.to, text)
    if args.json:
        _print(
            {
                "definition": definition.id,
                "family": definition.family,
                "languages": list(definition.release.languages),
                "hash": definition.release.hash,
                "to": str(args.to) if args.to else None,
                "losses": [loss.as_json() for loss in definition.losses],
                "problems": [],
            }
        )
    elif args.to:
        print(f"{definition.id} written to {args.to}.")
        _tell_losses(definition)
    else:
        print(text, end="")
        for loss in definition.losses:
            print(f"Not kept: {loss.place}: {loss.message}", file=sys.stderr)
    return 0


def _write(to: Path, text: str) -> None:
    """Whole or not at all."""
    beside = to.with_name(f".{to.name}.new")
    try:
        beside.write_text(text, "utf-8")
        beside.replace(to)
    except OSError as fault:
        said = f"The file cannot be written: {fault.strerror or fault}."
        raise FormworkError([Problem("not-written", said, "", 0, 0, str(to))]) from fault
    finally:
        with suppress(OSError):  # a folder that is none holds nothing to take away
            beside.unlink(missing_ok=True)


def run_walk(args: argparse.Namespace) -> int:
    """Walk with the answers of a JSON file, keyed by field name or `section.field`."""
    composed = _composed(args)
    given = _answers(args.answers)
    words = composed.words(args.lang)
    on = args.on or _today()
    facts = _facts(given.pop("facts", {}), args.answers)
    draft, errors = read_answers(composed, words, given, facts, on)
    kept = Walk(composed.shape, draft, facts, on)
    told = walked_json(composed, kept, words, errors, on)
    if args.json:
        _print(told)
    else:
        _tell_walk(told)
    return 1 if errors else 0


def _answers(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_bytes(), parse_float=str, parse_int=_whole)
    except (ValueError, RecursionError) as fault:
        said = f"The answers are not JSON: {str(fault)[:200]}."
        raise DefinitionError([Problem("not-json", said, "", 0, 0, str(file))]) from fault
    if not isinstance(found, dict):
        _refuse("not-answers", "The answers are a JSON object, keyed by field.", "", file)
    if any("\ud800" <= sign <= "\udfff" for text in texts_in(found) for sign in text):
        _refuse("not-answers", "The answers hold half a character (a lone surrogate).", "", file)
    return found


def _whole(digits: str) -> int | str:
    """A number of thousands of digits stays a text: its question says what it takes."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _facts(given: Any, file: Path) -> dict[str, Any]:
    if not isinstance(given, dict):
        said = f"The facts are a JSON object, keyed by fact, not {_shown(given)}."
        _refuse("not-facts", said, "/facts", file)
    for name, value in given.items():
        if not isinstance(value, str | int | None):
            said = f"A fact is a text, a whole number, true, false or null, not {_shown(value)}."
            _refuse("not-facts", said, f"/facts/{escaped(name)}", file)
    return given


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:60]


def _refuse(code: str, message: str, where: str, file: Path) -> NoReturn:
    raise DefinitionError([Problem(code, message, where, 0, 0, str(file))])


def read_answers(
    composed: Composed, words: Words, given: Mapping[str, Any], facts: Mapping[str, Any], on: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """(draft, errors by the key they were given under). Nested sections, `section.field`, field
    names and ids are all keys; a repeat is {instance: {field: value}}, or a list of them."""
    draft: dict[str, Any] = {}
    errors: dict[str, str] = {}
    shape = composed.shape
    reader = _Reader(composed, words, Walk(shape, {}, facts, on))
    for key, value in _flat(given, set(shape.repeats)):
        if key in shape.repeats:
            draft[key] = reader.instances(key, value, errors)
            continue
        name = shape.field_named(key)
        if name is None:
            errors[key] = f"There is no question “{key}”."
            continue
        try:
            draft[name] = reader.value(shape.fields[name], value)
        except Invalid as fault:
            errors[key] = told(fault, shape.fields[name], words)
    # What hides questions or options can only be seen once every answer is in.
    kept = Walk(shape, draft, facts, on)
    for page, found in _late(kept, words):
        errors |= {name: said for name, said in found.items() if name not in errors}
        for name in found:
            (draft if page.repeat is None else {}).pop(name, None)
    return draft, errors


def _late(kept: Walk, words: Words) -> list[tuple[Page, dict[str, str]]]:
    found = stored_errors(kept, words)
    return [(kept.shape.pages[page], told_) for (page, _), told_ in found.items()]


def _flat(given: Mapping[str, Any], repeats: set[str]) -> list[tuple[str, Any]]:
    """Answers with sections as objects, too: {"contact": {"email": …}} is contact.email."""
    found: list[tuple[str, Any]] = []
    for key, value in given.items():
        is_parts = isinstance(value, dict) and {"line1", "day"} & value.keys()
        if isinstance(value, dict) and key not in repeats and not is_parts:
            found += [(f"{key}.{name}", one) for name, one in value.items()]
        else:
            found.append((key, value))
    return found


class _Reader:
    """Answers from a file, read as if they had been posted."""

    def __init__(self, composed: Composed, words: Words, kept: Walk) -> None:
        self.shape, self.words, self.kept = composed.shape, words, kept
        self.sight = Sight(kept.env, words, composed.shape.scope.settings)

    def value(self, question: Field, value: Any) -> Any:
        if value in (None, "", []):
            return read_field(question, {}, self.sight)
        return read_field(question, posted_of(question, value), self.sight)

    def instances(self, key: str, given: Any, errors: dict[str, str]) -> dict[str, Any]:
        page = self.shape.repeats[key]
        many = (
            {f"i{n}": one for n, one in enumerate(given, 1)} if isinstance(given, list) else given
        )
        if not isinstance(many, dict) or not all(isinstance(one, dict) for one in many.values()):
            errors[key] = f"“{key}” is a list of answers, one for each."
            return {}
        return {n: self.instance(page, f"{key}.{n}", one, errors) for n, one in many.items()}

    def instance(
        self, page: Page, where: str, given: Mapping[str, Any], errors: dict[str, str]
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        known = {f.name: f for f in page.fields} | {f.id: f for f in page.fields}
        for name, value in given.items():
            if name not in known:
                errors[f"{where}.{name}"] = f"There is no question “{name}”."
                continue
            try:
                values[known[name].id] = self.value(known[name], value)
            except Invalid as fault:
                errors[f"{where}.{name}"] = told(fault, known[name], self.words)
        return values


def posted_of(question: Field, value: Any) -> dict[str, list[str]]:
    """Inputs for a value of a file: as it is kept, or as people write it ("yes", "12.50", an
    option by its name in the file it was imported from). Raises Invalid("wrong-type")."""
    if _is_parts(value) and question.type == "date":
        return {f"{question.id}-{part}": [str(number)] for part, number in value.items()}
    if question.type == "money" and isinstance(value, int) and not isinstance(value, bool):
        return {question.id: [str(value)]}  # pounds, as somebody would type them
    if isinstance(value, str) and question.type not in ("date", "address", "checkboxes"):
        if question.type in ("yes-no", "declaration"):
            value = {"true": "yes", "false": "no"}.get(value, value)
        return {question.id: [_option(question, value)]}
    if isinstance(value, list) and question.type == "checkboxes":
        return {question.id: [_option(question, str(one)) for one in value]}
    if isinstance(value, int) and not isinstance(value, bool):
        return {question.id: [_option(question, str(value))]}
    return as_posted(question, value)


def _is_parts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(part, str | int) for part in value.values())


def _option(question: Field, value: str) -> str:
    by_name = {option.name: option.id for option in question.options if option.name}
    known = {option.id for option in question.options}
    return value if value in known else by_name.get(value, value)


def walked_json(
    composed: Composed, kept: Walk, words: Words, errors: Mapping[str, str], on: date
) -> dict[str, Any]:
    """The shape that `form walk --json` answers in. Money is in pence."""
    path = kept.path()
    return {
        "path": [step.page for step in path.steps],
        "next": path.next.page if path.next else None,
        "complete": path.complete and not errors,
        "errors": dict(errors),
        "quote": _quote_json(composed, kept, words, on),
        "summary": [
            {
                "page": r.page,
                "field": r.field,
                "label": r.label,
                "text": r.text,
                "instance": r.change[1],
            }
            for r in summary(kept, words)
        ],
    }


def _quote_json(composed: Composed, kept: Walk, words: Words, on: date) -> dict[str, Any] | None:
    try:
        made = quote_of(composed, kept, on)
    except NoPrice:
        return None
    lines = [
        {"description": words.plain(n.address, "description"), "pence": n.pence} for n in made.lines
    ]
    return {"lines": lines, "total_pence": made.total_pence}


def _tell_walk(told_: Mapping[str, Any]) -> None:
    print(" → ".join(told_["path"]))
    for name, said in told_["errors"].items():
        print(f"{name}: {said}", file=sys.stderr)
    for row in told_["summary"]:
        print(f"{row['label']}: {row['text']}")
    for line in (told_["quote"] or {}).get("lines", ()):
        print(f"{line['description']}: {line['pence']} pence")
    state = "Complete." if told_["complete"] else f"Next: {told_['next'] or 'nothing to answer'}"
    print(state)
