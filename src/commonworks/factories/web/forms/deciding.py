"""Motions, and what they commission."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonworks.factories.policies.texts import LONGEST
from commonworks.factories.web.forms.shared import Pairs, lines, offer
from commonworks.frontend.forms import DateField, Form

RULES = (
    ("majority", _("Majority of the votes")),
    ("two-thirds", _("Two thirds of the votes")),
    ("consent", _("Consent: nobody objects")),
)


COMMISSIONS = (
    ("build", _("Build it in-house")),
    ("adopt", _("Adopt what exists")),
    ("brief", _("Open a joint brief")),
)


class Propose(Form):
    title = forms.CharField(label=_("What is to be decided?"), max_length=150)
    text = forms.CharField(label=_("Reasons"), required=False, max_length=LONGEST, widget=lines(8))
    rule = forms.ChoiceField(label=_("Rule"), choices=RULES, widget=forms.RadioSelect)
    quorum = forms.CharField(
        label=_("How many must vote?"),
        help_text=_("A number or a share, like 5 or 50%."),
        max_length=5,
        widget=forms.TextInput(attrs={"width": 5}),
    )
    closes = DateField(label=_("Last day to vote"), help_text=_("Voting closes at 5pm that day."))


class Proposers(Form):
    proposers = forms.ChoiceField(
        label=_("Whose lead or deputy puts motions?"),
        choices=(
            ("members", _("The lead and every partner")),
            ("lead", _("The lead authority alone")),
        ),
        widget=forms.RadioSelect,
    )


class Commission(Form):
    def __init__(self, *args: Any, motions: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "motion", motions)

    kind = forms.ChoiceField(label=_("How?"), choices=COMMISSIONS, widget=forms.RadioSelect)
    title = forms.CharField(label=_("What is commissioned?"), max_length=120)
    text = forms.CharField(label=_("Brief"), required=False, max_length=LONGEST, widget=lines(8))
    motion = forms.ChoiceField(
        label=_("Mandate"), help_text=_("A motion of this factory that was carried.")
    )
