from django.apps import AppConfig


class Signposts(AppConfig):
    name = "commonworks.signposts"

    def ready(self) -> None:
        from commonworks.frontend import panels
        from commonworks.kernel.events import subscribe
        from commonworks.signposts import jobs
        from commonworks.signposts.handlers import HEARD
        from commonworks.signposts.panels import PANELS

        for event, handler in HEARD.items():
            subscribe(event, handler)
        for panel in PANELS:
            panels.show(panel)
        jobs.register_all()
