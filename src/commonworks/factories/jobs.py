"""What the worker does for factories: the convener's role begins and ends with the term."""

from datetime import datetime, timedelta

from commonworks.factories.commands import terms
from commonworks.kernel.jobs import Job, register
from commonworks.network.ports import SYSTEM


def keep_terms(at: datetime) -> bool:
    """Begin before ending: whoever is elected again keeps the role throughout."""
    began = terms.begin_next(by=SYSTEM, at=at)
    return terms.end_next(by=SYSTEM, at=at) or began


def register_all() -> None:
    """Called once, as the house starts."""
    register(Job("factories.terms", keep_terms, every=timedelta(minutes=10)))
