"""Forms for staff: Django checks them, our fields draw them.

class Declare(Form):
    title = forms.CharField(label="What is the problem?", max_length=120)

def declare(request):
    form = Declare.of(request)
    if form.is_valid() and form.carries_out(commands.declare_need, by=by, at=now()):
        return redirect("needs:need", form.result)
    return page(request, "frontend/form.html", form=form, title=_("Declare a need"))
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from commonworks.frontend.fields import PARTS, Field, Option, errors_html, fields_html
from commonworks.kernel.errors import Conflict, Invalid
from commonworks.kernel.money import pence, pounds


class DateParts(forms.Widget):
    """Day, month and year as three inputs; gives the three texts."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: data.get(f"{name}-{part}", "").strip() for part in PARTS["date"]}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in PARTS["date"])


class WrongDate(forms.ValidationError):
    """A date that is none, and which of its parts are at fault."""

    def __init__(self, message: str, parts: tuple[str, ...]) -> None:
        super().__init__(message)
        self.parts = parts


class DateField(forms.Field):
    """A day, typed as three numbers. Gives a ``date``."""

    widget = DateParts

    def clean(self, value: Mapping[str, str]) -> dt.date | None:
        if not any(value.values()):
            if self.required:
                raise WrongDate(self._missing(), PARTS["date"])
            return None
        missing = tuple(part for part in PARTS["date"] if not value[part])
        if missing:
            raise WrongDate(_("The date must include a day, a month and a year"), missing)
        return self._day(value)

    def _missing(self) -> str:
        """By the field's name, where it has one: a form may ask for several dates."""
        return f"{_('Enter a date')}: {self.label}" if self.label else _("Enter a date")

    def _day(self, value: Mapping[str, str]) -> dt.date:
        numbers = [value[part] for part in ("year", "month", "day")]
        wrong = WrongDate(_("The date must be a real date, like 27 3 2026"), PARTS["date"])
        if not all(text.isascii() and text.isdecimal() for text in numbers):
            raise wrong
        if len(numbers[0]) != 4:
            raise WrongDate(_("The year must have four numbers"), ("year",))
        try:
            return dt.date(*map(int, numbers))
        except ValueError:
            raise wrong from None


class MoneyField(forms.CharField):
    """An amount in pounds. Gives pence."""

    def clean(self, value: str) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return pence(text)
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error


class PostcodeField(forms.CharField):
    """A UK postcode as typed; the room that needs it checks it."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command did not do what a form asked: what to say beside which field, or else above
    them all, the page's status, and which error it was."""

    said: str
    fields: Mapping[str, str]
    status: int
    code: str = Invalid.code

    def others(self, names: Collection[str]) -> tuple[str, ...]:
        """What belongs to none of these fields; the sentence itself where nothing does to one."""
        beside = [name for name in self.fields if name in names]
        rest = [text for name, text in self.fields.items() if name not in names]
        return tuple(rest if beside else [self.said, *rest])


def tried(command: Callable[..., T], **given: Any) -> tuple[T | None, Refusal | None]:
    """(what the command answered, None), or (None, its refusal). Whoever typed something that the
    house refuses, or that somebody else overtook, gets their form again; any other error is a
    page of its own, for nothing on a form would put it right."""
    try:
        return command(**given), None
    except (Invalid, Conflict) as error:
        return None, Refusal(str(error), getattr(error, "fields", {}), error.status, error.code)


class Form(forms.Form):
    """A Django form that our fields draw, errors first."""

    template_name = "frontend/form.html"
    result: Any = None
    refusal: Refusal | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def full_clean(self) -> None:
        """As Django does, in our words; fields that a form adds as it is made are there by now."""
        for name, field in self.fields.items():
            label = {"label": str(self[name].label)}
            if field.error_messages.get("required") == DJANGOS:
                said = CHOOSE if kind_of(field) in CHOSEN else ENTER
                field.error_messages["required"] = str(said) % label
            if field.error_messages.get("invalid_choice") in DJANGOS_CHOICES:
                field.error_messages["invalid_choice"] = str(NOT_LISTED) % label
            field.error_messages.setdefault("max_length", TOO_LONG)
            field.error_messages.setdefault("min_value", TOO_SMALL)
            field.error_messages.setdefault("max_value", TOO_LARGE)
            wrong = field.error_messages.get("invalid")
            for kind, own, said in WRONG_KIND:
                if isinstance(field, kind) and wrong in (None, own):
                    field.error_messages["invalid"] = said
        super().full_clean()

    def _clean_fields(self) -> None:
        """Whoever typed into the box of a long list what is not in it is not told to answer."""
        super()._clean_fields()  # type: ignore[misc]
        for name in [name for name in self.errors if name in self.fields]:
            errors = self.errors.as_data()[name]
            if self.typed(name) and errors[0].code == "required":
                del self.errors[name]
                self.add_error(name, self.fields[name].error_messages["invalid_choice"])

    def typed(self, name: str) -> str:
        """What was typed into the box that a script makes of a long list, if nothing was chosen."""
        is_list = kind_of(self.fields[name]) == "select"
        return str(self.data.get(f"{self.add_prefix(name)}-typed", "")) if is_list else ""

    @classmethod
    def of(cls, request: HttpRequest, **kwargs: Any) -> Self:
        """Filled in from a POST; empty, or with its ``initial``, otherwise."""
        if request.method == "POST":
            return cls(request.POST, request.FILES, **kwargs)
        return cls(**kwargs)

    def carries_out(self, command: Callable[..., Any], **more: Any) -> bool:
        """Call the command with what was typed; False, with errors beside fields, if refused.

        Its answer is kept in ``result``. Which refusals leave the form standing: see ``tried``.
        """
        self.result, self.refusal = tried(command, **self.cleaned_data, **more)
        if self.refusal is None:
            return True
        for name, text in self.refusal.fields.items():
            if name in self.fields:
                self.add_error(name, text)
        for text in self.refusal.others(self.fields):
            self.add_error(None, text)
        return False

    @property
    def status(self) -> int:
        """Of the page that shows the form: 200 until something is wrong with it."""
        if self.refusal:
            return self.refusal.status
        return 422 if self.is_bound and not self.is_valid() else 200

    @property
    def drawn(self) -> list[Field]:
        return [described(self, name) for name in self.fields if not self[name].is_hidden]

    @property
    def html(self) -> Markup:
        hidden = "".join(str(each) for each in self.hidden_fields())
        return Markup(hidden) + fields_html(self.drawn)  # noqa: S704 - Django escapes it

    @property
    def summary(self) -> Markup:
        """The error summary; empty if there is nothing wrong."""
        return errors_html(self.drawn, [str(each) for each in self.non_field_errors()])


