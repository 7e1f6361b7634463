from django.apps import AppConfig


class Pages(AppConfig):
    name = "commonworks.pages"
