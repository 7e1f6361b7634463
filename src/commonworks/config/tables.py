"""Whether a database has every table as this code's migrations make them, and making them so."""

from functools import cache
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from tqdm import tqdm


def pending(using: str = "default") -> int:
    """How many migrations of this code the database has not had. Two SQL queries, so it may be
    asked often; the files are read once in the life of a process."""
    return len(_ours() - set(MigrationRecorder(connections[using]).applied_migrations()))


def make(using: str = "default") -> None:
    """Run what is pending, one transaction for each migration, with a bar: interrupted, it goes
    on where it was."""
    executor = MigrationExecutor(connections[using])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    with tqdm(total=len(plan), desc="      migrations", unit="", leave=False, disable=None) as bar:
        call_command(_Shown(bar), database=using, verbosity=0, interactive=False)


@cache
def _ours() -> frozenset[tuple[str, str]]:
    files = MigrationLoader(None, load=False)
    files.load_disk()
    return frozenset(files.disk_migrations)


class _Shown(migrate.Command):
    """The command `migrate`, told of each step that the executor takes."""

    def __init__(self, bar: "tqdm[Any]") -> None:
        super().__init__()
        self._bar = bar

    def migration_progress_callback(
        self, action: str, migration: object = None, fake: bool = False
    ) -> None:
        if action == "apply_success":
            self._bar.update()
