from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from commonworks.kernel.errors import Gone, Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.commands import domains, people
from commonworks.network.models import Invitation, Membership, Person
from commonworks.network.ports import SYSTEM, Actor
from commonworks.network.queries import accounts as queries
from commonworks.post.models import Message
from tests.actors import NOON

pytestmark = pytest.mark.django_db


def invite(by, role="caseworker", organisation="leeds", email="New.Person@leeds.example", at=NOON):
    """The token of an invitation."""
    link = people.invite(email=email, organisation=organisation, role=role, by=by, at=at)
    return link.rpartition("/")[2]


def accept(token, by=None, at=NOON):
    by = by or Actor("anonymous")
    return people.accept_invitation(token=token, name="A N Other", password_hash="!", by=by, at=at)


def roles_of(ref):
    rows = Membership.objects.filter(person__ref=ref, until=None)
    return sorted(rows.values_list("organisation", "role"))


def change(by, ref, *roles):
    people.change_roles(person=ref, organisation="leeds", roles=roles, by=by, at=NOON)


def test_whoever_accepts_an_invitation_has_its_role(administrator):
    assert roles_of(accept(invite(administrator))) == [("leeds", "caseworker")]


def test_an_invitation_goes_out_sealed_and_its_token_is_kept_as_a_hash_alone(administrator):
    token = invite(administrator)
    kept = str(list(Invitation.objects.values())) + str(list(Event.objects.values()))
    assert (Message.objects.count(), token in kept) == (1, False)


def test_an_address_is_kept_in_lower_case(administrator):
    accept(invite(administrator))
    assert Person.objects.filter(email="new.person@leeds.example").exists()


def test_an_invitation_is_accepted_once(administrator):
    token = invite(administrator)
    accept(token)
    with pytest.raises(Gone):
        accept(token)


def test_an_invitation_ends_after_fourteen_days(administrator):
    token = invite(administrator)
    with pytest.raises(Gone):
        accept(token, at=NOON + timedelta(days=14))


def test_a_withdrawn_invitation_is_over(administrator):
    token = invite(administrator)
    ref = str(Invitation.objects.get().ref)
    people.withdraw_invitation(ref=ref, by=administrator, at=NOON)
    with pytest.raises(Gone):
        accept(token)


def test_a_made_up_token_is_no_invitation(administrator):
    with pytest.raises(Missing):
        accept("made-up")


def test_nobody_is_invited_twice_to_the_same_role_at_once(administrator):
    invite(administrator)
    with pytest.raises(people.AlreadyInvited):
        invite(administrator)


def test_whose_invitation_ran_out_can_be_invited_again(administrator):
    invite(administrator)
    later = NOON + timedelta(days=15)
    assert roles_of(accept(invite(administrator, at=later), at=later)) == [("leeds", "caseworker")]


def test_who_has_an_account_must_be_signed_in_to_accept(administrator, person):
    lead = person("lead", organisation="camden")
    token = invite(administrator, email="lead@camden.example")
    with pytest.raises(people.SignInFirst):
        accept(token)
    accept(token, by=lead)
    assert roles_of(lead.ref) == [("camden", "lead"), ("leeds", "caseworker")]


def test_somebody_else_signed_in_cannot_accept(administrator, person):
    person("lead", organisation="camden")
    token = invite(administrator, email="lead@camden.example")
    with pytest.raises(people.SignInFirst):
        accept(token, by=administrator)


@pytest.mark.parametrize("email", ["", "nobody", "a b@c.example", "a@b", "x\n@leeds.example"])
def test_what_is_no_address_is_refused_beside_its_field(administrator, email):
    with pytest.raises(Invalid) as refusal:
        invite(administrator, email=email)
    assert list(refusal.value.fields) == ["email"]


@pytest.mark.parametrize("role", ["king", "", "steward", "convener", "supplier"])
def test_a_council_has_only_a_councils_roles(administrator, role):
    with pytest.raises(Invalid):
        invite(administrator, role=role)


def test_an_administrator_gives_roles_in_their_own_council_alone(administrator):
    with pytest.raises(NotAllowed):
        invite(administrator, organisation="camden")


def test_a_steward_makes_an_administrator_and_gives_a_council_no_other_role(steward):
    accept(invite(steward, role="administrator"))
    with pytest.raises(NotAllowed):
        invite(steward, role="caseworker")


