from django.apps import AppConfig


class Decisions(AppConfig):
    name = "commonworks.decisions"

    def ready(self) -> None:
        from commonworks.decisions import jobs

        jobs.register_all()
