"""Gates, updates and risks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonworks.factories.policies.texts import LONGEST
from commonworks.factories.web.forms.shared import OnBehalf, Pairs, lines, offer
from commonworks.frontend.forms import Form

LIKELY = ((1, _("1 – rare")), (2, "2"), (3, _("3 – possible")), (4, "4"), (5, _("5 – certain")))


BAD = ((1, _("1 – small")), (2, "2"), (3, _("3 – serious")), (4, "4"), (5, _("5 – disastrous")))


class Evidence(Form):
    note = forms.CharField(label=_("What shows it?"), max_length=400, widget=lines(4))
    link = forms.URLField(
        label=_("Link to it"), required=False, max_length=300, assume_scheme="https"
    )


class Passing(Form):
    def __init__(self, *args: Any, motions: Pairs, ends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motion"].choices = [("", _("None")), *motions]  # type: ignore[attr-defined]
        if ends:
            self.fields["note"].required = True
            self.fields["note"].label = _("What was learned?")

    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST, widget=lines(5))
    motion = forms.ChoiceField(label=_("Decided by"), required=False)


class Stop(Form):
    def __init__(self, *args: Any, motions: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motion"].choices = [("", _("None")), *motions]  # type: ignore[attr-defined]

    lessons = forms.CharField(label=_("What was learned?"), max_length=LONGEST, widget=lines(10))
    motion = forms.ChoiceField(label=_("Decided by"), required=False)


class Update(OnBehalf):
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("What was done, what was learned, what is next?"),
        max_length=LONGEST,
        widget=lines(12),
    )
    organisation = forms.ChoiceField(label=_("You write for"))


class Risk(Form):
    def __init__(self, *args: Any, owners: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", owners)

    title = forms.CharField(label=_("What could go wrong?"), max_length=200)
    likelihood = forms.TypedChoiceField(label=_("How likely is it?"), choices=LIKELY, coerce=int)
    impact = forms.TypedChoiceField(label=_("How bad would it be?"), choices=BAD, coerce=int)
    owner = forms.ChoiceField(label=_("Who looks after it?"))
    response = forms.CharField(
        label=_("What is done about it?"), required=False, max_length=1000, widget=lines(4)
    )


class CloseRisk(Form):
    outcome = forms.CharField(label=_("What came of it?"), max_length=400, widget=lines(4))