@pytest.mark.parametrize("role", ["lead", "deputy", "member", "service-owner", "councillor"])
def test_nobody_else_invites(person, role):
    with pytest.raises(NotAllowed):
        invite(person(role), email="other@leeds.example")


def test_only_the_house_itself_admits_without_asking(steward):
    with pytest.raises(NotAllowed):
        people.admit(
            email="a@b.example", name="A", organisation="leeds", roles=["lead"], by=steward, at=NOON
        )


def test_roles_become_exactly_those_chosen(administrator, person):
    lead = person("lead", "finance")
    change(administrator, lead.ref, "lead", "caseworker")
    assert roles_of(lead.ref) == [("leeds", "caseworker"), ("leeds", "lead")]


def test_an_ended_role_stays_on_record(administrator, person):
    lead = person("lead", "finance")
    change(administrator, lead.ref, "lead")
    assert Membership.objects.get(person__ref=lead.ref, role="finance").until == NOON


def test_nobody_raises_themselves(person):
    lead = person("lead")
    with pytest.raises(NotAllowed):
        change(lead, lead.ref, "lead", "administrator")


def test_no_roles_at_all_is_refused(administrator, person):
    with pytest.raises(Invalid):
        change(administrator, person("lead").ref)


def test_the_last_administrator_stays_until_there_is_another(administrator, person):
    with pytest.raises(people.LastAdministrator):
        change(administrator, administrator.ref, "lead")
    with pytest.raises(people.LastAdministrator):
        people.end_membership(
            person=administrator.ref, organisation="leeds", by=administrator, at=NOON
        )
    person("administrator", email="second@leeds.example")
    change(administrator, administrator.ref, "lead")
    assert roles_of(administrator.ref) == [("leeds", "lead")]


def test_everybody_may_leave(person):
    lead = person("lead", "finance")
    people.end_membership(person=lead.ref, organisation="leeds", by=lead, at=NOON)
    assert roles_of(lead.ref) == []


def test_nobody_ends_anothers_membership_but_an_administrator(person, administrator):
    lead, deputy = person("lead"), person("deputy")
    with pytest.raises(NotAllowed):
        people.end_membership(person=lead.ref, organisation="leeds", by=deputy, at=NOON)
    people.end_membership(person=lead.ref, organisation="leeds", by=administrator, at=NOON)
    assert roles_of(lead.ref) == []


def test_a_role_is_held_once_at_a_time_whoever_writes(person):
    lead = Person.objects.get(ref=person("lead").ref)
    with pytest.raises(IntegrityError, match="unique|UNIQUE"), transaction.atomic():
        lead.memberships.create(organisation_id="leeds", role="lead", since=NOON)


def test_events_name_nobody(administrator, person):
    accept(invite(administrator))
    change(administrator, person("lead").ref, "finance")
    told = str(list(Event.objects.values_list("subject", "by", "ids", "item")))
    assert [word for word in ("@", "N Other", "lead, leeds") if word in told] == []


def test_the_actor_has_the_roles_of_today(person, administrator, rf, django_assert_num_queries):
    lead = person("lead", "finance")
    change(administrator, lead.ref, "lead")
    request = rf.get("/")
    request.user = Person.objects.get(ref=lead.ref)
    with django_assert_num_queries(1):
        asked = [Actor.of(request), Actor.of(request)]
    assert asked == [Actor(lead.ref, frozenset({("leeds", "lead")}), "lead, leeds")] * 2


