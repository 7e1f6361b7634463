from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commonworks.factories import queries
from commonworks.frontend.pages import page
from commonworks.network.ports import Actor


@require_safe
def factories(request: HttpRequest) -> HttpResponse:
    return page(request, "factories/list.html", factories=queries.factories())


@require_safe
def factory(request: HttpRequest, ref: str) -> HttpResponse:
    return page(
        request, "factories/factory.html", factory=queries.factory(ref), by=Actor.of(request)
    )
