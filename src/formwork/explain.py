"""Why a condition came out as it did, part by part."""

from dataclasses import dataclass

from formwork.canonical import Json
from formwork.conditions import compiled, whole
from formwork.env import ABSENT, Env, Truth
from formwork.scope import Scope


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a condition came out as it did: the part, its result, what was seen, its own parts."""

    says: str
    result: Truth
    seen: str = ""
    parts: tuple["Explanation", ...] = ()


def explain(expression: Json, scope: Scope, env: Env) -> Explanation:
    """The same evaluation, part by part."""
    test = compiled(expression, scope)
    result = (whole(test) if scope.foreign else test)(env)
    if isinstance(expression, str):
        inner = explain(scope.conditions[expression], scope, env)
        return Explanation(expression, result, "", (inner,))
    if "condition" in expression:
        return explain(expression["condition"], scope, env)
    for word in ("all", "any"):
        if word in expression:
            parts = tuple(explain(part, scope, env) for part in expression[word])
            return Explanation(word, result, "", parts)
    if "not" in expression:
        return Explanation("not", result, "", (explain(expression["not"], scope, env),))
    return Explanation(said(expression), result, _seen(expression, env))


def said(expression: Json) -> str:
    """A comparison in words: `field ownership is company`."""
    return " ".join(f"{key} {_brief(value)}" for key, value in expression.items())


def _brief(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(map(_brief, value))
    return said(value) if isinstance(value, dict) else str(value)


def _seen(expression: Json, env: Env) -> str:
    if "field" in expression:
        return str(env.values.get(expression["field"], ABSENT) or "BLANK")
    if "fact" in expression:
        return str(env.facts.get(expression["fact"], ABSENT) or "BLANK")
    return ""
