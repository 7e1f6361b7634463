"""Pages, the API and the terminal: what each answers, and to whom."""

import csv
import io
import json

import pytest

from commonworks.config.cli import main
from commonworks.network.models import Invitation, Membership, Organisation

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def test_the_list_is_public_filtered_by_the_address_and_in_pages(client, network):
    page = text(client.get("/organisations/?nation=scotland&search=glasgow"))
    assert ("Glasgow City Council" in page, "Leeds City Council" in page) == (True, False)
    assert "page=2" in text(client.get("/organisations/"))


def test_a_download_is_of_the_whole_view(client, network):
    answer = client.get("/organisations/?nation=wales&type=welsh-council&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (len(rows), {row["Nation"] for row in rows}) == (22, {"Wales"})


def test_a_page_shows_codes_and_successors(client, network):
    page = text(client.get("/organisations/taunton-deane/"))
    assert [
        word for word in ("E07000190", "Somerset West and Taunton Council") if word not in page
    ] == []


def test_the_welsh_name_is_marked_as_welsh(client, network):
    assert 'lang="cy">Cyngor Sir Ynys Môn' in text(client.get("/organisations/isle-of-anglesey/"))


def test_an_organisation_that_is_not_there_is_not_found(client, councils):
    answer = client.get("/organisations/atlantis/")
    assert (answer.status_code, "no such organisation" in text(answer)) == (404, True)


@pytest.mark.parametrize(
    "query", ["page=0", "page=9999", "page=x", "nation=%00", "search=%27%22%3Cb%3E", "past=maybe"]
)
def test_a_strange_address_is_answered_plainly(client, councils, query):
    answer = client.get(f"/organisations/?{query}")
    assert answer.status_code in (200, 404)
    assert "<b>" not in text(answer)


class TestTheApi:
    def test_lists_organisations(self, client, councils):
        found = client.get("/api/v1/organisations?search=leeds").json()
        assert (found["total"], found["organisations"][0]["ref"]) == (1, "leeds")

    def test_shows_one_with_its_codes(self, client, councils):
        found = client.get("/api/v1/organisations/leeds").json()
        assert [code["code"] for code in found["codes"]] == ["E08000035", "LDS"]

    def test_says_what_is_missing_as_a_problem(self, client, councils):
        answer = client.get("/api/v1/organisations/atlantis")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


# Who gets what, for each page about people: anonymous, a lead of Leeds, the administrator of
# Leeds, the administrator of Camden, a steward.
MATRIX = {
    "/account/": (302, 200, 200, 200, 200),
    "/account/name": (302, 200, 200, 200, 200),
    "/organisations/leeds/people": (302, 403, 200, 403, 403),
    "/organisations/leeds/people/invite": (302, 403, 200, 403, 403),
    "/organisations/leeds/domains": (302, 403, 200, 403, 200),
    "/organisations/leeds/administrator": (302, 403, 200, 403, 200),
    "/stewards/administrators": (302, 403, 403, 403, 200),
    "/stewards/organisations/add": (302, 403, 403, 403, 200),
    "/account/sign-in-as": (404, 404, 404, 404, 404),
}


@pytest.mark.parametrize(("address", "expected"), MATRIX.items(), ids=MATRIX)
def test_each_page_is_for_whom_it_is_for(
    client, sign_in, person, administrator, steward, address, expected
):
    actors = (
        person("lead"),
        administrator,
        person("administrator", organisation="camden"),
        steward,
    )
    answers = [client.get(address).status_code]
    answers += [sign_in(actor).get(address).status_code for actor in actors]
    assert tuple(answers) == expected


def test_an_administrator_invites_changes_and_ends(client, sign_in, administrator, person):
    lead = person("lead")
    sign_in(administrator)
    people = "/organisations/leeds/people"
    client.post(f"{people}/invite", {"email": "new@leeds.example", "role": "finance"})
    assert "new@leeds.example" in text(client.get(people))

    client.post(f"/invitations/{Invitation.objects.get().ref}/withdraw")
    assert Invitation.objects.get().state == "withdrawn"

    client.post(f"{people}/{lead.ref}", {"roles": ["finance", "deputy"]})
    held = Membership.objects.filter(person__ref=lead.ref, until=None)
    assert sorted(held.values_list("role", flat=True)) == ["deputy", "finance"]

    client.get(f"{people}/{lead.ref}/end")
    assert held.count() == 2
    client.post(f"{people}/{lead.ref}/end")
    assert held.count() == 0


def test_an_invitation_withdrawn_twice_is_said_to_be_over_on_the_page(
    client, sign_in, administrator
):
    sign_in(administrator)
    asked = {"email": "new@leeds.example", "role": "finance"}
    client.post("/organisations/leeds/people/invite", asked)
    withdraw = f"/invitations/{Invitation.objects.get().ref}/withdraw"
    client.post(withdraw)
    answer = client.post(withdraw, follow=True)
    assert answer.redirect_chain == [("/account/", 302)]
    assert "This invitation has been answered or withdrawn already." in text(answer)


def test_the_administrator_of_another_council_reaches_nobody_here(client, sign_in, person):
    lead, other = person("lead"), person("administrator", organisation="camden")
    sign_in(other)
    for council in ("leeds", "camden"):  # their own council's address, another's person
        for way in (
            f"/organisations/{council}/people/{lead.ref}",
            f"/organisations/{council}/people/{lead.ref}/end",
        ):
            answers = {
                client.get(way).status_code,
                client.post(way, {"roles": ["lead"]}).status_code,
            }
            assert answers <= {403, 404}
    assert Membership.objects.filter(person__ref=lead.ref, role="lead", until=None).exists()


def test_a_steward_invites_an_administrator_and_adds_a_supplier(client, sign_in, steward):
    sign_in(steward)
    client.post("/organisations/leeds/administrator", {"email": "first@leeds.example"})
    assert Invitation.objects.get().role == "administrator"
    asked = {"name": "Acme Ltd", "ref": "acme", "type": "supplier", "nation": "england"}
    client.post("/stewards/organisations/add", asked)
    assert Organisation.objects.get(ref="acme").name == "Acme Ltd"


class TestTheTerminal:
    def test_facts_are_loaded(self, db, capsys):
        assert main(["import", "facts"]) == 0
        assert capsys.readouterr().out.startswith("529 organisations added, 0 changed")

    def test_a_file_is_tried_in_json(self, councils, tmp_path, capsys):
        file = tmp_path / "councils.csv"
        columns = (
            "local-authority-code,official-name,nice-name,gss-code,former-gss-codes,end-date,"
            "replaced-by,nation,region,local-authority-type,county-la\n"
        )
        row = "LDS,City of Leeds Council,Leeds,E08000035,,,,England,,MD,\n"
        file.write_text(columns + row)
        assert main(["import", "organisations", str(file), "--dry-run", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["written"], told["changed"]) == (False, 1)
        assert Organisation.objects.get(ref="leeds").name == "Leeds City Council"

        file.write_text(columns + row.replace("MD", "??"))
        assert main(["import", "organisations", str(file)]) == 1
        assert "Line 2, local-authority-type" in capsys.readouterr().out

    def test_a_file_that_is_not_there_is_one_sentence(self, capsys):
        assert main(["import", "organisations", "none.csv"]) == 1
        assert capsys.readouterr().err.startswith("none.csv cannot be read")

    def test_the_first_people_are_invited(self, councils, capsys):
        assert main(["people", "steward", "first@network.example"]) == 0
        asked = ["--administrator", "first@leeds.example", "--organisation", "leeds"]
        assert main(["people", "invite", *asked]) == 0
        offers = Invitation.objects.order_by("email").values_list("organisation", "role")
        assert list(offers) == [("leeds", "administrator"), ("commonworks", "steward")]
        assert capsys.readouterr().out.count("/invitations/") == 2

    def test_an_unknown_council_is_one_sentence(self, councils, capsys):
        asked = ["--administrator", "a@b.example", "--organisation", "atlantis"]
        assert main(["people", "invite", *asked]) == 1
        assert capsys.readouterr().err == (
            "--organisation: No organisation is called “atlantis”. Look it up in the list of "
            "organisations.\n"
        )
