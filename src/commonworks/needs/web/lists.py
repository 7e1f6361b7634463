from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commonworks.frontend.pages import page


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    return page(request, "needs/list.html")
