import pytest

from commonworks.factories import commands, queries
from commonworks.factories.commands import agreements
from commonworks.factories.policies.agreements import Choices
from commonworks.factories.queries.agreements import agreement, versions
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.ports import SYSTEM
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db


def offer(factory, **choices):
    return agreements.offer_agreement(
        factory=factory, choices=Choices(**choices), by=LEEDS_LEAD, at=NOON
    )


def sign(factory, council, number=1, role="lead"):
    agreements.sign_agreement(
        factory=factory, number=number, organisation=council, by=member_of(council, role), at=NOON
    )


def shown(factory, number=0):
    return agreement(queries.factory(factory), number)


def test_an_agreement_is_open_unless_a_reason_is_given(parking):
    offer(parking)
    assert "MIT licence (MIT)" in shown(parking).text
    with pytest.raises(Invalid) as refused:
        offer(parking, ownership="members")
    assert list(refused.value.fields) == ["reason"]
    assert offer(parking, ownership="members", reason="A supplier’s code is in it.") == 2


def test_it_is_signed_by_all_once_each_lead_or_deputy_has_signed(parking):
    offer(parking)
    for council, role in (("leeds", "lead"), ("camden", "deputy"), ("camden", "lead")):
        sign(parking, council, role=role)
    assert [each.organisation for each in shown(parking).missing] == ["cornwall"]
    sign(parking, "cornwall")
    page = shown(parking)
    assert page.is_signed_by_all
    assert [each.capacity for each in page.signatures] == ["lead", "deputy", "lead"]
    assert Event.objects.filter(name="factories.agreement.signed").count() == 3


def test_a_new_version_needs_new_signatures_and_the_old_keeps_its_own(parking):
    offer(parking)
    for council in ("leeds", "camden", "cornwall"):
        sign(parking, council)
    offer(parking, notice_weeks=26)
    assert (shown(parking).is_signed_by_all, shown(parking, 1).is_signed_by_all) == (False, True)
    with pytest.raises(agreements.Superseded):
        sign(parking, "leeds", number=1)
    assert [(v.number, v.signed) for v in versions(parking)] == [(2, 0), (1, 3)]


def test_the_same_choices_are_no_new_version(parking):
    offer(parking)
    with pytest.raises(agreements.NothingNew):
        offer(parking)


@pytest.mark.parametrize("role", ["administrator", "service-owner", "member", "councillor"])
def test_only_the_lead_or_the_deputy_signs(parking, role):
    offer(parking)
    with pytest.raises(NotAllowed):
        sign(parking, "leeds", role=role)


def test_the_house_signs_for_nobody(parking):
    offer(parking)
    with pytest.raises(NotAllowed):
        agreements.sign_agreement(
            factory=parking, number=1, organisation="leeds", by=SYSTEM, at=NOON
        )


def test_who_has_no_vote_does_not_sign(parking):
    offer(parking)
    woking = member_of("woking", "lead")
    commands.join(factory=parking, organisation="woking", by=woking, at=NOON, part="observer")
    with pytest.raises(NotAllowed):
        sign(parking, "woking")


def test_a_council_that_joins_later_has_to_sign_too(parking):
    offer(parking)
    for council in ("leeds", "camden", "cornwall"):
        sign(parking, council)
    commands.join(factory=parking, organisation="woking", by=member_of("woking", "lead"), at=NOON)
    assert [each.organisation for each in shown(parking).missing] == ["woking"]


def test_a_reason_is_text_and_no_markup(parking):
    offer(parking, ownership="members", reason="<script>alert(1)</script> [x](javascript:1) # y")
    from formwork.texts import render

    html = render(shown(parking).text)
    assert ("<script" in html, "href" in html, "alert(1)" in html) == (False, False, True)


def test_a_version_that_is_not_there_is_missing(parking):
    offer(parking)
    with pytest.raises(Missing):
        shown(parking, 7)
    with pytest.raises(Missing):
        sign(parking, "leeds", number=7)


def test_reading_an_agreement_is_three_queries(parking, django_assert_num_queries):
    offer(parking)
    page = queries.factory(parking)
    with django_assert_num_queries(3):
        agreement(page)


def test_the_lead_offers_and_a_partner_signs_in_the_browser(parking, signed_in):
    leeds, camden = signed_in("lead", "leeds"), signed_in("lead", "camden")
    form = leeds.get(f"/factories/{parking}/agreement/offer").content.decode()
    assert 'value="open" checked' in form
    told = {**Choices().plain, "cap_pence": "", "liability": "capped"}
    assert (
        "Enter the amount"
        in leeds.post(f"/factories/{parking}/agreement/offer", told).content.decode()
    )
    told["cap_pence"] = "50,000"
    assert leeds.post(f"/factories/{parking}/agreement/offer", told).status_code == 302
    page = camden.get(f"/factories/{parking}/agreement").content.decode()
    assert ("Sign for Camden Council" in page, "£50,000" in page) == (True, True)
    camden.post(f"/factories/{parking}/agreement/1/sign", {"organisation": "camden"})
    assert [each.name for each in shown(parking).missing] == ["Leeds Council", "Cornwall Council"]
