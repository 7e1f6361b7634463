"""A steward makes a council's first administrator, who makes a service owner."""

import pytest

from tests.journeys import joining
from tests.journeys.browsing import DESKTOP, Window
from tests.journeys.fixtures import Arrive

pytestmark = pytest.mark.journey


def test_a_steward_invites_an_administrator_who_invites_a_service_owner(
    arrive: Arrive, window: Window
) -> None:
    council = "Sheffield City Council" if window == DESKTOP else "Bristol City Council"
    place = council.split()[0].lower()
    steward = arrive("Steward of the network")
    steward.goes_to("/my-council/")
    joining.invites_administrator(steward, council, f"admin@{place}.example")
    administrator = arrive()
    invitation = administrator.mail(f"admin@{place}.example", "")
    administrator.opens_link_in(invitation, "/invitations/")
    administrator.presses("Accept")
    administrator.reads("There is a problem")
    joining.accepts(administrator, "Administrator Demonstration")
    administrator.goes_to("/my-council/")
    joining.invites_colleague(administrator, "Service owner", f"owner@{place}.example")
    administrator.reads("The invitation is on its way.", f"owner@{place}.example")
    owner = arrive()
    owner.opens_link_in(owner.mail(f"owner@{place}.example", ""), "/invitations/")
    joining.accepts(owner, "Owner Demonstration")
    owner.reads("Service owner")
    owner.goes_to("/my-council/")
    owner.follows("Services")
    owner.reads_heading(f"Services of {council}")