def test_nobody_in_particular_has_no_roles(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    assert Actor.of(request) == Actor("anonymous")


class TestDomains:
    def confirm(self, by, domain="leeds.example", organisation="leeds"):
        return domains.confirm_domain(organisation=organisation, domain=domain, by=by, at=NOON)

    def newcomer(self, email="new@leeds.example", verified=True):
        owner = Person.objects.create(email=email, name="New", password="!")
        EmailAddress.objects.create(user=owner, email=email, verified=verified, primary=True)
        return str(owner.ref)

    def test_a_confirmed_domain_gives_membership_and_no_more(self, administrator):
        self.confirm(administrator)
        ref = self.newcomer()
        domains.join_by_domain(person=ref, by=SYSTEM, at=NOON)
        assert roles_of(ref) == [("leeds", "member")]

    def test_an_unconfirmed_domain_gives_nothing(self, network):
        ref = self.newcomer("new@leeds.gov.uk")  # the website's host, which nobody has confirmed
        domains.join_by_domain(person=ref, by=SYSTEM, at=NOON)
        assert roles_of(ref) == []

    def test_an_address_that_is_not_verified_gives_nothing(self, administrator):
        self.confirm(administrator)
        ref = self.newcomer(verified=False)
        with pytest.raises(NotAllowed):
            domains.join_by_domain(person=ref, by=SYSTEM, at=NOON)

    def test_those_who_waited_join_when_it_is_confirmed(self, administrator):
        waiting, unverified = self.newcomer(), self.newcomer("b@leeds.example", verified=False)
        assert self.confirm(administrator) == 1
        assert (roles_of(waiting), roles_of(unverified)) == ([("leeds", "member")], [])

    @pytest.mark.parametrize("email", ["a@evil-leeds.example", "a@leeds.example.net"])
    def test_a_domain_is_the_whole_of_it(self, administrator, email):
        self.confirm(administrator)
        ref = self.newcomer(email)
        domains.join_by_domain(person=ref, by=SYSTEM, at=NOON)
        assert roles_of(ref) == []

    def test_an_administrator_confirms_the_domain_of_their_own_address_alone(self, administrator):
        with pytest.raises(NotAllowed):
            self.confirm(administrator, "gov.uk")

    def test_a_domain_that_is_open_to_all_is_nobodys(self, steward):
        with pytest.raises(Invalid):
            self.confirm(steward, "Gmail.com")

    def test_a_domain_belongs_to_one_organisation(self, administrator, steward):
        self.confirm(administrator)
        with pytest.raises(domains.DomainTaken):
            self.confirm(steward, organisation="camden")

    def test_who_belongs_already_gets_nothing_more(self, administrator, person):
        lead = person("lead")
        self.confirm(administrator)
        assert roles_of(lead.ref) == [("leeds", "lead")]


class TestWhatIsSeen:
    def test_an_administrator_sees_their_people_in_four_queries(
        self, administrator, person, django_assert_num_queries
    ):
        person("lead", "finance")
        invite(administrator)
        with django_assert_num_queries(4):
            staff = queries.staff("leeds", by=administrator, at=NOON)
        assert [(p.name, [name for _, name in p.roles]) for p in staff.people] == [
            ("administrator, leeds", ["Administrator"]),
            ("lead, leeds", ["Finance officer", "Digital lead"]),
        ]
        assert [offer.email for offer in staff.offers] == ["new.person@leeds.example"]

    @pytest.mark.parametrize("role", ["lead", "member", "caseworker", "finance"])
    def test_nobody_else_sees_them(self, person, role):
        with pytest.raises(NotAllowed):
            queries.staff("leeds", by=person(role), at=NOON)

    def test_not_even_an_administrator_of_another_council_or_a_steward(self, person, steward):
        for other in (person("administrator", organisation="camden"), steward):
            with pytest.raises(NotAllowed):
                queries.staff("leeds", by=other, at=NOON)

    def test_a_steward_sees_how_many_administrators_each_has(
        self, steward, administrator, django_assert_num_queries
    ):
        with django_assert_num_queries(1):
            found = {a.organisation: a.administrators for a in queries.administered(by=steward)}
        assert found == {"camden": 0, "commonworks": 0, "leeds": 1, "surrey": 0, "woking": 0}

    def test_nobody_else_does(self, administrator):
        with pytest.raises(NotAllowed):
            queries.administered(by=administrator)

    def test_ones_own_account_costs_two_queries(self, person, django_assert_num_queries):
        lead = person("lead", "finance")
        with django_assert_num_queries(2):
            account = queries.account(by=lead)
        assert [role.role_name for role in account.roles] == ["Finance officer", "Digital lead"]


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_invitation_again_is_refused_plainly_and_sends_no_second_letter(
    administrator, times
):
    invite(administrator)
    for _ in range(times - 1):
        with pytest.raises(people.AlreadyInvited):
            invite(administrator, email="new.person@LEEDS.example")
    assert (Invitation.objects.count(), Message.objects.count()) == (1, 1)


def test_whoever_registers_while_they_accept_an_invitation_is_told_to_sign_in(
    administrator, monkeypatch
):
    token = invite(administrator)
    hashed = people._name

    def overtaken(name):
        Person.objects.create(email="new.person@leeds.example", name="The same")
        return hashed(name)

    monkeypatch.setattr(people, "_name", overtaken)
    with pytest.raises(people.SignInFirst):
        accept(token)
    assert Invitation.objects.get().state == "open"
