import time

import pytest

from likeness.index import Index, Text
from likeness.reading import Reader
from likeness.words import plain, stem


def test_forms_of_a_word_have_one_stem():
    same = [
        ("permits", "permit"),
        ("renewing", "renewed"),
        ("bodies", "body"),
        ("planning", "plan"),
    ]
    assert [stem(one) == stem(other) for one, other in same] == [True] * 4


def test_markup_control_characters_and_compatible_letters_are_made_plain():
    said = '<script src="x">ﬁne</script>\x00 par\u200bking &amp; <b>bins</b>'
    assert plain(said).split() == ["fine", "par", "king", "&", "bins"]


def test_a_phrase_of_the_trade_is_its_subject(reader):
    assert reader.read("Two resident permits, please").terms["~parking permits"] == 1.5


DOUBTED = Reader(
    subjects=[
        ("books?", "libraries"),
        ("reader?", "libraries"),
        ("library", "libraries"),
        ("library van", "mobile libraries"),
        ("book fair", "markets"),
    ]
)


@pytest.mark.parametrize("said", ["Book a visit", "Permits in books, sold in books"])
def test_a_word_that_means_other_things_too_counts_little_alone_however_often(said):
    assert DOUBTED.read(said).terms["~libraries"] == 0.25


def test_beside_another_phrase_of_its_subject_it_counts_whole():
    assert DOUBTED.read("Readers of books").terms["~libraries"] == 2.0
    assert DOUBTED.read("The library has books").terms["~libraries"] == 2.0


def test_a_word_counts_no_more_at_the_end_of_a_text():
    for said in ("a library near us", "near us a library"):
        assert DOUBTED.read(said).terms["~libraries"] == 1.0


def test_a_word_of_two_subjects_counts_half_for_each(reader):
    terms = reader.read("a mattress").terms
    assert (terms["~bulky waste"], terms["~fly-tipping"]) == (0.5, 0.5)


def test_any_name_of_a_council_is_that_council(reader):
    for text in ("Leeds City Council charges", "people in Leeds", "LEEDS CITY COUNCIL"):
        assert [t for t in reader.read(text).terms if t.startswith("@")] == ["@leeds"]


def test_a_word_without_a_capital_names_nobody(reader):
    assert "@reading" not in reader.read("reading books").terms
    assert {"@reading", "read"} <= set(reader.read("libraries in Reading").terms)


def test_a_name_that_two_councils_bear_names_neither(reader):
    assert [t for t in reader.read("homes in Newport").terms if t.startswith("@")] == []


NOTHING = ["", " \n\t", "🙂🙃", "\x00\x01\x02", "<p></p>", "the and of", "—–…", "‮‭"]


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_without_words_is_like_nothing(reader, text):
    index = Index(reader)
    index.put_all([Text("a", "parking permit"), Text("b", text)])
    assert index.like(text) == []


@pytest.mark.parametrize(
    "text", ["parking " * 6250, "<" * 50_000, "&amp;" * 10_000, "x" * 50_000, "é" * 50_000]
)
def test_fifty_thousand_characters_are_read_within_a_second(reader, text):
    index = Index(reader)
    index.put(Text("a", "parking permit"))
    began = time.process_time()
    index.like(text)
    assert time.process_time() - began < 1


def test_emoji_and_markup_between_words_change_nothing(reader):
    plain_text, decorated = "renew a parking permit", "renew 🚗 a <em>parking</em> permit\x07"
    assert reader.read(plain_text).terms == reader.read(decorated).terms
