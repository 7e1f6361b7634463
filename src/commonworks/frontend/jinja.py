"""Jinja2 as every room uses it: GOV.UK macros, gettext, and a few names that are always there.

Set up in settings as ``{"BACKEND": "commonworks.frontend.jinja.Templates", "APP_DIRS": True}``.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.template.backends.jinja2 import Jinja2
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import translation
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

from commonworks.frontend import words
from commonworks.frontend.assets import static
from commonworks.frontend.colours import Theme
from commonworks.frontend.fields import errors_html, field_html, fields_html
from commonworks.frontend.panels import account, demo_tools, navigation, panels
from commonworks.kernel.money import pounds


class Templates(Jinja2):
    """Django's Jinja2 backend, looking in each room's ``templates`` folder."""

    app_dirname = "templates"

    def __init__(self, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS") or {})
        options.setdefault("environment", "commonworks.frontend.jinja.environment")
        super().__init__({**params, "OPTIONS": options})


def environment(**options: Any) -> Environment:
    """An environment in which templates find the GOV.UK macros beside those of the rooms."""
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["loader"] = ChoiceLoader([options["loader"], govuk])
    # The macros read params.a.b where a is missing; they are written for this.
    options["undefined"] = ChainableUndefined
    options["autoescape"] = True
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n"]
    env = Environment(**options)  # noqa: S701 - autoescape is set above
    env.globals.update(GLOBALS)
    env.filters.update(FILTERS)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    return env


def gettext(message: str) -> str:
    """As Django's, with each answer kept: a page asks for a dozen, and they never change."""
    return _said(message, translation.get_language())


@lru_cache(maxsize=8192)
def _said(message: str, language: str | None) -> str:
    return translation.gettext(message)


def translated(text: str) -> str:
    """A text that the page has as a value, in the reader's language. `_("…")` is for the texts of
    templates alone: it fills in %(places)s and passes tags, so it must never see what people typed.
    """
    return gettext(text) if text else ""


def whole(text: str) -> Markup:
    """A reference or the like in one line: a browser would break it at its hyphens."""
    return Markup('<span class="cw-nowrap">{}</span>').format(text)


GLOBALS: dict[str, Callable[..., Any]] = {}
FILTERS: dict[str, Callable[..., str]] = {
    "money": pounds,
    "date": words.date,
    "datetime": words.moment,
    "plural": words.plural,
    "filesize": words.size,
    "translated": translated,
    "whole": whole,
}


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named view, as Django's ``reverse``."""
    if args or kwargs:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return _fixed(name, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=512)
def _fixed(name: str, urlconf: str | None, prefix: str) -> str:
    # The layout alone asks for half a dozen on each page, and they never change.
    return reverse(name, urlconf=urlconf)


@lru_cache(maxsize=2048)
def frame(template: str, lang: str, theme: Theme | None, demo: bool) -> Markup:
    """A part of the page that is the same for everyone, drawn once and kept.

    A quarter of the time of a form page otherwise. The language is the active one.
    """
    html = render_to_string(template, {"lang": lang, "theme": theme or None, "demo": demo})
    return Markup(html)  # noqa: S704 - templates escape


def slot(name: str, ref: str, by: object) -> Markup:
    """Each panel that later rooms registered for this slot, drawn for this actor."""
    drawn = (
        render_to_string(panel.template, {"rows": panel.query(ref, by=by), "ref": ref, "by": by})
        for panel in panels(name)
    )
    return Markup("\n").join(Markup(html) for html in drawn)  # noqa: S704 - templates escape


GLOBALS.update(
    url=url,
    static=static,
    slot=slot,
    frame=frame,
    navigation=navigation,
    account=account,
    demo_tools=demo_tools,
    field_html=field_html,
    fields_html=fields_html,
    errors_html=errors_html,
)
