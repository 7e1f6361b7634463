"""The choices of a joint working agreement."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonworks.factories.policies import agreements
from commonworks.factories.web.forms.shared import lines
from commonworks.frontend.forms import Form, MoneyField


def pairs(known: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [(value, _(words)) for value, words in known.items()]


class Agree(Form):
    """The choices from which a joint working agreement is written."""

    ownership = forms.ChoiceField(
        label=_("Who may use what you make?"),
        choices=pairs(agreements.OWNERSHIP),
        widget=forms.RadioSelect,
    )
    licence = forms.ChoiceField(label=_("Licence"), choices=pairs(agreements.LICENCES))
    reason = forms.CharField(
        label=_("Why is it not open?"),
        required=False,
        max_length=400,
        widget=lines(3),
        help_text=_("Only if it is kept among the members. The reason is published."),
    )
    liability = forms.ChoiceField(
        label=_("Who answers for it?"),
        choices=pairs(agreements.LIABILITY),
        widget=forms.RadioSelect,
    )
    cap_pence = MoneyField(
        label=_("Limit of the lead’s liability"),
        required=False,
        help_text=_("Only if it is limited."),
    )
    data = forms.ChoiceField(
        label=_("Whose is the data?"), choices=pairs(agreements.DATA), widget=forms.RadioSelect
    )
    notice_weeks = forms.TypedChoiceField(
        label=_("Notice to leave"),
        choices=[(weeks, f"{weeks} weeks") for weeks in agreements.NOTICE],
        coerce=int,
    )
    paid = forms.ChoiceField(
        label=_("What happens to what a member has paid when it leaves?"),
        choices=pairs(agreements.PAID),
        widget=forms.RadioSelect,
    )
    review_months = forms.TypedChoiceField(
        label=_("Look at it again after"),
        choices=[(months, f"{months} months") for months in agreements.REVIEW],
        coerce=int,
    )
