"""Motions: who may put one, and what is refused."""

from datetime import datetime, timedelta

import pytest

from commonworks.decisions import commands, ports, queries
from commonworks.decisions.commands import closing
from commonworks.decisions.models import Motion
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.ports import SYSTEM
from commonworks.signposts import commands as cards
from commonworks.signposts import queries as signposts
from commonworks.signposts.models import News
from tests.actors import LEEDS_LEAD, NOON, member_of
from tests.decisions.putting import BODY, CLOSE, EVERYBODY, put, vote

pytestmark = pytest.mark.django_db


def test_a_motion_is_put_with_everything_that_decides_it(councils):
    motion = queries.motion(put(text="Why\n\nand how", quorum="60%", answers="option-7"))
    assert (motion.rule, motion.quorum, motion.quorum_is_share, motion.needed) == (
        "majority",
        60,
        True,
        3,
    )
    assert (motion.answers, motion.state, motion.opens, motion.closes) == (
        "option-7",
        "open",
        NOON,
        CLOSE,
    )
    assert [seat.authority for seat in motion.seats] == list(EVERYBODY)


@pytest.mark.parametrize(
    "choices",
    [
        ("For", "Against", "Abstain"),
        (" AGAINST", "for "),
        ("O blaid", "Yn erbyn", "Ymatal"),
        ("Consent", "Object"),
    ],
)
def test_the_words_of_the_ballot_are_no_options_however_they_are_spelled(councils, choices):
    assert queries.motion(put(choices=choices)).options == ()


def test_more_against_than_for_is_not_carried_where_both_were_typed_as_options(councils):
    motion = put(choices=("For", "Against", "Abstain"))
    for council, choice in zip(EVERYBODY, ("against", "against", "against", "for"), strict=True):
        vote(motion, council, choice)
    closing.close(motion=motion, by=SYSTEM, at=CLOSE)
    assert queries.result(motion).outcome == "not-carried"


def test_a_motion_that_is_withdrawn_hangs_among_the_cards_no_more(councils):
    motion = put()
    assert [card.ref for card in signposts.cards(kind="motion")] == [f"motion.{motion}"]
    commands.withdraw(motion=motion, by=LEEDS_LEAD, at=NOON)
    assert signposts.cards(kind="motion") == []


def test_followers_of_motion_and_body_hear_that_voting_opened_and_what_came_of_it(councils):
    putting_up = {"kind": "factory", "title": "Parking", "link": "/f", "authority": "leeds"}
    cards.put_card(ref=BODY, **putting_up, by=SYSTEM, at=NOON)
    motion = put(quorum=1)
    vote(motion, "leeds", "for")
    closing.close(motion=motion, by=SYSTEM, at=CLOSE)
    told = News.objects.order_by("pk").values_list("card", "headline", "link")
    opened, carried = "Voting is open: Build it together", "Carried: Build it together"
    to = f"/decisions/{motion}/"
    assert list(told) == [
        (f"motion.{motion}", opened, to),
        (BODY, opened, to),
        (f"motion.{motion}", carried, to),
        (BODY, carried, to),
    ]
    assert [card.state for card in signposts.cards(kind="motion")] == ["carried"]


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"title": " "}, "title", "Say in one line"),
        ({"title": "x" * 151}, "title", "Use 150 characters or fewer; these are 151."),
        ({"text": "x" * 50_000}, "text", "these are 50,000"),
        ({"closes": NOON}, "closes", "must close in the future"),
        ({"closes": NOON - timedelta(days=1)}, "closes", "must close in the future"),
        ({"opens": NOON - timedelta(seconds=1)}, "opens", "cannot open in the past"),
        ({"opens": CLOSE}, "closes", "must close after it opens"),
        ({"closes": NOON + timedelta(days=400)}, "closes", "within a year"),
        ({"closes": datetime(2026, 12, 1)}, "closes", "time zone"),  # noqa: DTZ001 - it is the point
        ({"rule": "whatever"}, "rule", "Select a rule"),
        ({"rule": "consent", "choices": ("A", "B")}, "rule", "asked of one proposal"),
        ({"choices": ("A",)}, "choices", "from two to 12 options"),
        ({"choices": ("A", " a ")}, "choices", "words of its own"),
        ({"choices": ("Yes", "No", "Abstain")}, "choices", "leaves the options empty"),
        ({"choices": ("aye ", "NO")}, "choices", "leaves the options empty"),
        ({"choices": ("Ydw", "Nac ydw", "Ymatal")}, "choices", "leaves the options empty"),
        ({"quorum": 5}, "quorum", "Only 4 may vote"),
        ({"quorum": "101%"}, "quorum", "100% or less"),
        ({"quorum": 0}, "quorum", "Enter how many must vote"),
        ({"quorum": "half"}, "quorum", "Enter how many must vote"),
        ({"electorate": ("leeds", "atlantis")}, "electorate", "no organisation called atlantis"),
    ],
)
def test_a_motion_that_is_not_right_is_refused_and_nothing_is_kept(councils, wrong, field, said):
    with pytest.raises(Invalid) as refused:
        put(**wrong)
    assert (said in refused.value.fields[field], Motion.objects.count()) == (True, 0)


