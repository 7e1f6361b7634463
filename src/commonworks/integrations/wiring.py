"""Make each supplier that the environment names. Nothing is asked of any of them yet.

Their clients are imported where they are made: together they cost a second that every process would
pay as it starts, and most never call any of them.
"""

from pathlib import Path

from commonworks.integrations.addresses import CouncilFirst
from commonworks.integrations.outbox.carrier import Outbox
from commonworks.integrations.outbox.reader import sent_letters
from commonworks.integrations.suppliers import Suppliers
from commonworks.pages import ports as pages
from commonworks.pages.ports import SentMessage
from commonworks.places.ports import AddressSource
from commonworks.post.ports import Carrier
from commonworks.services.ports import PaymentNews, Payments

MADE_UP = "Simulator: a made-up address"


def carrier(suppliers: Suppliers, data: Path) -> Carrier:
    from commonworks.integrations.notify.carrier import Notify
    from commonworks.integrations.smtp.carrier import Smtp

    if url := suppliers.simulators:
        from commonworks.integrations.simulators import notify as simulated

        templates = (simulated.EMAIL_TEMPLATE, simulated.TEXT_TEMPLATE)
        return Notify(simulated.DEMO_KEY, *templates, url)
    if suppliers.mail == "outbox":
        return copies(data)
    if suppliers.mail == "notify":
        templates = (suppliers.notify_template_email, suppliers.notify_template_text)
        return Notify(suppliers.notify_key, *templates, suppliers.notify_url)
    return Smtp.at(suppliers.mail, sender=suppliers.mail_from)


def copies(data: Path) -> Outbox:
    """Whatever sends today: messages from before another carrier was named stay until erased."""
    return Outbox(data / "outbox")


def payments(suppliers: Suppliers) -> Payments:
    from commonworks.integrations.govpay.client import GovPay

    return GovPay(suppliers.simulators or suppliers.pay_url)


def read_news(body: bytes, signature: str, secret: str) -> PaymentNews:
    from commonworks.integrations.govpay.webhooks import read_webhook

    return read_webhook(body, signature, secret)


def addresses(suppliers: Suppliers) -> AddressSource:
    """What the council loaded, and after that OS Places where there is a key to it."""
    from commonworks.integrations.osplaces.client import OsPlaces

    if url := suppliers.simulators:
        return CouncilFirst(OsPlaces("demonstration", url, source=MADE_UP))
    if key := suppliers.os_places_key:
        return CouncilFirst(OsPlaces(key, suppliers.os_places_url))
    return CouncilFirst(None)


def outbox(data: Path) -> pages.Outbox:
    """Every message that a simulator or the outbox folder took, for the demonstration to show."""
    return lambda most: [
        SentMessage(**{name: getattr(letter, name) for name in SentMessage.__slots__})
        for letter in sent_letters(data, most=most)
    ]
