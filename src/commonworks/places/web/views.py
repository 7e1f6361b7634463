from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from commonworks.places.web.open_data import places
from placefinder.routes import BODY_CAP


@csrf_exempt  # it reads no cookie and changes nothing
def open_data(request: HttpRequest) -> HttpResponse:
    """The same answers as the door before Django gives; for servers that have no such door."""
    known = request.headers.get("If-None-Match")
    status, headers, body = places().respond(
        request.method or "",
        request.path_info,
        request.META.get("QUERY_STRING", ""),
        request.read(BODY_CAP + 1),
        {"if-none-match": known} if known else {},
    )
    response = HttpResponse(body, status=status)
    del response["Content-Type"]
    for name, value in headers:
        response[name] = value
    return response
