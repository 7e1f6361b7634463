from django.urls import path

from commonworks.services.web import public

app_name = "services"
urlpatterns = [
    path("services/", public.services, name="list"),
    path("services/<slug:service>/", public.service, name="service"),
]
