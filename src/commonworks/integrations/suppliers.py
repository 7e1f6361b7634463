"""Which outside suppliers this installation uses, as its environment says."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit


class Unusable(ValueError):
    """A variable that cannot be used; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class Suppliers:
    """COMMONWORKS_MAIL (outbox, notify, smtp://… or smtps://…) with _MAIL_FROM, or with
    _NOTIFY_KEY, _NOTIFY_TEMPLATE_EMAIL, _NOTIFY_TEMPLATE_TEXT and _NOTIFY_URL; _PAY_URL;
    _OS_PLACES_KEY and _OS_PLACES_URL. In the demonstration _SIMULATORS stands for all of them.

    This file loads nothing heavy: settings are read by every process, also by short ones.
    """

    mail: str = field(repr=False)  # it may hold a password
    mail_from: str
    notify_key: str = field(repr=False)
    notify_template_email: str
    notify_template_text: str
    notify_url: str
    pay_url: str
    os_places_key: str = field(repr=False)
    os_places_url: str
    simulators: str  # "" outside the demonstration

    @classmethod
    def read(cls, told: Callable[[str], str | None], *, demo: bool) -> Self:
        """Raises Unusable for what could never work, before anything is started."""

        def said(name: str, default: str = "") -> str:
            return told(f"COMMONWORKS_{name}") or default

        suppliers = cls(
            mail=said("MAIL", "outbox"),
            mail_from=said("MAIL_FROM"),
            notify_key=said("NOTIFY_KEY"),
            notify_template_email=said("NOTIFY_TEMPLATE_EMAIL"),
            notify_template_text=said("NOTIFY_TEMPLATE_TEXT"),
            notify_url=said("NOTIFY_URL", "https://api.notifications.service.gov.uk"),
            pay_url=said("PAY_URL", "https://publicapi.payments.service.gov.uk"),
            os_places_key=said("OS_PLACES_KEY"),
            os_places_url=said("OS_PLACES_URL", "https://api.os.uk"),
            simulators=said("SIMULATORS", "http://127.0.0.1:8001") if demo else "",
        )
        suppliers._check()
        return suppliers

    def _check(self) -> None:
        if self.simulators and not is_loopback(self.simulators):
            raise Unusable("COMMONWORKS_SIMULATORS must be an address on this machine.")
        for name in ("pay_url", "notify_url", "os_places_url"):
            url = getattr(self, name)
            # In clear, a key would be there for anyone on the way to take.
            if not url.startswith("https://") and not is_loopback(url):
                raise Unusable(f"COMMONWORKS_{name.upper()} must start with https://.")
        if self.mail == "notify":
            self._check_notify()
        elif self.mail != "outbox":
            self._check_smtp()

    def _check_notify(self) -> None:
        if len(self.notify_key) < 73:  # a service and a secret, with two hyphens
            raise Unusable("COMMONWORKS_NOTIFY_KEY must be the whole key that Notify showed.")
        if not self.notify_template_email:
            raise Unusable("COMMONWORKS_NOTIFY_TEMPLATE_EMAIL must be the id of a template.")
        if not self.notify_template_text:
            raise Unusable("COMMONWORKS_NOTIFY_TEMPLATE_TEXT must be the id of a template.")

    def _check_smtp(self) -> None:
        parts = urlsplit(self.mail)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise Unusable("COMMONWORKS_MAIL must be outbox, notify, or smtp://host:port.")
        if "@" not in self.mail_from:
            raise Unusable("COMMONWORKS_MAIL_FROM must be the email address that mail comes from.")


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
