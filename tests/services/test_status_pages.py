"""What a resident sees after sending: to pay, that it is in, how it stands."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from commonworks.kernel import encryption
from commonworks.kernel.models import Event
from commonworks.post.models import Message
from commonworks.services.commands import cases
from commonworks.services.models import Case, Payment
from tests.actors import NOON
from tests.services.applied import CANARY, FREE, RESIDENT, councils, deployed, sent, staff
from tests.services.provider import DECLINED, running

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
PAID, HERE = "/s/leeds/skip-permit", "/s/leeds/free-permit"


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running(tmp_path_factory.mktemp("provider")) as provider:
        yield provider


@pytest.fixture
def provider(simulator):
    yield simulator
    simulator.fails("")


def browser(token):
    client = Client()
    client.cookies["draft"] = token
    return client


@pytest.fixture
def payer(provider):
    councils()
    return browser(sent(deployed(), at=NOW)[1])


@pytest.fixture
def opened():
    """(the resident's browser, the reference)"""
    councils()
    submission, token = sent(deployed("leeds", FREE), at=NOW)
    return browser(token), cases.open_case(submission=submission, by=RESIDENT, at=NOW)


def text(response):
    return response.content.decode()


def link():
    """The link of the newest message."""
    row = Message.objects.order_by("queued_at", "ref").last()
    body = encryption.seal_of(row.ref).open("body", row.body)
    return re.search(r"http://\S+?(/s/\S+)", body)[1]


def test_a_resident_pays_and_sees_the_reference(payer, provider):
    page = text(payer.get(f"{PAID}/pay"))
    assert ("£50" in page, "Skip permit" in page, "<table" in page) == (True, True, False)
    begun = payer.post(f"{PAID}/pay", {"pence": "5000"})
    assert begun.status_code == 303
    back = provider.pays(begun.headers["Location"])
    answer = payer.get(re.sub(r"^http://[^/]+", "", back))
    assert answer.headers["Location"] == f"{PAID}/sent"
    assert Case.objects.get().ref in text(payer.get(f"{PAID}/sent"))
    assert payer.get(f"{PAID}/pay").headers["Location"] == f"{PAID}/sent"
    assert payer.post(f"{PAID}/pay", {"pence": "5000"}).headers["Location"] == f"{PAID}/sent"
    receipt = text(payer.get(link()))
    assert "Receipt" in receipt and "£50" in receipt


def test_what_is_paid_for_is_said_in_the_readers_language(payer):
    for lang, said in (("cy", "Trwydded sgip"), ("en", "Skip permit")):
        assert f"{said}</p>" in text(payer.get(f"{PAID}/pay?lang={lang}"))


@pytest.mark.parametrize("pence", ["", "1", "0", "-5000", "5000.0", "x", "4500"])
def test_the_amount_is_never_the_browsers_to_say(payer, pence):
    assert payer.post(f"{PAID}/pay", {"pence": pence}).status_code == 409
    assert Payment.objects.count() == 0


def test_a_provider_that_is_down_gives_a_plain_page_and_keeps_the_application(payer, provider):
    provider.fails("down")
    begun = payer.post(f"{PAID}/pay", {"pence": "5000"})
    page = payer.get(begun.headers["Location"])
    assert (page.status_code, "could not reach the payment service" in text(page)) == (503, True)
    provider.fails("")
    page = payer.get(begun.headers["Location"])
    assert (page.status_code, "You have not paid yet" in text(page)) == (200, True)


def test_a_declined_card_can_be_followed_by_another(payer, provider):
    begun = payer.post(f"{PAID}/pay", {"pence": "5000"})
    provider.pays(begun.headers["Location"], DECLINED)
    ref = Payment.objects.get().ref
    assert "declined" in text(payer.get(f"{PAID}/payment/{ref}/return"))
    assert "no money was taken" in text(payer.get(f"{PAID}/pay"))
    provider.pays(payer.post(f"{PAID}/pay", {"pence": "5000"}).headers["Location"])
    newest = Payment.objects.order_by("created_at").last().ref
    assert payer.get(f"{PAID}/payment/{newest}/return").status_code == 302
    assert Case.objects.count() == 1


@pytest.mark.parametrize("end", ["pay", "sent", "payment/{ref}/return"])
def test_another_browser_is_told_of_no_application(payer, end):
    payer.post(f"{PAID}/pay", {"pence": "5000"})
    path = f"{PAID}/{end.format(ref=Payment.objects.get().ref)}"
    for other in (Client(), browser("somebody-else")):
        assert other.get(path).status_code == 404


def test_a_forged_message_of_the_provider_is_refused(payer):
    for headers in ({}, {"Pay-Signature": "0" * 64}):
        answer = Client(enforce_csrf_checks=True).post(
            "/webhooks/pay/leeds", b"{}", content_type="application/json", headers=headers
        )
        assert answer.status_code == 403
    big = Client().post("/webhooks/pay/leeds", b"x" * 10_000_000, content_type="application/json")
    assert big.status_code in (400, 403, 413)
    assert Client().get("/webhooks/pay/leeds").status_code == 405


def test_a_signed_message_of_the_provider_is_taken(payer, provider):
    begun = payer.post(f"{PAID}/pay", {"pence": "5000"})
    provider.pays(begun.headers["Location"])
    body, signature = provider.message(provider.paid()[-1], "m1")
    answer = Client(enforce_csrf_checks=True).post(
        "/webhooks/pay/leeds",
        body,
        content_type="application/json",
        headers={"Pay-Signature": signature},
    )
    assert answer.status_code == 204


def test_the_emailed_link_says_how_it_stands_in_the_words_of_the_definition(opened):
    _, ref = opened
    stranger = Client()  # a link is enough: email is read on other devices
    assert "We have it" in text(stranger.get(link()))
    assert "Mae gennym" in text(Client().get(f"{link()}?lang=cy"))
    ann = staff("leeds", "Ann")
    cases.assign(case=ref, to=ann.ref, by=ann, at=NOW)
    assert "Somebody is looking at it" in text(stranger.get(link()))
    at = NOW + timedelta(days=1)
    cases.decide(case=ref, outcome="refused", letter="No *room*.<i>", by=ann, at=at)
    page = text(stranger.get(link()))
    assert "<strong>Decided</strong>" in page and "No <em>room</em>.&lt;i&gt;" in page
    assert "The council has agreed" not in page
    assert "Ann" not in page and CANARY not in page


def test_a_resident_reads_what_was_decided_and_not_what_the_caseworker_chose(opened):
    _, ref = opened
    ann = staff("leeds", "Ann")
    cases.assign(case=ref, to=ann.ref, by=ann, at=NOW)
    cases.decide(case=ref, outcome="granted", by=ann, at=NOW + timedelta(days=1))
    english, welsh = text(Client().get(link())), text(Client().get(f"{link()}?lang=cy"))
    assert ("Granted" in english, "Caniatawyd" in welsh) == (False, False)
    assert "<strong>Decided</strong>" in english and "<strong>Penderfynwyd</strong>" in welsh
    assert "The council has agreed to what you applied for." in english
    assert "Mae’r cyngor wedi cytuno" in welsh


def test_a_link_that_leads_nowhere_is_missing_and_one_that_was_deleted_is_gone(opened):
    assert Client().get(f"{HERE}/status/nonsense").status_code == 404
    there = link()
    Case.objects.update(erased_at=NOW)
    assert Client().get(there).status_code == 410


@pytest.mark.parametrize(
    ("reference", "email", "mails"),
    [
        ("{ref}", "resident@example.com", 1),
        ("{loose}", " Resident@Example.com ", 1),
        ("{ref}", "somebody@example.com", 0),
        ("0000-0000-00", "resident@example.com", 0),
        ("x" * 10_000, "y" * 10_000, 0),
        ("\x00", "\x00", 0),
    ],
)
def test_asking_for_the_link_answers_the_same_whether_there_is_a_case(
    opened, reference, email, mails
):
    _, ref = opened
    told = reference.format(ref=ref, loose=ref.lower().replace("-", " "))
    answer = Client().post(f"{HERE}/status", {"reference": told, "email": email})
    assert (answer.status_code, Message.objects.count() - 1) == (200, mails)
    nothing = Client().post(f"{HERE}/status", {"reference": "no", "email": "no"})
    clean = [re.sub(r'nonce="[^"]*"|nonce-[^"]*', "", text(a)) for a in (answer, nothing)]
    assert clean[0] == clean[1]


def test_nobody_is_flooded_with_links(opened):
    _, ref = opened
    for _ in range(12):
        Client().post(f"{HERE}/status", {"reference": ref, "email": "resident@example.com"})
    assert Message.objects.count() == 5


def test_a_resident_is_asked_once_how_it_went(opened):
    client, _ = opened
    assert client.post(f"{HERE}/feedback", {"score": "9"}).status_code == 422
    for score in ("4", "1"):
        assert client.post(f"{HERE}/feedback", {"score": score}).status_code == 302
    [event] = Event.objects.filter(name="services.satisfaction.given")
    assert event.ids == {"deployment": "leeds.free-permit", "score": "4"}
    assert "Thank you" in text(client.get(f"{HERE}/sent"))


def test_an_answer_to_nobody_scores_nothing(opened):
    assert Client().post(f"{HERE}/feedback", {"score": "4"}).status_code == 404
    assert Event.objects.filter(name="services.satisfaction.given").count() == 0


def test_pages_about_somebody_are_kept_by_nobody(opened):
    client, _ = opened
    for path in (f"{HERE}/sent", link(), f"{HERE}/status"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_noon_is_long_past():
    """Prices of these tests are those of today; the ones of NOON have another."""
    assert NOON + timedelta(days=35) < NOW


def test_looking_up_without_an_answer_says_what_is_missing_and_keeps_the_rest(opened):
    answer = Client().post(f"{HERE}/status", {"reference": "7K3M-9QXT-2B", "email": " "})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert said.count("Enter the email address you applied with") == 2  # above, and beside it
    assert "Enter your reference" not in said
    assert 'value="7K3M-9QXT-2B"' in said
