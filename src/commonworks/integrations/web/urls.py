"""Addresses of pages about the world outside."""

from django.urls import path

from commonworks.integrations.web import views

app_name = "integrations"
urlpatterns = [path("demonstration/outbox", views.outbox, name="outbox")]
