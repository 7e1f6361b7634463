from django.urls import path

from commonworks.services.web import public, runner

app_name = "services"
HERE = "s/<slug:council>/<slug:service>"
urlpatterns = [
    path("services/", public.services, name="list"),
    path("services/<slug:service>/", public.service, name="service"),
    path(f"{HERE}/", runner.start, name="start"),
    path(f"{HERE}/apply/<str:slug>", runner.question, name="page"),
    path(f"{HERE}/apply/<str:slug>/<str:instance>", runner.question, name="instance"),
    path(f"{HERE}/apply/<str:slug>/<str:instance>/remove", runner.remove, name="remove"),
    path(f"{HERE}/check", runner.check, name="check"),
    path(f"{HERE}/save", runner.save, name="save"),
    path(f"{HERE}/resume/<str:token>", runner.resume, name="resume"),
    path(f"{HERE}/expired", runner.expired, name="expired"),
    path(f"{HERE}/elsewhere", runner.elsewhere, name="elsewhere"),
    path(f"{HERE}/ended", runner.ended, name="ended"),
]
