"""What other rooms ask of the network. Its own pages ask in the files beside this one."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.network.models import PRINCIPAL, Membership, Organisation, Person
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


def nation(ref: str) -> str:
    """The nation of an organisation: england, wales, scotland, northern-ireland or united-kingdom.
    One SQL query. Raises Missing."""
    found = Organisation.objects.filter(ref=ref).values_list("nation", flat=True).first()
    if found is None:
        raise Missing(_("There is no such organisation."))
    return found


def holders(organisation: str, *roles: str) -> dict[str, str]:
    """What to call the people who hold one of these roles there today, by their opaque refs, in
    the order of their names. For pages of that organisation's own staff. One SQL query."""
    return _called(_holding(organisation, roles).distinct())


def addresses(organisation: str, *roles: str) -> tuple[str, ...]:
    """The email addresses of the people who hold one of these roles there today, in order: for
    letters of the house, and for no page. One SQL query."""
    rows = _holding(organisation, roles).order_by("email")
    return tuple(rows.values_list("email", flat=True).distinct())


def people(refs: Iterable[str]) -> dict[str, str]:
    """What to call people, by their opaque refs; a ref that is nobody's has no entry. For pages of
    their own organisation's staff. At most one SQL query."""
    known = [ref for ref in set(refs) if _is_uuid(ref)]
    return _called(Person.objects.filter(ref__in=known)) if known else {}


def in_network(refs: Iterable[str]) -> frozenset[str]:
    """Those of these people, by their opaque refs, who see today what is for the network alone, as
    `Actor.in_network` says of somebody who asks. At most one SQL query."""
    known = [ref for ref in set(refs) if _is_uuid(ref)]
    if not known:
        return frozenset()
    rows = Membership.objects.filter(until=None, person__suspended_at=None, person__ref__in=known)
    return frozenset(str(ref) for ref in rows.values_list("person__ref", flat=True))


def _holding(organisation: str, roles: Iterable[str]) -> QuerySet[Person]:
    """Whoever is suspended can do nothing in their roles, so nothing is given or told to them."""
    return Person.objects.filter(
        suspended_at=None,
        memberships__organisation=organisation,
        memberships__role__in=roles,
        memberships__until=None,
    )


def _called(rows: QuerySet[Person]) -> dict[str, str]:
    return {str(ref): name for ref, name in rows.order_by("name", "ref").values_list("ref", "name")}


def _is_uuid(ref: str) -> bool:
    try:
        return str(UUID(ref)) == ref
    except ValueError:
        return False


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
