"""Sharing an amount out so that the parts add up to it, to the penny."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid
from commonworks.kernel.money import pounds


def split(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Pence for each, in proportion to whole weights, by the largest remainder: everyone gets the
    pence below their exact part, and the pennies that are left go to those who lost most by that.
    Where two lost the same, the first by name gets the penny, so the order of asking is no matter.
    Raises Invalid unless some weight is above nought, and none below.
    """
    whole = sum(weights.values())
    if total < 0 or whole <= 0 or min(weights.values()) < 0:
        raise Invalid(_("There is nothing by which to share this out."))
    parts = {who: divmod(total * weight, whole) for who, weight in weights.items()}
    left = total - sum(pence for pence, _rest in parts.values())
    by_loss = sorted(parts, key=lambda who: (-parts[who][1], who))
    lucky = set(by_loss[:left])
    return {who: pence + (who in lucky) for who, (pence, _rest) in parts.items()}


def check_sums(total: int, amounts: Mapping[str, int]) -> None:
    """Fixed amounts must be the whole. Raises Invalid, saying by how much they are not."""
    off = sum(amounts.values()) - total
    if off:
        too_much = _("The amounts add up to %(money)s more than the total.")
        too_little = _("The amounts add up to %(money)s less than the total.")
        said = (too_much if off > 0 else too_little) % {"money": pounds(abs(off))}
        raise Invalid(said, {"total_pence": said})
