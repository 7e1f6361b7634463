"""What is typed wrongly, twice, in two tabs, by somebody else, or too late."""

import logging
from datetime import time, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonworks.kernel import clock, encryption
from commonworks.kernel.errors import Gone
from commonworks.kernel.models import DataKey, Event
from commonworks.network.ports import SYSTEM
from commonworks.post.models import Message
from commonworks.services.commands import drafts, retention
from commonworks.services.models import Case, Draft, Submission
from commonworks.services.permissions import RESIDENT
from commonworks.services.queries import drafts as queries
from commonworks.services.queries.access import token_hash
from commonworks.services.queries.drafts import kept_draft, opened
from commonworks.services.queries.postings import posting
from tests.services.applying import (
    BASE,
    CANARY,
    SERVICE,
    Browser,
    fill_in,
    published,
    running,
    vehicle,
)

pytestmark = pytest.mark.django_db
LATER = timedelta(days=29)
CONTACT = {"full_name": "Ada", "email": "ada@example.org"}


@pytest.fixture(autouse=True)
def live(directory):
    published()
    return running()


@pytest.fixture
def browser():
    return Browser()


def text(response):
    assert response.status_code == 200, (response.status_code, response.headers)
    return response.content.decode()


def said(browser, page, **data):
    """What a page says after a post that it could not take."""
    where = browser.answer(page, **data)
    assert where.endswith("problem=1"), where
    return text(browser.get(where))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Enter your full name"),
        ("Ada\x07", "Your full name must not include hidden characters"),
        ("Ada\x00", "Your full name must not include hidden characters"),
        ("A" * 121, "Your full name must be 120 characters or fewer"),
        ("A" * 150_000, "Your full name must be 120 characters or fewer"),
        ("Ada\nByron", "Your full name must be on one line"),
    ],
)
def test_a_name_that_cannot_be_taken_is_told_in_plain_words(browser, typed, told):
    fill_in(browser)
    page = said(browser, "contact-details", full_name=typed, email="ada@example.org")
    assert (told in page, "<title>Error:" in page, "govuk-error-summary" in page) == (
        True,
        True,
        True,
    )


def test_marks_that_turn_the_writing_are_taken_out(browser):
    fill_in(browser)
    browser.answer("contact-details", full_name="Ada\u202egnp.exe", email="ada@example.org")
    assert 'value="Adagnp.exe"' in text(browser.get("apply/contact-details"))


