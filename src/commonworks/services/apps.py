from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Services(AppConfig):
    name = "commonworks.services"

    def ready(self) -> None:
        from commonworks.frontend import panels
        from commonworks.services import handlers, jobs
        from commonworks.services.panels import PANELS

        panels.link(panels.Link(_("Services"), to="services:list", order=10))
        for panel in PANELS:
            panels.show(panel)
        jobs.register_all()
        handlers.subscribe_all()
