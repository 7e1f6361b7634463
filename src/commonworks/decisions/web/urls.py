from django.urls import path

from commonworks.decisions.web import council, views

app_name = "decisions"
urlpatterns = [
    path("decisions/", views.motions, name="motions"),
    path("decisions/propose", council.propose, name="propose"),
    path("decisions/mandates/<slug:council>", council.mandate, name="mandate"),
    path("decisions/<slug:ref>/", views.motion, name="motion"),
    path("decisions/<slug:ref>/result.json", views.result, name="result"),
    path("decisions/<slug:ref>/withdraw", council.withdraw, name="withdraw"),
    path("decisions/<slug:ref>/vote/<slug:council>", council.vote, name="vote"),
    path("decisions/<slug:ref>/vote/<slug:council>/take-back", council.take_back, name="take-back"),
]
