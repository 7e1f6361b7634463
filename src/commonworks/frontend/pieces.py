"""The smaller GOV.UK components that controls are made of, and what both are written with.

Texts are escaped, ``html`` is not. A function returns HTML as ``str``.
"""

from collections.abc import Mapping
from typing import Any

from markupsafe import escape

Params = Mapping[str, Any]
NOTHING: Params = {}


def error_summary(params: Params) -> str:
    """``govukErrorSummary``: its script moves the focus there."""
    focus = params.get("disableAutoFocus")
    stay = "" if focus is None else f' data-disable-auto-focus="{str(focus).lower()}"'
    title = content({"html": params.get("titleHtml"), "text": params.get("titleText")})
    about = content({"html": params.get("descriptionHtml"), "text": params.get("descriptionText")})
    entries = "".join(f"<li>{_error_entry(entry)}</li>" for entry in params.get("errorList") or ())
    listed = f'<ul class="govuk-list govuk-error-summary__list">{entries}</ul>' if entries else ""
    return (
        f'<div class="{joined("govuk-error-summary", params)}"{stay}'
        f'{attributes(params.get("attributes"))} data-module="govuk-error-summary">'
        f'<div role="alert"><h2 class="govuk-error-summary__title">{title}</h2>'
        f'<div class="govuk-error-summary__body">{f"<p>{about}</p>" if about else ""}{listed}'
        "</div></div></div>"
    )


def _error_entry(entry: Params) -> str:
    said = content(entry)
    if not entry.get("href"):
        return said
    return f'<a href="{escape(entry["href"])}"{attributes(entry.get("attributes"))}>{said}</a>'


def fieldset(params: Params) -> str:
    """``govukFieldset`` around ``html``."""
    legend = within(params, "legend")
    said = content(legend)
    if said and legend.get("isPageHeading"):
        said = f'<h1 class="govuk-fieldset__heading">{said}</h1>'
    if said:
        said = f'<legend class="{joined("govuk-fieldset__legend", legend)}">{said}</legend>'
    role = f' role="{escape(params["role"])}"' if params.get("role") else ""
    described = params.get("describedBy")
    about = f' aria-describedby="{escape(described)}"' if described else ""
    return (
        f'<fieldset class="{joined("govuk-fieldset", params)}"{role}{about}'
        f"{attributes(params.get('attributes'))}>{said}{params.get('html') or ''}</fieldset>"
    )


def label(params: Params, target: str) -> str:
    """``govukLabel``, a page's heading if asked; nothing without a text."""
    said = content(params)
    if not said:
        return ""
    html = (
        f'<label class="{joined("govuk-label", params)}"{attributes(params.get("attributes"))}'
        f' for="{escape(target)}">{said}</label>'
    )
    return f'<h1 class="govuk-label-wrapper">{html}</h1>' if params.get("isPageHeading") else html


def hint(params: Params) -> str:
    """``govukHint``."""
    return (
        f'<div id="{escape(params["id"])}" class="{joined("govuk-hint", params)}"'
        f"{attributes(params.get('attributes'))}>{content(params)}</div>"
    )


def error_message(params: Params) -> str:
    """``govukErrorMessage``; ``visuallyHiddenText`` is "Error" unless said otherwise."""
    hidden = params.get("visuallyHiddenText", "Error")
    said = f'<span class="govuk-visually-hidden">{escape(hidden)}:</span> ' if hidden else ""
    return (
        f'<p id="{escape(params["id"])}" class="{joined("govuk-error-message", params)}"'
        f"{attributes(params.get('attributes'))}>{said}{content(params)}</p>"
    )


def attributes(given: Mapping[str, object] | None) -> str:
    """More attributes, each with a leading space. A None is left out; a True is its name alone."""
    if not given:
        return ""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
        for name, value in given.items()
        if value is not None
    )


def messages(key: str, text: str | Mapping[str, str] | None) -> dict[str, object]:
    """A text for a component's script: one, or one for each plural form."""
    if not text:
        return {}
    if isinstance(text, str):
        return {f"data-i18n.{key}": text}
    return {f"data-i18n.{key}.{form}": said for form, said in text.items()}


def content(params: Params) -> str:
    """The ``html`` of a piece, or its ``text`` escaped."""
    return params.get("html") or str(escape(params.get("text") or ""))


def within(params: Params, key: str) -> Params:
    """A group of params, empty where there is none."""
    return params.get(key) or NOTHING


def joined(base: str, params: Params) -> str:
    """A class and those that the params add."""
    more = params.get("classes")
    return f"{base} {escape(more)}" if more else base


def both(one: str, other: str) -> str:
    """Two lists of ids as one."""
    return f"{one} {other}".strip()
