"""The addresses under /places/: the shape of postcodes.io, and plain refusals."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placefinder import Holder
from placefinder.http import Places
from placefinder.routes import BODY_CAP
from placefinder.wsgi import application, in_front_of
from tests.placefinder.naive import written

HOUSE = ("Referrer-Policy", "same-origin")


@pytest.fixture(scope="session")
def places(file: Path) -> Places:
    return Places(Holder(file), headers=[HOUSE])


@pytest.fixture
def get(places: Places):
    def ask(path: str, query: str = "", method: str = "GET", body: bytes = b"", **headers: str):
        status, sent, answer = places.respond(method, f"/places{path}", query, body, headers)
        return status, dict(sent), json.loads(answer) if answer else None

    return ask


@pytest.fixture
def post(get):
    def send(body: object, query: str = ""):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        return get("/postcodes", query, method="POST", body=text)

    return send


def test_a_postcode_answers_in_the_shape_of_postcodes_io_with_ours_beside(get):
    status, _, answer = get("/postcodes/cb11aa")
    result = answer["result"]
    assert (status, answer["status"]) == (200, 200)
    assert [result[k] for k in ("postcode", "outcode", "incode")] == ["CB1 1AA", "CB1", "1AA"]
    assert (result["admin_district"], result["admin_county"]) == (
        "Council of E07000008",
        "Cambridgeshire",
    )
    assert (result["codes"]["admin_county"], result["quality"]) == ("E10000003", None)
    ours = result["placefinder"]
    assert ours["organisation"]["slug"] == "council-e07000008"
    assert ours["upper_tier"]["slug"] == "cambridgeshire"
    assert (ours["directory"], ours["terminated"]) == (
        "ONS Postcode Directory, November 2025",
        None,
    )


def test_a_postcode_of_no_council_is_null_where_a_council_would_be(get):
    result = get("/postcodes/IM1 1AA")[2]["result"]
    assert (result["admin_district"], result["longitude"]) == (None, None)
    assert (result["country"], result["codes"]["admin_district"]) == ("Isle of Man", "M99999999")
    assert result["placefinder"]["belongs_to"] == "isle-of-man"


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/postcodes/SW1A 9ZZ", 404, "Postcode not found"),
        ("/postcodes/nonsense", 404, "Invalid postcode"),
        ("/postcodes/\0\ufffd", 404, "Invalid postcode"),
        ("/postcodes//nearest", 404, "Invalid postcode"),
        ("/postcodes/IM1 1AA/nearest", 404, "This postcode has no grid reference in the directory"),
        ("/outcodes/ZZ1", 404, "Outcode not found"),
        ("/outcodes/IM1/nearest", 404, "This outcode has no grid reference in the directory"),
        ("/nowhere", 404, "Resource not found"),
        ("/postcodes/SW1A 2AA/more", 404, "Resource not found"),
        ("/terminated_postcodes/SW1A 2AA", 404, "Resource not found"),
        ("/random/numbers", 404, "Resource not found"),
    ],
)
def test_what_is_not_there_says_so(get, path: str, status: int, error: str):
    found, headers, answer = get(path)
    assert (found, answer["status"], answer["error"]) == (status, status, error)
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "No postcode query submitted. Remember to include query parameter"),
        ("lon=x&lat=51", "Invalid longitude/latitude submitted"),
        ("lon=nan&lat=51", "Invalid longitude/latitude submitted"),
        ("lon=0&lat=91", "Invalid longitude/latitude submitted"),
        ("lon=0&lat=51&limit=0", "Invalid result limit submitted"),
        ("lon=0&lat=51&limit=many", "Invalid result limit submitted"),
        ("lon=0&lat=51&radius=-1", "Invalid lookup radius submitted"),
        ("lon=0&lat=51&radius=1e999", "Invalid lookup radius submitted"),
        ("&".join(f"a{i}=1" for i in range(30)), "Too many query parameters submitted"),
    ],
)
def test_a_query_that_cannot_be_answered_says_what_is_wrong(get, query: str, error: str):
    status, _, answer = get("/postcodes", query)
    assert (status, answer["error"]) == (400, error)


def test_a_wrong_postcode_suggests_what_was_meant(get):
    _, _, answer = get("/postcodes/SWlA 2AA")
    assert answer["placefinder"]["suggestions"] == ["SW1A 2AA"]


def test_validation_is_true_or_false_and_says_why_beside(get):
    assert get("/postcodes/sw1a2aa/validate")[2]["result"] is True
    answer = get("/postcodes/SW1A/validate")[2]
    assert (answer["result"], answer["placefinder"]["problem"]) == (False, "length")


def test_completion_is_a_list_or_null(get):
    assert get("/postcodes/SW1A/autocomplete")[2]["result"] == ["SW1A 1AA", "SW1A 2AA"]
    assert get("/postcodes/SW1A/autocomplete", "limit=1")[2]["result"] == ["SW1A 1AA"]
    assert get("/postcodes/SW1A/autocomplete", "limit=x")[2]["result"] == ["SW1A 1AA", "SW1A 2AA"]
    assert get("/postcodes/QQ/autocomplete")[2]["result"] is None


def test_the_nearest_come_with_their_distance(get):
    by_code = get("/postcodes/B1 1AA/nearest", "radius=2000")[2]["result"]
    assert [r["postcode"] for r in by_code] == ["B1 1AA", "B1 1AB"]
    assert (by_code[0]["distance"], by_code[1]["distance"]) == (0.0, pytest.approx(111.8, abs=0.2))
    at = by_code[0]
    query = f"lon={at['longitude']}&lat={at['latitude']}&radius=2000"
    assert get("/postcodes", query)[2]["result"] == by_code
    assert get("/postcodes", "lon=-30&lat=51")[2]["result"] is None


def test_a_wide_search_goes_on_to_twenty_kilometres(get):
    result = get("/postcodes", "lon=-0.2&lat=51.49&widesearch=true&limit=100")[2]["result"]
    assert len(result) == 10


def test_an_outcode_names_every_council_in_it(get):
    result = get("/outcodes/sw1a")[2]["result"]
    assert (result["outcode"], result["admin_district"]) == ("SW1A", ["Council of E09000033"])
    near = get("/outcodes/B1/nearest")[2]["result"]
    assert [each["outcode"] for each in near] == ["B1", "B11", "B10"]


def test_a_filter_leaves_only_what_was_asked_for(get, post):
    assert get("/postcodes/SW1A2AA", "filter=postcode,eastings,x")[2]["result"] == {
        "postcode": "SW1A 2AA",
        "eastings": 530047,
    }
    sent = post({"postcodes": ["SW1A2AA", "?"]}, "filter=incode")[2]["result"]
    assert sent == [
        {"query": "SW1A2AA", "result": {"incode": "2AA"}},
        {"query": "?", "result": None},
    ]


def test_many_postcodes_are_answered_in_their_order(get, post):
    asked = ["SW1A 2AA", "nowhere", "\ud800", "ZE1 0AA", "SW1A 2AA"]
    found = post({"postcodes": asked})[2]["result"]
    assert [each["query"] for each in found] == asked
    one = get("/postcodes/SW1A2AA")[2]["result"]
    assert [found[0]["result"], found[1]["result"], found[2]["result"]] == [one, None, None]


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_one_of_many_is_answered_as_it_is_alone(places: Places, rows, data):
    stored = data.draw(st.sampled_from(rows))[0]
    spellings = [stored, written(stored), written(stored).lower(), f"{stored}\t", stored[:-1]]
    text = data.draw(st.sampled_from(spellings))
    many = places.respond(
        "POST", "/places/postcodes", "", json.dumps({"postcodes": [text]}).encode(), {}
    )[2]
    alone = places.respond("GET", f"/places/postcodes/{text}", "", b"", {})[2]
    assert json.loads(many)["result"] == [
        {"query": text, "result": json.loads(alone).get("result")}
    ]


def test_none_of_many_is_an_empty_list(post):
    assert post({"postcodes": []})[2]["result"] == []


def test_many_places_are_answered_in_their_order(post):
    asked = [
        {"longitude": -0.12767, "latitude": 51.503541, "limit": 1},
        {"longitude": "0", "latitude": 0, "note": "not said back"},
    ]
    found = post({"geolocations": asked}, "radius=5")[2]["result"]
    assert [each["query"] for each in found] == [asked[0], {"longitude": "0", "latitude": 0}]
    assert found[0]["result"][0]["postcode"] == "SW1A 2AA"
    assert found[1]["result"] is None


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "Invalid JSON submitted"),
        (b"[]", "Invalid JSON submitted"),
        (b"{", "Invalid JSON submitted"),
        (b"\xff\xfe", "Invalid JSON submitted"),
        (b"[" * 60_000, "Invalid JSON submitted"),
        (b'{"postcodes": [NaN]}', "Invalid JSON submitted"),
        ({}, "Invalid JSON submitted"),
        ({"postcodes": "SW1A 2AA"}, "Invalid data submitted. You need to provide a JSON array"),
        ({"postcodes": [1]}, "Invalid data submitted. Each postcode must be a string"),
        ({"postcodes": ["a"] * 101}, "Too many postcodes submitted. Up to 100"),
        ({"geolocations": [{}] * 101}, "Too many locations submitted. Up to 100"),
        ({"geolocations": ["x"]}, "Invalid longitude/latitude submitted"),
        ({"geolocations": [{"longitude": True, "latitude": 1}]}, "Invalid longitude/latitude"),
        (b'{"geolocations": [{"longitude": 1e999, "latitude": 1}]}', "Invalid longitude/latitude"),
        (b'{"geolocations": [{"longitude": 1, "latitude": 1, "limit": 1e999}]}', "Invalid result"),
    ],
)
def test_a_body_that_cannot_be_answered_says_what_is_wrong(post, body, error: str):
    status, _, answer = post(body)
    assert (status, answer["error"][: len(error)]) == (400, error)


def test_more_than_is_taken_is_refused(post):
    assert post(b"x" * (BODY_CAP + 1))[0] == 413


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/postcodes/SW1A2AA", "GET, HEAD, OPTIONS"), ("/postcodes", "GET, HEAD, OPTIONS, POST")],
)
def test_another_method_is_told_which_there_are(get, path: str, allowed: str):
    status, headers, _ = get(path, method="DELETE")
    assert (status, headers["Allow"]) == (405, allowed)
    status, headers, _ = get(path, method="OPTIONS")
    assert (status, headers["Access-Control-Allow-Methods"]) == (204, allowed)


def test_every_answer_may_be_read_anywhere_and_carries_the_houses_headers(get):
    for status, headers, _ in (
        get("/"),
        get("/postcodes/SW1A2AA"),
        get("/x"),
        get("/", method="PUT"),
    ):
        assert headers["Access-Control-Allow-Origin"] == "*", status
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Type"] == "application/json; charset=utf-8"
        assert headers[HOUSE[0]] == HOUSE[1]


def test_a_head_has_the_headers_of_a_get_and_no_body(places: Places):
    status, headers, body = places.respond("GET", "/places/postcodes/SW1A2AA", "", b"", {})
    length = ("Content-Length", str(len(body)))
    head = places.respond("HEAD", "/places/postcodes/SW1A2AA", "", b"", {})
    assert head == (status, [*headers, length], b"")


def test_an_answer_that_the_client_still_has_is_not_sent_again(get):
    etag = get("/postcodes/SW1A2AA")[1]["ETag"]
    for known in (etag, f'"x", W/{etag}', "*"):
        assert get("/postcodes/SW1A2AA", **{"if-none-match": known})[::2] == (304, None)
    assert get("/postcodes/SW1A2AA", **{"if-none-match": '"old"'})[0] == 200
    assert get("/postcodes/QQ1 1QQ", **{"if-none-match": etag})[0] == 404


def test_a_random_postcode_is_never_kept(get):
    _, headers, answer = get("/random/postcodes", "outcode=sw1a")
    assert (headers["Cache-Control"], answer["result"]["outcode"]) == ("no-store", "SW1A")
    assert get("/random/postcodes", "outcode=zz1")[2]["result"] is None


def test_the_front_page_says_what_is_held_and_under_which_licence(get):
    about = get("/")[2]["result"]
    assert about["directory"] == "ONS Postcode Directory, November 2025"
    assert [
        word in " ".join(about["licences"]) for word in ("Open Government", "Northern Ireland")
    ] == [
        True,
        True,
    ]
    assert get("")[2]["result"] == about


def test_without_an_index_it_says_to_come_back(tmp_path: Path):
    places = Places(Holder(tmp_path / "none"))
    status, headers, body = places.respond("GET", "/places/postcodes/SW1A2AA", "", b"", {})
    assert (status, dict(headers)["Retry-After"]) == (503, "10")
    assert json.loads(body)["error"] == "The postcode index is not ready"


# WSGI


def wsgi(app, method: str, path: str, query: str = "", body: bytes = b"", **environ: str):
    told = []
    raw = path.encode("utf-8", "surrogateescape").decode("latin-1")
    asked = {"REQUEST_METHOD": method, "PATH_INFO": raw, "QUERY_STRING": query, **environ}
    asked |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), **environ}
    answer = b"".join(app(asked, lambda status, headers: told.append((status, headers))))
    return int(told[0][0].split()[0]), told[0][1], answer


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", "/places/postcodes/SW1A 2AA", "", b""),
        ("HEAD", "/places/postcodes/SW1A 2AA", "", b""),
        ("GET", "/places/postcodes/ＳＷ１Ａ２ＡＡ", "", b""),
        ("GET", "/places/postcodes/SW1A 2AA/nearest", "limit=3", b""),
        ("POST", "/places/postcodes", "", b'{"postcodes": ["ZE1 0AA"]}'),
        ("POST", "/places/postcodes", "", b"x" * (BODY_CAP + 1)),
        ("PATCH", "/places/postcodes/SW1A 2AA", "", b"x"),
    ],
)
def test_the_wsgi_function_answers_what_respond_answers(places, method, path, query, body):
    answer = wsgi(application(places), method, path, query, body)
    assert answer == places.respond(method, path, query, body, {})


def test_a_path_that_is_no_utf8_is_no_postcode(places: Places):
    assert wsgi(application(places), "GET", "/places/postcodes/\udcff\udcfe")[0] == 404


def test_a_body_announced_as_too_long_is_not_read(places: Places):
    class Unread(io.BytesIO):
        def read(self, *_):
            raise AssertionError("read")

    for length in (str(BODY_CAP + 1), "9" * 5000):
        environ = {"wsgi.input": Unread(), "CONTENT_LENGTH": length}
        assert wsgi(application(places), "POST", "/places/postcodes", **environ)[0] == 413


def test_in_front_of_another_it_answers_its_own_and_hands_on_the_rest(places: Places):
    def behind(environ, start_response):
        start_response("200 OK", [])
        return [b"behind"]

    front = in_front_of(behind, places)
    answers = {
        p: wsgi(front, "GET", p)[2] == b"behind"
        for p in ("/", "/places", "/places/", "/placesx", "/place")
    }
    assert answers == {
        "/": True,
        "/places": False,
        "/places/": False,
        "/placesx": True,
        "/place": True,
    }


PATHS = st.lists(
    st.sampled_from(
        ["postcodes", "outcodes", "random", "nearest", "validate", "autocomplete", "SW1A2AA"]
    )
    | st.text(max_size=8),
    max_size=4,
).map("/".join)
VALUES = st.text(max_size=8) | st.sampled_from(["1", "-1", "nan", "1e400", "0", "SW1A"])
QUERIES = st.dictionaries(
    st.sampled_from(["lon", "lat", "q", "limit", "radius", "filter", "widesearch", "outcode"]),
    VALUES,
).map(lambda query: "&".join(f"{name}={value}" for name, value in query.items()))
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["longitude", "latitude", "limit", "radius"]), inner)
    ),
    max_leaves=5,
)
BODIES = st.binary(max_size=20) | st.dictionaries(
    st.sampled_from(["postcodes", "geolocations"]), JSON_VALUES
).map(lambda body: json.dumps(body).encode())


@settings(max_examples=400, deadline=None)
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT", ""]),
    path=PATHS,
    query=QUERIES,
    body=BODIES,
)
def test_whatever_is_sent_is_answered_in_json_and_plainly(places, method, path, query, body):
    status, headers, answer = places.respond(method, f"/places/{path}", query, body, {})
    assert status in {200, 204, 400, 404, 405, 413}
    assert not answer or json.loads(answer)["status"] == status
    assert all("\n" not in value and "\r" not in value for _, value in headers)
