"""Whatever is asked of the public doors is answered: never with an error of ours."""

from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commonworks.config.api import api
from tests.services.applying import SERVICE, published, running
from tests.services.conftest import directory  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
NASTY = (
    *("", " ", ".", "..", "\x00", "\x1f", "\u202e", "\U0001f600", "%00", "%", "+", "'", '"', "<b>"),
    *("-1", "0", "00", "1e309", "nan", "inf", "-inf", "9" * 400, "٣", "1_000", "0x10", "1.5"),
    *("null", "true", "[]", "{}", "leeds", SERVICE, "LS1 4AP", "ls14ap", "LS1", "2026-02-30"),
)
VALUES = st.sampled_from(NASTY) | st.text(max_size=30) | st.integers().map(str)
NUMBERS = VALUES | st.floats().map(str)
PLACES = (
    *("postcodes/{}", "postcodes/{}/validate", "postcodes/{}/autocomplete"),
    *("postcodes/{}/nearest", "outcodes/{}", "outcodes/{}/nearest", "postcodes", "{}", "{}/{}"),
)
MODEST = settings(
    max_examples=12,
    deadline=None,
    # What is asked only reads, so one database serves every example.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def served(directory):  # noqa: F811
    published()
    running()
    return Client(raise_request_exception=False)


def operations():
    """(path, names of its query parameters) of each thing that can be asked of the API."""
    for path, verbs in api.get_openapi_schema()["paths"].items():
        if "get" not in verbs:
            continue
        told = verbs["get"].get("parameters", ())
        yield path, tuple(each["name"] for each in told if each["in"] == "query")


OPERATIONS = sorted(operations())


def filled(path, values):
    """The path with a value in the place of each parameter."""
    parts = [quote(next(values), safe="") if "{" in each else each for each in path.split("/")]
    return "/".join(parts)


def test_the_api_says_what_can_be_asked_of_it():
    assert len(OPERATIONS) >= 6


@pytest.mark.parametrize(("path", "query"), OPERATIONS)
def test_the_api_answers_whatever_is_asked_in_json_and_never_with_an_error_of_ours(
    served, path, query
):
    @MODEST
    @given(st.lists(VALUES, min_size=20, max_size=20))
    @example(["\x00"] * 20)
    @example(["9" * 400] * 20)
    @example(["9" * 30] * 20)  # a number, and larger than any database takes
    def ask(values):
        given_ = iter(values)
        address = filled(path, given_)
        told = urlencode({name: next(given_) for name in query}, errors="replace")
        answer = served.get(f"{address}?{told}")
        assert answer.status_code < 500, (address, told)
        if answer.status_code not in (301, 302):
            assert "json" in answer["Content-Type"], (address, told)

    ask()


@pytest.mark.parametrize("path", PLACES)
def test_places_answers_whatever_is_asked_in_json_and_never_with_an_error_of_ours(served, path):
    @MODEST
    @given(
        st.lists(VALUES, min_size=2, max_size=2),
        st.dictionaries(
            st.sampled_from(("lon", "lat", "limit", "radius", "q", "filter", "wideSearch")),
            NUMBERS,
            max_size=4,
        ),
    )
    @example(["LS1 4AP", ""], {"limit": "9" * 400, "radius": "nan"})
    @example(["", ""], {"lon": "nan", "lat": "inf"})
    @example(["", ""], {"lon": "1e308", "lat": "-1e308"})
    def ask(values, asked):
        address = f"/places/{path.format(*(quote(each, safe='') for each in values))}"
        told = urlencode(asked, errors="replace")
        answer = served.get(f"{address}?{told}")
        assert answer.status_code < 500, (address, told)
        assert "json" in answer["Content-Type"], (address, told)

    ask()


@MODEST
@given(body=st.binary(max_size=200) | st.sampled_from((b"", b"[]", b"{}", b'{"postcodes": 1}')))
@example(body=b'{"postcodes": [null, 1, {}, []]}')
@example(body=b'{"postcodes": ["\\u0000"]}')
@example(body=b"[" * 100_000)
def test_a_bulk_of_nonsense_is_refused_and_never_an_error_of_ours(served, body):
    answer = served.post("/places/postcodes", body, content_type="application/json")
    assert answer.status_code < 500
    assert "json" in answer["Content-Type"]
