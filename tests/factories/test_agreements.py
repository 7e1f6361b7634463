import hashlib
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from commonworks.factories import commands, queries
from commonworks.factories.commands import agreements, costs
from commonworks.factories.models import Agreement
from commonworks.factories.policies.agreements import Choices
from commonworks.factories.queries.agreements import agreement, promised, versions
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.ports import SYSTEM
from commonworks.signposts.models import News
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


def signed_by_all(factory, number=1):
    for council in ("leeds", "camden", "cornwall"):
        sign(factory, council, number)


def joins(factory, council="woking"):
    lead = member_of(council, "lead")
    commands.join(factory=factory, organisation=council, by=lead, at=NOON)


def leaves(factory, council):
    lead = member_of(council, "lead")
    commands.leave(factory=factory, organisation=council, by=lead, at=NOON)


def shown(factory, number=0):
    return agreement(queries.factory(factory), number)


def in_force(factory, number=0):
    """(version, for whom, who has not signed it) as the page of a version says."""
    holds = shown(factory, number).holds
    return holds and (holds.number, holds.bound, holds.lacking)


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


def test_a_version_is_in_force_once_all_have_signed_and_goes_on_until_all_have_signed_the_next(
    parking,
):
    offer(parking)
    sign(parking, "leeds")
    assert in_force(parking) is None
    signed_by_all(parking)
    offer(parking, notice_weeks=26)
    first = (1, ["Leeds Council", "Camden Council", "Cornwall Council"], [])
    assert (in_force(parking, 1), in_force(parking, 2)) == (first, first)
    signed_by_all(parking, 2)
    assert [in_force(parking, number)[0] for number in (1, 2)] == [2, 2]


def test_who_joins_later_ends_nothing_and_is_not_bound_before_it_signs(parking):
    offer(parking)
    signed_by_all(parking)
    joins(parking)
    bound = ["Leeds Council", "Camden Council", "Cornwall Council"]
    assert in_force(parking) == (1, bound, ["Woking Council"])
    sign(parking, "woking")
    assert in_force(parking) == (1, [*bound, "Woking Council"], [])


def test_a_version_comes_into_force_as_the_last_who_has_not_signed_leaves(parking):
    offer(parking)
    for council in ("leeds", "camden"):
        sign(parking, council)
    leaves(parking, "cornwall")
    assert in_force(parking) == (1, ["Leeds Council", "Camden Council"], [])


def test_who_has_left_is_no_longer_among_those_for_whom_it_is_in_force(parking):
    offer(parking)
    signed_by_all(parking)
    leaves(parking, "camden")
    assert in_force(parking) == (1, ["Leeds Council", "Cornwall Council"], [])


def test_that_a_version_is_in_force_is_recorded_and_told_once(parking):
    offer(parking)
    signed_by_all(parking)
    joins(parking)
    sign(parking, "woking")
    (event,) = Event.objects.filter(name="factories.agreement.came-into-force")
    assert (event.subject, '"number":1' in event.item) == (parking, True)
    said = News.objects.filter(headline__contains="in force")
    assert [news.headline for news in said] == ["Version 1 of the agreement is in force"]


def test_pages_of_both_versions_say_which_is_in_force_and_for_whom(parking, client):
    offer(parking)
    signed_by_all(parking)
    offer(parking, notice_weeks=26)
    first, second = (client.get(f"/factories/{parking}/agreement/{n}").text for n in (1, 2))
    members = "Leeds Council, Camden Council, Cornwall Council"
    assert "In force since 2 March 2026" in first and members in first
    assert "Until all members have signed version 2, this one goes on" in first
    assert "3 of 3 have not signed yet" in second and members in second
    assert "Until all have, version 1 is in force" in second
    assert "replaced" not in first


def test_a_version_that_was_replaced_says_by_which(parking, client):
    for number, weeks in ((1, 12), (2, 26)):
        offer(parking, notice_weeks=weeks)
        signed_by_all(parking, number)
    page = client.get(f"/factories/{parking}/agreement/1").text
    assert "Version 2 is in force instead" in page


