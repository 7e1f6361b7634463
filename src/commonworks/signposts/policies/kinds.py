"""What kinds of thing have cards and how these stand, in words."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "need": _("Needs"),
    "factory": _("Factories"),
    "service": _("Services"),
    "deployment": _("Services run by a council"),
    "system": _("Systems in use"),
    "body": _("The convening body"),
    "motion": _("Motions and votes"),
    "organisation": _("Organisations"),
}
# One of them.
ONE = {
    "need": _("Need"),
    "factory": _("Factory"),
    "service": _("Service"),
    "deployment": _("Service run by a council"),
    "system": _("System in use"),
    "motion": _("Motion"),
}
# What several kinds of thing share has one word here: a need and a vote can both be open.
STATES = {
    "open": _("Open"),
    "taken-on": _("Taken on by a factory"),
    "met": _("Met"),
    "discovery": _("Discovery"),
    "alpha": _("Alpha"),
    "beta": _("Beta"),
    "live": _("Live"),
    "retirement": _("Retirement"),
    "retired": _("Retired"),
    "stopped": _("Stopped"),
    "preparing": _("Being prepared"),
    "paused": _("Paused"),
    "ended": _("Ended"),
    "running": _("In use"),
    "archived": _("Archived"),
    "proposed": _("Voting has not opened yet"),
    "decided": _("Closed"),
    "carried": _("Carried"),
    "not-carried": _("Not carried"),
    "no-decision": _("No decision"),
    "no-quorum": _("No quorum"),
    "withdrawn": _("Withdrawn"),
}


def kind_name(kind: str) -> str:
    """As a heading says it; a kind that is not listed, by its own word."""
    return str(KINDS.get(kind, kind.replace("-", " ").capitalize()))


def name_of_one(kind: str) -> str:
    """The same of one thing of its kind."""
    return str(ONE.get(kind, kind_name(kind)))


def state_name(state: str) -> str:
    """The same of how a thing stands."""
    return str(STATES.get(state, state.replace("-", " ").capitalize()))
