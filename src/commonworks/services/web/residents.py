"""Which browser is asking. A resident has no account: a cookie of this service holds a token."""

from django.http import HttpRequest

COOKIE = "draft"  # its path is the service's own address: no other service is sent it


def token_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")
