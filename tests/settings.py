"""The house's own settings, with a throw-away data folder and keys."""

import os
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="commonworks-test-")
os.environ["COMMONWORKS_DATA"] = f"{_folder}/data"
os.environ["COMMONWORKS_KEYS"] = f"{_folder}/keys"
os.environ["COMMONWORKS_DEMO"] = ""
Path(os.environ["COMMONWORKS_DATA"]).mkdir()

from commonworks.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and for tests alone
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

if DATABASES["default"]["ENGINE"] == "commonworks.kernel.sqlite":  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405
