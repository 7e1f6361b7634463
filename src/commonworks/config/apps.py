from django.apps import AppConfig
from django.conf import settings


class Config(AppConfig):
    name = "commonworks.config"

    def ready(self) -> None:
        if settings.COMMONWORKS_DEMO:
            from commonworks.config.demo import reset
            from commonworks.pages import ports

            ports.provide_reset(reset.reset)
