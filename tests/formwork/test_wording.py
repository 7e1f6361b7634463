"""What is said of answers that cannot be taken."""

from string import Formatter

import pytest

from formwork.wording import MESSAGES, message


def test_every_message_is_in_both_languages_with_the_same_places_to_fill_in():
    def places(text: str) -> set[str]:
        return {name.lower() for _, name, *_ in Formatter().parse(text) if name}

    assert [[*said] for said in MESSAGES.values()] == [["en", "cy"]] * len(MESSAGES)
    assert [said for said in MESSAGES.values() if places(said["en"]) != places(said["cy"])] == []


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("y rhif cofrestru", "Rhaid i’r rhif cofrestru fod ar un llinell"),
        ("yr enw", "Rhaid i’r enw fod ar un llinell"),
        ("eich enw", "Rhaid i eich enw fod ar un llinell"),
        ("ynys", "Rhaid i ynys fod ar un llinell"),
    ],
)
def test_welsh_joins_its_article_to_the_word_before(what, told):
    assert message("one-line", "cy", what) == told
