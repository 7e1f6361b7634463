from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Factories(AppConfig):
    name = "commonworks.factories"

    def ready(self) -> None:
        from commonworks.decisions import ports as decisions
        from commonworks.factories.panels import PANELS
        from commonworks.factories.queries import bodies
        from commonworks.frontend import panels

        panels.link(panels.Link(_("Factories"), to="factories:list", order=20))
        decisions.bodies_of_kind("factory", bodies.describe)
        for panel in PANELS:
            panels.show(panel)
