"""Comments, and hiding one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonworks.factories.policies.texts import LONGEST
from commonworks.factories.web.forms.shared import Pairs, lines, offer
from commonworks.frontend.forms import Form

AUDIENCES = (("public", _("Anyone")), ("members", _("Members of this factory")))


class Words(Form):
    text = forms.CharField(label=_("Your comment"), max_length=LONGEST, widget=lines(8))


class Comment(Words):
    """`among_members`: whether the writer reads what is for members alone."""

    def __init__(
        self,
        *args: Any,
        organisations: Pairs,
        is_answer: bool,
        among_members: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ChoiceField(label=_("You write for"))
        offer(self, "organisation", organisations)
        if not is_answer:
            self.fields["audience"] = forms.ChoiceField(
                label=_("Who may read it?"),
                choices=AUDIENCES if among_members else AUDIENCES[:1],
                widget=forms.RadioSelect,
                initial="public",
            )


class Hide(Form):
    reason = forms.CharField(
        label=_("Why?"), help_text=_("The reason is shown in its place."), max_length=200
    )
