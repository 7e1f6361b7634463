"""A motion's life, whatever is done to it in whatever order, beside a model of a few lines."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from commonworks.decisions import commands, queries
from commonworks.decisions.commands import closing
from commonworks.decisions.models import Ballot, Seat
from commonworks.kernel.errors import DomainError
from commonworks.network.ports import SYSTEM
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.decisions.naive import by_hand
from tests.decisions.putting import BODY, CLOSE, EVERYBODY, put

places = st.sampled_from(EVERYBODY)
choices = st.sampled_from(["for", "against", "abstain"])


class Life(RuleBasedStateMachine):
    """`votes` and `standing` are what the model believes; a refusal must change neither."""

    def __init__(self):
        super().__init__()
        self.point = transaction.savepoint()
        self.motion = put(quorum="50%")
        self.votes, self.standing = {}, set(EVERYBODY)
        self.outcome, self.ever, self.casts = "", False, 0

    def teardown(self):
        transaction.savepoint_rollback(self.point)

    def tries(self, command, **told):
        """Whether the command did it; the model says beforehand whether it must."""
        try:
            command(**told)
        except DomainError:
            return False
        return True

    @rule(place=places, choice=choices, late=st.booleans())
    def cast(self, place, choice, late):
        at = CLOSE if late else NOON
        done = self.tries(
            commands.cast,
            motion=self.motion,
            authority=place,
            choice=choice,
            by=member_of(place, "lead"),
            at=at,
        )
        assert done == (place in self.standing and not late and not self.outcome)
        if done:
            self.casts += self.votes.get(place) != choice
            self.votes[place], self.ever = choice, True

    @rule(place=places)
    def take_back(self, place):
        done = self.tries(
            commands.take_back,
            motion=self.motion,
            authority=place,
            by=member_of(place, "lead"),
            at=NOON,
        )
        assert done == (place in self.standing and not self.outcome)
        if done:
            self.votes.pop(place, None)

    @rule(place=places)
    def strike(self, place):
        struck = commands.strike(body=BODY, authority=place, by=SYSTEM, at=NOON)
        assert struck == (place in self.standing and not self.outcome)
        if struck:
            self.standing.discard(place)
            self.votes.pop(place, None)

    @precondition(lambda self: self.casts > 2)
    @rule(early=st.booleans())
    def close(self, early):
        told = {"motion": self.motion, "by": SYSTEM, "at": NOON if early else CLOSE}
        done = self.tries(closing.close, **told)
        assert done == (not early or bool(self.outcome))
        if done and not self.outcome:
            votes = list(self.votes.values())
            self.outcome, _ = by_hand("majority", (), 50, True, len(self.standing), votes)

    @precondition(lambda self: self.ever)
    @rule()
    def withdraw_too_late(self):
        assert not self.tries(commands.withdraw, motion=self.motion, by=LEEDS_LEAD, at=NOON)

    @invariant()
    def the_room_says_what_the_model_says(self):
        page = queries.motion(self.motion)
        current = Ballot.objects.filter(seat__motion=self.motion, ended_at=None)
        assert dict(current.values_list("seat__authority", "choice")) == self.votes
        assert {seat.authority for seat in page.standing} == self.standing
        assert page.outcome == self.outcome
        assert Ballot.objects.filter(seat__motion=self.motion).count() == self.casts
        assert Seat.objects.filter(motion=self.motion).count() == len(EVERYBODY)


@pytest.mark.django_db
def test_whatever_is_done_in_whatever_order_every_vote_counts_once_or_is_refused(councils):
    shape = settings(
        max_examples=20,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run(Life, settings=shape)
