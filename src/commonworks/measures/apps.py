from django.apps import AppConfig


class Measures(AppConfig):
    name = "commonworks.measures"

    def ready(self) -> None:
        from commonworks.frontend import panels
        from commonworks.kernel.events import subscribe
        from commonworks.measures.handlers import HEARD
        from commonworks.measures.panels import PANELS

        for event, handler in HEARD.items():
            subscribe(event, handler)
        for panel in PANELS:
            panels.show(panel)
