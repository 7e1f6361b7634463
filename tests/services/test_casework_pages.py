"""What caseworkers of a council see and send, and nobody else."""

import csv
import io
import json
import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from commonworks.kernel import encryption
from commonworks.network.models import Person
from commonworks.post.models import Message
from commonworks.services.commands import cases
from commonworks.services.models import Case, Deployment, Note
from tests.actors import NOON
from tests.services.applied import CANARY, FREE, RESIDENT, councils, deployed, sent, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def ref(settings):
    councils()
    submission, _ = sent(deployed("leeds", FREE))
    return cases.open_case(submission=submission, by=RESIDENT, at=NOON)


def browser(council, name, role="caseworker"):
    actor = staff(council, name, role)
    client = Client()
    client.force_login(
        Person.objects.get(ref=actor.ref), "allauth.account.auth_backends.AuthenticationBackend"
    )
    return client, actor


def text(response):
    return response.content.decode()


def test_a_caseworker_of_one_council_comes_straight_to_its_queue(ref):
    ann, _ = browser("leeds", "Ann")
    assert ann.get("/casework/").headers["Location"] == "/casework/leeds/"
    assert ref in text(ann.get("/casework/leeds/"))


def test_whoever_is_not_signed_in_is_asked_to(ref):
    for path in ("/casework/", "/casework/leeds/?state=open", f"/casework/leeds/{ref}"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/account/sign-in?{urlencode({'next': path}, safe='/')}",
        )


def test_whoever_is_not_signed_in_learns_nothing_about_which_cases_there_are(ref):
    for name in (ref, "0000-0000-00"):
        answers = [Client().post(f"/casework/leeds/{name}/{verb}") for verb in ("note", "decide")]
        assert {(each.status_code, each.content) for each in answers} == {(302, b"")}


def test_all_of_a_case_is_on_its_page(ref):
    ann, _ = browser("leeds", "Ann")
    page = text(ann.get(f"/casework/leeds/{ref}"))
    for part in (CANARY, "resident@example.com", "AB12CDE", "Received", "Nobody", ref):
        assert part in page


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("end", ["", "/assign", "/note", "/decide"])
def test_a_case_of_another_council_is_the_page_of_one_that_is_not_there(ref, method, end):
    mac, _ = browser("highland", "Mac")
    answers = [
        getattr(mac, method)(f"/casework/{council}/{name}{end}")
        for council in ("leeds", "highland")
        for name in (ref, "0000-0000-00")
    ]
    wrong_method = (method == "post") == (end == "")
    if end != "/decide" and wrong_method:
        assert {a.status_code for a in answers} == {405}
    else:
        assert {a.status_code for a in answers} == {404}
        assert len({text(a).replace(str(a.wsgi_request.path), "") for a in answers}) <= 4
        assert all(CANARY not in text(a) for a in answers)


@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_what_is_downloaded_is_the_view_and_no_answer(ref, format):
    ann, _ = browser("leeds", "Ann")
    response = ann.get(f"/casework/leeds/?state=open&format={format}")
    assert response.status_code == 200
    body = response.content
    assert CANARY.encode() not in body and b"resident@" not in body
    if format == "csv":
        [heads, row] = csv.reader(io.StringIO(body.decode("utf-8-sig")))
        assert (heads[:2], row[:2]) == (["Reference", "State"], [ref, "Received"])
    if format == "json":
        assert [line["ref"] for line in json.loads(body)] == [ref]


def status_link(ref):
    row = Case.objects.get(ref=ref)
    token = encryption.seal_of(row.submission_id).open("status_token", row.status_token)
    return f"/s/leeds/free-permit/status/{token}"


def applied_in(language):
    """The reference of a case that somebody applied for in this language."""
    submission, _ = sent(Deployment.objects.get().ref, language=language)
    return cases.open_case(submission=submission, by=RESIDENT, at=NOON)


@pytest.mark.parametrize(
    ("reader", "applied", "choices", "letter"),
    [
        ("en", "en", ["Granted", "Refused"], "We refuse"),
        ("en", "cy", ["Granted", "Refused"], "Gwrthodwn"),
        ("cy", "en", ["Caniatawyd", "Gwrthodwyd"], "We refuse"),
        ("cy", "cy", ["Caniatawyd", "Gwrthodwyd"], "Gwrthodwn"),
    ],
)
def test_choices_are_in_the_readers_language_and_letters_in_the_applicants(
    ref, reader, applied, choices, letter
):
    ann, _ = browser("leeds", "Ann")
    page = text(ann.get(f"/casework/leeds/{applied_in(applied)}/decide?lang={reader}"))
    assert re.findall(r'radios__label" for="outcome\S*">\s*(\w+)', page) == choices
    assert re.findall(r"<textarea[^>]*>([^<]*)", page)[1].startswith(letter)


