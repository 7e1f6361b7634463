"""What the house is told from outside, read once from environment variables."""

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from commonworks.integrations.suppliers import Suppliers, Unusable

ROOT = Path(__file__).parents[3]
SQLITE = {
    "ENGINE": "commonworks.kernel.sqlite",
    "CONN_MAX_AGE": None,  # opening a file costs more than most questions to it
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Without recursive_triggers, INSERT OR REPLACE deletes past the delete trigger.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        " PRAGMA recursive_triggers=ON; PRAGMA cache_size=-32000",
    },
}


class Misconfigured(Exception):
    """An environment variable that cannot be used; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class Environment:
    """COMMONWORKS_DATA, _KEYS, _DEMO, _HOSTS, _ADDRESS and DATABASE_URL, with their defaults, and
    the suppliers outside."""

    data: Path
    keys: Path
    demo: bool
    hosts: list[str]
    address: str
    database_url: str
    suppliers: Suppliers

    @classmethod
    def read(cls) -> "Environment":
        told = os.environ.get
        demo = told("COMMONWORKS_DEMO", "") == "1"
        try:
            suppliers = Suppliers.read(told, demo=demo)
        except Unusable as error:
            raise Misconfigured(str(error)) from None
        data = Path(told("COMMONWORKS_DATA") or ROOT / "var" / "data").resolve()
        # Apart from the data, so that a copy of one is of no use without the other.
        keys = Path(told("COMMONWORKS_KEYS") or data.with_name(data.name + "-keys")).resolve()
        return cls(
            data=data,
            keys=keys,
            demo=demo,
            hosts=(told("COMMONWORKS_HOSTS") or "127.0.0.1,localhost,[::1],testserver").split(","),
            address=(told("COMMONWORKS_ADDRESS") or "http://127.0.0.1:8000").rstrip("/"),
            database_url=told("DATABASE_URL", ""),
            suppliers=suppliers,
        )

    def database(self) -> dict[str, object]:
        if not self.database_url:
            return {**SQLITE, "NAME": str(self.data / "commonworks.sqlite3")}
        parts = urlsplit(self.database_url)
        if parts.scheme not in ("postgres", "postgresql"):
            raise Misconfigured("DATABASE_URL must start with postgresql://")
        options: dict[str, object] = dict(parse_qsl(parts.query))
        host = options.pop("host", None) or parts.hostname or ""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }

    def secret(self, name: str) -> bytes:
        """32 bytes from the environment (base64), or from a file of ours that is made once."""
        if given := os.environ.get(f"COMMONWORKS_{name.upper()}"):
            try:
                key = base64.b64decode(given, validate=True)
            except ValueError:
                key = b""
            if len(key) != 32:
                raise Misconfigured(f"COMMONWORKS_{name.upper()} must be 32 bytes in base64.")
            return key
        return self._kept_secret(self.keys / name)

    def _kept_secret(self, file: Path) -> bytes:
        self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            # Whole or not at all, and never over a key that another process made first.
            fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_bytes(secrets.token_bytes(32))
            try:
                os.link(fresh, file)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return file.read_bytes()
