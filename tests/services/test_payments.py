"""Paying, with the provider's simulator over HTTP: down, slow, raving, late, twice."""

import hashlib
import hmac
from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import translation

from commonworks.kernel import encryption
from commonworks.kernel.errors import DomainError, Gone, Invalid, Missing, NotAllowed
from commonworks.kernel.leases import PATIENCE
from commonworks.kernel.models import Event
from commonworks.post.models import Message
from commonworks.services import exchanges
from commonworks.services.commands import payments
from commonworks.services.models import Account, Case, Heard, Payment, Quote, Submission
from commonworks.services.queries import applications
from commonworks.services.queries import payments as asked
from tests.actors import NOON
from tests.services.applied import FREE, KEY, RESIDENT, SECRET, councils, deployed, sent, staff
from tests.services.provider import DECLINED, running

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    with running(tmp_path_factory.mktemp("provider")) as provider:
        yield provider


@pytest.fixture
def provider(simulator):
    yield simulator
    simulator.fails("")
    simulator.later(0)


@pytest.fixture
def submission(provider):
    councils()
    return sent(deployed())[0]


def begun(submission, at=NOON):
    return exchanges.begin_payment(submission, by=RESIDENT, at=at)


def looked_after(at=NOON + HOURS, most=20):
    """All that the worker does for payments at a time."""
    return sum(exchanges.check_next_payment(at) for _ in range(most))


def outcome():
    """(states of payments, cases, emails, payments that moved money)"""
    states = list(Payment.objects.order_by("created_at", "ref").values_list("state", flat=True))
    return states, Case.objects.count(), Message.objects.count()


def test_a_paid_application_becomes_one_case_and_one_email(provider, submission):
    standing = begun(submission)
    back = provider.pays(standing.go_to)
    assert back.endswith(f"/s/leeds/skip-permit/payment/{standing.ref}/return")
    assert exchanges.check_payment(standing.ref, by=RESIDENT, at=NOON).state == "paid"
    assert outcome() == (["paid"], 1, 1)
    assert [p["amount"] for p in provider.payments(standing.ref)] == [4500]


def test_a_receipt_says_in_the_readers_language_how_the_payment_stands(provider, submission):
    provider.pays(begun(submission).go_to)
    with translation.override("cy"):
        assert [each.label for each in asked.attempts_of(submission)] == ["Gyda’r darparwr"]


def test_coming_back_many_times_changes_nothing_more(provider, submission):
    standing = begun(submission)
    provider.pays(standing.go_to)
    for _ in range(10):
        exchanges.check_payment(standing.ref, by=RESIDENT, at=NOON)
        begun(submission)
        looked_after()
    assert outcome() == (["paid"], 1, 1)
    assert len(provider.payments(standing.ref)) == 1


def test_coming_back_without_having_paid_opens_no_case(provider, submission):
    standing = begun(submission)
    again = exchanges.check_payment(standing.ref, by=RESIDENT, at=NOON)
    assert (again.state, bool(again.go_to)) == ("started", True)
    assert outcome() == (["started"], 0, 0)


def test_two_tabs_pay_the_same_payment(provider, submission):
    first, second = begun(submission), begun(submission)
    assert (first.ref, first.go_to) == (second.ref, second.go_to)
    assert len(provider.payments(first.ref)) == 1


def test_of_two_that_the_provider_has_for_one_payment_the_first_written_down_counts(
    provider, submission
):
    told = {"by": RESIDENT, "at": NOON}
    ref = payments.open_payment(submission=submission, **told).ref
    wanted, key = asked.attempt(ref, by=RESIDENT).wanted, KEY
    unheard, heard = (provider.client.start(wanted, api_key=key, again=False) for _ in range(2))
    payments.record_started(
        payment=ref, provider_ref=heard.provider_ref, next_url=heard.next_url, **told
    )
    earlier = provider.client.find(unheard.provider_ref, api_key=key)
    payments.record_earlier(payment=ref, found=earlier, **told)
    kept = asked.attempt(ref, by=RESIDENT)
    assert (kept.state, kept.provider_ref) == ("started", heard.provider_ref)


