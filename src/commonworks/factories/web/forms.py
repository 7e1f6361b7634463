"""What the pages of the room ask for. Rules are in the commands; here are shapes and labels."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonworks.factories.policies import agreements
from commonworks.factories.policies.texts import LONGEST
from commonworks.factories.queries.assessments import AssessmentPage
from commonworks.factories.queries.lists import choices
from commonworks.frontend.forms import REQUIRED, DateField, Form, MoneyField

Pairs = Sequence[tuple[str, str]]

KINDS = (
    ("project", _("A project factory, for one problem")),
    ("regional", _("A Regional Digital Service, which stands for a region")),
    ("network", _("A thematic network, which shares what its members learn")),
)
PARTS = (
    ("partner", _("Partner, with a vote")),
    ("observer", _("Observer, without a vote")),
    ("supporter", _("Supporter, without a vote")),
)
ASKED = (
    *PARTS,
    ("supplier", _("Supplier, after an award")),
    ("lead", _("Lead: a partner takes over from you")),
)
BROUGHT = (
    ("people-days", _("People-days")),
    ("money", _("Money")),
    ("pilot-site", _("A pilot site")),
    ("research", _("Research")),
)
OPTIONS = (
    ("build", _("Build together")),
    ("adopt", _("Adopt what exists")),
    ("buy", _("Buy together")),
    ("nothing", _("Do nothing")),
)
AUDIENCES = (("public", _("Anyone")), ("members", _("Members of this factory")))
MARKS = (
    (0, _("0 – not at all")),
    *((mark, str(mark)) for mark in range(1, 5)),
    (5, _("5 – fully")),
)
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
FIGURES = (("population", _("Population")), ("use", _("Use in a year")))
COST_RULES = (
    ("equal", _("Equal shares")),
    ("population", _("By population, as each member has stated it")),
    ("use", _("By use, as each member has stated it")),
    ("fixed", _("Fixed amounts")),
)
LIKELY = ((1, _("1 – rare")), (2, "2"), (3, _("3 – possible")), (4, "4"), (5, _("5 – certain")))
BAD = ((1, _("1 – small")), (2, "2"), (3, _("3 – serious")), (4, "4"), (5, _("5 – disastrous")))


def lines(rows: int, **more: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **more})


def offer(form: Form, name: str, known: Pairs) -> None:
    """Let a field choose among these; the only one there is is chosen from the start."""
    field: Any = form.fields[name]
    field.choices = [*known]
    if len(known) == 1:
        form.initial.setdefault(name, known[0][0])


class OnBehalf(Form):
    """What somebody does for one of the organisations that they may speak for; each form that is
    one says in `organisation` what it asks."""

    def __init__(self, *args: Any, organisations: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", organisations)


class Found(Form):
    def __init__(self, *args: Any, leads: Pairs, authorities: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead", leads)
        known = [("", ""), *authorities]
        self.fields["combined_authority"].choices = known  # type: ignore[attr-defined]

    name = forms.CharField(label=_("Name of the factory"), max_length=120)
    purpose = forms.CharField(
        label=_("What is it for?"),
        help_text=_("In a sentence or two that a councillor understands."),
        max_length=400,
        widget=lines(4),
    )
    kind = forms.ChoiceField(
        label=_("What kind of factory is it?"), choices=KINDS, widget=forms.RadioSelect
    )
    region = forms.ChoiceField(
        label=_("Region"),
        choices=[("", ""), *choices()["region"]],
        required=False,
        help_text=_("For a Regional Digital Service: this or a combined authority."),
    )
    combined_authority = forms.ChoiceField(label=_("Combined authority"), required=False)
    lead = forms.ChoiceField(label=_("Which organisation leads it?"))


class Join(OnBehalf):
    organisation = forms.ChoiceField(label=_("Which organisation joins?"))
    part = forms.ChoiceField(label=_("As what?"), choices=PARTS, widget=forms.RadioSelect)


class Ask(OnBehalf):
    organisation = forms.ChoiceField(label=_("Organisation"))
    part = forms.ChoiceField(label=_("As what?"), choices=ASKED, widget=forms.RadioSelect)
    message = forms.CharField(label=_("Message"), required=False, max_length=400, widget=lines(3))


class Bring(OnBehalf):
    organisation = forms.ChoiceField(label=_("Who brings it?"))
    kind = forms.ChoiceField(label=_("What?"), choices=BROUGHT, widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=_("How many days?"), required=False, min_value=1, help_text=_("For people-days.")
    )
    money = MoneyField(label=_("How much money?"), required=False, help_text=_("For money."))
    note = forms.CharField(label=_("Description"), required=False, max_length=400, widget=lines(3))

    def clean(self) -> dict[str, Any]:
        """One amount, from the field of what is brought."""
        told = super().clean() or {}
        days, money = told.pop("days", None), told.pop("money", None)
        told["amount"] = days if told.get("kind") == "people-days" else money
        return told


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
        self.fields["organisation"] = forms.ChoiceField(
            label=_("You score for"), error_messages={"required": REQUIRED}
        )
        offer(self, "organisation", organisations)
        for option in assessment.options:
            for criterion in assessment.criteria:
                self.fields[f"mark-{option.id}-{criterion.id}"] = forms.TypedChoiceField(
                    label=f"{option.title}: {criterion.label}",
                    choices=[("", ""), *MARKS],
                    coerce=int,
                    initial=assessment.own.get((option.id, criterion.id)),
                    error_messages={"required": _("Choose a score from 0 to 5.")},
                )

    def clean(self) -> dict[str, Any]:
        """`marks` by (option, criterion)."""
        told = super().clean() or {}
        names = [name for name in told if name.startswith("mark-")]
        marks = {tuple(map(int, name.split("-")[1:])): told.pop(name) for name in names}
        return told | {"marks": marks}


class Words(Form):
    text = forms.CharField(label=_("Your comment"), max_length=LONGEST, widget=lines(8))


class Comment(Words):
    def __init__(self, *args: Any, organisations: Pairs, is_answer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ChoiceField(
            label=_("You write for"), error_messages={"required": REQUIRED}
        )
        offer(self, "organisation", organisations)
        if not is_answer:
            self.fields["audience"] = forms.ChoiceField(
                label=_("Who may read it?"),
                choices=AUDIENCES,
                widget=forms.RadioSelect,
                initial="public",
                error_messages={"required": REQUIRED},
            )


class Hide(Form):
    reason = forms.CharField(
        label=_("Why?"), help_text=_("The reason is shown in its place."), max_length=200
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


class Figure(OnBehalf):
    organisation = forms.ChoiceField(label=_("Whose figure is it?"))
    kind = forms.ChoiceField(label=_("Which?"), choices=FIGURES, widget=forms.RadioSelect)
    value = forms.IntegerField(label=_("Figure"), min_value=1, max_value=10**10)
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


class Nothing(Form):
    """A question of yes alone: its button is the answer."""
