"""The pairs that we wrote: enough, apart from each other, and each once."""

import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def read(name):
    return json.loads((HERE / f"pairs-{name}.json").read_text())


@pytest.mark.parametrize(("name", "pairs"), [("held-out", 154), ("unseen", 160)])
def test_there_are_more_than_150_pairs_of_two_wordings(name, pairs):
    clusters = [row["cross_org_cluster"] for row in read(name)]
    assert len(set(clusters)) == pairs
    assert all(clusters.count(cluster) == 2 for cluster in clusters)


def test_each_unseen_pair_is_about_another_service():
    codes = [row["category"][0] for row in read("unseen")]
    assert len(set(codes)) == 160


def test_no_text_and_no_service_is_in_both_files():
    tuning, held_out = read("tuning"), read("held-out")
    for field in ("description", "id"):
        assert not {row[field] for row in tuning} & {row[field] for row in held_out}
    codes = [{code for row in rows for code in row["category"]} for rows in (tuning, held_out)]
    assert codes[0] & codes[1] == set()


@pytest.mark.parametrize("name", ["tuning", "held-out", "unseen"])
def test_each_text_is_there_once(name):
    texts = [row["description"] for row in read(name)]
    assert len(texts) == len(set(texts))
