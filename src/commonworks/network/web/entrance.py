"""Signing in and out, registering and choosing a new password: django-allauth in our own pages.

Allauth keeps the rules: rate limits, a new session at sign-in, and the same answers whether or not
an address has an account.
"""

from typing import Any

from allauth.account import views as allauth
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from commonworks.frontend.pages import page
from commonworks.kernel.errors import NotAllowed, TooMany
from commonworks.network.queries import accounts
from commonworks.network.web.forms import fields_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(request: HttpRequest, person: str) -> None:
    """Begin a session of this person's; the session gets a new id. Raises NotAllowed for an
    account that is suspended."""
    user = AuthenticationBackend().get_user(accounts.key_of(person))
    if user is None:
        raise NotAllowed(_("This account is suspended. Ask a steward of the network."))
    login(request, user, backend=BACKEND)


class Ours:
    """A view of allauth's, drawn by our templates, with its refusals as our error pages."""

    # Ours alone: allauth would take a PUT for a POST.
    http_method_names = ("get", "head", "post", "options")
    request: HttpRequest
    template_name = "network/entrance.html"
    heading: Any = ""
    button: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (request.method or "").lower() not in self.http_method_names:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if response.status_code == TooMany.status:
            raise TooMany(_("Wait a few minutes, then try again."))
        return response

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        form = context.pop("form", None)
        return page(
            self.request,
            self.template_name,
            heading=self.heading,
            button=self.button,
            fields=fields_of(form) if form else (),
            others=[str(error) for error in form.non_field_errors()] if form else (),
            errors=bool(form and form.errors),
            next=context.get("redirect_field_value") or "",
            **{
                name: context[name]
                for name in ("email", "can_confirm", "token_fail")
                if name in context
            },
        )


class SignIn(Ours, allauth.LoginView):
    template_name = "network/sign_in.html"
    heading = _("Sign in")
    button = _("Sign in")


class SignOut(Ours, allauth.LogoutView):
    template_name = "network/sign_out.html"
    heading = _("Do you want to sign out?")


class Register(Ours, allauth.SignupView):
    template_name = "network/register.html"
    heading = _("Register")
    button = _("Register")


class LookInYourMail(Ours, allauth.EmailVerificationSentView):
    template_name = "network/look_in_your_mail.html"
    heading = _("Look in your email")


class ConfirmEmail(Ours, allauth.ConfirmEmailView):
    template_name = "network/confirm_email.html"
    heading = _("Confirm your email address")


class ForgottenPassword(Ours, allauth.PasswordResetView):
    success_url = reverse_lazy("account_reset_password_done")
    heading = _("Choose a new password")
    button = _("Send me an email")


class ForgottenPasswordSent(Ours, allauth.PasswordResetDoneView):
    template_name = "network/look_in_your_mail.html"
    heading = _("Look in your email")


class NewPassword(Ours, allauth.PasswordResetFromKeyView):
    template_name = "network/new_password.html"
    heading = _("Choose a new password")
    button = _("Save the password")


class NewPasswordSaved(Ours, allauth.PasswordResetFromKeyDoneView):
    template_name = "network/new_password_saved.html"
    heading = _("Your password is saved")


class ChangePassword(Ours, allauth.PasswordChangeView):
    success_url = reverse_lazy("network:account")
    heading = _("Change your password")
    button = _("Save the password")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")  # there is none to change: choose a first one
        return super().dispatch(request, *args, **kwargs)


class Closed(Ours, allauth.AccountInactiveView):
    template_name = "network/closed.html"
    heading = _("This account is suspended")
