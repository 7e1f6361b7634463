"""The way in, walked as a browser would."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from commonworks.kernel import clock, encryption
from commonworks.kernel.errors import Gone
from commonworks.network.commands import domains, people
from commonworks.network.models import Invitation, Membership, Person
from commonworks.network.ports import SYSTEM
from commonworks.post import jobs
from commonworks.post.models import Message
from tests.actors import NOON

pytestmark = pytest.mark.django_db
SECRET = "three random words"


@pytest.fixture(autouse=True)
def no_limits_used_up():
    cache.clear()  # allauth counts attempts there


@pytest.fixture
def known(councils):
    person = Person(email="known@leeds.example", name="Known")
    person.set_password(SECRET)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def letters():
    """(to, subject, body) of everything in the post."""
    opened = []
    for message in Message.objects.all():
        seal = encryption.seal_of(message.ref)
        parts = {part: getattr(message, part) for part in ("recipient", "subject", "body")}
        opened.append(tuple(seal.open(part, sealed) for part, sealed in parts.items()))
    return opened


def link_in(body):
    return re.search(r"https?://[^/\s]+(/\S+)", body)[1]


def sign_in(client, email="known@leeds.example", password=SECRET):
    return client.post("/account/sign-in", {"login": email, "password": password})


def register(client, email="new@leeds.example", password=SECRET):
    asked = {"name": "New", "email": email, "password1": password}
    return client.post("/account/register", asked)


def test_who_knows_the_password_is_signed_in(client, known):
    assert sign_in(client).status_code == 302
    assert "Known" in client.get("/account/").content.decode()


def test_the_address_may_be_typed_in_capitals(client, known):
    assert sign_in(client, "Known@LEEDS.example").status_code == 302


def test_the_session_has_a_new_id_once_signed_in(client, known):
    client.session["before"] = True
    client.session.save()
    client.get("/account/sign-in")
    before = client.session.session_key
    sign_in(client)
    assert client.session.session_key not in (None, before)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, known):
    def plain(response):
        return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", response.content.decode())

    wrong, unknown = sign_in(client, password="nope"), sign_in(client, "nobody@leeds.example")
    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert plain(wrong) == plain(unknown)
    assert "govuk-error-summary" in plain(wrong)


def test_a_known_and_an_unknown_address_register_alike(client, known):
    taken, free = register(client, "known@leeds.example"), register(client)
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert sorted((to, subject) for to, subject, _ in letters()) == [
        ("known@leeds.example", "You have a Commonworks account"),
        ("new@leeds.example", "Confirm your email address"),
    ]


def test_a_known_and_an_unknown_address_ask_for_a_new_password_alike(client, known):
    answers = [
        client.post("/account/password", {"email": email})
        for email in ("known@leeds.example", "nobody@leeds.example")
    ]
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, "/account/password/sent")
    }


def test_what_is_missing_is_said_beside_its_field(client, councils):
    page = sign_in(client, "", "").content.decode()
    said = re.findall(r'<a href="#(\w+)">([^<]+)</a>', page)
    assert said == [("login", "Enter email address"), ("password", "Enter password")]


def test_many_wrong_passwords_are_too_many(client, known):
    answers = [sign_in(client, password=f"guess {n}") for n in range(12)]
    assert "Too many failed" in answers[-1].content.decode() or answers[-1].status_code == 429
    assert "_auth_user_id" not in client.session
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_a_request_beyond_the_limit_is_a_page_of_ours(client, known):
    answers = [client.get("/account/sign-in") for _ in range(40)]
    assert {answer.status_code for answer in answers} <= {200, 429}
    if answers[-1].status_code == 429:
        assert "govuk-heading" in answers[-1].content.decode()


def test_whoever_registers_confirms_the_address_then_signs_in(client, known, administrator):
    domains.confirm_domain(organisation="leeds", domain="leeds.example", by=administrator, at=NOON)
    register(client)
    assert sign_in(client, "new@leeds.example").url == "/account/email"
    [(to, _, body), *_] = letters()
    client.post(link_in(body))
    sign_in(client, "new@leeds.example")

    new = Person.objects.get(email="new@leeds.example")
    assert (to, new.name) == ("new@leeds.example", "New")
    assert list(new.memberships.values_list("organisation", "role")) == [("leeds", "member")]
    assert client.get("/account/").status_code == 200


def test_a_forgotten_password_is_replaced_by_the_link_in_the_letter(client, known):
    client.post("/account/password", {"email": known.email})
    [(_, _, body)] = letters()
    form = client.get(link_in(body))
    new = "four other random words"
    client.post(form.url, {"password1": new, "password2": new})
    assert sign_in(client).status_code == 200
    assert sign_in(client, password=new).status_code == 302


def test_a_forgotten_password_is_asked_for_and_chosen_in_welsh(client, known):
    page = client.get("/account/password?lang=cy").content.decode()
    said = ("Dewis cyfrinair newydd", "Cyfeiriad e-bost", "Anfon e-bost ataf")
    assert [text in page for text in said] == [True, True, True]
    wrong = client.post("/account/password?lang=cy", {}).content.decode()
    assert "Rhowch ateb: cyfeiriad e-bost" in wrong
    client.post("/account/password", {"email": known.email})
    form = client.get(client.get(link_in(letters()[0][2])).url + "?lang=cy").content.decode()
    said = ("Cyfrinair newydd", "Y cyfrinair newydd eto", "O leiaf 12 nod", "Cadw’r cyfrinair")
    assert [text in form for text in said] == [True] * 4


def test_the_link_for_a_new_password_serves_once(client, known):
    client.post("/account/password", {"email": known.email})
    link = link_in(letters()[0][2])
    new = "four other random words"
    client.post(client.get(link).url, {"password1": new, "password2": new})
    assert "has been used or has expired" in client.get(link).content.decode()


@pytest.mark.parametrize("password", ["short", "passwordpassword"[:11], "123456789"])
def test_a_weak_password_is_refused_beside_its_field(client, councils, password):
    answer = register(client, password=password)
    assert (answer.status_code, Person.objects.count()) == (200, 0)
    assert "password1-error" in answer.content.decode()


def test_registering_cannot_set_what_is_not_asked(client, councils):
    asked = {"name": "New", "email": "new@leeds.example", "password1": SECRET}
    forged = {
        "ref": "00000000-0000-0000-0000-000000000000",
        "id": "1",
        "is_active": "",
        "role": "x",
    }
    client.post("/account/register", asked | forged)
    person = Person.objects.get()
    assert str(person.ref) != forged["ref"]
    assert (person.is_active, Membership.objects.count()) == (True, 0)


def test_a_name_that_holds_markup_is_shown_as_text(client, known):
    sign_in(client)
    client.post("/account/name", {"name": "<script>alert(1)</script>"})
    page = client.get("/account/").content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


def test_signing_out_needs_a_post(client, known):
    sign_in(client)
    assert client.get("/account/sign-out").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/account/sign-out")
    assert "_auth_user_id" not in client.session


def test_one_goes_on_to_where_one_was_but_not_to_another_site(client, known):
    credentials = {"login": known.email, "password": SECRET}
    ours = client.post("/account/sign-in", credentials | {"next": "/organisations/leeds/"})
    client.post("/account/sign-out")
    theirs = client.post("/account/sign-in", credentials | {"next": "https://evil.example/"})
    assert (ours.url, theirs.url) == ("/organisations/leeds/", "/")


def test_a_member_of_an_organisation_begins_at_their_council(client, known, administrator):
    people.admit(
        email=known.email,
        name="Known",
        organisation="leeds",
        roles=["lead"],
        by=SYSTEM,
        at=clock.now(),
    )
    assert sign_in(client).url == "/my-council/"
    client.post("/account/sign-out")
    told = {"login": known.email, "password": SECRET, "next": "/factories/"}
    assert client.post("/account/sign-in", told).url == "/factories/"


def invite(by):
    asked = {"email": "new@leeds.example", "organisation": "leeds", "role": "finance"}
    return people.invite(**asked, by=by, at=clock.now())


def test_an_invitation_is_accepted_and_one_is_signed_in(client, administrator):
    link = people.invite(
        email="new@leeds.example",
        organisation="leeds",
        role="finance",
        by=administrator,
        at=clock.now(),
    )
    address = link_in(link)
    assert "Finance officer of Leeds City Council" in client.get(address).content.decode()
    answer = client.post(address, {"name": "New", "password": SECRET})
    assert (answer.status_code, answer.url) == (302, "/account/")
    assert "Finance officer" in client.get("/account/").content.decode()


def test_an_invitation_with_a_weak_password_is_asked_again(client, administrator):
    link = people.invite(
        email="new@leeds.example",
        organisation="leeds",
        role="finance",
        by=administrator,
        at=clock.now(),
    )
    answer = client.post(link_in(link), {"name": "New", "password": "short"})
    assert (answer.status_code, Person.objects.count()) == (422, 1)
    assert "password-error" in answer.content.decode()


class TestDemonstration:
    def test_anybody_signs_in_as_a_role_there(self, client, person, settings):
        settings.COMMONWORKS_DEMO = True
        lead = person("lead")
        assert "lead, leeds" in client.get("/account/sign-in-as").content.decode()
        answer = client.post("/account/sign-in-as", {"person": lead.ref})
        assert answer.url == "/my-council/"
        assert "Digital lead" in client.get("/account/").content.decode()

    def test_but_not_as_somebody_who_has_a_password(self, client, known, settings):
        settings.COMMONWORKS_DEMO = True
        client.post("/account/sign-in-as", {"person": str(known.ref)})
        assert "_auth_user_id" not in client.session

    def test_and_nowhere_else(self, client, person):
        lead = person("lead")
        answers = [
            client.get("/account/sign-in-as"),
            client.post("/account/sign-in-as", {"person": lead.ref}),
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert "_auth_user_id" not in client.session


def test_what_the_sign_in_wrote_is_erased_when_its_links_lead_nowhere(client, known):
    register(client)
    client.post("/account/password", {"email": known.email})
    assert len(letters()) == 2
    ends = {message.erase_at - message.queued_at for message in Message.objects.all()}
    assert ends == {timedelta(days=3)}
    assert jobs.erase_due(max(message.erase_at for message in Message.objects.all()))
    with pytest.raises(Gone):
        letters()


def test_an_invitation_is_erased_when_it_is_over(administrator):
    people.invite(
        email="new@leeds.example", organisation="leeds", role="member", by=administrator, at=NOON
    )
    assert Message.objects.get().erase_at == Invitation.objects.get().expires_at


def sent_too_late(client, referer):
    headers = {"referer": referer} if referer else {}
    return client.post("/account/name", {"name": "Other"}, headers=headers)


@pytest.mark.parametrize(
    ("referer", "then"),
    [
        ("http://testserver/account/?from=menu#name", "/account/?from=menu"),
        ("https://elsewhere.example/account/", "/"),
        ("", "/"),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client, known, referer, then):
    answer = sent_too_late(client, referer)
    assert answer.status_code == 302
    asked = client.get(answer["Location"]).content.decode()
    assert "You are no longer signed in, so nothing was saved." in asked
    back = {"login": known.email, "password": SECRET}
    signed_in = client.post(answer["Location"], back)
    assert signed_in["Location"] == then


def test_a_page_that_is_only_asked_for_is_where_one_goes_after_signing_in(client, known):
    answer = client.get("/account/name", headers={"referer": "http://testserver/account/"})
    assert answer["Location"] == "/account/sign-in?next=/account/name"
