"""What people write: how long, and that there is something at all."""

import hashlib

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid

LONGEST = 10_000  # characters of a comment, an update or a note: some 1,500 words


def check_text(text: str, field: str, *, most: int, what: str = "") -> str:
    """The text without space around it. Raises Invalid beside the field."""
    cleaned = text.strip().replace("\x00", "")
    if not cleaned:
        said = _("Enter %(what)s.") % {"what": what or _("this")}
        raise Invalid(said, {field: said})
    return check_length(cleaned, field, most=most)


def check_length(text: str, field: str, *, most: int) -> str:
    """As check_text, for what may be left empty."""
    cleaned = text.strip().replace("\x00", "")
    if len(cleaned) > most:
        said = _("This has %(count)s characters. Shorten it to %(most)s or fewer.") % {
            "count": f"{len(cleaned):,}",
            "most": f"{most:,}",
        }
        raise Invalid(said, {field: said})
    return cleaned


def hash_of(text: str) -> str:
    """The SHA-256 of a text as a file has it, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
