"""What other rooms ask of the network. Its own pages ask in the files beside this one."""

from collections.abc import Iterable

from commonworks.network.models import PRINCIPAL, Organisation
from commonworks.network.queries.facts import known_facts
from commonworks.network.queries.shipped import shipped_facts


def names(refs: Iterable[str]) -> dict[str, str]:
    """What each organisation is called; a ref that is not one has no entry. One SQL query."""
    return dict(Organisation.objects.filter(ref__in=set(refs)).values_list("ref", "name"))


def short_names(refs: Iterable[str]) -> dict[str, str]:
    """As `names`, but Leeds instead of Leeds City Council."""
    return dict(Organisation.objects.filter(ref__in=set(refs)).values_list("ref", "short_name"))


def websites(refs: Iterable[str]) -> dict[str, str]:
    """Where each has its website; those without one have no entry. One SQL query."""
    rows = Organisation.objects.filter(ref__in=set(refs)).exclude(website="")
    return dict(rows.values_list("ref", "website"))


def how_many_councils() -> int:
    """The principal councils of today. One SQL query."""
    return Organisation.objects.filter(type__in=PRINCIPAL, end=None).count()


def how_many() -> int:
    """All organisations of today. One SQL query."""
    return Organisation.objects.filter(end=None).count()


def exists(ref: str) -> bool:
    """Whether there is such an organisation today. One SQL query."""
    return Organisation.objects.filter(ref=ref, end=None).exists()


def facts_are_loaded() -> bool:
    """Whether every organisation, code and succession that we ship is here. Four SQL queries."""
    here, ours = known_facts(), shipped_facts()
    refs = {fact.ref for fact in here.organisations}
    return (
        all(fact.ref in refs for fact in ours.organisations)
        and set(ours.codes) <= set(here.codes)
        and set(ours.successions) <= set(here.successions)
    )
