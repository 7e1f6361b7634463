"""Puts whoever asks on the request, for the layout; views take `Actor.of(request)`."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from commonworks.network.ports import Actor


class Actors:
    """`request.actor`, found out only when it is asked for: most of the API never does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(partial(Actor.of, request))  # type: ignore[attr-defined]
        return self.get_response(request)
