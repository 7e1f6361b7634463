from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commonworks.frontend.pages import page


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    return page(request, "services/list.html")


@require_safe
def service(request: HttpRequest, service: str) -> HttpResponse:
    return page(request, "services/service.html")
