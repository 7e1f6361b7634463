"""Addresses of the open data about places."""

from django.urls import path, re_path

from commonworks.places.web import views

app_name = "places"
urlpatterns = [
    path("places", views.open_data),
    path("places/", views.open_data, name="open-data"),
    re_path(r"^places/.+", views.open_data),
]