def test_a_resident_who_never_comes_back_is_served_by_the_worker(provider, submission):
    provider.pays(begun(submission).go_to)
    looked_after()
    assert outcome() == (["paid"], 1, 1)


@pytest.mark.parametrize(("how", "state"), [("declined", "failed"), ("cancelled", "cancelled")])
def test_a_payment_that_came_to_nothing_can_be_tried_again(provider, submission, how, state):
    standing = begun(submission)
    if how == "declined":
        provider.pays(standing.go_to, DECLINED)
    else:
        provider.cancels(standing.go_to)
    assert exchanges.check_payment(standing.ref, by=RESIDENT, at=NOON).state == state
    again = begun(submission, NOON + HOURS)
    assert again.ref != standing.ref
    provider.pays(again.go_to)
    looked_after(NOON + 2 * HOURS)
    assert outcome() == ([state, "paid"], 1, 1)


def test_whoever_cancelled_and_presses_pay_again_gets_a_new_payment_at_once(provider, submission):
    standing = begun(submission)
    provider.cancels(standing.go_to)
    again = begun(submission, NOON + HOURS)
    assert (again.ref != standing.ref, bool(again.go_to)) == (True, True)


def test_an_abandoned_payment_expires_when_the_provider_says_so(provider, submission):
    begun(submission)
    looked_after()
    assert outcome()[0] == ["started"]
    provider.later(minutes=91)
    looked_after(NOON + 3 * HOURS)
    assert outcome() == (["expired"], 0, 0)


def test_a_payment_is_not_asked_about_for_ever(provider, submission):
    begun(submission)
    days = [NOON + timedelta(hours=h) for h in range(24 * 14)]
    assert sum(looked_after(at) for at in days) == PATIENCE
    fin = staff("leeds", "Fin", "finance")
    [troubled] = asked.troubled("leeds", by=fin)
    assert (troubled.why, troubled.pence) == ("no-answer", 4500)


@pytest.mark.parametrize("fault", ["down", "error", "busy", "html", "nonsense", "empty", "deep"])
@pytest.mark.parametrize("late", [False, True])
def test_a_provider_that_fails_at_the_start_is_asked_again(provider, submission, fault, late):
    provider.fails(fault, times=1, late=late)
    standing = begun(submission)
    assert (standing.answered, standing.go_to) == (False, "")
    assert outcome() == (["created"], 0, 0)
    looked_after()
    again = begun(submission, NOON + HOURS)
    provider.pays(again.go_to)
    looked_after(NOON + 2 * HOURS)
    assert outcome() == (["paid"], 1, 1)
    assert len(provider.payments(standing.ref)) == 1  # late: the first call had got through


@pytest.mark.parametrize("fault", ["down", "nonsense", "truncated", "huge", "unauthorised"])
def test_a_provider_that_fails_when_asked_decides_nothing(provider, submission, fault):
    standing = begun(submission)
    provider.pays(standing.go_to)
    provider.fails(fault)
    assert exchanges.check_payment(standing.ref, by=RESIDENT, at=NOON).answered is False
    looked_after()
    assert outcome() == (["started"], 0, 0)
    provider.fails("")
    looked_after(NOON + 12 * HOURS)
    assert outcome() == (["paid"], 1, 1)


def test_a_slow_provider_is_not_waited_for_longer_than_promised(provider, submission):
    provider.fails("slow", seconds=3, times=1, late=True)
    standing = begun(submission)
    assert standing.answered is False
    looked_after()
    assert outcome()[0] == ["started"]
    assert len(provider.payments(standing.ref)) == 1


