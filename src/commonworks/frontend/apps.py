from django.apps import AppConfig


class Frontend(AppConfig):
    name = "commonworks.frontend"
