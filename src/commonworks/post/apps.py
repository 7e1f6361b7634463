from django.apps import AppConfig


class Post(AppConfig):
    name = "commonworks.post"
