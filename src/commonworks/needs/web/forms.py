"""What the pages of needs ask for. Rules are in the commands; here are shapes and labels."""

from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import urlsplit

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commonworks.frontend.forms import Form, MoneyField, NumberField, in_words
from commonworks.needs.commands.needs import PERSONAL
from commonworks.needs.models import Pain, Visibility
from commonworks.needs.policies.need_rows import MOST_BYTES
from commonworks.needs.policies.personal import found_in
from commonworks.needs.policies.said import MOST, MOST_VOLUME, Said
from commonworks.network.queries import lgsl


class Evidence(Form):
    """What one council knows of the size of a problem."""

    volume = NumberField(
        label=_("How often does it happen in a year?"),
        help_text=_("Applications, calls, visits: whatever is counted where you are"),
        required=False,
        min_value=0,
        max_value=MOST_VOLUME,
        widget=forms.NumberInput(attrs={"width": 10}),
    )
    cost_pence = MoneyField(
        label=_("What does it cost you in a year?"),
        help_text=_("A rough figure is worth more than none"),
        required=False,
    )
    pain = forms.ChoiceField(
        label=_("How much does it hurt?"),
        choices=in_words(Pain.choices),
        required=False,
        widget=forms.RadioSelect,
    )


class Told(Evidence):
    """A need in its council's words."""

    title = forms.CharField(
        label=_("What is the problem, in a line?"),
        help_text=_("As your users would put it, such as “Visitor permits are sold on paper”"),
        max_length=MOST["title"],
        error_messages={"required": _("Enter the problem in a line")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    problem = forms.CharField(
        label=_("Tell us more"),
        help_text=_("What happens, and what people cannot do. No names, numbers or addresses."),
        max_length=MOST["problem"],
        error_messages={"required": _("Enter what happens, and what people cannot do")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    who = forms.CharField(
        label=_("Who has it?"),
        help_text=_("Such as “residents without a car, and the parking team”"),
        max_length=MOST["who"],
        required=False,
    )
    service_code = forms.ChoiceField(
        label=_("Which service is it about?"),
        help_text=_("From the list of local government services"),
        required=False,
    )
    tried = forms.CharField(
        label=_("What have you tried?"),
        max_length=MOST["tried"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    constraints = forms.CharField(
        label=_("What must a solution keep to?"),
        help_text=_("A law, a contract that runs on, a system that stays"),
        max_length=MOST["constraints"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    visibility = forms.ChoiceField(
        error_messages={"required": _("Choose who sees this need")},
        label=_("Who can see this?"),
        help_text=_(
            "What the network alone sees is found by its people, in lists, in searches and while "
            "they type what their own council needs. Nobody else is shown it."
        ),
        choices=in_words(Visibility.choices),
        initial=Visibility.PUBLIC,
        widget=forms.RadioSelect,
    )

    field_order = ["authority", "title", "problem", "who", "service_code", "volume", "cost_pence"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(each.code, f"{each.name} ({each.code})") for each in lgsl.services()]
        self.fields["service_code"].choices = [("", ""), *named]  # type: ignore[attr-defined]

    @property
    def said(self) -> Said:
        told = self.cleaned_data
        return Said(**{name: told[name] for name in Said.__dataclass_fields__})


class Speaking(Form):
    """In which council's name: asked only of those who may speak for several."""

    def __init__(self, *args: Any, councils: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only = next(iter(councils), "")
        self.fields["authority"] = forms.ChoiceField(
            label=_("In which council’s name?"),
            choices=list(councils.items()),
            initial=only,
            widget=forms.HiddenInput if len(councils) == 1 else forms.Select,
        )
        self.order_fields(self.field_order)


class Declare(Speaking, Told):
    """A need that is new."""


class Change(Told):
    """A need said otherwise, than an edition that somebody looked at."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, inside: int = 0, **kwargs: Any) -> None:
        """`inside`: how many councils gave evidence for the network alone."""
        super().__init__(*args, **kwargs)
        if inside:
            field = self.fields["visibility"]
            field.help_text = f"{field.help_text} {_stays(inside)}"

    def of_edition(self, edition: int) -> Self:
        """The same as typed, to be sent again over what a colleague wrote."""
        self.data = {**self.data.dict(), "edition": str(edition)}  # type: ignore[attr-defined]
        return self


def _stays(inside: int) -> str:
    return ngettext(
        "%(n)s council gave evidence for the network alone. It stays so until that council shows it"
        " to others too, whatever you choose here.",
        "%(n)s councils gave evidence for the network alone. It stays so until each of them shows"
        " its own to others too, whatever you choose here.",
        inside,
    ) % {"n": inside}


class Support(Speaking, Evidence):
    """That a council has the problem too. `visibility` is the need's as the page was shown: what is
    said to the network alone stays with it, whatever becomes of the need meanwhile."""

    note = forms.CharField(
        label=_("What is it like where you are?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    visibility = forms.ChoiceField(
        choices=Visibility.choices, required=False, widget=forms.HiddenInput
    )
    field_order = ["authority", "volume", "cost_pence", "pain", "note"]


class Amend(Support):
    """What a council that supports a need says of it. `asks`: whether it is to be shown to others
    too, where the need is shown to them and it was given to the network alone."""

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks:
            self.fields["visibility"] = forms.ChoiceField(
                label=_("Who can see this?"),
                choices=in_words(Visibility.choices),
                error_messages={"required": _("Choose who can see this")},
                widget=forms.RadioSelect,
            )


class StepBack(Speaking):
    """From a need that a council stood behind."""


class Owner(Form):
    def __init__(self, *args: Any, colleagues: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = forms.ChoiceField(
            label=_("Who answers for this need?"), choices=list(colleagues.items())
        )


class Merge(Form):
    survivor = forms.CharField(
        label=_("Which need does it belong to?"),
        help_text=_("Its address, or the last part of it, such as visitor-permits-on-paper"),
        max_length=500,
    )
    why = forms.CharField(
        label=_("Why are they the same?"),
        help_text=_("Published with both needs."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(
        label=_("It says nothing about a person, or may be published"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not found_in({"why": self.data.get("why", "")}):
            del self.fields["sure"]

    def clean_survivor(self) -> str:
        """Of an address as people paste it: with the site's name or a query, or without."""
        path = urlsplit(self.cleaned_data["survivor"].strip()).path.strip("/")
        return path.removeprefix("needs/").partition("/")[0]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        told["despite"] = {PERSONAL} if told.pop("sure", False) else ()
        return told


class Import(Speaking):
    """A file of a council's needs."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV, as Excel and others save it: up to 1,000 needs and 5MB"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose a file"), "empty": _("The file is empty")},
    )
    what = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            ("check", _("Check the file, and change nothing")),
            ("import", _("Declare these needs")),
        ],
        initial="check",
        widget=forms.RadioSelect,
    )
    sure = forms.MultipleChoiceField(
        label=_("Go on all the same"),
        choices=[
            ("personal", _("What seems to be about a person is not, or may be published")),
            ("again", _("Needs with a title that we have used already are new ones")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["authority", "file", "what", "sure"]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file must be 5MB or smaller"))
        return file
