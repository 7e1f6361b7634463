"""How the demonstration says that nothing in it is real wherever no banner is seen: its answers to
machines, its files, feeds and messages keep their shape and their hashes, and are marked beside."""

from django.conf import settings
from django.utils.translation import gettext as _

HEADER = "X-Demonstration"
SAID = "Nothing here was said or done by a real council; people, cases and figures are made up."
FILE = "demonstration-"


def headers() -> dict[str, str]:
    """What goes with every answer, and with whatever is sent to other systems."""
    return {HEADER: SAID} if settings.COMMONWORKS_DEMO else {}


def named(name: str) -> str:
    """What a feed, a calendar or a message is called, in the reader's language."""
    return f"{_('Demonstration')}: {name}" if settings.COMMONWORKS_DEMO else name


def file_named(disposition: str) -> str:
    """A Content-Disposition (RFC 6266), with the mark before the file's name."""
    if not settings.COMMONWORKS_DEMO:
        return disposition
    return disposition.replace('filename="', f'filename="{FILE}')
