"""What an answer says can be sent back as a filter, and a filter that means nothing is refused."""

import pytest

from commonworks.config.api import api
from commonworks.factories.commands import found_factory
from commonworks.needs.commands import needs
from commonworks.network.commands.lgsl import load_services
from commonworks.network.commands.organisations import save_facts
from commonworks.network.ports import SYSTEM
from commonworks.network.queries.facts import Facts
from commonworks.network.queries.shipped import shipped_facts
from tests.actors import LEEDS_LEAD, NOON
from tests.needs.conftest import PERMITS
from tests.needs.estates import lists

pytestmark = pytest.mark.django_db
CHOICES = {
    "needs": {"region", "type", "stage", "freshness", "order"},
    "estate": {"type", "nation", "region", "ends", "fresh"},
    "organisations": {"type", "nation", "region"},
    "factories": {"kind", "phase", "region"},
}
COUNCILS = {
    "needs": ("authority", "behind"),
    "estate": ("council", "near"),
    "factories": ("member",),
}
LIST = [(of, name) for of, names in CHOICES.items() for name in sorted(names)]


@pytest.fixture(autouse=True)
def known(db):
    """A need, a system and a factory, all of them of Leeds."""
    facts = shipped_facts()
    leeds = tuple(fact for fact in facts.organisations if fact.ref == "leeds")
    codes = tuple(code for code in facts.codes if code.organisation == "leeds")
    save_facts(facts=Facts(leeds, codes), by=SYSTEM, at=NOON)
    load_services(by=SYSTEM, at=NOON)
    needs.declare(authority="leeds", said=PERMITS, by=LEEDS_LEAD, at=NOON)
    lists(services=("474",), cost=4_200_000, band_seen_by="public")
    found_factory(ref="parking", name="Parking", purpose="P", lead="leeds", by=SYSTEM, at=NOON)


@pytest.fixture(params=["en", "cy"])
def read(request, client):
    """What an address answers, to a reader of English and to one of Welsh."""
    client.cookies["lang"] = request.param
    return lambda address: client.get(f"/api/v1/{address}").json()


def test_a_list_of_needs_answers_in_what_it_is_narrowed_down_by(read):
    [line] = read("needs")["needs"]
    names = ("region", "stage", "freshness", "authority", "service_code", "pain")
    assert [line[name] for name in names] == [
        *("yorkshire-and-the-humber", "open", "stale", "leeds", "474", PERMITS.pain)
    ]
    same = "&".join(f"{name}={line[name]}" for name in names[:4])
    assert read(f"needs?service=474&{same}")["needs"] == [line]


def test_one_need_answers_in_the_same_values(read):
    [line] = read("needs")["needs"]
    page = read(f"needs/{line['ref']}")
    names = ("region", "stage", "freshness", "authority", "service_code")
    assert [page[name] for name in names] == [line[name] for name in names]
    assert page["evidence"][0]["pain"] == line["pain"]


def test_the_estate_answers_in_values(read):
    [line] = read("estate?near=leeds&fresh=fresh")["systems"]
    assert (line["council"], line["band"], line["seen_by"]) == ("leeds", "30k-100k", "public")


def test_organisations_answer_in_what_they_are_narrowed_down_by(read):
    one = read("organisations/leeds")
    told = {name: one[name] for name in ("type", "nation", "region")}
    assert told == {
        "type": "metropolitan-district",
        "nation": "england",
        "region": "yorkshire-and-the-humber",
    }
    same = "&".join(f"{name}={value}" for name, value in told.items())
    found = read(f"organisations?search=leeds&{same}")["organisations"]
    assert [(each["ref"], each["type"]) for each in found] == [("leeds", told["type"])]
    assert {each["scheme"] for each in one["codes"]} <= {"gss", "mysociety"}


def test_factories_answer_in_what_they_are_narrowed_down_by(read):
    [line] = read("factories")["factories"]
    assert (line["kind"], line["phase"], line["lead"]) == ("project", "discovery", "leeds")
    same = f"kind={line['kind']}&phase={line['phase']}&member={line['lead']}"
    assert read(f"factories?{same}")["factories"] == [line]
    whole = read(f"factories/{line['ref']}")
    assert (whole["kind"], {each["part"] for each in whole["members"]}) == ("project", {"lead"})


@pytest.mark.parametrize(("of", "name"), LIST)
def test_a_value_that_is_no_choice_is_refused_with_those_that_are(client, of, name):
    answer = client.get(f"/api/v1/{of}?{name}=nonsense")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    [error] = answer.json()["errors"]
    assert error["field"] == name
    assert [value for value in takes(of, name) if f"'{value}'" not in error["detail"]] == []
    assert [
        client.get(f"/api/v1/{of}?{name}={value}").status_code for value in takes(of, name)
    ] == [200 for _ in takes(of, name)]


def takes(of: str, name: str) -> list[str]:
    """What the document says that a filter takes."""
    told = api.get_openapi_schema()["paths"][f"/api/v1/{of}"]["get"]["parameters"]
    return next(each["schema"].get("enum", []) for each in told if each["name"] == name)


@pytest.mark.parametrize(("of", "name"), LIST)
def test_the_document_lists_what_a_filter_takes(of, name):
    assert len(takes(of, name)) > 2


@pytest.mark.parametrize(("of", "name"), [(of, each) for of in COUNCILS for each in COUNCILS[of]])
def test_a_council_is_called_by_any_name_or_code_and_what_is_none_is_refused(client, of, name):
    totals = [
        client.get(f"/api/v1/{of}", {name: called}).json()["total"]
        for called in ("leeds", "Leeds", "Leeds City Council", "LDS", "E08000035")
    ]
    assert totals == [1] * 5
    answer = client.get(f"/api/v1/{of}", {name: "Atlantis"})
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (
        422,
        [name],
    )


@pytest.mark.parametrize("of", ["needs", "estate"])
def test_a_service_that_is_not_listed_is_refused(client, of):
    answer = client.get(f"/api/v1/{of}?service=nonsense")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "service")


def test_a_need_is_posted_with_values_alone(client):
    shapes = api.get_openapi_schema()["components"]["schemas"]["Told"]["properties"]
    assert shapes["visibility"]["enum"] == ["public", "network"]
    assert shapes["pain"]["enum"] == ["", "nuisance", "serious", "severe"]
    assert shapes["despite"]["items"]["enum"] == ["personal", "again"]
