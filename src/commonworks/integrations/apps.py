from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class Integrations(AppConfig):
    name = "commonworks.integrations"

    def ready(self) -> None:
        from commonworks.integrations import wiring
        from commonworks.integrations.outside import PublicInternet
        from commonworks.pages import ports as pages
        from commonworks.places import ports as places
        from commonworks.post import ports as post
        from commonworks.services import ports as services

        suppliers = settings.COMMONWORKS_SUPPLIERS
        data = Path(settings.COMMONWORKS_DATA)
        post.provide(lambda: wiring.carrier(suppliers, data))
        post.provide_copies(wiring.copies(data))
        post.provide_outside(PublicInternet())
        services.provide(lambda: wiring.payments(suppliers))
        services.provide_news(wiring.read_news)
        pages.provide_outbox(wiring.outbox(data))
        places.provide(lambda: wiring.addresses(suppliers))