def test_a_provider_that_is_down_for_two_days_loses_nothing(provider, submission):
    standing = begun(submission)
    provider.pays(standing.go_to)
    provider.fails("down")
    for hour in range(48):
        looked_after(NOON + hour * HOURS)
    provider.fails("")
    for hour in range(48, 61):
        looked_after(NOON + hour * HOURS)
    assert outcome() == (["paid"], 1, 1)


def test_another_amount_opens_no_case_and_is_shown_to_the_council(provider, submission):
    standing = begun(submission)
    Quote.objects.filter(submission=submission).update(pence=9900)
    provider.pays(standing.go_to)
    assert exchanges.check_payment(standing.ref, by=RESIDENT, at=NOON).state == "disputed"
    assert begun(submission, NOON + HOURS).state == "disputed"  # and nobody pays a second time
    assert outcome() == (["disputed"], 0, 0)
    [troubled] = asked.troubled("leeds", by=staff("leeds", "Fin", "finance"))
    assert (troubled.ref, troubled.why) == (standing.ref, "another-amount")


def test_an_answer_about_another_payment_is_not_believed(provider, submission):
    other = begun(sent("leeds.skip-permit")[0])
    provider.pays(other.go_to)
    theirs = Payment.objects.get(ref=other.ref)
    standing = begun(submission)
    found = provider.client.find(theirs.provider_ref, api_key="api_test_leeds_1234567890")
    with pytest.raises(payments.NotThatPayment):
        payments.record_found(payment=standing.ref, found=found, by=RESIDENT, at=NOON)
    assert Payment.objects.get(ref=standing.ref).state == "started"


def test_a_council_whose_key_is_refused_fails_the_payment_plainly(provider, submission):
    provider.fails("unauthorised", times=1)
    assert begun(submission).answered is False
    assert outcome() == (["failed"], 0, 0)
    assert begun(submission, NOON + HOURS).go_to


def test_a_council_without_an_account_keeps_the_application(provider, submission):
    Account.objects.all().delete()
    with pytest.raises(DomainError) as refusal:
        begun(submission)
    assert refusal.value.status == 503
    assert outcome()[1:] == (0, 0)


def test_what_is_free_is_not_paid_for(provider):
    councils()
    free, _ = sent(deployed("leeds", FREE))
    with pytest.raises(payments.NothingToPay):
        begun(free)


def test_a_price_that_ran_out_is_worked_out_again_and_agreed_to(provider, submission):
    after = AFTER
    with pytest.raises(payments.QuoteExpired):
        begun(submission, after)
    with pytest.raises(payments.PriceChanged):
        renewed(submission, 4500)
    assert quoted(submission) == [4500]
    renewed(submission, 5000)
    standing = begun(submission, after)
    assert [p["amount"] for p in provider.payments(standing.ref)] == [5000]
    assert quoted(submission) == [4500, 5000]


AFTER = NOON + timedelta(days=35)  # quoted at £45 for 7 days; £50 from 1 April


def renewed(submission, pence, at=AFTER):
    payments.renew_quote(submission=submission, accepted_pence=pence, by=RESIDENT, at=at)


def quoted(submission):
    """The prices that were given for it, in order."""
    rows = Quote.objects.filter(submission=submission).order_by("number")
    return list(rows.values_list("pence", flat=True))


def test_what_was_sent_stays_as_it_was_sent_whatever_is_paid_for_it(provider, submission):
    before = Submission.objects.values().get()
    renewed(submission, 5000)
    provider.pays(begun(submission, AFTER).go_to)
    looked_after(AFTER + HOURS)
    after = Submission.objects.values().get()
    assert (after, hashlib.sha256(after["body"]).hexdigest()) == (before, before["sha256"])
    assert outcome()[:2] == (["paid"], 1)


