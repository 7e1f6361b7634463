import hashlib
import json

import pytest

from commonworks.decisions import queries
from commonworks.decisions.commands import closing
from commonworks.decisions.policies.counting import recount
from commonworks.network.ports import SYSTEM
from tests.decisions.putting import CLOSE, put, vote, votes

pytestmark = pytest.mark.django_db


def test_a_motion_with_more_votes_for_than_against_is_carried(councils):
    motion = put()
    votes(motion, leeds="for", york="for", camden="against")
    vote(motion, "camden", "abstain")

    assert closing.close(motion=motion, by=SYSTEM, at=CLOSE) == "carried"
    found = queries.motion(motion)
    assert found.counts == (("For", 2), ("Against", 0), ("Abstain", 1))
    assert [(seat.authority, seat.vote) for seat in found.seats] == [
        ("camden", "abstain"),
        ("cornwall", ""),
        ("leeds", "for"),
        ("york", "for"),
    ]


def test_anybody_can_count_a_published_result_again(councils):
    motion = put()
    votes(motion, leeds="for", york="for", camden="against")
    closing.close(motion=motion, by=SYSTEM, at=CLOSE)

    result = queries.result(motion)
    assert hashlib.sha256(result.item.encode()).hexdigest() == result.sha256
    item = json.loads(result.item)
    counted = recount(item)
    assert (counted.outcome, dict(counted.counts)) == (item["outcome"], item["counts"])


def test_how_a_council_votes_is_hidden_until_the_close(councils):
    motion = put()
    vote(motion, "leeds", "for", reason="It saves money")

    [leeds] = [seat for seat in queries.motion(motion).seats if seat.authority == "leeds"]
    assert (leeds.voted, leeds.vote, leeds.reason) == (True, "", "")
