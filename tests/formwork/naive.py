"""The walk said slowly: straight from the document, everything again at every look.

It shares nothing with formwork but the document: no compiling, no kept state, no tree.
"""

from typing import Any

ABSENT, PENDING = "ABSENT", "PENDING"


class Around(Exception):
    """The walk came to a page a second time."""


def pages_walked(document: dict[str, Any], answers: dict[str, Any]) -> tuple[list[str], str]:
    """(pages on the path, how it ended: END, EXIT or "?" where it cannot be known yet)."""
    order = [page["id"] for page in document["pages"]]
    path: list[str] = []
    seen: set[str] = set()
    here = document.get("start", order[0])
    while here not in ("END", "EXIT"):
        if here in seen:
            raise Around(here)
        seen.add(here)
        page = document["pages"][order.index(here)]
        following = [*order, "END"][order.index(here) + 1]
        shown = truth(page.get("when"), document, path, answers)
        if shown is None:
            return path, "?"
        if not shown:
            here = following
            continue
        path.append(here)
        here = leaving(page, following, document, path, answers)
        if here is None:
            return path, "?"
    return path, here


def leaving(page, following, document, path, answers):
    for link in page.get("next", []):
        taken = truth(link.get("when"), document, path, answers)
        if taken is None:
            return None
        if taken:
            return link["to"]
    otherwise = page.get("otherwise", "FOLLOWING")
    return following if otherwise == "FOLLOWING" else otherwise


def state(name: str, document, path, answers) -> Any:
    """A value, None for blank, or one of the two marks."""
    for page in document["pages"]:
        for item in page.get("items", []):
            if item["id"] == name:
                if page["id"] not in path:
                    return ABSENT
                return answers.get(name, PENDING)
    raise AssertionError(name)


def truth(expression, document, path, answers) -> bool | None:
    if expression is None:
        return True
    if isinstance(expression, str):
        named = {c["id"]: c["is"] for c in document.get("conditions", [])}
        return truth(named[expression], document, path, answers)
    if "not" in expression:
        inner = truth(expression["not"], document, path, answers)
        return None if inner is None else not inner
    if "all" in expression or "any" in expression:
        word = "all" if "all" in expression else "any"
        found = [truth(part, document, path, answers) for part in expression[word]]
        decisive = word == "any"
        if decisive in found:
            return decisive
        return None if None in found else not decisive
    value = state(expression["field"], document, path, answers)
    return compare(expression, value)


def compare(expression, value) -> bool | None:
    if value == PENDING:
        return None
    gone = value is None or value == ABSENT
    if "answered" in expression:
        return expression["answered"] != gone
    if "is" in expression or "is-not" in expression:
        other = expression.get("is", expression.get("is-not"))
        same = not gone and typed(other, value) == value
        return same if "is" in expression else not same
    if "less-than" in expression:
        return not gone and value < int(expression["less-than"])
    return not gone and value >= int(expression["at-least"])


def typed(text: str, like: Any) -> Any:
    if isinstance(like, bool):
        return text == "yes"
    return int(text) if isinstance(like, int) else text