def test_every_payment_is_of_the_amount_of_its_quote(provider, submission):
    first = begun(submission)
    provider.cancels(first.go_to)
    exchanges.check_payment(first.ref, by=RESIDENT, at=NOON)
    renewed(submission, 5000)
    second = begun(submission, AFTER)
    asked_for = {ref: provider.payments(ref)[0]["amount"] for ref in (first.ref, second.ref)}
    rows = Payment.objects.values_list("ref", "quote__number", "quote__pence")
    assert sorted(rows) == sorted([(first.ref, 1, 4500), (second.ref, 2, 5000)])
    assert asked_for == {ref: pence for ref, _number, pence in rows}


def test_two_tabs_that_renew_a_price_get_one_quote(submission):
    renewed(submission, 5000)
    renewed(submission, 5000)
    with pytest.raises(payments.PriceChanged):
        renewed(submission, 4500)
    assert quoted(submission) == [4500, 5000]


def test_a_price_that_still_holds_is_not_renewed(submission):
    renewed(submission, 4500, NOON + timedelta(days=7))
    assert quoted(submission) == [4500]


def test_a_second_renewal_is_by_the_price_of_its_own_day(provider, submission):
    renewed(submission, 5000)
    renewed(submission, 5000, AFTER + timedelta(days=8))
    assert quoted(submission) == [4500, 5000, 5000]
    assert begun(submission, AFTER + timedelta(days=8)).go_to


def test_a_price_that_is_being_paid_stays(provider, submission):
    standing = begun(submission)
    renewed(submission, 5000)
    provider.pays(standing.go_to)
    looked_after(AFTER)
    assert outcome() == (["paid"], 1, 1)
    assert [p["amount"] for p in provider.payments(standing.ref)] == [4500]
    assert quoted(submission) == [4500]


@pytest.mark.parametrize("first", ["return", "renewal"])
@pytest.mark.parametrize(("how", "end"), [("pays", "paid"), ("cancels", "cancelled")])
def test_a_renewal_that_races_with_a_return_leaves_one_payment_of_its_own_quote(
    provider, submission, first, how, end
):
    standing = begun(submission)
    getattr(provider, how)(standing.go_to)
    steps = [lambda: exchanges.check_payment(standing.ref, by=RESIDENT, at=AFTER)]
    steps.insert(first == "return", lambda: renewed(submission, 5000))
    for step in steps:
        step()
    row = Payment.objects.select_related("quote").get()
    assert (row.state, row.quote.pence) == (end, 4500)
    cancelled_first = (end, first) == ("cancelled", "return")
    assert quoted(submission) == ([4500, 5000] if cancelled_first else [4500])
    assert Case.objects.count() == (end == "paid")


def test_the_letter_says_what_was_paid_and_not_what_was_first_quoted(provider, submission):
    renewed(submission, 5000)
    sent_ = applications.application(submission)
    assert (sent_.pence, sent_.quote["total_pence"], sent_.body["quote"]["total_pence"]) == (
        5000,
        5000,
        4500,
    )


def test_what_a_later_quote_says_is_sealed_and_dies_with_the_application(submission):
    renewed(submission, 5000)
    row = Quote.objects.get(number=2)
    assert b"permit" not in bytes(row.body)
    encryption.erase(submission)
    with pytest.raises(Gone):
        applications.application(submission)


def told(provider, standing, id="m1"):
    [payment] = provider.payments(standing.ref)
    return provider.message(payment, id)


def test_a_message_of_the_provider_is_acted_on_at_once(provider, submission):
    standing = begun(submission)
    looked_after(NOON)
    provider.pays(standing.go_to)
    exchanges.hear("leeds", *told(provider, standing), at=NOON)
    looked_after(NOON)
    assert outcome() == (["paid"], 1, 1)


def test_a_message_heard_ten_times_is_heard_once(provider, submission):
    standing = begun(submission)
    provider.pays(standing.go_to)
    message = told(provider, standing)
    for _ in range(10):
        exchanges.hear("leeds", *message, at=NOON)
        looked_after(NOON)
    assert outcome() == (["paid"], 1, 1)
    assert Heard.objects.count() == 1


