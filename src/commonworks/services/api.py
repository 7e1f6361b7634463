"""What programs can read of services: everything here is public."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from commonworks.services.queries import catalogue

router = Router(tags=["services"])


class ServiceOut(Schema):
    ref: str
    title: str
    summary: str
    phase: str
    factory_name: str
    councils: int


class ReleaseOut(Schema):
    version: str
    hash: str
    state: str
    published_at: datetime


class DeploymentOut(Schema):
    ref: str
    service: str
    organisation: str
    state: str
    version: str
    release: str
    live_since: datetime
    ended_at: datetime | None


class ServiceWhole(Schema):
    ref: str
    title: str
    summary: str
    phase: str
    service_code: str
    listed_at: datetime
    factory_ref: str
    factory_name: str
    releases: list[ReleaseOut]
    deployments: list[DeploymentOut]
    asked: int


@router.get("/services", response=list[ServiceOut], summary="All services")
def services(request: HttpRequest) -> object:
    return catalogue.services()


@router.get("/services/{ref}", response=ServiceWhole, summary="One service and who runs it")
def service(request: HttpRequest, ref: str) -> object:
    page = catalogue.service(ref)
    names = [name for name in ServiceWhole.model_fields if name != "deployments"]
    return {name: getattr(page, name) for name in names} | {
        "deployments": catalogue.deployments(ref)
    }


@router.get("/deployments", response=list[DeploymentOut], summary="Which council runs what")
def deployments(request: HttpRequest, service: str = "") -> object:
    """Those that are or were live; of one `service` if it is named."""
    return catalogue.deployments(service)
