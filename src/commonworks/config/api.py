"""The JSON API, gathered from the rooms."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from commonworks.config.rooms import doors
from commonworks.frontend import problems

api = NinjaAPI(
    title="Commonworks",
    version="1",
    description="What the network shares in public: organisations, services and their figures.",
    urls_namespace="api",
    docs_url=None,
    docs_decorator=require_safe,
)

for door in doors("api"):
    api.add_router("", door.router)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Parameters that are not what the OpenAPI document says."""
    fields = {".".join(str(part) for part in each["loc"][1:]): each["msg"] for each in error.errors}
    return problems.answer(request, 422, fields=fields)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.answer(request, error.status_code, detail=error.message)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.answer(request, 404)
