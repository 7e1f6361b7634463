from django.apps import AppConfig


class Decisions(AppConfig):
    name = "commonworks.decisions"

    def ready(self) -> None:
        from commonworks.decisions import jobs
        from commonworks.decisions.panels import PANELS
        from commonworks.frontend import panels

        for panel in PANELS:
            panels.show(panel)
        jobs.register_all()
