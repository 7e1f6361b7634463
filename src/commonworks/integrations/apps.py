from django.apps import AppConfig


class Integrations(AppConfig):
    name = "commonworks.integrations"
