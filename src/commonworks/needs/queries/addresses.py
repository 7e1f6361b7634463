"""Addresses that no need has yet."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from django.utils.text import slugify

from commonworks.needs.models import Need

RESERVED = frozenset({"declare", "import", "estate"})  # addresses of other pages beside needs
RUN = 16  # numbers that are looked at first, where a title is taken
AT_ONCE = 1_000  # refs in one SQL query


def free_refs(titles: Sequence[str]) -> list[str]:
    """From each title, numbered where that is taken: addresses are read out and written down. For
    some hundred titles one SQL query, and a few more where one is taken."""
    bases = [slugify(title)[:50].strip("-") or "need" for title in titles]
    wanted = Counter(bases)
    free: dict[str, list[str]] = {base: [] for base in wanted}
    start, stop = 1, 2
    while lacking := [base for base in wanted if len(free[base]) < wanted[base]]:
        runs = {base: _numbered(base, range(start, stop)) for base in lacking}
        taken = RESERVED | _there(ref for run in runs.values() for ref in run)
        for base, run in runs.items():
            # A numbered one may be what another title comes to by itself.
            free[base] += [
                ref for ref in run if ref not in taken and (ref == base or ref not in wanted)
            ]
        start, stop = stop, stop * 2 + RUN
    given = {base: iter(refs) for base, refs in free.items()}
    return [next(given[base]) for base in bases]


def _numbered(base: str, numbers: Iterable[int]) -> list[str]:
    """The first is the base itself."""
    return [base if number == 1 else f"{base}-{number}" for number in numbers]


def _there(refs: Iterable[str]) -> set[str]:
    """Those that needs have already."""
    left, found = iter(refs), set[str]()
    while some := list(islice(left, AT_ONCE)):
        found.update(Need.objects.filter(ref__in=some).values_list("ref", flat=True))
    return found