def test_html_is_shown_as_it_was_typed(browser):
    fill_in(browser)
    typed = "<script>alert(1)</script>"
    browser.answer("contact-details", full_name=typed, email="ada@example.org")
    for path in ("apply/contact-details", "check"):
        page = text(browser.get(path))
        assert (typed in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_what_could_not_be_taken_is_shown_again_and_never_sent(browser):
    fill_in(browser)
    page = said(browser, "contact-details", full_name="Grace", email="nonsense")
    assert ('value="Grace"' in page, 'value="nonsense"' in page) == (True, True)
    assert 'value="ada@example.org"' in text(browser.get("apply/contact-details"))
    browser.post("check", agreed="0")
    seal = encryption.seal_of(Submission.objects.get().ref)
    assert "nonsense" not in seal.open("body", Submission.objects.get().body)


def test_every_post_is_answered_by_a_redirect_so_that_back_never_asks(browser):
    fill_in(browser)
    answers = [
        browser.post("apply/contact-details", **{"full-name": ""}),
        browser.post("apply/vehicles"),
        browser.post("save", email="nonsense"),
        browser.post("check", agreed="1"),
        browser.post(),
    ]
    assert [answer.status_code for answer in answers] == [303] * 5


def test_answers_of_the_wrong_type_are_told(browser):
    fill_in(browser)
    for page, data, told in (
        ("what-you-need", {"kind": "yacht"}, "select one of the options shown"),
        ("what-you-need", {"kind": ["visitors", "own-vehicles"]}, "give one answer"),
        ("visitor-vouchers", {}, None),
        ("blue-badge", {"blue_badge": "perhaps"}, "select one of the options shown"),
        ("proof-of-address", {"proof": ["no-proof", "bank"]}, "not both"),
        ("where-you-live", {"home_postcode": "12345"}, "Enter a full UK postcode"),
    ):
        if told:
            assert told in said(browser, page, **data)
    day = {"start-date-day": "31", "start-date-month": "2", "start-date-year": "2027"}
    assert "real date" in said(browser, "start-date", **day)


def test_inputs_that_a_page_does_not_know_are_not_kept(browser):
    fill_in(browser)
    before = set(Draft.objects.get().answers)
    browser.answer("contact-details", **CONTACT, agreed="no", books="4", fact="x", **{"x:y": "z"})
    assert set(Draft.objects.get().answers) == before


def test_a_page_with_a_problem_keeps_the_answer_it_had(browser):
    fill_in(browser)
    said(browser, "contact-details", full_name="", email="")
    assert "ada@example.org" in text(browser.get("check"))


def test_a_post_that_is_too_big_is_refused(browser):
    browser.start()
    answer = browser.post("apply/where-you-live", **{"home-postcode": "A" * 1_100_000})
    assert answer.status_code == 400


def test_an_instance_that_nobody_gave_is_not_made(browser):
    fill_in(browser)
    for odd in ("1", "x" * 21, "i" + "0" * 60, "i../../../../etc/pas"):
        assert browser.client.post(f"{BASE}apply/vehicles/{odd}", vehicle()).status_code in (
            303,
            404,
        )
    assert text(browser.get("apply/vehicles")).count("summary-card__title-wrapper") == 1


def test_two_tabs_on_two_pages_both_count(browser):
    fill_in(browser)
    token = browser.client.cookies["draft"].value
    kept = kept_draft(token, deployment=f"leeds.{SERVICE}")
    at = clock.now()
    first = posting(
        opened(kept, at=at),
        "contact",
        None,
        {"full-name": ["First"], "email": ["first@example.org"]},
        lang="en",
        at=at,
    )
    browser.answer("how-long", length="half-year")  # the other tab, meanwhile
    same = {"page": "contact", "language": "en", "expires_at": at + LATER, "by": RESIDENT, "at": at}
    stale = drafts.keep_answers(draft=kept.ref, revision=kept.revision, sealed=first.sealed, **same)
    assert stale is False
    browser.answer("contact-details", full_name="First", email="first@example.org")
    page = text(browser.get("check"))
    assert ("6 months" in page, "first@example.org" in page) == (True, True)


def test_a_save_that_another_tab_overtook_is_read_again_and_kept(browser, monkeypatch):
    fill_in(browser)
    keep, overtaken = drafts.keep_answers, []

    def overtake(**saved):
        if not overtaken:
            overtaken.append(True)
            browser.answer("how-long", length="half-year")
        return keep(**saved)

    monkeypatch.setattr(drafts, "keep_answers", overtake)
    browser.answer("contact-details", full_name="Second", email="second@example.org")
    page = text(browser.get("check"))
    assert ("6 months" in page, "second@example.org" in page) == (True, True)


def test_a_second_click_finds_what_the_first_sent_while_the_draft_was_read(browser, monkeypatch):
    fill_in(browser)
    read, overtaken = queries.opened, []

    def overtake(kept, *, at):
        if not overtaken:
            overtaken.append(True)
            browser.post("check", agreed="0")
        return read(kept, at=at)

    monkeypatch.setattr(queries, "opened", overtake)
    assert browser.post("check", agreed="0")["Location"] == f"{BASE}sent"
    assert Submission.objects.count() == 1


def test_an_answer_that_comes_after_sending_is_not_kept(browser):
    fill_in(browser)
    kept = kept_draft(browser.client.cookies["draft"].value, deployment=f"leeds.{SERVICE}")
    browser.post("check", agreed="0")
    at = clock.now()
    saved = drafts.keep_answers(
        draft=kept.ref,
        revision=kept.revision,
        sealed={"full-name": "x"},
        page="contact",
        language="en",
        expires_at=at,
        by=RESIDENT,
        at=at,
    )
    assert (saved, Draft.objects.get().answers) == (False, {})


def test_a_draft_is_reached_by_its_own_browser_and_service_alone(browser):
    running("camden")
    fill_in(browser)
    other = Browser()
    for token in ("", "x", Draft.objects.get().ref, Draft.objects.get().token_hash):
        other.client.cookies["draft"] = token
        assert other.get("apply/contact-details")["Location"] == f"{BASE}expired"
    other.client.cookies["draft"] = browser.client.cookies["draft"].value
    camden = f"/s/camden/{SERVICE}/"
    assert other.client.get(f"{camden}check")["Location"] == f"{camden}expired"


def test_the_cookie_is_for_this_service_alone_and_out_of_scripts_reach(browser):
    cookie = browser.start().cookies["draft"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (BASE, True, "Lax")
    assert Draft.objects.get().token_hash == token_hash(cookie.value)


def test_an_unknown_cookie_leads_to_a_page_that_says_how_to_start_again(browser):
    browser.client.cookies["draft"] = "nonsense"
    assert browser.get("check")["Location"] == f"{BASE}expired"
    answer = browser.get("expired")
    page = answer.content.decode()
    assert answer.status_code == 410
    assert ("You need to start again" in page, f'href="{BASE}"' in page) == (True, True)


def test_each_page_says_when_the_answers_are_deleted(browser):
    browser.start()
    day = Draft.objects.get().expires_at
    told = f"by the end of {day.day} {day:%B} {day.year}, your answers are deleted"
    assert told in text(browser.get("apply/where-you-live"))


def test_a_saved_answer_gives_more_time(browser):
    browser.start()
    Draft.objects.update(expires_at=clock.now() + timedelta(days=1))
    browser.answer("where-you-live", home_postcode="LS1 4AP")
    assert Draft.objects.get().expires_at > clock.now() + timedelta(days=27)


def test_answers_are_kept_to_the_end_of_the_day_in_the_uk(browser):
    browser.start()
    until = Draft.objects.get().expires_at.astimezone(timezone.get_default_timezone())
    today = timezone.localdate(clock.now())
    told = (until.date() - today, until.time())
    assert told == (timedelta(days=28), time(23, 59, 59, 999999))


def test_an_answer_of_another_day_gives_the_cookie_more_time_and_one_of_the_same_day_does_not(
    browser,
):
    browser.start()
    answer = {"home_postcode": "LS1 4AP"}
    assert "draft" not in browser.post("apply/where-you-live", **answer).cookies
    Draft.objects.update(expires_at=clock.now() + timedelta(days=27))
    cookie = browser.post("apply/where-you-live", **answer).cookies["draft"]
    token = browser.client.cookies["draft"].value
    assert (cookie.value, cookie["path"], cookie["max-age"]) == (token, BASE, 29 * 86400)


def test_an_answer_is_kept_by_one_statement_without_a_transaction_of_its_own(browser):
    fill_in(browser)
    row, at = Draft.objects.get(), clock.now()
    for until in (None, at + LATER):
        row.refresh_from_db()
        with CaptureQueriesContext(connection) as asked:
            drafts.keep_answers(
                draft=row.ref,
                revision=row.revision,
                sealed={"full-name": "x"},
                page="contact",
                language="en",
                expires_at=until,
                by=RESIDENT,
                at=at,
            )
        statements = [each["sql"].split()[0] for each in asked.captured_queries]
        assert statements == ["UPDATE"]
        assert Draft.objects.get().expires_at == (until or row.expires_at)


def test_a_draft_whose_time_is_over_is_closed_before_the_worker_comes_by(browser):
    fill_in(browser)
    Draft.objects.update(expires_at=clock.now())
    assert browser.get("check")["Location"] == f"{BASE}expired"
    assert browser.post("check", agreed="0")["Location"] == f"{BASE}expired"
    assert Submission.objects.count() == 0


def test_an_expired_draft_is_erased_and_tells_its_furthest_page(browser):
    fill_in(browser)
    browser.get("apply/where-you-live")
    ref = Draft.objects.get().ref
    assert retention.expire_drafts(by=SYSTEM, at=clock.now() + LATER) == 1
    assert retention.expire_drafts(by=SYSTEM, at=clock.now() + LATER) == 0
    with pytest.raises(Gone):
        encryption.seal_of(ref)
    assert (Draft.objects.get().state, Draft.objects.get().answers) == ("expired", {})
    event = Event.objects.get(name="services.draft.expired")
    assert (event.subject, event.ids) == (
        ref,
        {"deployment": f"leeds.{SERVICE}", "page": "declaration"},
    )


def test_drafts_expire_in_batches():
    for _ in range(3):
        Browser().start()
    at = clock.now() + LATER
    assert [retention.expire_drafts(by=SYSTEM, at=at, limit=2) for _ in range(3)] == [2, 1, 0]


def test_what_was_never_paid_for_is_erased(browser):
    fill_in(browser, books=2)
    browser.post("check", agreed="1000")
    at = clock.now() + timedelta(days=30)
    assert [retention.erase_unpaid(by=SYSTEM, at=at) for _ in range(2)] == [1, 0]
    sent = Submission.objects.get()
    assert bytes(sent.body) == b""
    with pytest.raises(Gone):
        encryption.seal_of(sent.ref)


def test_a_decided_case_is_erased_when_its_time_is_over(browser):
    fill_in(browser)
    browser.post("check", agreed="0")
    at = clock.now()
    due = {"erase_on": at.date(), "state": "decided", "outcome": "granted", "decided_at": at}
    Case.objects.update(**due)
    day_before = at.date() - timedelta(days=1)
    erased = [
        retention.erase_cases(today=day, by=SYSTEM, at=at)
        for day in (day_before, at.date(), at.date())
    ]
    assert erased == [0, 1, 0]
    assert Case.objects.get().erased_at == at
    with pytest.raises(Gone):
        encryption.seal_of(Submission.objects.get().ref)


def test_an_emailed_link_brings_the_application_to_another_browser(browser):
    fill_in(browser)
    assert browser.post("save", email="ada@example.org")["Location"] == f"{BASE}save?sent=1"
    message = Message.objects.get(about=Draft.objects.get().ref)
    seal = encryption.seal_of(message.ref)
    body = seal.open("body", message.body)
    link = next(line for line in body.splitlines() if line.startswith("http"))
    other = Browser()
    answer = other.client.get(link)
    assert (answer.status_code, answer["Location"]) == (303, f"{BASE}check")
    assert "ada@example.org" in text(other.get("check"))
    assert "ada@example.org" in text(browser.get("check"))
    assert seal.open("recipient", message.recipient) == "ada@example.org"
    assert message.authority == "leeds"


def test_a_link_that_no_longer_holds_leads_to_the_start(browser):
    assert browser.get("resume/nonsense")["Location"] == f"{BASE}expired"
    fill_in(browser)
    token = browser.client.cookies["draft"].value
    Draft.objects.update(expires_at=clock.now())
    assert browser.get(f"resume/{token}")["Location"] == f"{BASE}expired"


def test_the_link_is_mailed_in_the_language_of_the_application(browser):
    browser.start()
    ref = Draft.objects.get().ref
    drafts.email_link(
        draft=ref,
        to="ann@example.org",
        link="https://x.example",
        language="cy",
        by=RESIDENT,
        at=clock.now(),
    )
    message = Message.objects.get(about=ref)
    said = encryption.seal_of(message.ref).open("subject", message.subject)
    assert said == "Mynd ymlaen â’ch cais: Gwneud cais am drwydded barcio i breswylwyr"


def test_what_is_refused_is_said_in_welsh(browser):
    answer = browser.get("sent?lang=cy")
    said = "Ni allwn ddod o hyd i’ch cais yn y porwr hwn."
    assert (answer.status_code, said in answer.content.decode()) == (404, True)


def test_a_link_is_mailed_to_an_address_only(browser):
    browser.start()
    browser.post("save", email="nonsense")
    assert "Enter an email address in the correct format" in text(browser.get("save?problem=1"))
    assert Message.objects.count() == 0


def test_a_post_without_the_forms_token_is_refused(browser):
    browser.start()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["draft"] = browser.client.cookies["draft"].value
    answer = strict.post(f"{BASE}apply/where-you-live", {"home-postcode": "LS1 4AP"})
    assert (answer.status_code, Draft.objects.get().answers) == (403, {})


def test_a_canary_in_every_answer_is_nowhere_in_clear(browser, caplog):
    """Every table and every log line, from the first answer to the case, with a failure between."""
    caplog.set_level(logging.DEBUG)
    fill_in(browser, email=f"{CANARY}@example.org", name=CANARY)
    browser.answer("contact-details", full_name=CANARY + "\x07", email=f"{CANARY}@")
    browser.post("save", email=f"{CANARY}@example.org")
    assert CANARY not in whole_database()
    assert CANARY in text(browser.get("check"))
    browser.post("check", agreed="7")
    browser.post("check", agreed="0")
    assert (Submission.objects.count(), CANARY in whole_database()) == (1, False)
    assert CANARY not in caplog.text


def whole_database():
    """Every value of every table, bytes as they are."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(bytes(v) if isinstance(v, memoryview) else v) for r in cursor for v in r]
    return "\n".join(found)


def test_no_error_page_repeats_an_answer(browser, monkeypatch):
    fill_in(browser)

    def fall(**_):
        raise RuntimeError(CANARY)

    monkeypatch.setattr(drafts, "keep_answers", fall)
    browser.client.raise_request_exception = False
    answer = browser.post("apply/contact-details", **{"full-name": CANARY, "email": "a@b.org"})
    assert (answer.status_code, CANARY in answer.content.decode()) == (500, False)


def test_draft_keys_belong_to_the_council(browser):
    browser.start()
    key = DataKey.objects.get(subject=Draft.objects.get().ref)
    assert (key.wrapped_with.authority, settings.COMMONWORKS_DEMO) == ("leeds", False)
