"""What the pages of the room ask for. Rules are in the commands; here are shapes and labels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonworks.frontend.forms import Form
from commonworks.signposts.queries import follows

CHOOSE = {"required": _("Choose one of the answers")}


class Answer(Form):
    answer = forms.ChoiceField(
        label=_("Is it still true?"),
        choices=[
            ("true", _("Still true")),
            ("changed", _("Changed – I will sign in and put it right")),
            ("over", _("Over – it has come to an end")),
        ],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class Owner(Form):
    owner = forms.ChoiceField(
        label=_("Who looks after it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose somebody from the list")},
    )

    def __init__(self, *args: Any, people: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = people  # type: ignore[attr-defined]


class HowOften(Form):
    """How often, and to where if there is more than a mailbox."""

    frequency = forms.ChoiceField(
        label=_("How often do you want to hear?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often")},
    )
    hook = forms.ChoiceField(
        label=_("Where should it go?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, hooks: tuple[tuple[str, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["frequency"].choices = follows.frequencies()  # type: ignore[attr-defined]
        if not hooks:
            del self.fields["hook"]
            return
        to_mail = ("mail", _("To my email address"))
        self.fields["hook"].choices = [to_mail, *hooks]  # type: ignore[attr-defined]

    @property
    def chosen_hook(self) -> str:
        """The ref of a hook; "" for mail."""
        asked = self.cleaned_data.get("hook", "")
        return "" if asked == "mail" else str(asked)


class Change(Form):
    frequency = forms.ChoiceField(
        label=_("How often do you want to hear?"), widget=forms.RadioSelect
    )
    paused = forms.BooleanField(label=_("Send me nothing about this for now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["frequency"].choices = follows.frequencies()  # type: ignore[attr-defined]


class NewHook(Form):
    name = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("For example, “Channel of the digital team”."),
        max_length=80,
    )
    url = forms.CharField(
        label=_("Its web address"),
        help_text=_("It must start with https:// and be reachable from the internet."),
        max_length=500,
    )
    authority = forms.ChoiceField(label=_("Whose is it?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, places: tuple[tuple[str, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not places:
            del self.fields["authority"]
            return
        own = ("own", _("Mine alone"))
        self.fields["authority"].choices = [own, *places]  # type: ignore[attr-defined]

    def clean_authority(self) -> str:
        """The ref of an organisation; "" for one's own."""
        whose = str(self.cleaned_data["authority"])
        return "" if whose == "own" else whose
