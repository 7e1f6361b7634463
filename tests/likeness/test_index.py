import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likeness.filed import Unreadable, load, save
from likeness.index import Index, Text
from likeness.reading import Reader
from tests.likeness.conftest import NAMES, SUBJECTS, Hashed
from tests.likeness.plain import PlainIndex

READER = Reader(subjects=SUBJECTS, names=NAMES, embedding=Hashed())
WORDS = ["parking", "permit", "permits", "sofa", "mattress", "bin", "Leeds", "the", "school", "x"]
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
kinds = st.sampled_from(["need", "system"])
puts = st.tuples(st.sampled_from("abcdefgh"), texts, kinds, st.booleans())
changes = st.lists(st.one_of(puts, st.sampled_from("abcdefgh"), st.just(None)), max_size=25)


def after(steps, index):
    """Put, drop, and (None) settle."""
    for step in steps:
        if step is None:
            getattr(index, "settle", lambda: None)()
        elif isinstance(step, str):
            index.drop(step)
        else:
            index.put(Text(step[0], step[1], step[2], hidden=step[3]))
    return index


def scores(hits):
    return {hit.ref: hit.score for hit in hits}


@settings(max_examples=150, deadline=None)
@given(changes, texts, st.sampled_from([(), ("need",), ("need", "system")]))
def test_the_index_agrees_with_comparing_each_text_in_a_loop(steps, asked, kinds):
    weaker = {"permit": 0.5, "~bulky waste": 0.25}
    given_ = {"limit": 50, "kinds": kinds, "weaker": weaker, "with_hidden": True}
    found = after(steps, Index(READER)).like(asked, **given_)
    expected = after(steps, PlainIndex(READER)).like(asked, kinds=kinds, weaker=weaker)
    assert scores(found) == pytest.approx(expected, abs=2e-6)


@settings(max_examples=100, deadline=None)
@given(changes, texts)
def test_an_index_that_grew_answers_as_one_that_was_built_at_once(steps, asked):
    grown = after(steps, Index(READER))
    kept = after(steps, PlainIndex(READER)).texts
    built = Index(READER)
    built.put_all(list(kept.values()))
    built.settle()
    for all_ in (True, False):
        told = {"limit": 50, "with_hidden": all_}
        assert grown.like(asked, **told) == built.like(asked, **told)


@settings(max_examples=150, deadline=None)
@given(changes, texts, st.sampled_from([(), ("need",)]), st.integers(1, 5))
def test_asking_without_the_hidden_is_dropping_them_and_asking(steps, asked, kinds, limit):
    weaker = {"permit": 0.5, "~bulky waste": 0.25}
    index, plain = after(steps, Index(READER)), after(steps, PlainIndex(READER))
    expected = plain.without_hidden().like(asked, kinds=kinds, weaker=weaker)
    found = index.like(asked, limit=50, kinds=kinds, weaker=weaker)
    assert scores(found) == pytest.approx(expected, abs=2e-6)
    first = index.like(asked, limit=limit, kinds=kinds, weaker=weaker)
    for ref in plain.texts.keys() - plain.without_hidden().texts.keys():
        index.drop(ref)
    assert first == index.like(asked, limit=limit, kinds=kinds, weaker=weaker)


@pytest.mark.parametrize("favoured", [(), ("474",)])
@pytest.mark.parametrize("settled", [False, True])
def test_hidden_texts_take_nobodys_place_among_the_likest(settled, favoured):
    shown = [Text(f"shown{n:03}", f"parking {'permit ' * (n % 3)} place{n}") for n in range(400)]
    asked = "parking permit " + " ".join(f"word{n} place{n}" for n in range(30))
    hidden = [Text(f"a{n:03}", f"{asked} {n}", "", "474", True) for n in range(400)]
    both, alone = Index(READER), Index(READER)
    both.put_all([*hidden, *shown])
    alone.put_all(shown)
    if settled:
        both.settle()
    told = {"limit": 20, "favoured": favoured}
    assert both.like(asked, **told) == alone.like(asked, **told)
    assert len(both.like(asked, **told)) == 20
    assert {hit.ref[0] for hit in both.like(asked, with_hidden=True, **told)} == {"a"}


def test_a_text_that_is_hidden_later_is_found_no_more_and_shown_again_it_is():
    index = Index(READER)
    for hidden, found in ((False, ["a"]), (True, []), (False, ["a"])):
        index.put(Text("a", "parking permit", hidden=hidden))
        assert [hit.ref for hit in index.like("parking permit")] == found
        index.settle()
        assert [hit.ref for hit in index.like("parking permit")] == found


