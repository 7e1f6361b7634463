"""The JSON API, gathered from the rooms."""

from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from commonworks.config.rooms import doors

api = NinjaAPI(
    title="Commonworks",
    version="1",
    description="What the network shares in public: organisations, services and their figures.",
    urls_namespace="api",
    docs_url=None,
    docs_decorator=require_safe,
)

for door in doors("api"):
    api.add_router("", door.router)
