from pathlib import Path

import pytest

from commonworks.integrations import wiring
from commonworks.integrations.notify.carrier import Notify
from commonworks.integrations.outbox.carrier import Outbox
from commonworks.integrations.smtp.carrier import Smtp
from commonworks.integrations.suppliers import Suppliers, Unusable

KEY = "a-3c3a2b1e-6d58-4c0f-9a3e-5f0d4f6b7a10-9b7d1f42-0c9e-4f0a-8a57-2f6f1d3c8e21"
NOTIFY = {
    "COMMONWORKS_MAIL": "notify",
    "COMMONWORKS_NOTIFY_KEY": KEY,
    "COMMONWORKS_NOTIFY_TEMPLATE_EMAIL": "e",
    "COMMONWORKS_NOTIFY_TEMPLATE_TEXT": "t",
}
SMTP = {"COMMONWORKS_MAIL": "smtps://a:b@mail.example", "COMMONWORKS_MAIL_FROM": "a@b.example"}
SIMULATORS = {"COMMONWORKS_SIMULATORS": "http://127.0.0.1:9001"}


def read(told: dict[str, str], *, demo: bool = False) -> Suppliers:
    return Suppliers.read(told.get, demo=demo)


def carrier(told: dict[str, str], *, demo: bool = False):
    return wiring.carrier(read(told, demo=demo), Path("/data"))


def test_without_a_word_mail_stays_in_the_outbox():
    assert carrier({}) == Outbox(Path("/data/outbox"))


def test_mail_goes_where_the_environment_says():
    assert carrier(NOTIFY) == Notify(KEY, "e", "t", "https://api.notifications.service.gov.uk")
    assert carrier(SMTP) == Smtp("mail.example", 465, "a@b.example", "a", "b", "implicit")


def test_the_demonstration_writes_to_nobody_whatever_else_is_set():
    for told in (NOTIFY, SMTP, {}):
        assert carrier({**told, **SIMULATORS}, demo=True).url == "http://127.0.0.1:9001"


def test_outside_the_demonstration_no_simulator_is_used():
    assert (read(SIMULATORS).simulators, carrier(SIMULATORS)) == ("", Outbox(Path("/data/outbox")))


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"COMMONWORKS_MAIL": "post"}, "COMMONWORKS_MAIL "),
        ({"COMMONWORKS_MAIL": "smtp://"}, "COMMONWORKS_MAIL "),
        ({**SMTP, "COMMONWORKS_MAIL_FROM": ""}, "COMMONWORKS_MAIL_FROM"),
        ({**NOTIFY, "COMMONWORKS_NOTIFY_KEY": "short"}, "COMMONWORKS_NOTIFY_KEY"),
        ({**NOTIFY, "COMMONWORKS_NOTIFY_TEMPLATE_TEXT": ""}, "COMMONWORKS_NOTIFY_TEMPLATE_TEXT"),
        ({"COMMONWORKS_PAY_URL": "http://pay.example"}, "COMMONWORKS_PAY_URL"),
        ({"COMMONWORKS_NOTIFY_URL": "ftp://x"}, "COMMONWORKS_NOTIFY_URL"),
    ],
)
def test_what_could_never_work_is_refused_by_name(told, names):
    with pytest.raises(Unusable, match=names):
        read(told)


def test_a_simulator_is_on_this_machine_or_nowhere():
    with pytest.raises(Unusable, match="COMMONWORKS_SIMULATORS"):
        read({"COMMONWORKS_SIMULATORS": "http://simulators.example"}, demo=True)


def test_no_secret_is_shown():
    mail = {**SMTP, "COMMONWORKS_MAIL": "smtps://me:whisper@mail.example"}
    told = [read({**NOTIFY, "COMMONWORKS_OS_PLACES_KEY": "hush"}), read(mail)]
    shown = repr([*told, carrier(NOTIFY), carrier(mail)])
    assert [secret for secret in (KEY, "hush", "whisper") if secret in shown] == []
