"""Which organisations somebody means by what they typed: by any of their names, or by a code."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from commonworks.frontend.words import either
from commonworks.kernel.errors import Invalid
from commonworks.network.models import Code, Organisation
from commonworks.network.queries.aliases import aliases

MOST_WORDS = 10
# What councils are called besides the name that tells one from another, in full and for short.
COMMON = frozenset(
    {
        *("the", "of", "and", "council", "city", "county", "district", "borough", "metropolitan"),
        *("unitary", "authority", "royal", "mbc", "mdc", "cc", "dc", "bc", "cyngor"),
    }
)
LITTLE = frozenset({"the", "of", "and", "in", "at", "by", "for", "from", "near"})
BEGINNING = 3  # letters from which the beginning of a name is enough
MOST_TOLD = 5  # organisations among which somebody is asked to choose
Words = tuple[str, ...]
Rank = tuple[int, bool]  # how well a name fits, the best 0; whether that organisation has ended


@dataclass(frozen=True, slots=True)
class Meant:
    """An organisation that the words name. `rest` are the words that say something else: parking,
    of Kirklees parking."""

    ref: str
    name: str
    short_name: str
    type: str
    is_past: bool
    rest: str = ""


def meant(text: str, *, most: int = 3) -> tuple[Meant, ...]:
    """Those that all the words name come first, and of them those that are called just that; then
    those whose name or code is among the words. Three SQL queries at most."""
    return tuple(each for _rank, each in _ranked(text)[:most])


def _ranked(text: str) -> list[tuple[Rank, Meant]]:
    """All of them, the best first. Three SQL queries at most."""
    asked = _words(text)[:MOST_WORDS]
    if not set(asked) - COMMON:
        return []
    best = _by_name(asked, aliases()) | dict(_by_code(asked))
    rows = Organisation.objects.in_bulk(best)
    told = ((fits, _meant(rows[ref], rest)) for ref, (fits, rest) in best.items())
    found = [((fits, each.is_past), each) for fits, each in told]
    return sorted(found, key=lambda each: (each[0], each[1].name, each[1].ref))


def named(text: str) -> str:
    """The ref of the one organisation that a text calls by its address, a name or a code; the text
    itself where it says anything else. Four SQL queries at most."""
    if not text or Organisation.objects.filter(ref=text).exists():
        return text
    found = meant(text, most=1)
    return found[0].ref if found and not found[0].rest else text


def called(text: str, *, field: str) -> str:
    """As `named`, for programs and the terminal, which see no list to tell them who was meant.
    Raises Invalid, about that field, where no organisation is called so, or several are. Four SQL
    queries at most; none for ""."""
    if not text or Organisation.objects.filter(ref=text).exists():
        return text
    found = [(rank, each) for rank, each in _ranked(text) if not each.rest]
    best = [each for rank, each in found if rank == found[0][0]]
    if len(best) == 1:
        return best[0].ref
    said = _("No organisation is called “%(name)s”. Look it up in the list of organisations.")
    if best:
        said = _("“%(name)s” could be %(refs)s. Say which.")
    told = {"name": text[:80], "refs": either([each.ref for each in best[:MOST_TOLD]] or [""])}
    raise Invalid(said % told, {field: said % told})


def each_named(texts: Iterable[str]) -> dict[str, set[str]]:
    """By text, the refs of all organisations that it calls by their address, a name or a code; or
    else of those that all its words fit. Empty where it says anything else. SQL queries: three."""
    asked = {text: _words(text)[:MOST_WORDS] for text in texts}
    codes: dict[str, set[str]] = {}
    short = {words[0].upper() for words in asked.values() if len(words) == 1}
    for code, ref in Code.objects.filter(code__in=short).values_list("code", "organisation"):
        codes.setdefault(code.casefold(), set()).add(ref)
    refs = set(Organisation.objects.filter(ref__in=asked).values_list("ref", flat=True))
    names = _by_beginning(aliases())
    return {
        text: {text} & refs or codes.get(" ".join(words)) or _called_so(words, names)
        for text, words in asked.items()
    }


def _by_beginning(names: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """By how any of their words begins, so that of thousands some dozens are compared."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, ref in names:
        for start in {word[:BEGINNING] for word in _called(name)[0]}:
            found.setdefault(start, []).append((name, ref))
    return found


def _called_so(asked: Words, names: Mapping[str, Sequence[tuple[str, str]]]) -> set[str]:
    telling = [word for word in asked if word not in COMMON]
    fits = _by_name(asked, names.get(telling[0][:BEGINNING], ())) if telling else {}
    best = min((rank for rank, rest in fits.values() if not rest), default=0)
    return {ref for ref, (rank, rest) in fits.items() if rank == best and not rest}


def _meant(row: Organisation, rest: Words) -> Meant:
    kind, is_past = str(row.get_type_display()), row.end is not None
    more = " ".join(word for word in rest if word not in LITTLE)
    return Meant(row.ref, row.name, row.short_name, kind, is_past, more)


def _by_name(asked: Words, names: Sequence[tuple[str, str]]) -> dict[str, tuple[int, Words]]:
    """By ref, (rank, rest) of each organisation that some name of it fits, by the name that fits
    best."""
    begun = [f" {word}" for word in asked if word not in COMMON]
    fits: dict[str, tuple[int, Words]] = {}
    for name, ref in names:
        words, spelt = _called(name)
        # Whatever fits has a word that begins with one of them: most names are passed over here.
        if any(each in spelt for each in begun) and (fit := _fit(words, asked)):
            best = fits.get(ref)
            fits[ref] = min(best, fit, key=lambda each: (each[0], len(each[1]))) if best else fit
    return fits


def _fit(name: Words, asked: Words) -> tuple[int, Words] | None:
    if name == asked:
        return 0, ()
    telling = [word for word in asked if word not in COMMON]
    if telling == [word for word in name if word not in COMMON]:
        return 1, ()
    if all(any(_begins(own, word) for own in name) for word in telling):
        return 2, ()
    if not set(name) - COMMON:
        return None
    for at in range(len(asked) - len(name) + 1):
        if asked[at : at + len(name)] == name:
            return 3, asked[:at] + asked[at + len(name) :]
    return None


def _begins(name: str, word: str) -> bool:
    return name.startswith(word) if len(word) >= BEGINNING else name == word


def _by_code(asked: Words) -> Iterator[tuple[str, tuple[int, Words]]]:
    """One SQL query."""
    codes = {word.upper() for word in asked}
    for code, ref in Code.objects.filter(code__in=codes).values_list("code", "organisation"):
        rest = tuple(word for word in asked if word != code.casefold())
        yield ref, (3 if rest else 0, rest)


@lru_cache(maxsize=10_000)
def _called(name: str) -> tuple[Words, str]:
    """Two thousand names are taken apart once, not for each search."""
    words = _words(name)
    return words, f" {' '.join(words)}"


def _words(text: str) -> Words:
    """In lower case, without accents and marks: Ynys Môn, Cyngor Sir Ynys Mon."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    bare = "".join(each for each in plain if not unicodedata.combining(each)).casefold()
    return tuple("".join(each if each.isalnum() else " " for each in bare).split())
