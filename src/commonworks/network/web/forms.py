"""What the pages of the room ask for. Rules are in the commands; here are shapes and labels."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from commonworks.frontend.fields import Field, Option
from commonworks.frontend.forms import Form, in_words
from commonworks.network.queries import organisations
from commonworks.network.queries.suspensions import REASONS

PASSWORD_HINT = _("At least 12 characters. Three random words make a good password.")


class SignIn(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Email address")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""  # the page has that link, where it reads better


class AskForPassword(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")


class SetPassword(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)


class Change(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        _new_password(self)


def _new_password(form: forms.Form) -> None:
    """Allauth's texts know no Welsh."""
    form.fields["password1"].label = _("New password")
    form.fields["password1"].help_text = PASSWORD_HINT
    if "password2" in form.fields:
        form.fields["password2"].label = _("New password, again")


class Register(SignupForm):
    """Whoever registers says, besides what allauth asks, what to call them."""

    name = forms.CharField(label=_("Your name"), max_length=100)
    field_order = ["name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = PASSWORD_HINT


class Accept(Form):
    """What somebody new to the network says as they accept an invitation."""

    name = forms.CharField(label=_("Your name"), max_length=100)
    password = forms.CharField(
        label=_("Password"), help_text=PASSWORD_HINT, widget=forms.PasswordInput, max_length=500
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class Sure(Form):
    """Nothing to fill in: a button that does what its page says."""


class Rename(Form):
    name = forms.CharField(label=_("Your name"), max_length=100)


class Invite(Form):
    email = forms.EmailField(label=_("Email address"))

    def __init__(self, *args: Any, roles: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=roles)


class InviteAdministrator(Form):
    email = forms.EmailField(label=_("Email address of the administrator"))


class Roles(Form):
    def __init__(self, *args: Any, roles: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = forms.MultipleChoiceField(label=_("Roles"), choices=roles)


class ConfirmDomain(Form):
    domain = forms.RegexField(
        r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
        label=_("Email domain"),
        help_text=_("What comes after the @, such as example.gov.uk"),
        max_length=100,
        error_messages={"invalid": _("Enter a domain such as example.gov.uk")},
    )


class AddOrganisation(Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    ref = forms.SlugField(
        label=_("Short name for its web address"),
        help_text=_("Lower-case letters, digits and hyphens"),
        max_length=60,
    )
    type = forms.ChoiceField(label=_("Type"), choices=lambda: organisations.choices()["type"])
    nation = forms.ChoiceField(label=_("Nation"), choices=lambda: organisations.choices()["nation"])


class FindAccount(Form):
    email = forms.EmailField(label=_("Email address of the account"))


class Suspend(Form):
    why = forms.ChoiceField(
        label=_("Why is it suspended?"), choices=in_words(REASONS), widget=forms.RadioSelect
    )


def fields_of(form: forms.Form) -> list[Field]:
    """The form's fields as the front end draws them, filled in, each with its first error."""
    return [_field(bound) for bound in form]


def _field(bound: forms.BoundField) -> Field:
    value = bound.value() or ""
    return Field(
        kind=_kind(bound.field),
        name=bound.html_name,
        label=str(bound.label),
        hint=str(bound.help_text),
        value=tuple(value) if isinstance(value, list) else "" if _secret(bound) else str(value),
        error=_error(bound),
        options=tuple(
            Option(str(key), str(words)) for key, words in getattr(bound.field, "choices", ())
        ),
        required=bound.field.required,
        autocomplete=AUTOCOMPLETE.get(bound.html_name, ""),
    )


AUTOCOMPLETE = {
    "name": "name",
    "login": "username",
    "password": "current-password",
    "oldpassword": "current-password",
    "password1": "new-password",
    "password2": "new-password",
}


def _error(bound: forms.BoundField) -> str:
    """The first error, in the words of the GOV.UK Design System: what to do, and where."""
    errors = bound.form.errors.as_data().get(bound.name, ())
    if not errors:
        return ""
    if errors[0].code != "required":
        return str(bound.errors[0])
    chosen = hasattr(bound.field, "choices")
    return (_("Choose %s") if chosen else _("Enter %s")) % str(bound.label).lower()


def _secret(bound: forms.BoundField) -> bool:
    return isinstance(bound.field.widget, forms.PasswordInput)


def _kind(field: forms.Field) -> str:
    if isinstance(field.widget, forms.PasswordInput):
        return "password"
    if isinstance(field, forms.MultipleChoiceField):
        return "checkboxes"
    if isinstance(field, forms.ChoiceField):
        return "select"
    return "email" if isinstance(field, forms.EmailField) else "text"
