"""The JSON API, gathered from the rooms."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from commonworks.config.rooms import doors
from commonworks.frontend import problems

PROBLEM = {
    "title": "Problem",
    "description": "A refusal (RFC 9457). `errors` says what is wrong with which field.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
REFUSED = {
    "description": "Refused: not signed in, not allowed, not there, or not what was asked for",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
REFUSALS = {"4XX": REFUSED, "503": {**REFUSED, "description": "Not at the moment: try again"}}


class Api(NinjaAPI):
    """An API whose document says how it refuses, which every operation does alike."""

    def get_openapi_schema(self, **told: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**told)
        document["components"]["schemas"]["Problem"] = PROBLEM
        for verbs in document["paths"].values():
            for operation in verbs.values():
                operation["responses"].update(REFUSALS)
        return document


api = Api(
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
    said = "; ".join(f"{name}: {why}" for name, why in fields.items())
    return problems.answer(request, 422, detail=said, fields=fields)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.answer(request, error.status_code, detail=error.message)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.answer(request, 404)
