"""Whose case is it? Whoever may not see one is not told whether there is one."""

import hashlib

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Missing
from commonworks.network.ports import Actor
from commonworks.services import permissions
from commonworks.services.permissions import Deed


def check_sees_cases(by: Actor, council: str) -> None:
    if not permissions.may(by, Deed.SEE_CASES, council):
        raise no_case()


def check_sees_payments(by: Actor, council: str) -> None:
    """Caseworkers see what was paid for their cases; finance officers see what was paid."""
    if not permissions.may(by, Deed.SEE_PAYMENTS, council):
        check_sees_cases(by, council)


def no_case() -> Missing:
    return Missing(_("There is no such case, or it is another council's. Check the reference."))


def no_application() -> Missing:
    return Missing(
        _(
            "We cannot find your application in this browser. If you have sent it, use the link in "
            "your email to see how it stands."
        )
    )


def token_hash(token: str) -> str:
    """What is kept of a resident's token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
