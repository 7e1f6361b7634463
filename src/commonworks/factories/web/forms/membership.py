"""Founding a factory, joining it, and what a member brings."""

from collections.abc import Collection, Sequence
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonworks.factories.queries.lists import choices
from commonworks.factories.queries.members import Able
from commonworks.factories.web.forms.shared import OnBehalf, Pairs, lines, offer
from commonworks.frontend.forms import Form, MoneyField, NumberField
from commonworks.frontend.words import plural
from commonworks.needs.queries import NeedLine

KINDS = (
    ("project", _("A project factory, for one problem")),
    ("regional", _("A Regional Digital Service, which stands for a region")),
    ("network", _("A thematic network, which shares what its members learn")),
)


PARTS = (
    ("partner", _("Partner, with a vote")),
    ("observer", _("Observer, without a vote")),
    ("supporter", _("Supporter, without a vote")),
    ("supplier", _("Supplier, after an award")),
    ("lead", _("Lead: a partner takes over from you")),
)


BROUGHT = (
    ("people-days", _("People-days")),
    ("money", _("Money")),
    ("pilot-site", _("A pilot site")),
    ("research", _("Research")),
)


class Found(Form):
    def __init__(
        self, *args: Any, leads: Pairs, authorities: Pairs, asked: Pairs, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer_to_ask(asked)
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
        choices=lambda: [("", ""), *choices()["region"]],
        required=False,
        help_text=_("For a Regional Digital Service: this or a combined authority."),
    )
    combined_authority = forms.ChoiceField(label=_("Combined authority"), required=False)
    lead = forms.ChoiceField(label=_("Which organisation leads it?"))
    asks = forms.MultipleChoiceField(
        label=_("Which councils does it ask in?"),
        help_text=_(
            "They have the same problem. Each gets a letter and answers for itself. Untick those "
            "that you do not want to ask now."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    offered = forms.CharField(widget=forms.HiddenInput, required=False)

    def _offer_to_ask(self, known: Pairs) -> None:
        """All of them are ticked at first; where there is nobody, nothing is asked."""
        refs = [ref for ref, _name in known]
        self.initial["offered"] = " ".join(refs)
        if known:
            self.fields["asks"].choices = [*known]  # type: ignore[attr-defined]
            self.initial.setdefault("asks", refs)
        else:
            del self.fields["asks"]

    @classmethod
    def begun_with(cls, posted: QueryDict, councils: Pairs) -> dict[str, Any]:
        """What was typed, for the form to begin with again once other needs were chosen: councils
        that come with those are ticked, and those that somebody unticked are not."""
        before, ticked = posted.get("offered", "").split(), posted.getlist("asks")
        asks = [ref for ref, _name in councils if ref in ticked or ref not in before]
        said = {name: posted[name] for name in cls.base_fields if name in posted}
        return said | {"asks": asks}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told.pop("offered", None)
        return told


class ChooseNeeds(Form):
    """Which needs a factory is founded on, before anything else is asked."""

    def __init__(self, *args: Any, needs: Sequence[tuple[str, NeedLine]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs:
            self.fields["need"].choices = [(ref, called(need)) for ref, need in needs]  # type: ignore[attr-defined]
        else:
            del self.fields["need"]

    need = forms.MultipleChoiceField(
        label=_("Which needs does it take on?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(label=_("Look for other needs"), max_length=200, required=False)


def called(need: NeedLine) -> str:
    """A need with how many councils have it."""
    many = plural(need.councils, gettext("council has it"), gettext("councils have it"))
    return f"{need.title} ({many})"


def offer_parts(form: Form, parts: Collection[str]) -> None:
    """The only one there is is chosen from the start."""
    offer(form, "part", [(part, said) for part, said in PARTS if part in parts])


class TakeOn(Form):
    def __init__(self, *args: Any, needs: Sequence[NeedLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "need", [(need.ref, called(need)) for need in needs])

    need = forms.ChoiceField(label=_("Which need?"), widget=forms.RadioSelect)


class Join(OnBehalf):
    """The parts are those that one of the organisations could take by itself."""

    def __init__(self, *args: Any, able: Sequence[Able], **kwargs: Any) -> None:
        known = [(each.organisation, each.name) for each in able]
        super().__init__(*args, organisations=known, **kwargs)
        offer_parts(self, {part for each in able for part in each.parts})

    organisation = forms.ChoiceField(label=_("Which organisation joins?"))
    part = forms.ChoiceField(label=_("As what?"), widget=forms.RadioSelect)


class Whom(OnBehalf):
    organisation = forms.ChoiceField(
        label=_("Organisation"),
        error_messages={"invalid_choice": _("Choose an organisation from the list")},
    )


class Ask(Form):
    """The parts are those that the organisation could take."""

    def __init__(self, *args: Any, parts: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_parts(self, parts)

    part = forms.ChoiceField(label=_("As what?"), widget=forms.RadioSelect)
    message = forms.CharField(label=_("Message"), required=False, max_length=400, widget=lines(3))


class Bring(OnBehalf):
    organisation = forms.ChoiceField(label=_("Who brings it?"))
    kind = forms.ChoiceField(label=_("What?"), choices=BROUGHT, widget=forms.RadioSelect)
    days = NumberField(
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


class Answer(Form):
    """Yes to what was shown, or no: its buttons are the answer."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def showing(self, now: str) -> Self:
        """The same on a page that shows this now, with why an answer was refused."""
        if self.is_bound:
            self.data = {**self.data.dict(), "shown": now}  # type: ignore[attr-defined]
        else:
            self.initial["shown"] = now
        return self


class EndPart(Form):
    reason = forms.CharField(
        label=_("Why?"), help_text=_("They are told, and everybody can read it."), max_length=400
    )


class Nothing(Form):
    """A question of yes alone: its button is the answer."""
