"""What every answer has: one frame, headers that protect, a language, plain words."""

import re

import pytest
from django.test import Client, override_settings

from commonworks.frontend import assets

pytestmark = [pytest.mark.urls("tests.frontend.urls"), pytest.mark.django_db]


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/not-allowed", 403, "Only the lead can close a factory."),
        ("/nowhere", 404, "If you typed the web address, check it is correct."),
        ("/gone", 410, "This draft was deleted on 1 November 2026."),
        ("/invalid", 422, "Enter a title"),
        ("/too-many", 429, "Wait a minute, then try again."),
        ("/fault", 500, "Sorry, there is a problem with the service"),
        ("/database", 503, "Sorry, the service is unavailable"),
        ("/denied", 403, "You do not have permission for this page."),
    ],
)
def test_an_error_is_a_page_in_plain_words_without_secrets(browser, path, status, words):
    answer = browser.get(path)
    said = answer.content.decode()
    assert (answer.status_code, words in said, "secret" in said) == (status, True, False)


def test_a_method_that_a_page_does_not_take_is_a_page_too(browser):
    answer = browser.post("/only-to-be-read")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "<h1" in answer.text and "This page does not do that" in answer.text
    assert browser.post("/only-to-be-read?lang=cy").text.count("Ewch yn ôl, a defnyddiwch") == 1


@pytest.mark.parametrize("status", [400, 403, 404, 410, 413, 503])
def test_a_bare_refusal_becomes_a_page_or_a_problem(browser, status):
    page, problem = (browser.get(f"{at}bare?status={status}") for at in ("/", "/api/"))
    assert (page.status_code, "<h1" in page.text) == (status, True)
    assert (problem.status_code, problem["Content-Type"]) == (status, "application/problem+json")


def test_the_api_says_405_as_a_problem(browser):
    answer = browser.post("/api/only-to-be-read")
    told = {"type": "about:blank", "title": "Method Not Allowed", "status": 405}
    assert told.items() <= answer.json().items()
    assert (answer["Content-Type"], answer["Allow"]) == ("application/problem+json", "GET, HEAD")


def test_a_full_disk_is_said_in_a_plain_sentence(browser):
    answer = browser.get("/full")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "What you just sent was not saved; what you saved before is kept." in answer.text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/api/invalid",
            {
                "type": "about:blank",
                "title": "Unprocessable Entity",
                "status": 422,
                "detail": "Two answers need another look.",
                "code": "invalid",
                "errors": [{"field": "title", "detail": "Enter a title"}],
            },
        ),
        (
            "/api/fault",
            {
                "type": "about:blank",
                "title": "Internal Server Error",
                "status": 500,
                "detail": "Try again later. What you have saved so far is kept.",
            },
        ),
    ],
)
def test_a_program_gets_problem_json(browser, path, body):
    answer = browser.get(path)
    assert (answer.json(), answer["Content-Type"]) == (body, "application/problem+json")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/problem+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
    ],
)
def test_who_asks_decides_between_page_and_json(browser, accept, kind):
    assert browser.get("/gone", headers={"accept": accept})["Content-Type"] == kind


def test_a_database_that_is_away_says_when_to_come_back(browser):
    assert browser.get("/database")["Retry-After"] == "30"


def test_the_page_that_says_so_asks_nothing_of_the_database(browser):
    answer = browser.get("/away")
    assert (answer.status_code, "the service is unavailable" in answer.text) == (503, True)


def test_a_fault_in_the_layout_leaves_the_words(browser, monkeypatch):
    monkeypatch.setattr(assets, "MANIFEST", assets.MANIFEST / "nowhere")
    answer = browser.get("/fault")
    assert (answer.status_code, answer.text) == (500, "Sorry, there is a problem with the service")


def test_a_forged_post_is_told_so_in_plain_words():
    answer = Client(enforce_csrf_checks=True).post("/question")
    assert (answer.status_code, "must accept cookies" in answer.content.decode()) == (403, True)


def test_nothing_on_a_page_is_inline_but_what_carries_the_nonce(browser):
    answer = browser.get("/question")
    page, policy = answer.content.decode(), answer["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy)[1]
    inline = [tag for tag in re.findall(r"<(?:style|script)[^>]*>", page) if " src=" not in tag]
    assert inline == [f'<style nonce="{nonce}">']
    assert re.findall(r" (?:style|on\w+)=", page) == []
    assert "unsafe" not in policy


def test_a_nonce_is_used_once(browser):
    policies = {browser.get("/question")["Content-Security-Policy"] for _ in range(5)}
    assert len(policies) == 5


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ],
)
@pytest.mark.parametrize("path", ["/question", "/fault", "/api/gone", "/nowhere"])
def test_every_answer_carries_the_headers_that_protect(browser, path, header, value):
    assert browser.get(path)[header] == value


def test_hsts_is_sent_over_https_alone(browser):
    sent = [
        "Strict-Transport-Security" in browser.get("/cookies", secure=secure)
        for secure in (True, False)
    ]
    assert sent == [True, False]


def test_a_view_may_set_a_policy_of_its_own(browser):
    assert browser.get("/own-policy")["Content-Security-Policy"] == "default-src 'none'"


@override_settings(COMMONWORKS_FORM_TARGETS=["https://www.payments.service.gov.uk"])
def test_a_form_may_lead_only_where_the_settings_say():
    policy = Client().get("/question")["Content-Security-Policy"]
    assert "form-action 'self' https://www.payments.service.gov.uk;" in policy


def test_welsh_is_chosen_by_the_address_and_remembered():
    browser = Client()
    asked = browser.get("/cookies?lang=cy").content.decode()
    later = browser.get("/cookies")
    assert [('<h1 class="govuk-heading-l">Cwcis' in page) for page in (asked, later.text)] == [
        True,
        True,
    ]
    assert later["Content-Language"] == "cy"
    assert '<h1 class="govuk-heading-l">Cookies' in browser.get("/cookies?lang=en").text


def test_an_unknown_language_is_english_and_not_remembered():
    answer = Client().get("/cookies?lang=<script>")
    assert (answer["Content-Language"], dict(answer.cookies)) == ("en", {})


def test_the_other_language_keeps_the_rest_of_the_address():
    assert 'href="?q=a&amp;lang=cy"' in Client().get("/cookies?q=a").text


def test_a_page_with_an_error_says_so_in_its_title_and_its_summary():
    page = Client().post("/question").text
    title = re.search("<title>(.*)</title>", page)[1]
    assert title == "Error: What is your name? – Parking permit – Leeds City Council"
    assert '<a href="#name">Enter your name</a>' in page


@pytest.mark.parametrize(("demo", "marked"), [(True, True), (False, False)])
def test_the_demonstration_is_marked_on_our_own_pages(demo, marked):
    with override_settings(COMMONWORKS_DEMO=demo):
        assert ("cw-demo" in Client().get("/cookies").text) is marked


@pytest.mark.parametrize("path", ["/accessibility", "/privacy", "/cookies"])
def test_the_pages_that_every_footer_links_to_are_there(path):
    assert Client().get(path).status_code == 200