def test_a_version_that_never_came_into_force_says_so(parking, client):
    offer(parking)
    offer(parking, notice_weeks=26)
    first, second = (client.get(f"/factories/{parking}/agreement/{n}").text for n in (1, 2))
    assert "It never came into force" in first
    assert "No version is in force yet" in second


def test_the_text_that_is_hashed_is_given_out_byte_for_byte(parking, client):
    offer(parking, ownership="members", reason="Gwasanaeth y Gŵr – “one”")
    page = client.get(f"/factories/{parking}/agreement").text
    address = f"/factories/{parking}/agreement/1/text.md"
    file = client.get(address)
    found = hashlib.sha256(file.content).hexdigest()
    assert found == shown(parking).sha256 == file["X-Content-SHA256"]
    assert (address in page, found in page) == (True, True)
    assert "sha256sum parking-agreement-1.md" in page
    assert file["Content-Disposition"] == 'attachment; filename="parking-agreement-1.md"'
    assert client.get(f"/factories/{parking}/agreement/2/text.md").status_code == 404


def test_whoever_thinks_of_leaving_reads_what_it_signed_and_committed_to(parking, signed_in):
    offer(parking)
    camden = signed_in("lead", "camden")
    door = f"/factories/{parking}/leave/camden"
    assert "does not end" not in camden.get(door).text
    signed_by_all(parking)
    pence = _committed(parking)
    page = camden.get(door).text
    assert "It does not end the agreement that you signed, nor what you committed to" in page
    assert "12 weeks’ notice" in page and f"/factories/{parking}/agreement/1" in page
    assert (pence, "£10,000" in page, "The beta" in page) == (1_000_000, True, True)


def _committed(factory):
    told = {"factory": factory, "at": NOON}
    number = costs.offer_plan(
        **told, title="The beta", rule="equal", total_pence=3_000_000, by=LEEDS_LEAD
    )
    camden = member_of("camden", "lead")
    costs.commit(**told, number=number, organisation="camden", pence=1_000_000, by=camden)
    return 1_000_000


def test_what_a_member_promised_is_two_queries(parking, django_assert_num_queries):
    offer(parking)
    signed_by_all(parking)
    _committed(parking)
    page = queries.factory(parking)
    with django_assert_num_queries(2):
        found = promised(page, "camden")
    assert ([each.number for each in found.signed], len(found.committed)) == ([1], 1)
    assert promised(page, "cornwall").committed == ()


def test_the_text_agrees_with_how_members_join_sign_and_leave_here(parking):
    offer(parking)
    text = shown(parking).text
    assert "joins by signing" not in text
    assert "joins when that is recorded on the factory’s page" in text
    assert "is shown there as not having signed" in text
    assert "ends neither the notice nor what it committed to" in text


def test_the_text_of_a_version_already_offered_never_changes(parking):
    offer(parking)
    Agreement.objects.update(text="As it was written then.\n", sha256="0" * 64)
    offer(parking, notice_weeks=26)
    assert (shown(parking, 1).text, shown(parking, 1).sha256) == (
        "As it was written then.\n",
        "0" * 64,
    )


def test_versions_signed_before_this_was_kept_are_in_force_from_their_last_signature(parking):
    offer(parking)
    signed_by_all(parking)
    offer(parking, notice_weeks=26)
    sign(parking, "leeds", 2)
    offer(parking)
    later = member_of("woking", "lead")
    commands.join(factory=parking, organisation="woking", by=later, at=NOON + timedelta(days=1))
    Agreement.objects.update(in_force_from=None)
    migration = import_module("commonworks.factories.migrations.0010_when_agreements_took_effect")
    with connection.cursor() as cursor:
        cursor.execute(migration.LOOK_BACK)
    found = Agreement.objects.order_by("number").values_list("in_force_from", flat=True)
    assert list(found) == [NOON, None, None]
