"""What Scottish bodies publish, matched by description alone: better than words or meanings are."""

import json
import os
from pathlib import Path

import pytest

from commonworks.signposts.queries import matching
from likeness import evaluation, methods

ROOT = Path(__file__).parents[2]
TOLD = [Path(told)] if (told := os.environ.get("COMMONWORKS_SHARED")) else []
PLACES = [*TOLD, *(folder / "shared" for folder in ROOT.parents)]
NAME = "council-datasets.json"
FILE = next(
    (found for place in PLACES if (found := place / "data" / "similar" / NAME).is_file()), None
)
pytestmark = pytest.mark.skipif(FILE is None, reason="../shared/data/similar is not here")


@pytest.fixture(scope="module")
def records():
    return evaluation.records(json.loads(FILE.read_text()), name=NAME)


@pytest.fixture(scope="module")
def ours(records):
    return evaluation.measure(methods.ours(matching.shipped_reader()), records)


def test_all_questions_of_the_file_are_asked(records, ours):
    assert (len(records), len(ours.questions)) == (748, 170)


def test_half_of_the_same_data_sets_are_among_the_first_five(ours):
    assert ours.figures["recall_at_5"] > 0.5
    assert ours.figures["mrr"] > 0.8


def test_it_beats_the_embedding_alone_beyond_chance(records, ours):
    alone = evaluation.measure(methods.embedding_alone, records)
    assert evaluation.interval(records, ours, alone, "recall_at_10")[0] > 0


@pytest.mark.parametrize("name", ["bm25s", "tantivy"])
def test_it_beats_full_text_search_beyond_chance_in_the_first_ten(records, ours, name):
    method = methods.baselines()[name]
    if method is None:
        pytest.skip(f"{name} is not installed")
    theirs = evaluation.measure(method, records)
    assert evaluation.interval(records, ours, theirs, "recall_at_10")[0] > 0
