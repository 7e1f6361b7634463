"""What a council types about a system, and what suppliers and stewards type."""

from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.frontend import words
from commonworks.frontend.forms import DateField, Form, MoneyField, in_words
from commonworks.kernel.money import pounds
from commonworks.needs.commands.systems import EditedMeanwhile
from commonworks.needs.models.estate import System
from commonworks.needs.policies import estate_rows
from commonworks.needs.policies.systems import Entry, key_of, read_notice, tidied
from commonworks.needs.queries.suppliers import choices
from commonworks.needs.queries.systems import Service
from commonworks.needs.web.estate.tables import called
from commonworks.network.queries import lgsl

MOST_BYTES = 5_000_000


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SystemForm(Form):
    """One entry. What is wrong with a text the command says, so that all doors say the same."""

    name = forms.CharField(
        label=gettext_lazy("What is the system called?"),
        help_text=gettext_lazy(
            "The name of the product, as its supplier has it. Everybody can see it."
        ),
        error_messages={"required": gettext_lazy("Enter the name of the system")},
    )
    supplier = forms.CharField(
        label=gettext_lazy("Supplier"),
        help_text=gettext_lazy("A supplier in the network can answer your entry in public."),
        required=False,
    )
    purpose = forms.CharField(
        label=gettext_lazy("What do you use it for?"), widget=_area(), required=False
    )
    services = forms.CharField(
        label=gettext_lazy("Services it is for"),
        help_text=gettext_lazy(
            "One a line: the name or the number in the Local Government Services List, such as "
            "“Parking permits” or 474."
        ),
        widget=_area(),
        required=False,
    )
    contract_end = DateField(
        label=gettext_lazy("When does the contract end?"),
        help_text=gettext_lazy("Its last day, for example 31 3 2027"),
        required=False,
    )
    notice = forms.CharField(
        label=gettext_lazy("Notice period"),
        help_text=gettext_lazy("For example 3 months, 12 weeks or 90 days"),
        widget=forms.TextInput(attrs={"width": 10}),
        required=False,
    )
    integrations = forms.CharField(
        label=gettext_lazy("What does it exchange data with?"),
        help_text=gettext_lazy("One a line, for example: Finance ledger"),
        widget=_area(),
        required=False,
    )
    cost = MoneyField(
        label=gettext_lazy("What does it cost a year?"),
        help_text=gettext_lazy(
            "Only people of your council who may see costs see this. It is stored encrypted, and "
            "we work the band out from it."
        ),
        required=False,
    )
    cost_band = forms.ChoiceField(
        label=gettext_lazy("Or the band of its cost"),
        choices=[("", gettext_lazy("Not known")), *in_words(System.Band.choices)],
        required=False,
    )
    band_seen_by = forms.ChoiceField(
        label=gettext_lazy("Who may see the band?"),
        choices=in_words(System.Seen.choices),
        widget=forms.RadioSelect,
        initial=System.Seen.NETWORK,
    )
    own_ref = forms.CharField(
        label=gettext_lazy("Your own reference"),
        help_text=gettext_lazy(
            "Such as the number in your contracts register. A file that you import finds this "
            "entry by it."
        ),
        widget=forms.TextInput(attrs={"width": 20}),
        required=False,
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def filled(cls, entry: Entry, edition: int) -> dict[str, Any]:
        """What the fields say of an entry."""
        names = lgsl.service_names(entry.services)
        services = [called(Service(code, names.get(code, ""))) for code in entry.services]
        same = ("name", "supplier", "purpose", "integrations", "contract_end", "cost")
        also = ("cost_band", "band_seen_by", "own_ref")
        return {name: getattr(entry, name) for name in same + also} | {
            "services": "\n".join(services),
            "notice": str(entry.notice or ""),
            "edition": edition,
        }

    def clean_services(self) -> tuple[str, ...]:
        typed = self.cleaned_data["services"]
        codes = {key_of(each.name): each.code for each in lgsl.services()} if typed else {}
        try:
            return estate_rows.services(typed, codes)
        except estate_rows.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from None

    def clean_notice(self) -> Any:
        typed = self.cleaned_data["notice"]
        if (notice := read_notice(typed)) is None and typed:
            raise forms.ValidationError(
                _("Write the notice period like 3 months, 12 weeks or 90 days")
            )
        return notice

    def send_again_over(self, now: Entry, edition: int) -> None:
        """Let what was typed replace what a colleague saved meanwhile, which stands beside each
        field that says something else. Nothing where it was refused for another reason."""
        if self.refusal is None or self.refusal.code != EditedMeanwhile.code:
            return
        told = {each.name: self.cleaned_data[each.name] for each in fields(Entry)}
        typed, shown = tidied(Entry(**told)), self.filled(now, edition)
        for name in told:
            if getattr(typed, name) != getattr(now, name):
                said = self._in_words(name, shown[name])
                self.add_error(name, _("It says now: %(now)s") % {"now": said})
        posted: QueryDict = self.data.copy()  # type: ignore[attr-defined] # what was posted
        posted["edition"] = str(edition)
        self.data = posted

    def _in_words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            value = dict(field.choices).get(value)  # type: ignore[arg-type]
        if isinstance(value, date):
            return words.date(value)
        return pounds(value) if isinstance(value, int) else ", ".join(str(value or "–").split("\n"))


class ImportForm(Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=_("Up to %(rows)s rows and 5MB.") % {"rows": f"{estate_rows.MOST_ROWS:,}"},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose a CSV file"),
            "empty": gettext_lazy("The file is empty"),
        },
    )
    what = forms.ChoiceField(
        label=gettext_lazy("What should we do with it?"),
        choices=[
            ("check", gettext_lazy("Check it, and change nothing")),
            ("import", gettext_lazy("Import it")),
        ],
        widget=forms.RadioSelect,
        initial="check",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file must be smaller than 5MB"))
        return file


class AnswerForm(Form):
    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy(
            "Everybody can read it beneath the entry. Say what is true of the product; leave "
            "prices and people out."
        ),
        widget=_area(8),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Write your answer")},
    )


class TakeDownForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("Why do you take it down?"),
        help_text=gettext_lazy("Everybody can read this in place of the answer."),
        widget=_area(),
        error_messages={"required": gettext_lazy("Say why it is taken down")},
    )


class MatchForm(Form):
    name = forms.CharField(
        label=gettext_lazy("Name as councils write it"),
        error_messages={"required": gettext_lazy("Enter a name")},
    )
    supplier = forms.ChoiceField(
        label=gettext_lazy("Supplier in the network"),
        choices=lazy(choices, list),
        error_messages={"required": gettext_lazy("Choose a supplier")},
    )