@pytest.mark.parametrize(("reader", "marks"), [("en", [' lang="cy"']), ("cy", [""])])
def test_a_letter_that_is_not_in_the_pages_language_says_which_it_is_in(ref, reader, marks):
    ann, actor = browser("leeds", "Ann")
    name, written = applied_in("cy"), {"outcome": "refused", "letter-refused": "Gwrthodwn hyn"}
    case, asked = f"/casework/leeds/{name}", f"?lang={reader}"
    chosen = text(ann.get(f"{case}/decide{asked}"))
    preview = text(ann.post(f"{case}/decide{asked}", written))
    cases.decide(case=name, outcome="refused", letter="Gwrthodwn hyn", by=actor, at=NOON)
    status = text(ann.get(f"{status_link(name)}{asked}"))
    assert [
        re.findall(r'<textarea[^>]*name="letter-refused"[^>]*?( lang="cy")?>', chosen),
        *(
            re.findall(
                r'class="(?:govuk-inset-text|cw-letter)"( lang="cy")?>(?:<[^>]*>)*Gwrth', page
            )
            for page in (preview, text(ann.get(f"{case}{asked}")), status)
        ),
    ] == [marks] * 4


@pytest.mark.parametrize("end", ["", "/decide"])
def test_whoever_reads_another_language_is_told_which_to_write_in(ref, end):
    ann, _ = browser("leeds", "Ann")
    english, welsh = applied_in("en"), applied_in("cy")
    told = {
        (reader, name): re.findall(
            r"(They applied in[^<]*|Gwnaethant gais[^<]*)<",
            text(ann.get(f"/casework/leeds/{name}{end}?lang={reader}")),
        )
        for reader in ("en", "cy")
        for name in (english, welsh)
    }
    assert told == {
        ("en", english): [],
        ("en", welsh): ["They applied in Welsh: write the letter in Welsh."],
        ("cy", english): ["Gwnaethant gais yn Saesneg: ysgrifennwch y llythyr yn Saesneg."],
        ("cy", welsh): [],
    }


def test_a_queue_says_in_welsh_how_its_cases_stand(ref):
    ann, _ = browser("leeds", "Ann")
    page = text(ann.get("/casework/leeds/?lang=cy"))
    options = re.findall(
        r"<option[^>]*>([^<]*)", page.split('name="state"')[1].split("</select>")[0]
    )
    assert [each.strip() for each in options][1:4] == [
        "Daeth i law",
        "Yn cael ei ystyried",
        "Penderfynwyd",
    ]
    [_heads, row] = csv.reader(
        io.StringIO(ann.get("/casework/leeds/?format=csv&lang=cy").content.decode("utf-8-sig"))
    )
    assert row[:2] == [ref, "Daeth i law"]


def test_a_case_says_in_welsh_how_it_stands_and_how_it_came_to_that(ref):
    ann, actor = browser("leeds", "Ann")
    cases.assign(case=ref, to=actor.ref, by=actor, at=NOON)
    page = text(ann.get(f"/casework/leeds/{ref}?lang=cy"))
    buttons = [each.strip() for each in re.findall(r'value="nobody"[^>]*>([^<]*)', page)]
    assert ("Yn cael ei ystyried" in page, buttons) == (True, ["Rhoi yn ôl yn y ciw"])
    cases.decide(case=ref, outcome="granted", by=actor, at=NOON)
    page = text(ann.get(f"/casework/leeds/{ref}?lang=cy"))
    assert ("Penderfynwyd" in page, page.count("Caniatawyd"), "Granted" in page) == (True, 2, False)


def test_a_search_leads_to_the_case_and_leaves_nothing_in_the_address(ref):
    ann, _ = browser("leeds", "Ann")
    found = ann.post("/casework/leeds/", {"search": "ab12cde"})
    assert found.headers["Location"] == f"/casework/leeds/{ref}"
    assert "0 cases found" in text(ann.post("/casework/leeds/", {"search": CANARY}))


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "99999999999"])
def test_a_page_that_is_not_there_is_missing(ref, page):
    ann, _ = browser("leeds", "Ann")
    assert ann.get(f"/casework/leeds/?page={page}").status_code == 404


