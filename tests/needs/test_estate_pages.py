"""The pages on which a council keeps its estate, a supplier answers, and all of it is read."""

import pytest
from django.test import Client

from commonworks.needs.models.estate import System
from commonworks.needs.queries import systems as queries
from commonworks.network.commands import people
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM
from tests.actors import NOON
from tests.needs.estates import LEAD, NOBODY, council, lists, supplier

pytestmark = pytest.mark.django_db
ADD = "/estate/councils/leeds/add"


@pytest.fixture(autouse=True)
def organisations(leeds):
    supplier()


def signed_in(organisation="leeds", role="lead"):
    ref = people.admit(
        email=f"{role}@{organisation}.example",
        name=f"The {role}",
        organisation=organisation,
        roles=[role],
        by=SYSTEM,
        at=NOON,
    )
    client = Client()
    client.force_login(Person.objects.get(ref=ref))
    return client


TYPED = {
    "name": "Kerbside",
    "supplier": "Acme Systems Ltd",
    "services": "564\n565",
    "contract_end-day": "31",
    "contract_end-month": "3",
    "contract_end-year": "2027",
    "notice": "3 months",
    "cost": "42,000",
    "band_seen_by": "public",
}


def test_what_is_typed_is_listed():
    answer = signed_in().post(ADD, TYPED)
    row = System.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/estate/systems/{row.ref}/")
    line = queries.system(row.ref, by=NOBODY).line
    assert (line.notice, str(line.notice_by), line.band_name) == (
        *("3 months", "2026-12-31"),
        "£30,000 to £99,999",
    )


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Enter the name of the system"),
        ("name", "x" * 121, "This must be 120 characters or fewer. It has 121."),
        ("services", "Nonsense", "“Nonsense” is no service of the official list (LGSL)."),
        ("contract_end-month", "13", "The date must be a real date"),
        ("notice", "soon", "Write the notice period like 3 months"),
        ("cost", "a lot", "Enter an amount in pounds"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(field, typed, said):
    answer = signed_in().post(ADD, TYPED | {field: typed})
    page = answer.content.decode()
    assert (answer.status_code, System.objects.count()) == (422, 0)
    assert said in page
    assert 'value="Acme Systems Ltd"' in page


def test_a_form_says_what_there_is_and_saving_it_unchanged_changes_nothing():
    client = signed_in()
    client.post(ADD, TYPED)
    row = System.objects.get()
    page = client.get(f"/estate/systems/{row.ref}/change").content.decode()
    assert 'value="42,000"' in page
    answer = client.post(f"/estate/systems/{row.ref}/change", TYPED | {"edition": "1"})
    assert (answer.status_code, System.objects.get().edition) == (302, 1)


def test_two_who_change_an_entry_at_once_are_told_and_nothing_is_lost():
    client = signed_in()
    ref = lists()
    change = f"/estate/systems/{ref}/change"
    client.post(change, TYPED | {"purpose": "Hers", "edition": "1"})
    answer = client.post(change, TYPED | {"purpose": "His", "edition": "1"})
    page = answer.content.decode()
    assert (answer.status_code, System.objects.get().purpose) == (409, "Hers")
    assert "Somebody else has saved this entry since you opened it." in page
    assert "His</textarea>" in page
    assert '<input type="hidden" name="edition" value="2"' in page


def changed_meanwhile(client, typed):
    """What is answered to a change of edition 1, after a colleague's that said other things."""
    ref = lists()
    hers = {"purpose": "Hers", "services": "", "cost": "50,000", "band_seen_by": "network"}
    client.post(f"/estate/systems/{ref}/change", TYPED | hers | {"edition": "1"})
    return client.post(f"/estate/systems/{ref}/change", TYPED | typed | {"edition": "1"})


def test_beside_each_field_stands_what_a_colleague_saved_meanwhile():
    page = changed_meanwhile(signed_in(), {"purpose": "His"}).content.decode()
    said = [each.split("<")[0].strip() for each in page.split("</span> It says now: ")[1:]]
    assert said == ["Hers", "–", "£50,000", "Councils and partners in the network, not suppliers"]


def test_what_is_wrong_and_was_overtaken_too_replaces_nothing_that_was_not_shown():
    answer = changed_meanwhile(signed_in(), {"purpose": "His", "notice": "soon"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<input type="hidden" name="edition" value="1"' in page


def test_a_retired_entry_can_be_brought_back_by_its_council_alone():
    client, ref = signed_in(), lists()
    assert client.post(f"/estate/systems/{ref}/retire").status_code == 302
    assert "Bring it back" in client.get(f"/estate/systems/{ref}/").content.decode()
    assert "Bring it back" not in Client().get(f"/estate/systems/{ref}/").content.decode()
    client.post(f"/estate/systems/{ref}/bring-back")
    assert System.objects.get(ref=ref).state == "running"


def test_who_changed_an_entry_is_named_to_the_councils_own_people_alone():
    client = signed_in()
    client.post(ADD, TYPED)
    page = f"/estate/systems/{System.objects.get().ref}/"
    seen = ["The lead" in each.get(page).content.decode() for each in (client, Client())]
    council("york")
    other = signed_in("york").get(page).content.decode()
    assert seen == [True, False]
    assert other.count("The lead") == 1  # her own name, in the header


def test_a_supplier_answers_beneath_the_entry():
    ref, client = lists(), signed_in("acme", "supplier")
    answer = client.post(f"/estate/systems/{ref}/answer", {"text": "So it does.\n<b>And more."})
    page = Client().get(f"/estate/systems/{ref}/").content.decode()
    assert answer.status_code == 302
    assert "What Acme Systems Limited says" in page
    assert "&lt;b&gt;And more." in page


@pytest.mark.parametrize(
    "address",
    ["/estate/?page=2", "/estate/?page=0", "/estate/systems/nothing/", "/estate/councils/nobody/"],
)
def test_what_is_not_there_is_not_found(address, client):
    assert client.get(address).status_code == 404


def test_the_api_tells_the_same_as_the_pages(client):
    ref = lists(cost=4_200_000, band_seen_by="network")
    listed = client.get("/api/v1/estate?council=leeds").json()
    assert (listed["total"], listed["systems"][0]["ref"], listed["systems"][0]["band"]) == (
        *(1, ref),
        "",
    )
    one = client.get(f"/api/v1/estate/{ref}").json()
    assert (one["system"]["name"], one["answer"]) == ("Kerbside", None)
    assert client.get("/api/v1/estate?limit=100000").status_code == 422


def test_an_organisations_page_says_how_much_it_runs(client):
    lists()
    page = client.get("/organisations/leeds/").content.decode()
    assert '<a class="govuk-link" href="/estate/councils/leeds/">1 system</a>' in page


def test_a_council_sees_its_costs_on_its_own_page():
    lists(cost=4_200_000)
    assert "£42,000" in signed_in().get("/estate/councils/leeds/").content.decode()
    assert queries.estate("leeds", by=LEAD).may_see_costs
