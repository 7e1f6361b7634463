"""What a file came to, in the words of a page."""

from django.utils.translation import gettext as _

from commonworks.needs.policies.files import Report

NAMED = 3  # of those that nobody may overlook: a message is short, and their pages say it too


def said(report: Report) -> str:
    counted = {
        "added": len(report.added),
        "changed": len(report.changed),
        "unchanged": report.unchanged,
    }
    count = _("%(added)s added, %(changed)s changed, %(unchanged)s as before.") % counted
    return " ".join([count, *(_noted(note, names) for note, names in report.noted().items())])


def _noted(note: str, names: list[str]) -> str:
    more = f" (+{len(names) - NAMED:,})" if names[NAMED:] else ""
    return f"{note}: {'; '.join(names[:NAMED])}{more}."
