"""Private fields, each sealed with the key of the thing it belongs to.

    master key (environment, or a file apart from the data)
      wraps  the authority's key, which rotates
        wraps  a data key for each draft, case or message
          seals  its fields, by AES-256-GCM (NIST SP 800-38D), bound to subject and field name

Deleting the data key erases the thing wherever its bytes were copied. What must be searched for
gets a blind index: an HMAC-SHA-256 under a key of the authority, for exact matches alone.
"""

import hashlib
import hmac
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel.errors import DomainError, Gone
from commonworks.kernel.models import AuthorityKey, DataKey
from commonworks.kernel.prepared import Prepared

Purpose = AuthorityKey.Purpose
NONCE = 12
KEY = 32
GONE = gettext_noop("This has been deleted, as promised when it was sent.")
WRAPPED = ("wrapped", "wrapped_with__authority", "wrapped_with__purpose", "wrapped_with__wrapped")
StoredKey = tuple[Any, ...]  # the columns of WRAPPED
NO_KEY: StoredKey = (None,) * len(WRAPPED)
KEY_OF = Prepared(1, lambda subject: DataKey.objects.filter(subject=subject).values_list(*WRAPPED))


class Unreadable(DomainError):
    """Sealed with another key, or changed since."""

    status, code = 500, "unreadable"


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals and opens the fields of one subject."""

    subject: str
    _key: bytes = field(repr=False)

    def seal(self, name: str, text: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self._key).encrypt(nonce, text.encode(), self._bound(name))

    def open(self, name: str, sealed: bytes | memoryview) -> str:
        return _decrypt(self._key, bytes(sealed), self._bound(name)).decode()

    def _bound(self, name: str) -> bytes:
        return f"{self.subject}\n{name}".encode()


def new_seal(*, subject: str, authority: str, at: datetime) -> Seal:
    """Make the data key of a new subject. In the transaction that makes the subject."""
    wrapping, key = _current(authority, at), os.urandom(KEY)
    DataKey.objects.create(
        subject=subject, wrapped_with=wrapping, wrapped=_wrap(wrapping, key, subject)
    )
    return Seal(subject, key)


def seal_of(subject: str) -> Seal:
    """The seal of a subject, for one SQL query. Raises Gone when its key was destroyed."""
    return unwrapped(subject, stored_key(subject))


def stored_key(subject: str) -> StoredKey:
    """A subject's key as it is stored. One SQL query. For `unwrapped`."""
    return next(iter(KEY_OF.rows(subject)), NO_KEY)


def key_columns(subject: str) -> list[Subquery]:
    """A subject's key as it is stored, to be read in one query with the row that has the subject
    in this column. For `unwrapped`."""
    keys = DataKey.objects.filter(subject=OuterRef(subject))
    return [Subquery(keys.values(column)) for column in WRAPPED]


def unwrapped(subject: str, stored: StoredKey) -> Seal:
    """The seal of a key as `key_columns` gave it. Raises Gone when it was destroyed."""
    wrapped, authority, purpose, by = stored
    if wrapped is None:
        raise Gone(_(GONE))
    key = _opened(bytes(by), _bound(authority, purpose), _master())
    return Seal(subject, _decrypt(key, bytes(wrapped), subject.encode()))


def seals_of(subjects: list[str]) -> Mapping[str, Seal]:
    """The seals of many subjects, for one SQL query. Raises Gone where a key was destroyed."""
    rows = DataKey.objects.select_related("wrapped_with").in_bulk(subjects)
    if len(rows) != len(set(subjects)):
        raise Gone(_(GONE))
    return {row.subject: Seal(row.subject, _unwrap(row)) for row in rows.values()}


def erase(subject: str) -> None:
    """Destroy the key of a subject: what it sealed can never be read again."""
    DataKey.objects.filter(subject=subject).delete()


def readable(subjects: Collection[str]) -> set[str]:
    """Those among the subjects whose key is still there. One SQL query."""
    return set(DataKey.objects.filter(subject__in=subjects).values_list("subject", flat=True))


def blind(authority: str, name: str, text: str, *, at: datetime) -> str:
    """What to store, and to look for, instead of a text: equal for equal texts (without case and
    spaces), of no use without the authority's key."""
    key = _authority_key(_find(authority, Purpose.BLIND) or _make(authority, Purpose.BLIND, 1, at))
    plain = f"{name}\n{''.join(text.casefold().split())}"
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()[:32]


@transaction.atomic
def rotate(authority: str, *, at: datetime) -> int:
    """Give an authority a new key and wrap its data keys anew; says how many. The fields
    themselves stay as they are."""
    old = _current(authority, at)
    new = _make(authority, Purpose.SEAL, old.version + 1, at)
    rows = DataKey.objects.select_for_update(of=("self",)).select_related("wrapped_with")
    count = 0
    for row in rows.filter(wrapped_with__authority=authority):
        key = _unwrap(row)
        row.wrapped_with, row.wrapped = new, _wrap(new, key, row.subject)
        row.save(update_fields=["wrapped_with", "wrapped"])
        count += 1
    old.delete()
    return count


def _current(authority: str, at: datetime) -> AuthorityKey:
    return _find(authority, Purpose.SEAL) or _make(authority, Purpose.SEAL, 1, at)


def _find(authority: str, purpose: str) -> AuthorityKey | None:
    keys = AuthorityKey.objects.filter(authority=authority, purpose=purpose)
    return keys.order_by("-version").first()


def _make(authority: str, purpose: str, version: int, at: datetime) -> AuthorityKey:
    wrapped = _encrypt(_master(), os.urandom(KEY), _bound(authority, purpose))
    made, _ = AuthorityKey.objects.get_or_create(
        authority=authority,
        purpose=purpose,
        version=version,
        defaults={"wrapped": wrapped, "made_at": at},
    )
    return made


def _authority_key(row: AuthorityKey) -> bytes:
    return _opened(bytes(row.wrapped), _bound(row.authority, row.purpose), _master())


@lru_cache(maxsize=2048)
def _opened(wrapped: bytes, bound: bytes, master: bytes) -> bytes:
    return _decrypt(master, wrapped, bound)


def _wrap(wrapping: AuthorityKey, key: bytes, subject: str) -> bytes:
    return _encrypt(_authority_key(wrapping), key, subject.encode())


def _unwrap(row: DataKey) -> bytes:
    return _decrypt(_authority_key(row.wrapped_with), bytes(row.wrapped), row.subject.encode())


def _bound(authority: str, purpose: str) -> bytes:
    return f"{authority}\n{purpose}".encode()


def _master() -> bytes:
    return bytes(settings.COMMONWORKS_MASTER_KEY)


def _encrypt(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _decrypt(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except InvalidTag:
        raise Unreadable(_("This cannot be read with the keys this installation has.")) from None
