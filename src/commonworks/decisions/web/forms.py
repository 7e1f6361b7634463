"""What the pages of the room ask for. Rules are in the commands; here are shapes and labels."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonworks.decisions.policies.times import in_london, time_of_day
from commonworks.frontend.forms import DateField, Form
from commonworks.frontend.words import labelled
from commonworks.kernel import clock
from commonworks.kernel.errors import Invalid

RULES = (
    ("majority", _("Majority: more for than against")),
    ("two-thirds", _("Two thirds of the votes for and against")),
    ("consent", _("Consent: nobody objects")),
)


class Vote(Form):
    """How an organisation votes; the choices are the motion's."""

    choice = forms.ChoiceField(
        label=_("How does your organisation vote?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how your organisation votes")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Published with your vote when voting closes. An objection needs one."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    mandate = forms.CharField(
        label=_("Councillors’ mandate"),
        help_text=_("The decision that this vote rests on, such as a minute’s number. Published."),
        required=False,
    )
    mandate_on = DateField(label=_("Date of the mandate"), required=False)

    def __init__(
        self, *args: Any, choices: Sequence[tuple[str, str]], needs_mandate: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = labelled(choices)  # type: ignore[attr-defined]
        for name in ("mandate", "mandate_on"):
            self.fields[name].required = needs_mandate


class Propose(Form):
    title = forms.CharField(label=_("What is to be decided?"), help_text=_("In one line."))
    text = forms.CharField(
        label=_("What the motion says"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )
    choices = forms.CharField(
        label=_("Options to choose from"),
        help_text=_("One on each line. Leave it empty for a motion that is for or against."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    rule = forms.ChoiceField(label=_("Rule"), choices=RULES, widget=forms.RadioSelect)
    quorum = forms.CharField(
        label=_("Quorum"),
        help_text=_("How many must vote: a number like 5, or a share like 50%."),
        widget=forms.TextInput(attrs={"width": 5}),
        initial="50%",
    )
    opens = DateField(
        label=_("Voting opens on"), help_text=_("Leave it empty to open at once."), required=False
    )
    opens_at = forms.CharField(
        label=_("Time it opens"),
        help_text=_("UK time, like 9am."),
        widget=forms.TextInput(attrs={"width": 10}),
        required=False,
    )
    closes = DateField(label=_("Voting closes on"))
    closes_at = forms.CharField(
        label=_("Time it closes"),
        help_text=_("UK time, like 5pm."),
        widget=forms.TextInput(attrs={"width": 10}),
        initial="5pm",
    )

    def clean_choices(self) -> tuple[str, ...]:
        return tuple(line for line in self.cleaned_data["choices"].splitlines() if line.strip())

    def clean(self) -> dict[str, Any]:
        """Days and times become moments, named as the command names them."""
        said = super().clean() or self.cleaned_data
        for name in ("opens", "closes"):
            said[name] = self._moment(said.get(name), said.pop(f"{name}_at", ""), name)
        return said

    def _moment(self, day: date | None, time: str, name: str) -> datetime | None:
        if day is None and time and name == "opens":
            self.add_error(name, _("Enter the day on which voting opens"))
        if day is None or not (time or name == "opens"):
            return None
        if not time and day == timezone.localdate(clock.now()):
            return None  # today without a time is now: its midnight is past
        try:
            return in_london(day, time_of_day(time or "midnight"))
        except Invalid as wrong:
            self.add_error(f"{name}_at", str(wrong))
            return None


class Mandate(Form):
    required = forms.ChoiceField(
        label=_("Do your council’s votes need the councillors’ mandate?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        widget=forms.RadioSelect,
    )

    def clean_required(self) -> bool:
        return bool(self.cleaned_data["required"] == "yes")
