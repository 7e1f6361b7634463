"""Kleene's logic of true, false and unknown (None)."""

from formwork.env import Env, Test, Truth


def all_of(tests: list[Test]) -> Test:
    def every(env: Env) -> Truth:
        result: Truth = True
        for test in tests:
            found = test(env)
            if found is False:
                return False
            if found is None:
                result = None
        return result

    return every


def any_of(tests: list[Test]) -> Test:
    def some(env: Env) -> Truth:
        result: Truth = False
        for test in tests:
            found = test(env)
            if found:
                return True
            if found is None:
                result = None
        return result

    return some


def opposite(test: Test) -> Test:
    def negated(env: Env) -> Truth:
        found = test(env)
        return None if found is None else not found

    return negated
