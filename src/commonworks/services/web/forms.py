"""What the owners' pages ask for. Rules are in the commands; here are shapes and labels."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonworks.frontend.forms import Form


class WithdrawRelease(Form):
    why = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("Councils are told this, and it is public. Name no person."),
        widget=forms.Textarea,
        max_length=400,
    )


class PaymentsAccount(Form):
    api_key = forms.CharField(
        label=_("API key"),
        help_text=_("From your council’s GOV.UK Pay account, under API keys. We never show it."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        max_length=200,
    )
    webhook_secret = forms.CharField(
        label=_("Signing secret of the webhook"),
        help_text=_("Without one we ask GOV.UK Pay ourselves how each payment stands."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        max_length=200,
        required=False,
    )
