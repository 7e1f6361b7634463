"""What others ask about places."""

from commonworks.places.models import Address
from commonworks.places.ports import FoundAddress
from placefinder.spelling import compact, spaced

OWN = "The council's own list"


def loaded_addresses(postcode: str, authority: str) -> list[FoundAddress]:
    """The addresses at a postcode that this council loaded, as its file had them. One SQL query."""
    rows = Address.objects.filter(authority=authority, postcode=spaced(compact(postcode)))
    fields = ("uprn", "line1", "line2", "town", "county", "postcode")
    return [FoundAddress(*row, source=OWN) for row in rows.order_by("position").values_list(*fields)]
