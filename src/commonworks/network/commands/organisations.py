"""Organisations come into the network: from the facts we ship, from a file, or one at a time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from commonworks.kernel import events
from commonworks.kernel.errors import Conflict, Invalid
from commonworks.network import permissions
from commonworks.network.models import Code, EmailDomain, Organisation, Succession
from commonworks.network.permissions import Deed
from commonworks.network.ports import Actor
from commonworks.network.queries.facts import (
    CodeFact,
    Facts,
    OrganisationFact,
    SuccessionFact,
    known_facts,
)

T = TypeVar("T")
IMPORTED = "Imported file"  # the source of rows that shipped facts no longer overwrite
KEYS = {"organisation", "predecessor", "successor", "upper_tier"}  # columns that are foreign keys


class RefTaken(Conflict):
    code = "organisation-ref-taken"


@dataclass(frozen=True, slots=True)
class Saved:
    """How many organisations came in, became otherwise, and were already so."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def add_organisation(
    *, ref: str, name: str, type: str, nation: str, by: Actor, at: datetime
) -> None:
    """Take in one organisation that no file lists, such as a supplier."""
    permissions.check(by, Deed.KEEP_ORGANISATIONS)
    if type not in Organisation.Type or nation not in Organisation.Nation:
        raise Invalid(_("Choose a type and a nation from the lists."))
    if Organisation.objects.filter(ref=ref).exists():
        raise RefTaken(
            _("There is an organisation %(ref)s already. Choose another address for it.")
            % {"ref": ref}
        )
    fact = OrganisationFact(ref, name, name, type, nation, source="A steward of the network")
    save_facts(facts=Facts((fact,)), by=by, at=at)


@transaction.atomic
def save_facts(*, facts: Facts, by: Actor, at: datetime) -> Saved:
    """Write whatever differs from what is known, with an event for each organisation."""
    permissions.check(by, Deed.KEEP_ORGANISATIONS)
    before = known_facts()
    held = {fact.ref: fact for fact in before.organisations}
    new = [fact for fact in facts.organisations if fact.ref not in held]
    changed = [fact for fact in facts.organisations if fact.ref in held and fact != held[fact.ref]]
    _upsert(Organisation, new + changed, key=("ref",))
    _upsert(Code, _missing(facts.codes, before.codes), key=("scheme", "code"))
    successions = _missing(facts.successions, before.successions)
    _upsert(Succession, successions, key=("predecessor", "successor"))
    _add_domains(_missing(facts.email_domains, before.email_domains))
    for verb, some in (("added", new), ("changed", changed)):
        for fact in some:
            name = f"network.organisation.{verb}"
            events.record(name, subject=fact.ref, by=by, at=at, item=_item(fact))
    return Saved(len(new), len(changed), len(facts.organisations) - len(new) - len(changed))


def _missing(wanted: Sequence[T], held: Sequence[T]) -> list[T]:
    there = set(held)
    return [fact for fact in wanted if fact not in there]


def _upsert(
    table: type[Model],
    facts: Sequence[OrganisationFact | CodeFact | SuccessionFact],
    *,
    key: tuple[str, ...],
) -> None:
    if not facts:
        return
    table._default_manager.bulk_create(
        [table(**_columns(fact)) for fact in facts],
        update_conflicts=True,
        unique_fields=key,
        update_fields=[name for name in facts[0].__slots__ if name not in key],
        batch_size=500,
    )


def _columns(fact: OrganisationFact | CodeFact | SuccessionFact) -> dict[str, Any]:
    return {f"{name}_id" if name in KEYS else name: value for name, value in asdict(fact).items()}


def _add_domains(domains: Sequence[tuple[str, str]]) -> None:
    # Unconfirmed: that a website has this host does not prove that its people have such addresses.
    EmailDomain.objects.bulk_create(
        EmailDomain(organisation_id=organisation, domain=domain) for organisation, domain in domains
    )


def _item(fact: OrganisationFact) -> dict[str, Any]:
    """The public item of the register: dates as ISO 8601, what is not known left out."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(fact).items()
        if value
    }
