from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Factories(AppConfig):
    name = "commonworks.factories"

    def ready(self) -> None:
        from commonworks.decisions import ports as decisions
        from commonworks.factories import jobs
        from commonworks.factories.commands import deciding
        from commonworks.factories.handlers import HEARD
        from commonworks.factories.panels import PANELS
        from commonworks.factories.queries import bodies
        from commonworks.frontend import panels
        from commonworks.kernel import events

        panels.link(panels.Link(_("Factories"), to="factories:list", order=20))
        decisions.bodies_of_kind(
            "factory", bodies.describe, bodies.hold, bodies.settled, deciding.note_put
        )
        for event, handler in HEARD.items():
            events.subscribe(event, handler)
        for panel in PANELS:
            panels.show(panel)
        jobs.register_all()
