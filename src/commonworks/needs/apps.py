from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Needs(AppConfig):
    name = "commonworks.needs"

    def ready(self) -> None:
        from commonworks.frontend import panels

        panels.link(panels.Link(_("Needs"), to="needs:list", order=5))
