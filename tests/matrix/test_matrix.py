"""Every route × method × role × {own council, another's, anonymous} has an expected status."""

import pytest
from django.db import transaction

from commonworks.network.models import Role
from commonworks.pages import ports
from tests.matrix.cells import A_FEW, EVERYBODY, METHODS, Line, lines, routes

TABLE = lines()
ASKED = [(line, method) for line in TABLE for method in line.methods if method in ("GET", "POST")]
OTHERS = [line for line in TABLE if set(line.methods) - {"GET", "POST"}]


def name(value):
    if isinstance(value, Line):
        return value.route + " in the demonstration" * value.demo
    return None  # a method: pytest shows it as it is


def test_every_route_and_method_has_exactly_one_line_in_the_table():
    told = [(line.route, method) for line in TABLE for method in line.methods if not line.demo]
    there = {(route, method) for route in routes() for method in METHODS}
    assert sorted(set(told) ^ there) == []
    assert len(told) == len(set(told))


def test_what_the_table_says_of_the_demonstration_it_says_of_every_method():
    told = [(line.route, method) for line in TABLE for method in line.methods if line.demo]
    there = {(route, method) for route, _method in told for method in METHODS}
    assert sorted(told) == sorted(there)


def test_every_role_there_is_takes_part():
    assert {who.role for who in EVERYBODY} - {"", "applicant", "neighbour"} == set(Role.values)


@pytest.mark.parametrize(("line", "method"), ASKED, ids=name)
def test_everybody_gets_what_the_table_says(line, method, world, stage):
    stage(line)
    assert wrong(world, line, method, EVERYBODY) == []


@pytest.mark.parametrize("line", OTHERS, ids=name)
def test_put_patch_and_delete_do_nothing_for_somebody_of_each_kind(line, world, stage):
    stage(line)
    others = [method for method in line.methods if method not in ("GET", "POST")]
    assert [each for method in others for each in wrong(world, line, method, A_FEW)] == []


@pytest.fixture
def stage(settings, monkeypatch):
    """The demonstration, for the lines about it; it can be reset there."""

    def set_up(line):
        settings.COMMONWORKS_DEMO = line.demo
        monkeypatch.setattr(ports, "_reset", [lambda: None])

    return set_up


def wrong(world, line, method, actors):
    return [
        f"{method} {line.route} as {who}: {got}, not {line.expected(who)}"
        for who in actors
        if (got := ask(world, method, line.route, who)) != line.expected(who)
    ]


def ask(world, method, route, who):
    """The status that somebody gets; what it changed is undone."""
    point = transaction.savepoint()
    try:
        return world.ask(method, route, who)
    finally:
        transaction.savepoint_rollback(point)
