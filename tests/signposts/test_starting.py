"""The house starts without what only a question about likeness needs."""

import subprocess
import sys

STARTED = """
import sys
import django
django.setup()
import commonworks.config.urls
from commonworks.config.cli import _parser
_parser(["similar"])
print(sorted({"tokenizers", "wordllama", "likeness.index", "likeness.reading"} & set(sys.modules)))
"""


def test_neither_urls_nor_the_command_line_load_the_engine():
    told = subprocess.run(
        [sys.executable, "-c", STARTED],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": "src:.", "PATH": ""},
    )
    assert told.stdout.strip() == "[]"
