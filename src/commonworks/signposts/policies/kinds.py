"""What kinds of thing have cards, in words."""

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


def kind_name(kind: str) -> str:
    """As a heading says it; a kind that is not listed, by its own word."""
    return str(KINDS.get(kind, kind.replace("-", " ").capitalize()))
