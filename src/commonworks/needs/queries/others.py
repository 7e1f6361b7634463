"""Who has the same problem: asked before a need is declared."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonworks.needs.models import Need, Stage
from commonworks.needs.models.needs import ASKED
from commonworks.needs.policies.ended import check_takes_support
from commonworks.needs.policies.said import Said
from commonworks.needs.queries import NeedLine, need, needs
from commonworks.network.ports import Actor
from commonworks.signposts import queries as signposts
from commonworks.signposts.queries.suggestions import Suggestion

MOST = 8


@dataclass(frozen=True, slots=True)
class Others:
    """`own` is what the same council declared under the same title, `ours` what else it declared
    that is alike; `needs` are suggestions that can be supported instead, with their refs; `ended`
    are those that cannot any more, with the name of their stage; `things` are factories, services
    and systems."""

    own: NeedLine | None
    ours: tuple[tuple[str, Suggestion], ...]
    needs: tuple[tuple[str, Suggestion], ...]
    ended: tuple[tuple[str, str, Suggestion], ...]
    things: tuple[Suggestion, ...]

    @property
    def any(self) -> bool:
        return bool(self.own or self.ours or self.needs or self.ended or self.things)


def have_this_too(said: Said, *, authority: str, by: Actor) -> Others:
    """Two SQL queries, and those of `signposts.queries.similar`."""
    found = signposts.similar(
        text=text_of(said),
        service_code=said.service_code,
        authority=authority,
        limit=MOST,
        by=by,
    )
    own = _own(authority, said.title, by)
    alike = [(each.ref.removeprefix("need."), each) for each in found if each.kind == "need"]
    theirs = [(ref, each) for ref, each in alike if each.authority != authority]
    said_so = own.ref if own else ""
    return Others(
        own=own,
        ours=tuple((r, s) for r, s in alike if s.authority == authority and r != said_so),
        needs=tuple((r, s) for r, s in theirs if s.state in ASKED),
        ended=tuple((r, _(Stage(s.state).label), s) for r, s in theirs if s.state not in ASKED),
        things=tuple(each for each in found if each.kind != "need"),
    )


def supported(ref: str, *, by: Actor) -> NeedLine:
    """The need that somebody would stand behind. Two SQL queries at most. Raises Missing, and
    NotPossible where it, or the need that it was merged into, takes no more support."""
    found = need(ref, by=by)
    leads = need(found.survivor, by=by) if found.survivor else found
    check_takes_support(leads.stage, leads.archived_at)
    return found


def text_of(said: Said) -> str:
    """What is compared."""
    return f"{said.title}\n{said.problem}"


def _own(authority: str, title: str, by: Actor) -> NeedLine | None:
    ended = (Stage.MERGED, Stage.WITHDRAWN)
    same = Need.objects.filter(authority=authority, title__iexact=title).exclude(stage__in=ended)
    ref = same.values_list("ref", flat=True).first()
    return needs([ref], by=by).get(ref) if ref else None
