from django.apps import AppConfig


class Measures(AppConfig):
    name = "commonworks.measures"
