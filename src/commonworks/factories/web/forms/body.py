"""What the pages of the convening body ask for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonworks.factories.queries.body import purposes
from commonworks.frontend.forms import DateField, Form, NumberField

KINDS = (("constitution", _("The constitution")), ("strategy", _("A year’s strategy")))


class _Voted(Form):
    """With the day on which voting closes, and the quorum."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes"] = DateField(
            label=_("Voting closes on"), help_text=_("At 5pm, UK time.")
        )
        self.fields["quorum"] = forms.CharField(
            label=_("Quorum"),
            help_text=_("How many must vote: a number like 5, or a share like 50%."),
            widget=forms.TextInput(attrs={"width": 5}),
            initial="50%",
        )


class Offer(_Voted):
    kind = forms.ChoiceField(
        label=_("What is to be adopted?"), choices=KINDS, widget=forms.RadioSelect
    )
    year = NumberField(
        label=_("Year of the strategy"),
        help_text=_("Leave it empty for the constitution."),
        widget=forms.NumberInput(attrs={"width": 4}),
        required=False,
    )
    text = forms.CharField(label=_("The text"), widget=forms.Textarea(attrs={"rows": 15}))
    aims = forms.CharField(
        label=_("Aims of the strategy"),
        help_text=_("One on each line. Progress is shown against each."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def clean_aims(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["aims"].splitlines())


class Elect(_Voted):
    candidates = forms.CharField(
        label=_("Candidates"),
        help_text=_(
            "One on each line, of people who agreed to stand: the name, a comma, and the email "
            "address of their account here. Names are published, addresses are not. Whoever is "
            "elected becomes the convener for the term, and nobody need do anything. Leave the "
            "address out only for somebody without an account: if elected, they convene once an "
            "administrator of the convening body has invited them as its convener."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    starts = DateField(
        label=_("First day of the term"),
        help_text=_(
            "An earlier term ends as a later one begins. Whoever is elected with an account is the "
            "only convener from then on."
        ),
    )
    ends = DateField(label=_("Last day of the term"), help_text=_("Three years at most."))

    def clean_candidates(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["candidates"].splitlines())


class Spend(Form):
    on = DateField(label=_("Day"))
    hours = forms.CharField(
        label=_("Hours"),
        help_text=_("Like 1.5 or 0:45."),
        widget=forms.TextInput(attrs={"width": 5}),
    )
    purpose = forms.ChoiceField(label=_("What for?"), choices=purposes, widget=forms.RadioSelect)


class Report(Form):
    percent = NumberField(
        label=_("How far has it come, in percent?"), widget=forms.NumberInput(attrs={"width": 3})
    )
    note = forms.CharField(label=_("In a sentence"), required=False)


class Introduce(Form):
    why = forms.CharField(
        label=_("Why should they talk?"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("first", _("First council")), ("second", _("Second council"))):
            self.fields[name] = forms.ChoiceField(label=label, choices=places)
        self.order_fields(["first", "second", "why"])


class Answer(Form):
    yes = forms.ChoiceField(
        label=_("Would you like to talk?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        widget=forms.RadioSelect,
    )
    contact = forms.CharField(
        label=_("Whom may they write to?"),
        help_text=_(
            "A name and an address at work. Only the other council sees it, once both said yes."
        ),
        required=False,
    )

    def clean_yes(self) -> bool:
        return bool(self.cleaned_data["yes"] == "yes")
