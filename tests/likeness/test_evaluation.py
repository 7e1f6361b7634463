import pytest

from likeness.evaluation import (
    BadRecords,
    Record,
    interval,
    measure,
    precision,
    precision_of_first,
    records,
)

THREE = [Record("a", "one", "x"), Record("b", "two", "x"), Record("c", "three", None)]


def fixed(rankings):
    return lambda everything: lambda record: rankings[record.id]


def test_figures_are_the_mean_over_those_who_ask():
    found = measure(fixed({"a": [("b", 0.9), ("c", 0.1)], "b": [("c", 0.8), ("a", 0.7)]}), THREE)
    assert found.figures == {
        "recall_at_1": 0.5,
        "recall_at_5": 1.0,
        "recall_at_10": 1.0,
        "hit_at_1": 0.5,
        "hit_at_5": 1.0,
        "hit_at_10": 1.0,
        "mrr": 0.75,
    }


def test_a_pair_counts_once_for_precision_with_its_higher_score():
    found = measure(fixed({"a": [("b", 0.9), ("c", 0.1)], "b": [("c", 0.8), ("a", 0.7)]}), THREE)
    assert found.pairs == [(0.9, True), (0.8, False), (0.1, False)]
    assert precision(found.pairs, threshold=0.8) == (0.5, 2)
    assert precision(found.pairs, threshold=0.95) == (None, 0)
    assert precision_of_first(found.pairs, 1) == 1.0


def test_a_method_beside_itself_is_no_win():
    one = measure(fixed({"a": [("b", 1.0)], "b": [("a", 1.0)]}), THREE)
    assert interval(THREE, one, one, "mrr") == (0.0, 0.0)


def test_titles_are_hidden_and_records_without_a_description_left_out():
    rows = [
        {"id": "a", "title": "T", "description": "one", "cross_org_cluster": "x"},
        {"id": "b", "title": "T", "description": "two", "cross_org_cluster": "x"},
        {"id": "c", "title": "T", "description": " ", "cross_org_cluster": "x"},
    ]
    assert records(rows, name="f") == [Record("a", "one", "x"), Record("b", "two", "x")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({}, "f should hold a JSON list of records."),
        ([1], "f should hold a JSON list of records."),
        ([{"id": 1}], "f: record 1 needs a text as `id` and one as `description`."),
        ([{"id": "a"}, {"id": "a"}], "f: record 2 has the id 'a' of another."),
        ([{"id": "a", "description": "x"}], "f: no two records share a `cross_org_cluster`."),
    ],
)
def test_a_file_that_cannot_be_measured_on_says_why(rows, said):
    with pytest.raises(BadRecords) as refusal:
        records(rows, name="f")
    assert str(refusal.value) == said
