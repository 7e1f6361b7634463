from django.apps import AppConfig


class Services(AppConfig):
    name = "commonworks.services"
