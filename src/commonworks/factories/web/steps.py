"""The next steps of a factory as links: what each is called, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonworks.factories.policies.steps import What
from commonworks.factories.queries.steps import Step


@dataclass(frozen=True, slots=True)
class _Link:
    said: Any
    view: str
    args: Callable[[str, Step], list[str]] = lambda factory, step: [factory]


def _at(factory: str, step: Step) -> list[str]:
    return [factory, step.on]


def links(factory: str, steps: list[Step]) -> list[tuple[str, str]]:
    """(words, address) of each."""
    return [_link(factory, step) for step in steps]


def _link(factory: str, step: Step) -> tuple[str, str]:
    link = LINKS[step.what]
    said = str(link.said) % {"name": _(step.name).lower() if step.what in PHASES else step.name}
    return said, reverse(link.view, args=link.args(factory, step))


PHASES = (What.GO_ON, What.SHOW)
LINKS = {
    What.VOTE: _Link(
        gettext_lazy("Vote: %(name)s"),
        "decisions:vote",
        lambda factory, step: [step.on, step.organisation],
    ),
    What.SIGN: _Link(
        gettext_lazy("Read and sign the joint working agreement"), "factories:agreement"
    ),
    What.COMMIT: _Link(
        gettext_lazy("See your share of the costs, and commit to it: %(name)s"), "factories:costs"
    ),
    What.GO_ON: _Link(
        gettext_lazy("Go on to %(name)s: all that the gate asks for is shown"),
        "factories:pass-gate",
        _at,
    ),
    What.SCORE: _Link(gettext_lazy("Score the options: %(name)s"), "factories:score", _at),
    What.ASK_IN: _Link(gettext_lazy("Ask other councils in"), "factories:invite"),
    What.AGREE: _Link(
        gettext_lazy("Write the joint working agreement that members sign"),
        "factories:offer-agreement",
    ),
    What.ASSESS: _Link(gettext_lazy("Assess the options you have"), "factories:begin-assessment"),
    What.OPEN_SCORING: _Link(
        gettext_lazy("Finish the options and open the scoring: %(name)s"),
        "factories:assessment",
        _at,
    ),
    What.CLOSE_SCORING: _Link(
        gettext_lazy("Close the assessment once the others have scored: %(name)s"),
        "factories:assessment",
        _at,
    ),
    What.PUT_TO_VOTE: _Link(
        gettext_lazy("Put an option to the vote: %(name)s"), "factories:assessment", _at
    ),
    What.COMMISSION: _Link(
        gettext_lazy("Commission what was decided: %(name)s"), "factories:commission"
    ),
    What.SHOW: _Link(
        gettext_lazy("Show what the gate to %(name)s asks for"),
        "factories:phases",
    ),
}
