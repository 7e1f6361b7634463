"""Go back to a copy of the demonstration that was taken before the latest migrations, and print
what is found: `python -m tests.config.resetting`. A process of its own, on a database on disk.
"""

import json
import os
import tempfile
from pathlib import Path


def set_up(folder: Path) -> None:
    os.environ["COMMONWORKS_DATA"], os.environ["COMMONWORKS_KEYS"] = f"{folder}/d", f"{folder}/k"
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonworks.config.settings"
    os.environ["COMMONWORKS_DEMO"] = "1"
    os.environ.pop("DATABASE_URL", None)
    (folder / "d").mkdir()
    import django

    django.setup()


def keep_an_old_copy() -> None:
    """As code that had one migration fewer left it; the database itself has them all."""
    from django.core.management import call_command

    from commonworks.config import tables
    from commonworks.config.demo import reset

    tables.make()
    organisation("told")
    call_command("migrate", "post", "0002", verbosity=0)
    reset.keep()
    tables.make()


def organisation(ref: str) -> None:
    from commonworks.network.models import Organisation

    kind = {"type": "unitary-authority", "nation": "england"}
    Organisation.objects.create(ref=ref, name=ref, short_name=ref, **kind)


def went_back(data: Path, *, started_again: bool) -> dict[str, object]:
    from django.db import connection

    from commonworks.config import prepare, tables
    from commonworks.config.demo import reset
    from commonworks.kernel import triggers
    from commonworks.network.models import Organisation
    from commonworks.post.models import Message

    organisation("done-since")
    behind = reset.is_behind()
    if started_again:
        prepare.take(prepare.steps(data, demo=True)[-2:])
    told = {"behind": behind, "then": reset.is_behind(), "here": Organisation.objects.count()}
    reset.reset()
    return {
        **told,
        "afterwards": list(Organisation.objects.values_list("ref", flat=True)),
        "pending": tables.pending(),
        "letters": len(Message.objects.all()),
        "armed": triggers.in_place(connection),
        "files": sorted(each.name for each in data.glob("story*")),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        keep_an_old_copy()
        data = Path(folder, "d")
        old = (data / "story.sqlite3").read_bytes()
        prepared = went_back(data, started_again=True)
        (data / "story.sqlite3").write_bytes(old)
        print(json.dumps([prepared, went_back(data, started_again=False)]))


if __name__ == "__main__":
    main()
