"""What can be done in the network: to organisations, and by and to people.

Here is what the house does as it is set up; the rest is in the files beside this one.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from commonworks.network.commands import organisations
from commonworks.network.models import Organisation
from commonworks.network.ports import Actor
from commonworks.network.queries.shipped import shipped_facts


@transaction.atomic
def load_facts(*, by: Actor, at: datetime) -> organisations.Saved:
    """Bring the network up to the facts we ship. A row that a file was imported over stays."""
    imported = Organisation.objects.filter(source__startswith=organisations.IMPORTED)
    theirs = set(imported.values_list("ref", flat=True))
    facts = shipped_facts()
    ours = tuple(fact for fact in facts.organisations if fact.ref not in theirs)
    return organisations.save_facts(facts=replace(facts, organisations=ours), by=by, at=at)
