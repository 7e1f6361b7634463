"""Which organisations somebody means by what they typed."""

import pytest

from commonworks.kernel.errors import Invalid
from commonworks.network.queries.finding import called, each_named, meant, named


@pytest.mark.parametrize(
    ("typed", "first", "rest"),
    [
        ("Leeds City Council", "leeds", ""),
        ("kirklees", "kirklees", ""),
        ("Kirklees Metropolitan Borough Council", "kirklees", ""),
        ("Government Digital Service", "gds", ""),
        ("E08000035", "leeds", ""),
        ("caerdydd", "cardiff", ""),
        ("Ynys Mon", "isle-of-anglesey", ""),
        ("KENT", "kent", ""),
        ("parking permits in Kirklees", "kirklees", "parking permits"),
        ("taunton deane", "taunton-deane", ""),
    ],
)
def test_an_organisation_is_known_by_any_of_its_names_or_codes(network, typed, first, rest):
    found = meant(typed)[0]
    assert (found.ref, found.rest) == (first, rest)


@pytest.mark.parametrize("typed", ["", "council", "the city of", "parking", "q", "%", "x" * 5000])
def test_words_that_name_nobody_mean_nobody(network, typed):
    assert meant(typed) == ()


def test_what_somebody_means_costs_three_questions(network, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert len(meant("north")) == 3


@pytest.mark.parametrize("typed", ["leeds", "Leeds", "leeds city council", "E08000035", "LDS"])
def test_a_council_is_chosen_by_its_address_or_any_name_or_code(network, typed):
    assert named(typed) == "leeds"


@pytest.mark.parametrize("typed", ["", "nobody-we-know", "parking in Leeds"])
def test_what_names_no_one_organisation_alone_stays_as_it_was_typed(network, typed):
    assert named(typed) == typed


@pytest.mark.parametrize("typed", ["leeds", "Leeds", "leeds city council", "E08000035", "LDS"])
def test_a_program_names_a_council_as_people_do(network, typed, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert called(typed, field="authority") == "leeds"


@pytest.mark.parametrize(
    "typed", ["nobody-we-know", "parking in Leeds", "council", "%", "x" * 5000]
)
def test_a_name_that_nobody_has_is_refused_by_its_field(network, typed):
    with pytest.raises(Invalid, match="^No organisation is called “") as refused:
        called(typed, field="authority")
    assert refused.value.fields == {"authority": str(refused.value)}


def test_nobody_is_picked_among_several_that_a_word_could_mean(network):
    with pytest.raises(Invalid) as refused:
        called("north", field="--council")
    assert "could be " in str(refused.value)


def test_a_council_called_just_that_comes_before_those_whose_names_hold_more(network):
    assert called("the City of York", field="--council") == "york"


@pytest.mark.parametrize(
    ("typed", "refs"),
    [
        *((own, {"leeds"}) for own in ("leeds", "Leeds", "LEEDS City Council", "City of Leeds")),
        *(("E08000035", {"leeds"}), ("lds", {"leeds"}), ("Cyngor Caerdydd", {"cardiff"})),
        *(("York", {"york"}), ("Yorkshire Forward", set()), ("parking in Leeds", set())),
        *(("", set()), ("council", set()), ("x" * 5000, set())),
    ],
)
def test_many_texts_are_read_as_one_is(network, typed, refs):
    assert each_named([typed, "Kent"]) == {typed: refs, "Kent": {"kent"}}


def test_many_texts_cost_three_questions(network, django_assert_num_queries):
    with django_assert_num_queries(3):
        each_named(["Leeds City Council", "Kent", "York", "E08000032"])