def test_a_case_is_taken_handed_on_and_put_back(ref):
    ann, by = browser("leeds", "Ann")
    bob = staff("leeds", "Bob")
    for sent_, owner in (
        ({"who": "me"}, by.ref),
        ({"to": bob.ref}, bob.ref),
        ({"who": "nobody"}, ""),
    ):
        assert ann.post(f"/casework/leeds/{ref}/assign", sent_).status_code == 302
        assert Case.objects.get(ref=ref).assigned_to == owner
    assert ann.post(f"/casework/leeds/{ref}/assign", {"to": "nonsense"}).status_code == 422
    assert ann.post(f"/casework/leeds/{ref}/assign", {}).status_code == 422


def test_a_note_that_is_refused_is_still_in_its_box(ref):
    ann, _ = browser("leeds", "Ann")
    answer = ann.post(f"/casework/leeds/{ref}/note", {"note": "<b>bad\x00</b>"})
    assert (answer.status_code, Note.objects.count()) == (422, 0)
    assert "&lt;b&gt;bad" in text(answer) and "hidden characters" in text(answer)
    assert ann.post(f"/casework/leeds/{ref}/note", {"note": "<b>ok</b>"}).status_code == 302
    assert "&lt;b&gt;ok&lt;/b&gt;" in text(ann.get(f"/casework/leeds/{ref}"))


def test_a_decision_is_seen_as_the_resident_will_before_it_is_sent(ref):
    ann, _ = browser("leeds", "Ann")
    form = text(ann.get(f"/casework/leeds/{ref}/decide"))
    assert f"We refuse {ref} because" in form
    told = {"outcome": "refused", "letter-refused": "No **room**.\r\n\r\n<script>x</script>"}
    preview = text(ann.post(f"/casework/leeds/{ref}/decide", told))
    assert "No <strong>room</strong>." in preview and "<script>x" not in preview
    assert (Case.objects.get(ref=ref).state, Message.objects.count()) == ("received", 1)
    letter = {"outcome": "refused", "letter": told["letter-refused"]}
    changed = text(ann.post(f"/casework/leeds/{ref}/decide", {**letter, "step": "change"}))
    assert "No **room**." in changed
    done = ann.post(f"/casework/leeds/{ref}/decide", {**letter, "step": "send"})
    assert (done.status_code, Case.objects.get(ref=ref).outcome) == (302, "refused")
    assert Message.objects.count() == 2


@pytest.mark.parametrize("told", [{}, {"outcome": "banished"}, {"outcome": "refused"}])
def test_a_decision_that_lacks_something_says_what(ref, told):
    ann, _ = browser("leeds", "Ann")
    answer = ann.post(f"/casework/leeds/{ref}/decide", told)
    assert (answer.status_code, "There is a problem" in text(answer)) == (422, True)
    assert Case.objects.get(ref=ref).state == "received"


def test_whoever_decides_second_learns_who_was_first_and_keeps_the_letter(ref):
    ann, _ = browser("leeds", "Ann")
    bob, _ = browser("leeds", "Bob")
    ann.post(f"/casework/leeds/{ref}/decide", {"outcome": "granted", "letter": "", "step": "send"})
    mine = {"outcome": "refused", "letter": "An hour of typing.", "step": "send"}
    answer = bob.post(f"/casework/leeds/{ref}/decide", mine)
    assert answer.status_code == 409
    for part in ("Ann decided case", "Granted", "An hour of typing."):
        assert part in text(answer)
    assert (Case.objects.get(ref=ref).outcome, Message.objects.count()) == ("granted", 2)
    assert bob.get(f"/casework/leeds/{ref}/decide").status_code == 200


def test_a_case_page_costs_a_fixed_number_of_queries(ref, django_assert_max_num_queries):
    ann, by = browser("leeds", "Ann")
    for n in range(5):
        cases.note(case=ref, text=f"note {n}", by=by, at=NOON)
    ann.get(f"/casework/leeds/{ref}")
    with django_assert_max_num_queries(20):
        ann.get(f"/casework/leeds/{ref}")


def test_a_case_that_was_decided_meanwhile_is_told_on_its_own_page(ref):
    ann, _ = browser("leeds", "Ann")
    bob = staff("leeds", "Bob")
    cases.decide(case=ref, outcome="granted", by=bob, at=NOON)
    answer = ann.post(f"/casework/leeds/{ref}/assign", {"who": "me"})
    page = text(answer)
    assert (answer.status_code, "govuk-error-summary" in page) == (409, True)
    assert "This case has been decided, so it cannot be given to anyone." in page
    assert Case.objects.get(ref=ref).assigned_to == ""
