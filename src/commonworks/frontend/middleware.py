"""What happens to every request and answer: errors, headers that protect, and the language."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from commonworks.frontend import problems
from commonworks.kernel import demonstration

Handler = Callable[[HttpRequest], HttpResponse]
YEAR = 365 * 24 * 60 * 60
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
        *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "magnetometer"),
        *("microphone", "midi", "payment", "picture-in-picture", "usb", "xr-spatial-tracking"),
    )
)


class DomainErrors:
    """A refusal becomes a page or problem+json, a bare one of Django's too; so does a database
    that is not there."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return problems.dressed(request, self.get_response(request))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return problems.unexpected(request, error)


class Demonstration:
    """In the demonstration every answer says that nothing in it is real, and so does the name of
    every file that is downloaded. What is in them stays as it is."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in demonstration.headers().items():
            response.headers[name] = value
        if told := response.headers.get("Content-Disposition"):
            response.headers["Content-Disposition"] = demonstration.file_named(told)
        return response


class SecurityHeaders:
    """A nonce for the page, and headers that say what a browser may do with it.

    A view that needs something else sets that header itself; what it set is left alone.
    ``settings.COMMONWORKS_FORM_TARGETS`` lists other origins that a form may lead to: browsers
    apply form-action to redirects too, and a payment is one.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.form_action = " ".join(("'self'", *getattr(settings, "COMMONWORKS_FORM_TARGETS", ())))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        own = {name.lower() for name in response.headers}
        for name, value in self._headers(request, nonce):
            if name.lower() not in own:
                response.headers[name] = value
        return response

    def _headers(self, request: HttpRequest, nonce: str) -> list[tuple[str, str]]:
        headers = [("Content-Security-Policy", self.policy(nonce)), *FIXED]
        if request.is_secure():
            headers.append(("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains"))
        return headers

    def policy(self, nonce: str) -> str:
        """CSP level 3: our own files and what carries the nonce; nothing inline, no frames."""
        return (
            f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; "
            f"style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; "
            f"connect-src 'self'; manifest-src 'self'; form-action {self.form_action}; "
            "base-uri 'none'; frame-ancestors 'none'"
        )


FIXED = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),  # addresses of drafts and cases stay with us
    ("Permissions-Policy", PERMISSIONS),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),  # for browsers older than frame-ancestors
]


class Language:
    """English or Welsh: by ``?lang=``, which is remembered in a cookie; English otherwise."""

    KNOWN = ("en", "cy")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        chosen = asked or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in self.KNOWN else "en"
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        if asked in self.KNOWN:
            remember(response, asked)
        return response


def remember(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
