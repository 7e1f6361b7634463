"""Emails by SMTP (RFC 5321), where a council sends from its own server.

SMTP cannot be asked what it sent. A crash after the server took a message and before we noted it
sends the message again; the second copy has the same Message-ID (RFC 5322, 3.6.4), by which many
mailboxes show it once.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Self
from urllib.parse import unquote, urlsplit

from django.utils import timezone

from commonworks.integrations.http import SECONDS
from commonworks.integrations.suppliers import is_loopback
from commonworks.post.ports import Letter, Refused


class Unsafe(Exception):
    """The server offers no TLS, or no way to say who we are: nothing private is said to it."""

    code = "smtp-no-tls-or-login"


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server: smtp:// begins in clear and turns to TLS before anything private is said
    (except to this machine itself), smtps:// is TLS from the first byte."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "starttls"  # or "implicit", or "none"

    @classmethod
    def at(cls, url: str, *, sender: str) -> Self:
        """From smtp://user:password@host:port. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("A mail server is written smtp://host:port or smtps://host:port.")
        implicit = parts.scheme == "smtps"
        clear = not implicit and is_loopback(url)
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if implicit else 587),
            sender=Address(addr_spec=sender).addr_spec,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls="implicit" if implicit else "none" if clear else "starttls",
        )

    def send(self, letter: Letter) -> str:
        """Hand the message to the server and answer its Message-ID. An answer of 5xx about this
        message refuses it; anything else is an error of smtplib's, to be tried again."""
        message = self._written(letter)
        try:
            with self._connected() as server:
                self._introduce(server)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            _refuse_for_good([code for code, _ in refusal.recipients.values()])
            raise
        except smtplib.SMTPDataError as refusal:
            _refuse_for_good([refusal.smtp_code])
            raise
        except smtplib.SMTPNotSupportedError:
            raise Refused("smtp-address-not-supported") from None
        return str(message["Message-ID"])

    def _written(self, letter: Letter) -> EmailMessage:
        if letter.channel != "email":
            raise Refused("smtp-sends-no-texts")
        message = EmailMessage(policy=SMTP)
        try:
            # No line may end inside a header: what follows would be a header of its writer's.
            message["Subject"] = " ".join(letter.subject.split())
            message["To"] = Address(addr_spec=letter.recipient)
        except (ValueError, MessageError, IndexError):
            raise Refused("smtp-bad-address") from None
        message["From"] = self.sender
        message["Date"] = format_datetime(timezone.now())
        message["Message-ID"] = f"<{letter.ref}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies, please
        for name, value in _unsubscribing(letter.unsubscribe):
            message[name] = value
        message.set_content(letter.body)
        return message

    def _connected(self) -> smtplib.SMTP:
        if self.tls == "implicit":
            trust = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=trust)
        return smtplib.SMTP(self.host, self.port, timeout=SECONDS)

    def _introduce(self, server: smtplib.SMTP) -> None:
        try:
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except smtplib.SMTPNotSupportedError:
            raise Unsafe from None


def _unsubscribing(address: str) -> list[tuple[str, str]]:
    """RFC 2369, 3.2, and RFC 8058, whose one click is promised only where no one can listen in."""
    if not address or any(each.isspace() or each in "<>" for each in address):
        return []
    one_click = [("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    return [
        ("List-Unsubscribe", f"<{address}>"),
        *(one_click if address.startswith("https://") else ()),
    ]


def _refuse_for_good(codes: list[int]) -> None:
    if codes and all(500 <= code < 600 for code in codes):
        raise Refused(f"smtp-{codes[0]}") from None
