import pytest

from commonworks.integrations.http import Answer, Call, NoAnswer
from tests.integrations.servers import nobody, saying

ENDLESS = [b"HTTP/1.1 200 OK\r\n\r\n", *[b"a" * 10_000] * 200]


def code_of(url: str, **limits) -> str:
    with pytest.raises(NoAnswer) as told:
        Call(url, headers={}, **limits).ask("GET", "/")
    return told.value.code


def test_an_answer_is_a_status_and_a_body():
    with saying(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno") as url:
        assert Call(url, headers={}).ask("GET", "/") == Answer(404, b"no")


def test_an_answer_of_the_greatest_size_is_taken_and_a_byte_more_is_not():
    with saying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789") as url:
        assert Call(url, headers={}, most=10).ask("GET", "/").body == b"0123456789"
        assert code_of(url, most=9) == "too-large"


def test_an_answer_without_end_is_left_where_it_grows_too_large():
    with saying(*ENDLESS) as url:
        assert code_of(url, most=50_000) == "too-large"


def test_each_way_of_not_answering_has_its_code():
    with nobody() as url:
        assert code_of(url) == "refused"
    with saying(b"", pause=2) as url:
        assert code_of(url, seconds=0.2) == "timeout"
    with saying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n012") as url:
        assert code_of(url) == "refused"


def test_the_exchanges_of_a_call_share_its_time():
    with saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", pause=0.2) as url:
        call = Call(url, headers={}, seconds=0.3)
        assert call.ask("GET", "/").status == 200
        with pytest.raises(NoAnswer, match="timeout"):
            call.ask("GET", "/")


def test_a_redirect_is_an_answer_and_is_not_followed():
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    with saying(moved) as url:
        assert Call(url, headers={}).ask("GET", "/").status == 302
