"""Tables, by noun."""

from commonworks.factories.models.factories import Factory, Member

__all__ = ["Factory", "Member"]
