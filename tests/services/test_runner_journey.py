"""A resident goes from the start page to sending, in a browser without scripts."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonworks.kernel import encryption
from commonworks.kernel.models import DataKey, Event
from commonworks.services.commands import deployments
from commonworks.services.models import Case, Draft, Submission
from commonworks.services.web.checking import span
from tests.actors import NOON, member_of
from tests.services.applying import BASE, Browser, fill_in, published, running, vehicle

pytestmark = pytest.mark.django_db
OWNER = member_of("leeds", "service-owner")


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


def send(browser, agreed):
    return browser.post("check", agreed=agreed)["Location"].removeprefix(BASE)


def body_of(submission):
    seal = encryption.seal_of(submission.ref)
    return json.loads(seal.open("body", submission.body))


def test_the_start_page_says_what_is_asked_what_it_costs_and_how_long_it_is_kept(browser):
    page = text(browser.get())
    for told in ("Where you live", "First permit for 12 months", "£25", "28 days", "5 working"):
        assert told in page


def test_the_start_page_says_how_long_an_application_is_kept_once_it_is_decided(browser):
    told = [
        re.findall(
            r"[^.>]*(?:it is decided|penderfynu arno)[^.<]*[.]", text(browser.get(f"?lang={lang}"))
        )
        for lang in ("en", "cy")
    ]
    assert told == [
        ["\nWe keep your application for 2 years after it is decided, then delete it."],
        ["\nRydym yn cadw eich cais am 2 o flynyddoedd ar ôl penderfynu arno, ac yna’n ei ddileu."],
    ]


def test_days_are_told_in_the_largest_unit_that_they_come_to():
    told = {
        1: "1 day",
        28: "28 days",
        30: "1 month",
        90: "90 days",
        91: "3 months",
        183: "6 months",
        200: "200 days",
        365: "1 year",
        366: "1 year",
        548: "18 months",
        730: "2 years",
        731: "2 years",
        740: "740 days",
        2555: "7 years",
        36500: "100 years",
    }
    assert {days: span(days) for days in told} == told


def test_a_free_application_becomes_a_case_when_it_is_sent(browser):
    assert (fill_in(browser), send(browser, "0")) == ("check", "sent")
    assert Case.objects.count() == 1


def test_an_application_with_a_price_is_to_be_paid_and_is_no_case_yet(browser):
    fill_in(browser, books=3)
    assert "£15" in text(browser.get("check"))
    assert (send(browser, "1500"), Case.objects.count()) == ("pay", 0)
    assert Submission.objects.get().pence == 1500


def test_what_is_sent_holds_the_path_the_answers_and_the_facts_with_their_source(browser):
    fill_in(browser, books=2)
    send(browser, "1000")
    body = body_of(Submission.objects.get())
    fact = body["facts"]["authority"]
    assert (fact["value"], fact["edition"]) == ("leeds", "November 2025")
    assert body["answers"]["proof"] == ["council-tax", "bank"]
    assert {"page": "visitor-vouchers"} in body["path"]


def test_the_key_of_a_draft_is_destroyed_when_it_is_sent(browser):
    fill_in(browser)
    draft = Draft.objects.get()
    send(browser, "0")
    draft.refresh_from_db()
    assert (draft.state, draft.answers) == ("submitted", {})
    assert not DataKey.objects.filter(subject=draft.ref).exists()


def test_sending_twice_sends_once(browser):
    fill_in(browser)
    assert [send(browser, "0"), send(browser, "0")] == ["sent", "sent"]
    assert (Submission.objects.count(), Case.objects.count()) == (1, 1)
    assert Event.objects.filter(name="services.draft.submitted").count() == 1


def test_an_answer_posted_again_after_sending_changes_nothing(browser):
    fill_in(browser, books=2)
    send(browser, "1000")
    before = bytes(Submission.objects.get().body)
    assert browser.answer("visitor-vouchers", books="5") == "pay"
    assert browser.get("check")["Location"] == f"{BASE}pay"
    assert bytes(Submission.objects.get().body) == before


def test_another_total_than_the_one_that_was_shown_sends_nothing(browser):
    fill_in(browser, books=2)
    assert send(browser, "999") == "check?changed=1"
    assert "The price has changed" in text(browser.get("check?changed=1"))
    assert Submission.objects.count() == 0


def test_an_unfinished_application_is_led_to_its_next_question(browser):
    browser.start()
    for path in ("check", "apply/contact-details", "apply/no-such-page", "elsewhere", "ended"):
        assert browser.get(path)["Location"] == f"{BASE}apply/where-you-live"
    assert browser.post("check", agreed="0")["Location"] == f"{BASE}apply/where-you-live"
    assert Submission.objects.count() == 0


def test_a_changed_answer_leads_back_to_check(browser):
    fill_in(browser)
    page = text(browser.get("apply/contact-details?change=1"))
    assert f'href="{BASE}check" class="govuk-back-link"' in page
    changed = {"full_name": "Grace", "email": "grace@example.org"}
    assert browser.answer("contact-details?change=1", **changed) == "check"
    assert "Grace" in text(browser.get("check"))


def test_a_change_that_opens_new_questions_asks_them_and_then_leads_to_check(browser):
    fill_in(browser)
    assert browser.answer("what-you-need?change=1", kind="visitors") == (
        "apply/visitor-vouchers?change=1"
    )
    assert browser.answer("visitor-vouchers?change=1", books="1") == "check"
    page = text(browser.get("check"))
    assert ("Registration number" in page, "£5" in page) == (False, True)


def test_what_was_answered_off_the_path_comes_back_and_is_never_sent(browser):
    fill_in(browser)
    browser.answer("what-you-need?change=1", kind="visitors")
    browser.answer("visitor-vouchers?change=1", books="1")
    browser.answer("what-you-need?change=1", kind="own-vehicles")
    assert "AB12CDE" in text(browser.get("check"))
    send(browser, "0")
    assert "books" not in body_of(Submission.objects.get())["answers"]


def test_a_page_has_its_answers_again_and_a_way_back(browser):
    fill_in(browser)
    page = text(browser.get("apply/contact-details"))
    assert 'value="ada@example.org"' in page
    assert f'href="{BASE}apply/proof-of-address" class="govuk-back-link"' in page


def test_a_revealed_question_is_asked_only_where_it_was_opened(browser):
    fill_in(browser)
    assert 'name="badge-number"' in text(browser.get("apply/blue-badge"))
    refused = browser.answer("blue-badge?change=1", blue_badge="yes", badge_number="")
    assert "<title>Error: " in text(browser.get(refused))
    assert refused == "apply/blue-badge?change=1&problem=1"
    assert "Enter the Blue Badge number" in text(browser.get(refused))
    assert browser.answer("blue-badge?change=1", blue_badge="yes", badge_number="ABC123") == "check"


def test_things_can_be_added_changed_and_removed(browser):
    fill_in(browser)
    more = browser.answer("vehicles", another="yes").removeprefix("apply/")
    assert browser.answer(more, **vehicle("CD34 EFG", fuel="diesel")) == "apply/vehicles"
    page = text(browser.get("apply/vehicles"))
    assert [number in page for number in ("AB12CDE", "CD34EFG")] == [True, True]
    browser.answer(more, **vehicle("EF56 GHJ"))
    assert "EF56GHJ" in text(browser.get("apply/vehicles"))
    assert "Remove EF56GHJ?" in text(browser.get(f"apply/{more}/remove"))
    assert browser.answer(f"{more}/remove") == "apply/vehicles"
    page = text(browser.get("apply/vehicles"))
    assert [number in page for number in ("AB12CDE", "EF56GHJ")] == [True, False]


def test_one_of_several_things_changed_from_check_leads_back_to_check(browser):
    fill_in(browser)
    [change] = set(re.findall(r"apply/(vehicles/\w+\?change=1)", text(browser.get("check"))))
    assert f'href="{BASE}check" class="govuk-back-link"' in text(browser.get(f"apply/{change}"))
    assert browser.answer(change, **vehicle("EF56 GHJ")) == "check"
    assert "EF56GHJ" in text(browser.get("check"))


def test_from_check_a_thing_can_be_added_and_taken_away_again(browser):
    fill_in(browser)
    assert "apply/vehicles?change=1" in text(browser.get("check"))
    more = browser.answer("vehicles?change=1", another="yes").removeprefix("apply/")
    assert browser.answer(more, **vehicle("CD34 EFG")) == "apply/vehicles?change=1"
    assert browser.answer("vehicles?change=1", another="no") == "check"
    fresh = more.partition("?")[0]
    assert browser.answer(f"{fresh}/remove?change=1") == "apply/vehicles?change=1"
    assert "CD34EFG" not in text(browser.get("check"))


def test_the_same_new_thing_posted_twice_is_one_thing(browser):
    fill_in(browser)
    more = browser.answer("vehicles", another="yes").removeprefix("apply/")
    for _ in range(2):
        browser.answer(more, **vehicle("CD34 EFG"))
    assert text(browser.get("apply/vehicles")).count("CD34EFG</h2>") == 1


def test_no_more_things_can_be_added_than_the_most(browser):
    fill_in(browser)
    for number in ("CD34 EFG", "EF56 GHJ"):
        more = browser.answer("vehicles", another="yes").removeprefix("apply/")
        browser.answer(more, **vehicle(number))
    assert "You can add no more: 3" in text(browser.get("apply/vehicles"))
    fourth = f"vehicles/i{'0' * 20}"
    assert browser.answer(fourth, **vehicle("GH78 JKL")) == "apply/vehicles"
    assert "GH78JKL" not in text(browser.get("apply/vehicles"))


def test_things_keep_the_order_in_which_they_were_given(browser):
    fill_in(browser)
    numbers = ["CD34EFG", "AA11AAA"]
    for number in numbers:
        more = browser.answer("vehicles", another="yes").removeprefix("apply/")
        browser.answer(more, **vehicle(number))
    page = text(browser.get("check"))
    places = [page.index(number) for number in ("AB12CDE", *numbers)]
    assert places == sorted(places)


def test_answers_that_end_the_form_lead_to_a_page_that_says_so(browser):
    fill_in(browser)
    assert browser.answer("proof-of-address?change=1", proof=["no-proof"]) == "apply/proof-needed"
    page = text(browser.get("apply/proof-needed"))
    assert ("01632 960 102" in page, "Continue" in page) == (True, False)
    assert browser.get("check")["Location"] == f"{BASE}apply/proof-needed"


def test_a_page_costs_one_query_and_a_post_two(browser):
    fill_in(browser)
    browser.get("apply/contact-details")
    with CaptureQueriesContext(
        connection,
    ) as page:
        browser.get("apply/contact-details")
    with CaptureQueriesContext(connection) as post:
        browser.answer("contact-details", full_name="A", email="a@example.org")
    counted = [
        sum(q["sql"].startswith(("SELECT", "UPDATE", "INSERT", "DELETE")) for q in queries)
        for queries in (page, post)
    ]
    assert counted == [1, 2]


def test_starting_again_goes_on_with_what_was_begun(browser):
    browser.start()
    browser.answer("where-you-live", home_postcode="LS1 4AP")
    assert browser.start()["Location"] == f"{BASE}apply/your-address"
    assert "Go on with your application" in text(browser.get())
    assert Draft.objects.count() == 1


def test_a_new_one_can_be_started_beside_it(browser):
    browser.start()
    browser.answer("where-you-live", home_postcode="LS1 4AP")
    assert browser.post(again="yes")["Location"] == f"{BASE}apply/where-you-live"
    assert Draft.objects.count() == 2


def test_a_form_is_filled_in_and_sent_in_welsh(browser):
    browser.start()
    page = text(browser.get("apply/lle-rydych-yn-byw?lang=cy"))
    assert ("Beth yw cod post eich cartref?" in page, 'lang="cy"' in page) == (True, True)
    refused = browser.answer("lle-rydych-yn-byw", home_postcode="nonsense")
    assert "god post llawn" in text(browser.get(refused))
    assert browser.answer("lle-rydych-yn-byw", home_postcode="LS1 4AP") == "apply/eich-cyfeiriad"
    assert Draft.objects.get().language == "cy"


def test_an_address_in_the_other_language_is_the_same_page(browser):
    browser.start()
    assert "Beth yw cod post" in text(browser.get("apply/where-you-live?lang=cy"))


def test_the_council_dresses_the_page_in_its_colour(browser):
    browser.start()
    page = text(browser.get("apply/where-you-live"))
    assert ("#1f3f77" in page, "Leeds Council" in page) == (True, True)


def test_pages_of_an_application_are_not_kept_by_browsers(browser):
    browser.start()
    answer = browser.get("apply/where-you-live")
    assert (answer["Cache-Control"], answer.cookies.get("sessionid")) == ("no-store", None)


def test_a_postcode_of_another_council_names_it_and_loses_nothing(browser):
    running("camden")
    browser.start()
    assert browser.answer("where-you-live", home_postcode="NW1 2DB") == "elsewhere"
    page = text(browser.get("elsewhere"))
    assert ("Camden Council" in page, 'href="/s/camden/resident-parking-permit/"' in page) == (
        True,
        True,
    )
    assert browser.get("apply/your-address")["Location"] == f"{BASE}elsewhere"
    assert 'value="NW1 2DB"' in text(browser.get("apply/where-you-live"))
    assert browser.answer("where-you-live", home_postcode="LS1 4AP") == "apply/your-address"


def test_a_council_without_the_service_is_named_with_its_website(browser):
    browser.start()
    browser.answer("where-you-live", home_postcode="TR1 3AY")
    page = text(browser.get("elsewhere"))
    assert ("Cornwall Council" in page, "https://cornwall.example" in page) == (True, True)


def test_a_council_of_the_upper_tier_is_responsible_too(browser):
    browser.start()
    assert browser.answer("where-you-live", home_postcode="LS21 9ZZ") == "apply/your-address"


def test_a_postcode_of_no_council_says_so(browser):
    browser.start()
    assert browser.answer("where-you-live", home_postcode="ZZ99 3VZ") == "elsewhere"
    page = text(browser.get("elsewhere"))
    assert "We cannot find which council is yours" in page
    assert "It may be very new." in page


def test_a_postcode_of_the_channel_islands_is_told_so_in_either_language(browser):
    browser.start()
    assert browser.answer("where-you-live", home_postcode="JE2 3AB") == "elsewhere"
    page = text(browser.get("elsewhere"))
    said = "JE2 3AB: This postcode is in the Channel Islands: it belongs to no UK council."
    assert (said in page, "very new" in page) == (True, False)
    assert "Ynysoedd y Sianel" in text(browser.get("elsewhere?lang=cy"))


def test_a_paused_service_says_so_and_keeps_what_was_begun(browser, live):
    browser.start()
    browser.answer("where-you-live", home_postcode="LS1 4AP")
    deployments.pause(deployment=live, by=OWNER, at=NOON)
    for path in ("", "apply/your-address", "check"):
        answer = browser.get(path)
        assert (answer.status_code, "Your answers are kept" in answer.content.decode()) == (
            503,
            True,
        )
    deployments.resume(deployment=live, by=OWNER, at=NOON)
    assert browser.start()["Location"] == f"{BASE}apply/your-address"


def test_a_paused_service_starts_nothing(browser, live):
    deployments.pause(deployment=live, by=OWNER, at=NOON)
    assert (browser.start().status_code, Draft.objects.count()) == (503, 0)


def test_a_service_that_has_ended_says_so(browser, live):
    deployments.end(deployment=live, by=OWNER, at=NOON)
    answer = browser.get()
    assert (answer.status_code, "This service has ended" in answer.content.decode()) == (410, True)


def test_a_service_that_nobody_runs_is_not_found(browser):
    assert Client().get("/s/leeds/no-such-service/").status_code == 404


def test_the_runners_own_words_are_welsh_too(browser):
    browser.start()
    page = text(browser.get("apply/where-you-live?lang=cy"))
    told = [words in page for words in ("Cadw a dod yn ôl", "Parhau", "Save and", "Continue")]
    assert told == [True, True, False, False]
    assert "Cyn i chi ddechrau" in text(browser.get("?lang=cy"))
