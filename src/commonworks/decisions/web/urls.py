from django.urls import path

from commonworks.decisions.web import views

app_name = "decisions"
urlpatterns = [
    path("decisions/", views.motions, name="motions"),
    path("decisions/<slug:ref>/", views.motion, name="motion"),
]
