"""Builds everything a page needs beside its HTML: ``python -m commonworks.frontend.build``.

Needs node_modules (``npm ci``). Does nothing, quickly, when nothing has changed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from commonworks.frontend.catalogues import BadCatalogue, compile_catalogue

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
NODE_MODULES = REPOSITORY / "node_modules"
OUTPUT = REPOSITORY / "build"
STATIC = OUTPUT / "static"
MANIFEST = STATIC / "manifest.json"
STAMP = OUTPUT / "frontend.stamp"

# Plain name -> where it comes from. Order matters: a file that names others comes after them.
FILES = {
    "app.css": OUTPUT / "css" / "app.css",
    "govuk-frontend.min.js": NODE_MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "accessible-autocomplete.min.js": NODE_MODULES
    / "accessible-autocomplete/dist/accessible-autocomplete.min.js",
    "start.js": HERE / "scripts/start.js",
    "app.js": HERE / "scripts/app.js",
    "preview.js": HERE / "scripts/preview.js",
    "similar.js": HERE / "scripts/similar.js",
    "icon.svg": HERE / "scripts/icon.svg",
}


class CannotBuild(Exception):
    """One plain sentence: what is missing and what to do."""


def build(*, force: bool = False) -> bool:
    """Build if anything changed since last time; whether it did. Raises CannotBuild."""
    for package in ("govuk-frontend", "accessible-autocomplete", "sass"):
        if not (NODE_MODULES / package).is_dir():
            raise CannotBuild(f"The package {package} is not installed. Run: npm ci")
    state = fingerprint()
    if not force and whole() and STAMP.read_text() == state:
        return False
    styles()
    publish()
    translations()
    STAMP.write_text(state)  # Last: an interrupted build is built again.
    return True


def fingerprint() -> str:
    """What the build is made of: our sources by content, the packages by the lock file."""
    digest = hashlib.sha256((REPOSITORY / "package-lock.json").read_bytes())
    sources = [path for folder in ("styles", "scripts") for path in (HERE / folder).glob("*")]
    for path in sorted([*sources, *catalogues(), HERE / "build.py"]):
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def whole() -> bool:
    """Whether everything that a build leaves is there."""
    compiled = [path.with_suffix(".mo") for path in catalogues()]
    return all(path.exists() for path in (STAMP, MANIFEST, *compiled))


def styles() -> None:
    """Compile the Sass by ``npm run build``, whose words are shown if it fails."""
    npm = shutil.which("npm")
    if npm is None:
        raise CannotBuild("npm is not on PATH. Install Node.js 20 or later, then run this again.")
    quiet = {**os.environ, "NO_UPDATE_NOTIFIER": "1"}
    run = subprocess.run(  # noqa: S603 - a fixed command
        [npm, "run", "--silent", "build"],
        cwd=REPOSITORY,
        env=quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise CannotBuild(f"The styles do not compile:\n{run.stderr or run.stdout}")


def publish() -> None:
    """Copy each file under a name that carries its content's hash, then the list of names."""
    names: dict[str, str] = {}
    STATIC.mkdir(parents=True, exist_ok=True)
    for plain, source in FILES.items():
        content = source.read_bytes()
        for named, hashed in names.items():
            content = content.replace(f"./{named}".encode(), f"./{hashed}".encode())
        content = content.split(b"\n//# sourceMappingURL=")[0]
        stem, _, suffix = plain.partition(".")
        names[plain] = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
        replace(STATIC / names[plain], content)
    # After the files and before the sweep: whoever reads the list finds what it names.
    replace(MANIFEST, json.dumps(names, indent=1).encode())
    for stale in STATIC.iterdir():
        if stale.name not in {*names.values(), MANIFEST.name}:
            stale.unlink()


def replace(target: Path, content: bytes) -> None:
    """Write whole or not at all."""
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(content)
    part.replace(target)


def catalogues() -> list[Path]:
    """Every room's translations."""
    return sorted(HERE.parent.glob("*/locale/*/LC_MESSAGES/*.po"))


def translations() -> None:
    for source in catalogues():
        try:
            compile_catalogue(source, source.with_suffix(".mo"))
        except BadCatalogue as error:
            raise CannotBuild(str(error)) from error


def main() -> int:
    try:
        print("Built the front end." if build() else "The front end is up to date.")
    except CannotBuild as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
