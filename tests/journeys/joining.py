"""How people come into the network: invited, accepting, inviting."""

from tests.journeys.browsing import Visitor

PASSWORD = "three random words here"  # of accounts that live as long as the test


def invites_administrator(steward: Visitor, council: str, email: str) -> None:
    steward.follows("Administrators of councils")
    steward.fills("Name", council)
    steward.presses("Search")
    steward.follows(f"Invite an administrator – {council}")
    steward.fills("Email address of the administrator", email)
    steward.presses("Send the invitation")


def accepts(visitor: Visitor, name: str) -> None:
    visitor.fills("Your name", name)
    visitor.fills("Password", PASSWORD)
    visitor.presses("Accept")
    visitor.reads_heading("Your account")


def invites_colleague(administrator: Visitor, role: str, email: str) -> None:
    administrator.follows("People")
    administrator.presses("Invite somebody")
    administrator.fills("Email address", email)
    administrator.selects("Role", role)
    administrator.presses("Send the invitation")
