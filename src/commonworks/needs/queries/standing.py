"""Which councils have a problem."""

from django.db.models import Q

from commonworks.needs.models import Need, Support


def councils_behind(ref: str) -> frozenset[str]:
    """Who declared or supports this need, or one that was merged into it. Two SQL queries."""
    declared = Need.objects.filter(Q(ref=ref) | Q(survivor=ref))
    supports = Support.objects.filter(Q(need=ref) | Q(need__survivor=ref), until=None)
    both = (rows.values_list("authority", flat=True) for rows in (declared, supports))
    return frozenset().union(*both)
