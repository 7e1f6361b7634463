"""Every address of the house. A room's own are in its `web/urls.py`, its API in its `api.py`."""

from django.urls import include, path
from django.views.generic import RedirectView

from commonworks.config import status
from commonworks.config.api import api
from commonworks.config.rooms import doors

# The runner's room first: most requests are for its pages, and each pattern before costs.
rooms = sorted(doors("web.urls"), key=lambda urls: urls.__name__ != "commonworks.services.web.urls")
urlpatterns = [
    *(path("", include(urls)) for urls in rooms),
    path("status", status.status, name="status"),
    path("api/v1/", RedirectView.as_view(url="openapi.json", http_method_names=["get", "head"])),
    path("api/v1/", api.urls),
]
handler400 = "commonworks.frontend.views.bad_request"
handler403 = "commonworks.frontend.views.forbidden"
handler404 = "commonworks.frontend.views.not_found"
handler500 = "commonworks.frontend.views.server_error"