@pytest.mark.parametrize("role", ["lead", "deputy"])
def test_a_lead_or_the_named_deputy_puts_a_motion(councils, role):
    assert queries.motion(put(by=member_of("york", role))).proposed_by == "york"


@pytest.mark.parametrize("who", [("leeds", "administrator"), ("hull", "lead")])
def test_nobody_else_puts_a_motion(councils, who):
    with pytest.raises(NotAllowed):
        put(by=member_of(*who))


def test_a_convener_binds_nobody_by_a_motion(councils):
    with pytest.raises(NotAllowed):
        put(by=member_of("commonworks", "convener"))


def test_texts_are_kept_without_what_no_page_shows(councils):
    motion = queries.motion(put(title="A\x00 title \u202e\ud800\nover two", text="a\r\nb\tc\x07"))
    assert (motion.title, motion.text) == ("A title over two", "a\nb c")


def test_a_body_that_its_room_describes_names_its_voters_and_proposers(councils, monkeypatch):
    monkeypatch.setattr(ports, "_kinds", {})
    ports.bodies_of_kind(
        "club",
        lambda ref: ports.Body(ref, "Parking factory", "/factories/parking/", EVERYBODY, ("york",)),
    )
    with pytest.raises(NotAllowed):
        put(electorate=())
    motion = queries.motion(put(electorate=(), by=member_of("york", "lead")))
    assert (motion.body_name, motion.body_link, len(motion.seats)) == (
        "Parking factory",
        "/factories/parking/",
        4,
    )


def test_a_motion_is_withdrawn_until_the_first_vote_is_in(councils):
    first, second = put(), put()
    vote(second, "york", "for")
    vote(second, "leeds", "for")
    commands.withdraw(motion=first, by=LEEDS_LEAD, at=NOON)
    commands.withdraw(motion=first, by=LEEDS_LEAD, at=NOON)
    with pytest.raises(commands.VotesAreIn):
        commands.withdraw(motion=second, by=LEEDS_LEAD, at=NOON)
    assert Event.objects.filter(name="decisions.motion.withdrawn").count() == 1


def test_only_whoever_put_a_motion_withdraws_it(councils):
    motion = put()
    with pytest.raises(NotAllowed):
        commands.withdraw(motion=motion, by=member_of("york", "lead"), at=NOON)


def test_a_motion_that_is_not_there_is_missing(councils):
    with pytest.raises(Missing):
        queries.motion("nothing")


def test_a_list_has_the_open_motions_first_the_soonest_to_close_before_the_others(councils):
    late, soon = put(title="late"), put(title="soon", closes=CLOSE - timedelta(days=1))
    over = put(title="over", closes=NOON + timedelta(days=1))
    put(title="other", body="club.other")
    closing.close(motion=over, by=SYSTEM, at=CLOSE)
    assert [each.ref for each in queries.motions(body=BODY)] == [soon, late, over]
    assert [each.ref for each in queries.motions(body=BODY, open=False)] == [over]
    assert (queries.how_many(), queries.how_many(body=BODY, open=True)) == (4, 2)


def test_lists_and_pages_cost_the_same_however_much_there_is(councils, django_assert_num_queries):
    motion = put()
    for _ in range(5):
        put()
    vote(motion, "leeds", "for")
    with django_assert_num_queries(2):
        queries.motions()
    with django_assert_num_queries(1):
        queries.how_many()
    with django_assert_num_queries(4):
        queries.motion(motion)
