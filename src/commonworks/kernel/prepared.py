"""Queries that are asked hundreds of times a second, with their SQL written once.

Django takes several times as long to write a small SELECT as the database to answer it. A prepared
query is built by the ORM the first time, and kept; the rows come as `values_list` would give them.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection, models


class Prepared:
    """`make` builds a `values_list` query set; it is given a mark to put in each place, in the
    order in which `rows` will be given values. Values are texts."""

    def __init__(self, places: int, make: Callable[..., models.QuerySet[Any, Any]]) -> None:
        self.places, self.make = places, make

    @cached_property
    def _written(self) -> tuple[str, list[int], Any, Any]:
        marks = [f"place {number} of a prepared query" for number in range(self.places)]
        compiler = self.make(*marks).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        # A parameter that is no mark would be lost here: index() refuses it.
        return sql, [marks.index(param) for param in params], compiler, converters

    def rows(self, *values: str) -> list[tuple[Any, ...]]:
        """The rows for these values. One SQL query."""
        sql, order, compiler, converters = self._written
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[at] for at in order])
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(found, converters)]
