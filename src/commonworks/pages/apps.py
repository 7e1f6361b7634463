from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class Pages(AppConfig):
    name = "commonworks.pages"

    def ready(self) -> None:
        from commonworks.frontend.panels import Link, demo_tools_are_at, link

        link(Link(_("How it works"), to="pages:how-it-works", order=40))
        link(Link(_("Search"), to="pages:search", order=60))
        link(Link(_("My council"), to="pages:my-council", order=70, signed_in=True))
        if settings.COMMONWORKS_DEMO:
            demo_tools_are_at("pages:demo")