@settings(max_examples=40, deadline=None)
@given(changes, texts, st.integers(1, 5))
def test_the_best_come_first_and_equals_go_by_ref(steps, asked, limit):
    index = after(steps, Index(READER))
    everything = index.like(asked, limit=50)
    order = [(-hit.score, hit.ref) for hit in everything]
    assert order == sorted(order)
    assert index.like(asked, limit=limit) == everything[:limit]


def test_a_thousand_equal_texts_are_answered_by_ref():
    index = Index(READER)
    index.put_all([Text(f"{n:04}", "parking permit") for n in reversed(range(1500))])
    assert [hit.ref for hit in index.like("parking permit", limit=3)] == ["0000", "0001", "0002"]


def test_a_text_that_was_dropped_is_not_found_again():
    index = Index(READER)
    index.put(Text("a", "parking permit"))
    assert (index.drop("a"), index.drop("a"), index.like("parking permit")) == (True, False, [])


def test_a_text_of_a_favoured_service_goes_before_a_likelier_one():
    index = Index(READER)
    index.put_all([Text("a", "school bins are full"), Text("b", "school uniform", service="2")])
    found = index.like("school bins", favoured=["2"], limit=2)
    plain = index.like("school bins", limit=2)
    assert ([hit.ref for hit in plain], plain[1].score) == (["a", "b"], min(h.score for h in found))


def test_what_both_share_is_told_in_words():
    index = Index(READER)
    index.put(Text("a", "Renewing resident permits in Leeds City Council takes weeks"))
    (hit,) = index.like("Leeds: a resident permit renewed by post takes weeks")
    assert hit.shared_subjects == ("parking permits",)
    assert hit.shared_names == ("leeds",)
    assert set(hit.shared_words) == {"resident", "permit", "renewed", "takes", "weeks"}


def test_a_file_gives_back_the_index_that_was_saved(tmp_path):
    index = Index(READER)
    index.put_all([Text("a", "parking permit", "need", "474"), Text("b", "old sofa", "system")])
    index.put(Text("h", "a permit for a sofa", hidden=True))
    save(index, tmp_path / "likeness.idx", {"mark": "one"})
    loaded, told = load(tmp_path / "likeness.idx", READER)
    assert told == {"mark": "one"}
    for all_ in (True, False):
        told = {"with_hidden": all_}
        assert loaded.like("sofa and permit", **told) == index.like("sofa and permit", **told)
    loaded.drop("a")
    loaded.put(Text("c", "sofa"))
    assert [hit.ref for hit in loaded.like("sofa and permit")] == ["c", "b"]


@pytest.mark.parametrize("at", [0, 10, 60, 200, -1])
def test_a_file_with_one_changed_byte_is_not_read(tmp_path, at):
    path, index = tmp_path / "likeness.idx", Index(READER)
    index.put(Text("a", "parking permit"))
    save(index, path, {})
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        load(path, READER)


def test_a_missing_or_empty_file_is_not_read(tmp_path):
    (tmp_path / "empty").touch()
    for name in ("empty", "missing"):
        with pytest.raises(Unreadable):
            load(tmp_path / name, READER)


def test_without_an_embedding_words_and_subjects_still_find():
    index = Index(Reader(subjects=SUBJECTS))
    index.put_all([Text("a", "an old sofa"), Text("b", "school places")])
    assert [hit.ref for hit in index.like("bulky waste")] == ["a"]


def test_a_subject_read_from_one_doubtful_word_is_no_reason_and_lifts_nothing_above_a_sure_one():
    index = Index(Reader(subjects=[*SUBJECTS, ("book?", "libraries")]))
    index.put(Text("waste", "Book bulky waste and have it taken away"))
    index.put(Text("permits", "Renew a parking permit"))
    first, second = index.like("A parking permit is sold in books")
    assert (first.ref, first.shared_subjects) == ("permits", ("parking permits",))
    assert (second.ref, second.shared_subjects) == ("waste", ())


def test_a_word_that_very_many_texts_hold_is_not_named_unless_there_is_no_other():
    index = Index(Reader())
    index.put_all([Text(f"t{n}", f"online number{n}") for n in range(100)])
    index.put(Text("skips", "skips online"))
    assert index.like("skips online", limit=1)[0].shared_words == ("skips",)
    assert index.like("online", limit=1)[0].shared_words == ("online",)
