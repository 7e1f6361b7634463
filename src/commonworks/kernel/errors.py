"""What can go wrong, in words a person can act on.

Rooms raise these; the doors turn them into a page, problem+json (RFC 9457) or an exit code, each
in one place: `frontend.middleware` and `config.cli`.
"""

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal. `str(error)` is a sentence for the person who asked; `code` is for machines."""

    status = 400
    code = "refused"
    title = "There is a problem"


class NotAllowed(DomainError):
    status, code, title = 403, "not-allowed", "You cannot do this"


class Missing(DomainError):
    status, code, title = 404, "missing", "Page not found"


class Conflict(DomainError):
    status, code = 409, "conflict"


class Gone(DomainError):
    status, code, title = 410, "gone", "This has ended"


class Invalid(DomainError):
    """Input that a person can put right. `fields`: what to say beside which field."""

    status, code = 422, "invalid"

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields: dict[str, str] = dict(fields or {})


class TooMany(DomainError):
    status, code, title = 429, "too-many-requests", "Too many requests"


class Unavailable(DomainError):
    status, code, title = 503, "unavailable", "Sorry, this is not working at the moment"
