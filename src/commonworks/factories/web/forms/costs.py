"""Figures to share by, and plans of who pays what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonworks.factories.web.forms.shared import OnBehalf, Pairs
from commonworks.frontend.forms import Form, MoneyField, NumberField

FIGURES = (("population", _("Population")), ("use", _("Use in a year")))


COST_RULES = (
    ("equal", _("Equal shares")),
    ("population", _("By population, as each member has stated it")),
    ("use", _("By use, as each member has stated it")),
    ("fixed", _("Fixed amounts")),
)


class Figure(OnBehalf):
    organisation = forms.ChoiceField(label=_("Whose figure is it?"))
    kind = forms.ChoiceField(label=_("Which?"), choices=FIGURES, widget=forms.RadioSelect)
    value = NumberField(label=_("Figure"), min_value=1, max_value=10**10)
    source = forms.CharField(
        label=_("Where is it from?"),
        help_text=_("Such as: ONS mid-year estimate 2024."),
        max_length=200,
    )


class Plan(Form):
    """A total and a rule; with fixed amounts, one for each member."""

    title = forms.CharField(label=_("What is the money for?"), max_length=120)
    total_pence = MoneyField(label=_("Total"))
    rule = forms.ChoiceField(
        label=_("How is it shared?"), choices=COST_RULES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, voting: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for organisation, name in voting:
            self.fields[f"pence-{organisation}"] = MoneyField(
                label=_("Fixed amount: %(name)s") % {"name": name}, required=False
            )

    def clean(self) -> dict[str, Any]:
        """`amounts` by organisation."""
        told = super().clean() or {}
        names = [name for name in told if name.startswith("pence-")]
        amounts = {name.removeprefix("pence-"): told.pop(name) or 0 for name in names}
        return told | {"amounts": amounts}
