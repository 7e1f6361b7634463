"""What the forms of the room have in common."""

from collections.abc import Sequence
from typing import Any

from django import forms

from commonworks.frontend.forms import Form

Pairs = Sequence[tuple[str, str]]


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
