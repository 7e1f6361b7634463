"""Forms made up for tests: short ways to write one, and hypothesis strategies for any."""

from typing import Any

from hypothesis import strategies as st

from formwork import Composed, compose, from_document
from formwork.release import release_of

CHOICES = ("radios", "select", "checkboxes")
OPTIONS = ("a", "b", "c")


def document(*pages: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A whole document with these pages and a list `abc`."""
    made = [{"title": page["id"], **page} for page in pages]
    abc = {"id": "abc", "options": [{"id": o, "label": o.upper()} for o in OPTIONS]}
    whole = {"definition": "test", "version": "1.0.0", "title": "Test", "pages": made}
    return {**whole, **parts, "lists": [abc, *parts.get("lists", [])]}


def running(*pages: dict[str, Any], **parts: Any) -> Composed:
    return compose(from_document(document(*pages, **parts)).release)


def unchecked(whole: dict[str, Any]) -> Composed:
    """Composed without the checks, so that a form may go round in a ring."""
    return compose(release_of(whole))


@st.composite
def expressions(draw: st.DrawFn, fields: dict[str, str], depth: int = 2) -> Any:
    if depth and draw(st.booleans()):
        inner = expressions(fields, depth - 1)
        word = draw(st.sampled_from(["all", "any", "not"]))
        parts = st.lists(inner, min_size=1, max_size=3)
        return {word: draw(inner if word == "not" else parts)}
    name = draw(st.sampled_from(sorted(fields)))
    if draw(st.integers(0, 4)) == 0:
        return {"field": name, "answered": draw(st.booleans())}
    if fields[name] == "whole-number":
        word = draw(st.sampled_from(["is", "is-not", "less-than", "at-least"]))
        return {"field": name, word: str(draw(st.integers(0, 4)))}
    values = OPTIONS if fields[name] == "radios" else ("yes", "no")
    word = draw(st.sampled_from(["is", "is-not"]))
    return {"field": name, word: draw(st.sampled_from(values))}


VALUES = {
    "radios": st.sampled_from([*OPTIONS, None]),
    "yes-no": st.sampled_from([True, False, None]),
    "whole-number": st.sampled_from([0, 1, 2, 3, 4, None]),
}


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """Any small form: pages with conditions and links that may lead back."""
    names = [f"p{n}" for n in range(draw(st.integers(1, 7)))]
    kinds = {
        f"f{n}-{m}": draw(st.sampled_from(sorted(VALUES)))
        for n in range(len(names))
        for m in range(draw(st.integers(1 if n == 0 else 0, 2)))
    }
    maybe = st.none() | expressions(kinds)
    pages = []
    for n, name in enumerate(names):
        own = [f for f in kinds if f.startswith(f"f{n}-")]
        page: dict[str, Any] = {"id": name, "items": [item(f, kinds[f]) for f in own]}
        page |= some("when", draw(maybe))
        targets = st.sampled_from([*names[n + 1 :], *names[n + 1 :], *names, "END", "EXIT"])
        page["next"] = [
            {"id": f"l{n}-{m}", "to": draw(targets), **some("when", draw(maybe))}
            for m in range(draw(st.integers(0, 2)))
        ]
        page["otherwise"] = draw(st.sampled_from(["FOLLOWING", "FOLLOWING", "END", "EXIT"]))
        pages.append(page)
    return document(*pages)


def some(key: str, value: Any) -> dict[str, Any]:
    return {} if value is None else {key: value}


def item(name: str, kind: str) -> dict[str, Any]:
    return {"id": name, "type": kind, **({"list": "abc"} if kind in CHOICES else {})}


def kinds_of(whole: dict[str, Any]) -> dict[str, str]:
    return {i["id"]: i["type"] for page in whole["pages"] for i in page["items"]}


@st.composite
def answered(draw: st.DrawFn, whole: dict[str, Any]) -> dict[str, Any]:
    """Answers to some of the questions; the others are not posted yet."""
    return {n: draw(VALUES[k]) for n, k in kinds_of(whole).items() if draw(st.integers(0, 3))}
