"""Search by words and by what things are, the same on both databases."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from commonworks.network.ports import SYSTEM
from commonworks.signposts import commands
from commonworks.signposts.models import Card, words
from commonworks.signposts.queries import card as one
from commonworks.signposts.queries import cards, search
from commonworks.signposts.queries.searching import FACETS
from tests.actors import NOON
from tests.signposts.conftest import card

pytestmark = pytest.mark.usefixtures("councils")


@pytest.fixture
def some(councils: None) -> None:
    card("need.1", title="Parking permits take too long", state="open")
    card("need.2", title="Housing lists", text="People wait for a home, and park outside.")
    card("factory.1", title="Parking factory", text="Permits, together.", authority="camden")
    card("service.1", title="Waste", text="Bins.", authority="cardiff", service_code="520")


def refs(**asked: Any) -> list[str]:
    return [found.ref for found in search(**asked).cards]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("parking", ["factory.1", "need.1", "need.2"]),
        ("PARKED permit", ["factory.1", "need.1"]),
        ("how do I get permits for the parking", []),
        ("permits for the parking", ["factory.1", "need.1"]),
        ("hous", ["need.2"]),
        ("parking unicorn", []),
        ('") OR 1=1 --', []),
        ("' & | ! ( ) * : \\ \"", ["factory.1", "need.1", "need.2", "service.1"]),
        ("NEAR(parking, permits)", []),
        ("", ["factory.1", "need.1", "need.2", "service.1"]),
        ("the", []),
    ],
)
def test_every_word_occurs_by_its_stem_or_its_beginning(some, asked, found):
    assert sorted(refs(words=asked)) == found


def test_what_is_in_the_title_comes_before_what_is_in_the_text(some):
    card("need.3", title="Something else", text="It is also about a permit for parking.")
    assert refs(words="parking permits")[-1] == "need.3"


def test_what_may_be_out_of_date_falls_behind_and_what_is_archived_is_left_out(some):
    Card.objects.filter(ref="need.1").update(standing="stale")
    card("need.3", title="Parking permits take too long", text="Residents wait weeks for a permit.")
    (
        card("need.4", title="Parking permits"),
        Card.objects.filter(ref="need.4").update(standing="archived"),
    )
    asked = {"words": "parking permits", "kind": "need"}
    assert refs(**asked) == ["need.3", "need.1"]
    assert refs(**asked, archived=True) == ["need.3", "need.1", "need.4"]


def test_facets_count_what_would_be_left_under_the_other_choices(some):
    found = search(words="parking", kind="need")
    assert (found.total, counts(found.facets)) == (
        2,
        {
            "kind": {"need": 2, "factory": 1},
            "state": {"open": 1},
            "region": {"yorkshire-and-the-humber": 2},
            "service_code": {"1170": 2},
            "authority": {"leeds": 2},
        },
    )
    assert [(each.label, each.chosen) for each in found.facets["kind"]] == [
        ("Needs", True),
        ("Factories", False),
    ]


@pytest.mark.parametrize("words", ["", "parking"])
@pytest.mark.parametrize("archived", [False, True])
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"kind": "need"},
        {"service_code": "1170"},
        {"service_code": "1170", "authority": "leeds"},
        {"service_code": "520", "kind": "service", "region": "wales"},
        {"state": "open", "kind": "need", "service_code": "1170", "authority": "leeds"},
        {"state": "not a state"},
    ],
)
def test_facets_are_what_counting_card_by_card_comes_to(some, words, archived, chosen):
    card("need.3", title="Parking", service_code="520", state="met", authority="camden")
    card("need.4", title="Parking again", state="open")
    Card.objects.filter(ref="need.4").update(standing="archived")
    Card.objects.filter(ref="need.2").update(standing="stale")
    found = search(words=words, archived=archived, **chosen)
    assert (found.total, counts(found.facets)) == counted(words, archived, chosen)


def counted(words: str, archived: bool, chosen: Mapping[str, str]) -> tuple[int, Any]:
    """The same by the plainest means: each card asked in turn."""
    fitting = set(refs(words=words, archived=archived, size=100))
    rows = list(Card.objects.filter(ref__in=fitting).values(*FACETS))

    def pass_but(name: str) -> list[dict[str, str]]:
        asked = {key: value for key, value in chosen.items() if key != name}
        return [row for row in rows if asked.items() <= row.items()]

    each = {
        name: dict(Counter(row[name] for row in pass_but(name) if row[name])) for name in FACETS
    }
    return len(pass_but("")), each


def counts(facets: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    return {name: {each.value: each.count for each in all_} for name, all_ in facets.items()}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"region": "wales"}, ["service.1"]),
        ({"authority": "camden"}, ["factory.1"]),
        ({"service_code": "520"}, ["service.1"]),
        ({"state": "open"}, ["need.1"]),
        ({"kind": "need", "region": "wales"}, []),
    ],
)
def test_a_search_is_narrowed_by_what_things_are(some, asked, found):
    assert refs(**asked) == found


@pytest.mark.parametrize("asked", [{}, {"words": "parking"}, {"words": "parking", "kind": "need"}])
def test_a_search_costs_four_queries(some, asked, django_assert_num_queries):
    with django_assert_num_queries(4):
        search(**asked)


def test_without_words_the_fresh_come_before_the_stale_and_each_by_title(some):
    Card.objects.filter(ref="need.2").update(standing="stale")
    Card.objects.filter(ref="factory.1").update(standing="archived")
    assert refs() == ["need.1", "service.1", "need.2"]
    assert refs(archived=True) == ["need.1", "service.1", "need.2", "factory.1"]


def test_pages_follow_each_other_and_beyond_the_last_there_is_nothing(some):
    pages = [refs(page=page, size=3) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [3, 1, 0]
    assert len({ref for page in pages for ref in page}) == 4


def test_a_changed_card_is_found_by_what_it_says_now_and_one_taken_down_not_at_all(some):
    card("need.1", title="Dropped kerbs", text="")
    assert (refs(words="kerb"), refs(words="parking long")) == (["need.1"], [])
    commands.take_down(ref="need.1", by=SYSTEM, at=NOON)
    assert refs(words="kerb") == []


def test_a_merged_card_is_found_where_it_is_now(some):
    commands.move_card(old="need.1", new="need.2", by=SYSTEM, at=NOON)
    assert (refs(words="permits long"), one("need.1").ref) == ([], "need.2")


def test_a_list_of_cards_is_searched_in_the_same_way(some):
    assert [each.ref for each in cards(words="permit")] == ["factory.1", "need.1"]


def test_words_are_cut_the_same_however_they_are_typed():
    assert words.terms("  The Parking-permits, parking_PERMITS; £5 ") == ("parking", "permits", "5")
    assert len(words.terms(" ".join(f"w{n}" for n in range(99)))) == 10
    assert words.terms("the and of") == ("the", "and", "of")


def test_a_card_is_found_by_its_welsh_title_too_until_it_is_taken_down(some):
    card("service.2", title="Apply for a permit", also="Gwneud cais am drwydded")
    assert (refs(words="cais drwydded"), refs(words="apply cais")) == (["service.2"], ["service.2"])
    card("service.2", title="Apply for a bay permit")
    assert refs(words="cais bay") == ["service.2"]
    card("service.2", title="Apply for a bay permit", also="")
    assert (refs(words="cais"), refs(words="apply")) == ([], ["service.2"])
