"""Times as a small histogram: enough for a median, too coarse to be anybody's own."""

from bisect import bisect_left
from collections.abc import Mapping

MINUTE, HOUR, DAY = 60, 3600, 86_400
# The upper ends of the bands of time taken, in seconds. Longer than the last: LONGER.
ENDS = (
    *(MINUTE * each for each in (1, 2, 3, 5, 7, 10, 15, 20, 30, 45)),
    *(HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY),
)
LONGER = 2 * DAY
MOST_DAYS = 100  # working days to a decision; longer counts as this


def band(seconds: int) -> int:
    """The upper end of the band that a time falls in."""
    at = bisect_left(ENDS, seconds)
    return ENDS[at] if at < len(ENDS) else LONGER


def percentile(histogram: Mapping[int, int], share: int, *, beyond: int = 0) -> int | None:
    """The value that this share of a hundred do not exceed, by the nearest-rank method
    (https://www.itl.nist.gov/div898/handbook/prc/section2/prc262.htm gives the alternatives).

    None for an empty histogram, and where fewer than `beyond` lie on either side of the rank:
    there the answer would be about a few people.
    """
    total = sum(histogram.values())
    rank = -(-total * share // 100)  # rounded up
    if not total or total - rank < beyond or rank < beyond:
        return None
    reached = 0
    for value in sorted(histogram):
        reached += histogram[value]
        if reached >= rank:
            return value
    return None
