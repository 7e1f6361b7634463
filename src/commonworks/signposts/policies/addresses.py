"""Which web addresses can be registered, and how what is sent to them is signed."""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid

MOST_FAILURES = 20  # in a row; then nothing is sent until somebody turns it on again
PREFIX = "whsec_"


def absolute(link: str) -> str:
    """A link of a card or a piece of news, as it works outside the house too."""
    return link if link.startswith("https://") else f"{settings.COMMONWORKS_ADDRESS}{link}"


def check_address(url: str) -> str:
    """The address as it is kept. What its name leads to is checked at each sending. Raises
    Invalid."""
    url = url.strip()
    why = _("Enter a web address that starts with https:// and is open to the internet")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise Invalid(f"{why}.", {"url": why}) from None
    last = host.rpartition(".")[2]
    # A name, never a number: numbers can be written in many ways, and no public service needs one.
    named = "." in host and last.isalpha() and host.isascii() and last not in PRIVATE
    plain = not parts.username and not parts.password and url.isascii() and url.isprintable()
    if parts.scheme != "https" or not named or not plain or port not in (443, 8443):
        raise Invalid(f"{why}.", {"url": why})
    if len(url) > 500:
        raise Invalid(_("Enter a shorter web address."), {"url": _("Enter a shorter web address")})
    return url


PRIVATE = {"localhost", "local", "internal", "intranet", "lan", "home", "test", "invalid"}


def signed(secret: str, ref: str, at: datetime, body: bytes) -> dict[str, str]:
    """Headers of Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): HMAC-SHA256 over id,
    time and body. `ref` is the same at each attempt, so that a receiver can tell repeats."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, b".".join((ref.encode(), stamp.encode(), body)), hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Commonworks",
        "webhook-id": ref,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest.digest()).decode()}",
    }
