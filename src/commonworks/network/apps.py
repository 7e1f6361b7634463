from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Network(AppConfig):
    name = "commonworks.network"

    def ready(self) -> None:
        from commonworks.frontend import panels

        panels.link(panels.Link(_("Organisations"), to="network:organisations", order=30))
        panels.accounts_are_at(
            panels.Account("network:sign-in", "network:sign-out", "network:account")
        )
