"""The table of who may, cell by cell: a deed or role without a row here is a failure."""

from itertools import product

import pytest

from commonworks.kernel.errors import NotAllowed
from commonworks.network import permissions
from commonworks.network.models import Organisation, Role
from commonworks.network.permissions import Deed
from commonworks.network.ports import SYSTEM, Actor

STEWARD = Actor("s", frozenset({("commonworks", "steward")}), "S")
IMPOSTOR = Actor("i", frozenset({("leeds", "steward")}), "I")  # stewards are of the body alone
NOBODY = Actor("anonymous")

OF_ITS_ADMINISTRATOR = {
    Deed.NAME_ADMINISTRATORS,
    Deed.SEE_PEOPLE,
    Deed.GIVE_ROLES,
    Deed.CONFIRM_DOMAINS,
}
OF_A_STEWARD = {
    Deed.KEEP_ORGANISATIONS,
    Deed.KEEP_SERVICES,
    Deed.SEE_ADMINISTRATORS,
    Deed.NAME_ADMINISTRATORS,
    Deed.CONFIRM_DOMAINS,
}


def allowed(actor, organisation):
    return {deed for deed in Deed if permissions.may(actor, deed, organisation)}


@pytest.mark.parametrize("role", Role)
def test_each_role_may_in_its_own_organisation_what_the_table_says(role):
    actor = Actor("a", frozenset({("leeds", role.value)}), "A")
    expected = OF_ITS_ADMINISTRATOR if role == Role.ADMINISTRATOR else set()
    assert (allowed(actor, "leeds"), allowed(actor, "camden")) == (expected, set())


def test_a_steward_may_the_same_everywhere():
    assert {frozenset(allowed(STEWARD, place)) for place in ("leeds", "commonworks", "")} == {
        frozenset(OF_A_STEWARD)
    }


def test_the_house_itself_may_everything_and_nobody_nothing():
    assert (allowed(SYSTEM, "leeds"), allowed(NOBODY, "leeds")) == (set(Deed), set())
    assert allowed(IMPOSTOR, "leeds") == set()


def test_a_role_of_the_body_or_of_suppliers_exists_nowhere_else():
    only = {"convener": "convening-body", "steward": "convening-body", "supplier": "supplier"}
    for role, type_ in product(Role, Organisation.Type):
        expected = only.get(role.value, type_.value) == type_.value
        assert (role in permissions.roles_of(type_)) == expected, (role, type_)


def test_a_refusal_says_who_may():
    with pytest.raises(NotAllowed) as refusal:
        permissions.check(NOBODY, Deed.CONFIRM_DOMAINS, "leeds")
    assert str(refusal.value) == (
        "You cannot confirm an email domain of this organisation. "
        "Ask an administrator of the organisation or a steward of the network."
    )
