"""Addresses of the pages about the site itself."""

from django.urls import path

from commonworks.frontend import views

app_name = "frontend"
urlpatterns = [
    path("accessibility", views.accessibility, name="accessibility"),
    path("privacy", views.privacy, name="privacy"),
    path("cookies", views.cookies, name="cookies"),
]
