"""Options, criteria and scores."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonworks.factories.queries.assessments import AssessmentPage
from commonworks.factories.web.forms.shared import Pairs, lines, offer
from commonworks.frontend.forms import Form

OPTIONS = (
    ("build", _("Build together")),
    ("adopt", _("Adopt what exists")),
    ("buy", _("Buy together")),
    ("nothing", _("Do nothing")),
)


MARKS = (
    (0, _("0 – not at all")),
    *((mark, str(mark)) for mark in range(1, 5)),
    (5, _("5 – fully")),
)


class Begin(Form):
    title = forms.CharField(
        label=_("What is to be assessed?"),
        help_text=_("Such as: ways to issue parking permits."),
        max_length=120,
    )


class Choice(Form):
    kind = forms.ChoiceField(
        label=_("What kind of option is it?"), choices=OPTIONS, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("Name of the option"), max_length=120)
    text = forms.CharField(label=_("Description"), required=False, max_length=1000, widget=lines(5))


class Criteria(Form):
    criteria = forms.CharField(
        label=_("Criteria"),
        help_text=_("One a line, with its weight from 1 to 5 before it: 4 How soon it helps."),
        max_length=2000,
        widget=lines(10),
    )

    def clean_criteria(self) -> dict[str, int]:
        """Weights by criterion. Each line that cannot be read is named."""
        found: dict[str, int] = {}
        for number, line in enumerate(self.cleaned_data["criteria"].splitlines(), 1):
            weight, _space, label = line.strip().partition(" ")
            if not line.strip():
                continue
            if weight not in ("1", "2", "3", "4", "5") or not label.strip():
                said = _("Begin line %(line)s with a weight from 1 to 5 and a space.")
                raise forms.ValidationError(said % {"line": number})
            if label.strip() in found:
                said = _("Line %(line)s repeats a criterion.")
                raise forms.ValidationError(said % {"line": number})
            found[label.strip()] = int(weight)
        return found


class Scores(Form):
    """A score for each option on each criterion."""

    def __init__(
        self, *args: Any, assessment: AssessmentPage, organisations: Pairs, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ChoiceField(label=_("You score for"))
        offer(self, "organisation", organisations)
        for option in assessment.options:
            for criterion in assessment.criteria:
                label = f"{option.title}: {criterion.label}"
                self.fields[f"mark-{option.id}-{criterion.id}"] = forms.TypedChoiceField(
                    label=label,
                    choices=[("", ""), *MARKS],
                    coerce=int,
                    initial=assessment.own.get((option.id, criterion.id)),
                    error_messages={"required": _("Choose a score from 0 to 5: %s") % label},
                )

    def clean(self) -> dict[str, Any]:
        """`marks` by (option, criterion)."""
        told = super().clean() or {}
        names = [name for name in told if name.startswith("mark-")]
        marks = {tuple(map(int, name.split("-")[1:])): told.pop(name) for name in names}
        return told | {"marks": marks}
