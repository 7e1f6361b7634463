"""Fill a disk under the house and print what it answers: `python -m tests.config.filling HOW`.

HOW is `files` (no file can grow: RLIMIT_FSIZE) or `pages` (the database has reached its size). A
process of its own, on a database of its own on disk: a limit holds for the whole process.
"""

import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

COUNCILS = 400


def prepare(folder: Path) -> None:
    os.environ["COMMONWORKS_DATA"], os.environ["COMMONWORKS_KEYS"] = f"{folder}/d", f"{folder}/k"
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonworks.config.settings"
    os.environ["COMMONWORKS_DEMO"] = ""
    os.environ.pop("DATABASE_URL", None)
    (folder / "d").mkdir()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from commonworks.network.models import Organisation
    from tests.services import permits

    permits.founded()
    permits.published()
    kind = {"type": "unitary-authority", "nation": "england"}
    Organisation.objects.bulk_create(
        Organisation(ref=f"c{n}", name=f"C{n}", short_name=f"C{n}", **kind) for n in range(COUNCILS)
    )


def no_file_grows() -> Callable[[], None]:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def no_page_is_added() -> Callable[[], None]:
    from django.db import connection

    with connection.cursor() as cursor:
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    return lambda: connection.cursor().execute("PRAGMA max_page_count = 1000000").close()


def asked(numbers: range) -> tuple[int, str, str]:
    """Residents ask one council after another; says how many were heard, and what the first that
    was not was told."""
    from django.test import Client

    for heard, number in enumerate(numbers):
        body = {"council": f"c{number}"}
        answer = Client(raise_request_exception=False).post("/services/bay-permit/ask", body)
        if answer.status_code != 302:
            return heard, str(answer.status_code), answer.content.decode()
    return len(numbers), "302", ""


def main() -> None:
    from django.test.utils import override_settings

    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        from django.db import connection

        from commonworks.services.models import Asked

        with override_settings(ALLOWED_HOSTS=["*"]):
            free = {"files": no_file_grows, "pages": no_page_is_added}[sys.argv[1]]()
            heard, status, said = asked(range(COUNCILS))
            kept = Asked.objects.count()
            free()
            after, *_ = asked(range(heard, heard + 1))
        with connection.cursor() as cursor:
            (sound,) = cursor.execute("PRAGMA integrity_check").fetchone()
        told = {"heard": heard, "kept": kept, "status": status, "said": said}
        print(json.dumps({**told, "after": after, "sound": sound, "all": Asked.objects.count()}))


if __name__ == "__main__":
    main()
