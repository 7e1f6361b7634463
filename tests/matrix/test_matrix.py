"""Every route × method × role × {own council, another's, anonymous} has an expected status."""

import pytest
from django.db import transaction

from tests.matrix.cells import EVERYBODY, METHODS, lines, routes

pytestmark = pytest.mark.django_db


def test_every_route_and_method_has_exactly_one_line_in_the_table():
    told = [(line.route, method) for line in lines() for method in line.methods]
    there = {(route, method) for route in routes() for method in METHODS}
    assert sorted(set(told) ^ there) == []
    assert len(told) == len(set(told))


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.methods[0]} {line.route}")
def test_everybody_gets_what_the_table_says(line, world):
    wrong = [
        f"{method} {line.route} as {who}: {got}, not {line.expected(who)}"
        for method in line.methods
        for who in EVERYBODY
        if (got := ask(world, method, line.route, who)) != line.expected(who)
    ]
    assert wrong == []


def ask(world, method, route, who):
    """The status that somebody gets; what it changed is undone."""
    point = transaction.savepoint()
    try:
        return world.ask(method, route, who)
    finally:
        transaction.savepoint_rollback(point)
