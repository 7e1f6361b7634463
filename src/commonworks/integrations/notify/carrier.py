"""Messages by GOV.UK Notify, through its official client.

https://docs.notifications.service.gov.uk/python.html. The account has two templates that hold
nothing but our words: an email of ((subject)) and ((body)), and a text message of ((body)).
"""

import logging
from dataclasses import dataclass, field
from typing import Any

from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from commonworks.integrations.http import SECONDS
from commonworks.integrations.suppliers import is_loopback
from commonworks.post.ports import Letter, Refused

LIVE = "https://api.notifications.service.gov.uk"
NEVER = (400, 413, 422)  # what is wrong with such a message stays wrong
UNSENT = "technical-failure"  # "you'll have to try sending your messages again"

# The client's own warnings quote answers, and an answer may quote an address.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
log = logging.getLogger(__name__)


class NotSent(Exception):
    """Notify did not take the message now; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Notify:
    """An account with Notify. The key is {name}-{service}-{secret}, as Notify shows it once."""

    key: str = field(repr=False)
    email_template: str
    text_template: str
    url: str = LIVE

    def send(self, letter: Letter) -> str:
        """Hand the message over, once: our `ref` goes along as its reference, and from the second
        attempt on Notify is asked for it first (it remembers seven days; our patience is three).
        """
        client = self._client()
        try:
            earlier = self._earlier(client, letter) if letter.attempt > 1 else ""
            return earlier or _id(self._post(client, letter))
        except APIError as error:
            raise _problem(error) from None

    def _client(self) -> NotificationsAPIClient:
        # One for each message: the client is not made for several threads at once.
        client = NotificationsAPIClient(self.key, base_url=self.url, timeout=SECONDS)
        client.request_session.trust_env = not is_loopback(self.url)
        return client

    def _earlier(self, client: NotificationsAPIClient, letter: Letter) -> str:
        told = client.get_all_notifications(reference=letter.ref)
        listed = told.get("notifications") if isinstance(told, dict) else None
        if not isinstance(listed, list):
            raise NotSent("notify-nonsense")
        sent = [
            message
            for message in listed
            if isinstance(message, dict)
            and message.get("reference") == letter.ref
            and message.get("status") != UNSENT
        ]
        return _id(sent[0]) if sent else ""

    def _post(self, client: NotificationsAPIClient, letter: Letter) -> object:
        if letter.channel == "email":
            words = {"subject": letter.subject, "body": letter.body}
            # Notify takes none but https, and refuses the whole message for it.
            one_click = letter.unsubscribe if letter.unsubscribe.startswith("https://") else None
            return client.send_email_notification(
                letter.recipient,
                self.email_template,
                words,
                reference=letter.ref,
                one_click_unsubscribe_url=one_click,
            )
        words = {"body": letter.body}
        return client.send_sms_notification(
            letter.recipient, self.text_template, words, reference=letter.ref
        )


def _id(told: Any) -> str:
    given = told.get("id") if isinstance(told, dict) else None
    if not isinstance(given, str) or not given:
        raise NotSent("notify-nonsense")
    return given


def _problem(error: APIError) -> Refused | NotSent:
    """By status and kind of error alone: Notify says that its words may change."""
    if not isinstance(error, HTTPError):
        return NotSent("notify-nonsense")  # not JSON
    log.warning("GOV.UK Notify answered %d", error.status_code)
    if error.status_code in NEVER:
        return Refused(f"notify-{error.status_code}-{_kind(error)}"[:40])
    return NotSent(f"notify-{error.status_code}")


def _kind(error: HTTPError) -> str:
    found = error.message
    first = found[0] if isinstance(found, list) and found else None
    kind = first.get("error") if isinstance(first, dict) else None
    return kind if isinstance(kind, str) and kind.isalpha() else "BadRequest"
