from django.apps import AppConfig


class Post(AppConfig):
    name = "commonworks.post"

    def ready(self) -> None:
        from commonworks.kernel.jobs import register
        from commonworks.post.jobs import ERASE, SEND

        register(SEND)
        register(ERASE)
