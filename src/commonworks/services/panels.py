"""What services show on pages of needs, organisations, factories and accounts."""

from commonworks.factories.queries import lists
from commonworks.frontend.panels import Panel
from commonworks.network.ports import Actor
from commonworks.services.queries.catalogue import Local, ServiceLine, run_in, services_of
from commonworks.services.queries.deployments import Managed, managed_by


def offered_by(ref: str, *, by: Actor) -> list[Local]:
    return run_in([ref])


def made_by(ref: str, *, by: Actor) -> list[ServiceLine]:
    return services_of(ref)


def made_for(ref: str, *, by: Actor) -> list[ServiceLine]:
    """What the factories made that took the need on: to whoever has it too, its end."""
    return services_of(*(factory.ref for factory in lists.on_needs([ref]).get(ref, [])))


def to_manage(ref: str, *, by: Actor) -> list[Managed]:
    return managed_by(by=by)


PANELS = (
    Panel("needs.need", made_for, "services/panel_need.html", sql=3),
    Panel("needs.ended", made_for, "services/panel_ended.html", sql=3),
    Panel("network.organisation", offered_by, "services/panel_organisation.html", sql=1),
    Panel("factories.factory", made_by, "services/panel_factory.html", sql=2),
    Panel("network.account", to_manage, "services/panel_account.html", sql=1),
)
