from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Needs(AppConfig):
    name = "commonworks.needs"

    def ready(self) -> None:
        from commonworks.frontend import panels
        from commonworks.kernel import events
        from commonworks.needs import jobs
        from commonworks.needs.handlers import estate, needs
        from commonworks.needs.panels import PANELS

        panels.link(panels.Link(_("Needs"), to="needs:list", order=5))
        panels.link(panels.Link(_("Technology"), to="needs:systems", order=25))
        for panel in PANELS:
            panels.show(panel)
        jobs.register_all()
        events.subscribe("signposts.entry.confirmed", estate.system_answered)
        events.subscribe("signposts.entry.stale", estate.system_went_stale)
        events.subscribe("signposts.entry.archived", estate.system_archived)
        events.subscribe("signposts.entry.confirmed", needs.need_answered)
        events.subscribe("signposts.entry.archived", needs.need_archived)
