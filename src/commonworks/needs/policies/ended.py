"""Whether a need still looks for others or is worked on, as far as anybody says."""

from datetime import datetime

from django.utils.translation import gettext as _

from commonworks.needs.models import NotPossible, Stage
from commonworks.needs.models.needs import ASKED


def lives(stage: str, *, archived: bool) -> bool:
    return stage in ASKED and not archived


def check_takes_support(stage: str, archived_at: datetime | None) -> None:
    """Raises NotPossible, saying how the need has ended."""
    if lives(stage, archived=archived_at is not None):
        return
    said = _("Archived") if stage in ASKED else _(Stage(stage).label)
    raise NotPossible(_("This need is “%(stage)s”: it takes no more support.") % {"stage": said})
