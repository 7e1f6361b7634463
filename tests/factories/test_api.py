import pytest

pytestmark = pytest.mark.django_db


def test_programs_read_a_factory_and_lists_of_them(parking, client):
    found = client.get("/api/v1/factories?phase=discovery&member=camden").json()
    assert (found["total"], found["factories"][0]["lead"]) == (1, "leeds")
    whole = client.get(f"/api/v1/factories/{parking}").json()
    assert [each["part"] for each in whole["members"]] == ["lead", "partner", "partner"]
    assert (whole["phase"], whole["gates"], whole["is_live"]) == ("discovery", [], False)


@pytest.mark.parametrize("query", ["limit=0", "limit=5000", "offset=-1"])
def test_a_bad_page_is_refused(client, query):
    assert client.get(f"/api/v1/factories?{query}").status_code == 422


def test_a_factory_that_is_not_there_is_missing(client):
    assert client.get("/api/v1/factories/nowhere").status_code == 404


def test_a_list_is_downloaded_as_it_is_seen(parking, client):
    rows = client.get("/factories/?format=csv").content.decode().splitlines()
    assert rows[1].startswith("Parking,Discovery,Project factory,Leeds,3,")
