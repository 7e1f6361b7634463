"""The needs that a factory could take on, and who has them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonworks.factories.models import Taken
from commonworks.factories.queries import FactoryPage
from commonworks.needs import queries as declared
from commonworks.needs.queries import NeedLine
from commonworks.network.ports import Actor
from commonworks.network.queries import organisations
from commonworks.signposts import queries as signposts

MOST_NEEDS = 20
MOST_OTHERS = 8
KIND = "need."  # how the cards of needs begin


@dataclass(frozen=True, slots=True)
class Ground:
    """`needs` are those that were chosen, `others` open needs that are like them, and `councils`
    (ref, name) of everybody else who has the chosen ones, by name."""

    needs: tuple[NeedLine, ...]
    others: tuple[NeedLine, ...]
    councils: tuple[tuple[str, str], ...]

    @property
    def choices(self) -> list[tuple[str, NeedLine]]:
        return [(need.ref, need) for need in (*self.needs, *self.others)]


def ground(refs: Iterable[str], *, words: str = "", also: Sequence[str] = (), by: Actor) -> Ground:
    """What a factory on these needs would stand on; `words` look for other needs in place of what
    is like them, and `also` are councils that have it in another way. Five SQL queries, and those
    of `signposts.queries.similar`."""
    wanted = list(dict.fromkeys(refs))[:MOST_NEEDS]
    known = declared.needs(wanted, by=by)
    chosen = tuple(known[ref] for ref in wanted if ref in known)
    behind = declared.councils_of(each.survivor or each.ref for each in chosen)
    councils = {*also, *(council for some in behind.values() for council in some)}
    taken = [*(each.ref for each in chosen), *(each.survivor for each in chosen)]
    return Ground(
        chosen, open_needs(words or _said(chosen), but=taken, by=by), _asked(councils, by)
    )


def to_take_on(
    page: FactoryPage, *, words: str = "", named: str = "", by: Actor
) -> tuple[NeedLine, ...]:
    """Open needs that a factory has not taken on: the one that is named first, then those that hold
    the words, or that are like what it is for and like its needs. Three SQL queries, and those
    of `signposts.queries.similar`."""
    mine = list(Taken.objects.filter(factory=page.ref).values_list("need", flat=True))
    known = declared.needs([*mine, named], by=by)
    first = tuple(known[ref] for ref in (named,) if ref in known and ref not in mine)
    has = _said(need for ref, need in known.items() if ref in mine)
    text = words or f"{page.name}\n{page.purpose}\n{has}"
    return (*first, *open_needs(text, but=[*mine, named], by=by))


def open_needs(text: str, *, but: Iterable[str] = (), by: Actor) -> tuple[NeedLine, ...]:
    """Needs like a text that still look for others, but for these, the likest first. One SQL query,
    and those of `signposts.queries.similar`; none without a text."""
    if not text.strip():
        return ()
    without = set(but)
    most = MOST_OTHERS + len(without)
    alike = signposts.similar(text=text, kinds=("need",), limit=most, by=by)
    refs = [each.ref.removeprefix(KIND) for each in alike]
    known = declared.needs(refs, by=by)
    found = [known[ref] for ref in refs if ref in known and ref not in without]
    return tuple(each for each in found if each.stage == "open")[:MOST_OTHERS]


def _said(needs: Iterable[NeedLine]) -> str:
    return "\n".join(f"{need.title}\n{need.problem}" for need in needs)


def _asked(councils: set[str], by: Actor) -> tuple[tuple[str, str], ...]:
    """Those that are there today and are not the actor's own. One SQL query."""
    everybody = organisations.organisations(organisations.Filters())
    wanted = councils - by.organisations
    return tuple((each.ref, each.name) for each in everybody if each.ref in wanted)
