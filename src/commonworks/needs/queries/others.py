"""Who has the same problem: asked before a need is declared."""

from dataclasses import dataclass

from commonworks.needs.models import Need, Stage
from commonworks.needs.policies.said import Said
from commonworks.needs.queries import NeedLine, needs
from commonworks.network.ports import Actor
from commonworks.signposts import queries as signposts
from commonworks.signposts.queries.suggestions import Suggestion

MOST = 8


@dataclass(frozen=True, slots=True)
class Others:
    """`own` is what the same council declared under the same title; `needs` are suggestions that
    can be supported instead, with their refs; `things` are factories, services and systems."""

    own: NeedLine | None
    needs: tuple[tuple[str, Suggestion], ...]
    things: tuple[Suggestion, ...]

    @property
    def any(self) -> bool:
        return bool(self.own or self.needs or self.things)


def have_this_too(said: Said, *, authority: str, by: Actor) -> Others:
    """Two SQL queries, and those of `signposts.queries.similar`."""
    found = signposts.similar(
        text=text_of(said), service_code=said.service_code, authority=authority, limit=MOST
    )
    return Others(
        own=_own(authority, said.title, by),
        needs=tuple((s.ref.removeprefix("need."), s) for s in found if s.kind == "need"),
        things=tuple(each for each in found if each.kind != "need"),
    )


def text_of(said: Said) -> str:
    """What is compared."""
    return f"{said.title}\n{said.problem}"


def _own(authority: str, title: str, by: Actor) -> NeedLine | None:
    ended = (Stage.MERGED, Stage.WITHDRAWN)
    same = Need.objects.filter(authority=authority, title__iexact=title).exclude(stage__in=ended)
    ref = same.values_list("ref", flat=True).first()
    return needs([ref], by=by).get(ref) if ref else None
