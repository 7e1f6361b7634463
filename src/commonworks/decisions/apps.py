from django.apps import AppConfig


class Decisions(AppConfig):
    name = "commonworks.decisions"

    def ready(self) -> None:
        from commonworks.decisions import jobs
        from commonworks.decisions.handlers import HEARD
        from commonworks.decisions.panels import PANELS
        from commonworks.frontend import panels
        from commonworks.kernel import events

        for event, handler in HEARD.items():
            events.subscribe(event, handler)
        for panel in PANELS:
            panels.show(panel)
        jobs.register_all()
