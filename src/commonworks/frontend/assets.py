"""Addresses of built files, whose names change when their content does."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

REPOSITORY = Path(__file__).resolve().parents[3]
BUILT = REPOSITORY / "build" / "static"
MANIFEST = BUILT / "manifest.json"  # {"app.css": "app.3f9ab2c1d0.css"}


def static(path: str) -> str:
    """The address of a built file by its plain name, ``app.css``. Safe to cache for ever.

    Raises LookupError for a name that was not built, saying how to build it.
    """
    try:
        built = MANIFEST.stat().st_mtime_ns  # a build while we serve is seen at once
        return f"{settings.STATIC_URL}{_names(MANIFEST, built)[path]}"
    except (FileNotFoundError, KeyError):
        raise LookupError(
            f"{path} is not built. Run: python -m commonworks.frontend.build"
        ) from None


@lru_cache(maxsize=1)  # A failure is not kept, so that a build mends it without a restart.
def _names(manifest: Path, built: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(manifest.read_text())
    return names
