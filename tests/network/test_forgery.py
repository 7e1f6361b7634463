"""A form is taken only from the browser it was given to, which is sent its cookie once."""

import re
from collections import Counter

import pytest
from django.test import Client

from commonworks.frontend import forgery

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NOBODY = {"login": "nobody@example.org", "password": "not the password"}


def seen(client):
    """(whether the cookie was sent, the token of the form)"""
    answer = client.get(SIGN_IN)
    return "csrftoken" in answer.cookies, TOKEN.search(answer.content.decode())[1]


def test_the_cookie_is_sent_once_and_ends_with_the_browser():
    client = Client(enforce_csrf_checks=True)
    first, _ = seen(client)
    again, _ = seen(client)
    assert (first, again, client.cookies["csrftoken"]["max-age"]) == (True, False, "")


def test_the_token_of_a_later_page_is_taken_and_none_or_another_is_refused():
    client = Client(enforce_csrf_checks=True)
    seen(client)
    _, token = seen(client)
    _, foreign = seen(Client())
    taken = [
        client.post(SIGN_IN, NOBODY | told).status_code
        for told in ({"csrfmiddlewaretoken": token}, {}, {"csrfmiddlewaretoken": foreign})
    ]
    assert taken == [200, 403, 403]


def test_each_page_hides_the_secret_in_another_way_and_each_is_taken():
    client = Client(enforce_csrf_checks=True)
    tokens = {seen(client)[1] for _ in range(20)}
    answers = [client.post(SIGN_IN, NOBODY | {"csrfmiddlewaretoken": each}) for each in tokens]
    secret = client.cookies["csrftoken"].value
    assert (len(tokens), {len(each) for each in tokens}) == (20, {2 * len(secret)})
    assert {answer.status_code for answer in answers} <= {200, 429}  # too many tries to sign in
    assert not any(secret in each for each in tokens)


def test_every_letter_that_hides_it_is_as_likely_as_any_other():
    drawn = bytes(range(256)).translate(forgery.TABLE, forgery.OVER).decode()
    assert set(Counter(drawn).values()) == {4}
    assert set(drawn) == set(forgery.LETTERS)


def test_a_page_with_a_token_is_not_for_other_browsers_even_where_no_cookie_is_sent():
    client = Client()
    seen(client)
    assert "Cookie" in client.get(SIGN_IN)["Vary"]
