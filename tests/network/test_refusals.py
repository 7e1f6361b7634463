"""What the house refuses after a form was filled in well: the form again, with what was typed."""

import pytest

from commonworks.kernel import clock
from commonworks.network.commands import people
from commonworks.network.models import Invitation, Membership
from tests.actors import NOON

pytestmark = pytest.mark.django_db


def refused(answer, status, *words):
    """The page is the form itself, with the refusal in its summary."""
    page = answer.content.decode()
    assert answer.status_code == status, page
    told = ("govuk-error-summary" in page, "<title>Error:" in page, "<form method" in page)
    assert told == (True, True, True)
    assert [word for word in words if word not in page] == []


def test_an_invitation_that_is_open_already_leaves_the_form_as_it_was(administrator, sign_in):
    client, here = sign_in(administrator), "/organisations/leeds/people/invite"
    typed = {"email": "new@leeds.example", "role": "finance"}
    assert client.post(here, typed).status_code == 302
    answer = client.post(here, typed)
    refused(answer, 409, "open invitation to that role", 'value="new@leeds.example"')
    assert '<option value="finance" selected' in answer.content.decode()
    assert Invitation.objects.count() == 1


def test_an_administrator_who_was_invited_already_leaves_the_form_as_it_was(steward, sign_in):
    client, here = sign_in(steward), "/organisations/leeds/administrator"
    client.post(here, {"email": "new@leeds.example"})
    refused(client.post(here, {"email": "new@leeds.example"}), 409, 'value="new@leeds.example"')


def test_the_last_administrator_reads_on_the_same_page_why_they_cannot_leave(
    administrator, sign_in
):
    here = f"/organisations/leeds/people/{administrator.ref}/end"
    refused(sign_in(administrator).post(here), 409, "This is the last administrator.")
    assert Membership.objects.get(person__ref=administrator.ref).until is None


def test_the_last_administrator_keeps_what_they_chose(administrator, sign_in):
    here = f"/organisations/leeds/people/{administrator.ref}"
    answer = sign_in(administrator).post(here, {"roles": ["finance"]})
    refused(answer, 409, "This is the last administrator.")
    page = answer.content.decode()
    assert page.count(" checked") == 1


def test_a_domain_that_is_anybodys_is_said_above_the_field_that_keeps_it(steward, sign_in):
    answer = sign_in(steward).post("/organisations/leeds/domains", {"domain": "gmail.com"})
    refused(answer, 422, "Anybody can have an address at gmail.com", 'value="gmail.com"')


def test_an_address_that_is_taken_leaves_a_new_organisation_as_it_was_typed(steward, sign_in):
    typed = {"name": "Leeds Again", "ref": "leeds", "type": "supplier", "nation": "england"}
    answer = sign_in(steward).post("/stewards/organisations/add", typed)
    refused(answer, 409, "There is an organisation leeds already.", 'value="Leeds Again"')


def test_a_name_that_cannot_be_taken_is_said_beside_its_field(administrator, sign_in):
    answer = sign_in(administrator).post("/account/name", {"name": "A\u202eda"})
    refused(answer, 422, "Enter the name to call you by", 'id="name-error"')


def test_a_form_that_lacks_something_answers_422_and_not_200(administrator, sign_in):
    answer = sign_in(administrator).post("/organisations/leeds/people/invite", {})
    refused(answer, 422, "Enter email address", "Choose role")


def test_a_newcomer_whose_name_is_refused_keeps_what_they_typed(client, administrator):
    link = people.invite(
        email="new@leeds.example", organisation="leeds", role="member", by=administrator, at=NOON
    )
    Invitation.objects.update(expires_at=clock.now().replace(year=2099))
    here = f"/invitations/{link.rpartition('/')[2]}"
    typed = {"name": "A\u202eda", "password": "three random words"}
    refused(client.post(here, typed), 422, "Enter the name to call you by")
    assert Invitation.objects.get().state == "open"


def test_who_has_an_account_and_is_not_signed_in_is_told_to_sign_in(client, administrator, person):
    person("member", email="known@leeds.example")
    link = people.invite(
        email="known@leeds.example", organisation="leeds", role="finance", by=administrator, at=NOON
    )
    Invitation.objects.update(expires_at=clock.now().replace(year=2099))
    answer = client.post(f"/invitations/{link.rpartition('/')[2]}")
    page = answer.content.decode()
    assert (answer.status_code, "Sign in, then open the invitation again." in page) == (409, True)
