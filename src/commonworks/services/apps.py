from django.apps import AppConfig


class Services(AppConfig):
    name = "commonworks.services"

    def ready(self) -> None:
        from commonworks.services import jobs

        jobs.register_all()