def test_messages_in_any_order_lead_to_the_same_end(provider, submission):
    ends = set()
    for order in permutations(range(4)):
        ref, _ = sent("leeds.skip-permit")
        standing = begun(ref)
        [created] = provider.payments(standing.ref)
        provider.pays(standing.go_to)
        [success] = provider.payments(standing.ref)
        told = [created, success, {**created, "state": {"status": "submitted"}}, success]
        for n in order:
            exchanges.hear("leeds", *provider.message(told[n], f"{standing.ref}-{n}"), at=NOON)
            looked_after(NOON)
        ends.add(
            (
                Payment.objects.get(ref=standing.ref).state,
                Case.objects.filter(submission=ref).count(),
            )
        )
    assert ends == {("paid", 1)}


@pytest.mark.parametrize(
    "forgery", ["unsigned", "other-secret", "cut", "changed", "not-ascii", "other-council"]
)
def test_a_forged_message_changes_nothing(provider, submission, forgery):
    standing = begun(submission)
    body, signature = told(provider, standing)
    council = "leeds"
    if forgery == "unsigned":
        signature = ""
    elif forgery == "other-secret":
        signature = "0" * 64
    elif forgery == "cut":
        body = body[:-10]
    elif forgery == "changed":
        body = body.replace(b"4500", b"0001")
    elif forgery == "not-ascii":
        signature = "é" * 64
    else:
        council = "highland"
    before = Payment.objects.values().get()
    with pytest.raises(NotAllowed):
        exchanges.hear(council, body, signature, at=NOON)
    assert (Payment.objects.values().get(), Heard.objects.count()) == (before, 0)


def test_a_message_says_no_more_than_that_something_happened(provider, submission):
    """Signed, and yet not so: the provider is asked, and says that nothing was paid."""
    standing = begun(submission)
    [payment] = provider.payments(standing.ref)
    lie = {**payment, "state": {"status": "success", "finished": True}}
    exchanges.hear("leeds", *provider.message(lie, "m2"), at=NOON)
    looked_after(NOON)
    assert outcome() == (["started"], 0, 0)


def test_signed_nonsense_is_refused(provider, submission):
    for body in (b"", b"{}", b"[]", b"\xff", b'{"id": 1}', b"[" * 100_000):
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        with pytest.raises(Invalid):
            exchanges.hear("leeds", body, signature, at=NOON)


def test_somebody_elses_payment_is_a_missing_page(provider, submission):
    standing = begun(submission)
    with pytest.raises(Missing):
        asked.check_is_mine("leeds.skip-permit", standing.ref, token="somebody else's")
    with pytest.raises(Missing):
        asked.owed("leeds.skip-permit", token="", at=NOON)


def test_another_council_sees_no_payments(provider, submission):
    begun(submission)
    mac = staff("highland", "Mac")
    for question in (
        lambda: asked.troubled("leeds", by=mac),
        lambda: asked.receipts(submission, authority="leeds", by=mac),
    ):
        with pytest.raises(Missing):
            question()


def test_events_of_a_payment_carry_opaque_ids_alone(provider, submission):
    standing = begun(submission)
    provider.pays(standing.go_to)
    looked_after()
    events = Event.objects.filter(name__startswith="services.payment").order_by("id")
    assert [(e.name, e.subject, e.ids, e.item) for e in events] == [
        (
            f"services.payment.{what}",
            standing.ref,
            {"deployment": "leeds.skip-permit", "submission": submission},
            "",
        )
        for what in ("started", "paid")
    ]


def test_the_page_of_a_price_that_ran_out_shows_what_paying_asks_for(provider, submission):
    _, token = sent("leeds.skip-permit")
    found = asked.owed("leeds.skip-permit", token=token, at=NOON + timedelta(days=35))
    assert (found.expired, found.quoted_pence, found.pence) == (True, 4500, 5000)
    assert [(line.description, line.pence) for line in found.lines] == [("Skip permit", 5000)]
