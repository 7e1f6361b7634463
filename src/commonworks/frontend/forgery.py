"""Protection from forged requests: Django's, made lighter for pages that are asked for often.

Django hides the secret of a browser's cookie anew in each form (against BREACH, which guesses at
secrets by how well pages compress), and draws the letters that hide it from the system one by one:
a tenth of a resident's page. Here they are drawn at once. Django itself checks what comes back.
"""

import os
import string
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils.cache import patch_vary_headers
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

INPUT = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
LETTERS = string.ascii_letters + string.digits
ROUNDS = 256 // len(LETTERS)  # as many bytes stand for each letter,
EVEN = LETTERS.encode() * ROUNDS
OVER = bytes(range(len(EVEN), 256))  # and those left over for none
TABLE = EVEN + OVER
HIDDEN = {
    (plain, mask): LETTERS[(at + by) % len(LETTERS)]
    for at, plain in enumerate(LETTERS)
    for by, mask in enumerate(LETTERS)
}


class Forgery(CsrfViewMiddleware):
    """Django's, but that a browser which has the cookie is not sent it again with every page: it
    lasts until the browser is closed, so there is nothing to renew."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        has_it = request.COOKIES.get(settings.CSRF_COOKIE_NAME) == request.META.get("CSRF_COOKIE")
        if not has_it:
            return super().process_response(request, response)
        if request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
            patch_vary_headers(response, ("Cookie",))
        return response


def tokens(request: HttpRequest) -> dict[str, Any]:
    """A template's ``csrf_input``, drawn if it is shown: then the page is that browser's alone."""
    return {"csrf_input": _input(request)}


def token(request: HttpRequest) -> str:
    """What a form sends back: letters that hide the secret, then the secret hidden by them."""
    secret = request.META.get("CSRF_COOKIE")
    if secret is None:
        return get_token(request)  # a new browser: Django gives it a secret
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    mask = _mask(len(secret))
    return mask + "".join([HIDDEN[pair] for pair in zip(secret, mask, strict=True)])


def _mask(length: int) -> str:
    """Letters that nobody foresees, each as likely as any other."""
    drawn = b""
    while len(drawn) < length:
        drawn += os.urandom(2 * length).translate(TABLE, OVER)
    return drawn[:length].decode()


def _hidden_input(request: HttpRequest) -> SafeString:
    return format_html(INPUT, token(request))


_input = lazy(_hidden_input, SafeString, str)
