from django.apps import AppConfig


class Signposts(AppConfig):
    name = "commonworks.signposts"
