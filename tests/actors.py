"""Who acts in the tests, and when."""

from datetime import UTC, datetime

from commonworks.network.ports import Actor

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def member_of(council: str, role: str = "member") -> Actor:
    return Actor(f"{role}-of-{council}", frozenset({(council, role)}), f"{role} of {council}")


LEEDS_LEAD = member_of("leeds", "lead")
