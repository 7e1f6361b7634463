from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Factories(AppConfig):
    name = "commonworks.factories"

    def ready(self) -> None:
        from commonworks.frontend import panels

        panels.link(panels.Link(_("Factories"), to="factories:list", order=20))