class NumberField(forms.IntegerField):
    """A whole number as people write it: 1,200 and 1 200 are both."""

    def to_python(self, value: Any) -> int | None:
        typed = "".join(value.replace(",", "").split()) if isinstance(value, str) else value
        number: int | None = super().to_python(typed)
        return number


def in_words(choices: Iterable[tuple[str, str]]) -> list[tuple[str, Any]]:
    """The choices of a model, as a form offers them: their words are looked up as it is drawn."""
    return [(value, gettext_lazy(label)) for value, label in choices]


DJANGOS = forms.Field.default_error_messages["required"]
DJANGOS_CHOICES = tuple(
    kind.default_error_messages["invalid_choice"]
    for kind in (forms.ChoiceField, forms.MultipleChoiceField)
)
ENTER = gettext_lazy("Enter an answer: %(label)s")
CHOOSE = gettext_lazy("Choose an answer: %(label)s")
NOT_LISTED = gettext_lazy("Choose an answer from the list: %(label)s")
CHOSEN = ("checkboxes", "radios", "select", "declaration")
TOO_SMALL = gettext_lazy("This must be %(limit_value)s or more")
TOO_LARGE = gettext_lazy("This must be %(limit_value)s or less")
WRONG_KIND = (  # (kind of field, what Django says, what we say)
    (
        forms.IntegerField,
        forms.IntegerField.default_error_messages["invalid"],
        gettext_lazy("Enter a whole number, such as 12"),
    ),
    (
        forms.URLField,
        forms.URLField.default_error_messages["invalid"],
        gettext_lazy("Enter a web address, such as https://www.example.org/report"),
    ),
    (forms.EmailField, None, gettext_lazy("Enter an email address, such as name@example.org")),
)
TOO_LONG = gettext_lazy(
    "This must be %(limit_value)d characters or fewer, and it has %(show_value)d. Shorten it."
)
BY_FIELD: tuple[tuple[type[forms.Field], str], ...] = (
    (DateField, "date"),
    (MoneyField, "money"),
    (PostcodeField, "postcode"),
    (forms.EmailField, "email"),
    (forms.FileField, "file"),
    (forms.BooleanField, "declaration"),
    (forms.IntegerField, "number"),
    (forms.Field, "text"),
)
BY_WIDGET: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.Textarea, "long-text"),
    (forms.PasswordInput, "password"),
)


def described(form: Form, name: str) -> Field:
    """One field of a Django form as ours."""
    bound, field = form[name], form.fields[name]
    kind = kind_of(field)
    given = field.widget.attrs
    errors = bound.errors.as_data() if bound.errors else []
    return Field(
        kind,
        bound.html_name,
        str(bound.label),
        hint=str(bound.help_text or ""),
        value=_value(kind, bound.value()),
        error=str(bound.errors[0]) if errors else "",
        wrong_parts=tuple(getattr(errors[0], "parts", ())) if errors else (),
        options=_options(field),
        required=field.required or kind == "declaration",
        max_length=(getattr(field, "max_length", None) or 0) if kind == "long-text" else 0,
        autocomplete=str(given.get("autocomplete", "")),
        inputmode=str(given.get("inputmode", "")),
        width=int(given.get("width", 0)),
        rows=int(given.get("rows", 0)) if kind == "long-text" else 0,
        heading=bool(given.get("heading", False)),
        accept=str(given.get("accept", "")),
        disabled=field.disabled,
        typed=form.typed(name) if kind == "select" else None,
    )


def kind_of(field: forms.Field) -> str:
    """Which of our kinds draws it: by its widget where that says, else by the field."""
    for widget, kind in BY_WIDGET:
        if isinstance(field.widget, widget):
            return kind
    return next(kind for each, kind in BY_FIELD if isinstance(field, each))


def _value(kind: str, value: Any) -> Any:
    if kind == "date":
        if isinstance(value, dt.date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return value or {}
    if kind == "checkboxes":
        return tuple(str(each) for each in value or ())
    if kind == "declaration":
        return "yes" if value else ""
    if kind == "money" and isinstance(value, int):
        return pounds(value).lstrip("£")
    return "" if value is None or kind in ("file", "password") else str(value)


def _options(field: forms.Field) -> tuple[Option, ...]:
    choices = getattr(field, "choices", ())
    return tuple(Option(str(value), str(label)) for value, label in choices if value != "")
