"""The interface in English and Welsh."""

import datetime as dt
import gettext
import io
import re

import pytest
from django.utils import translation

from commonworks.frontend import catalogues, words
from commonworks.frontend.build import HERE
from tests.frontend.texts import interface_texts

WELSH = HERE / "locale/cy/LC_MESSAGES/django.po"
PLACE = re.compile(r"%\(\w+\)s|%\{\w+\}")


def welsh():
    return catalogues.read(WELSH.read_text(), "django.po")


def test_every_text_of_the_interface_has_a_welsh_one_and_none_is_left_over():
    assert set(welsh()) - {""} == set(interface_texts())


def test_a_translation_has_the_same_places_to_fill_in():
    wrong = [key for key, text in welsh().items() if PLACE.findall(key) != PLACE.findall(text)]
    assert wrong == []


def test_what_we_compile_is_read_by_pythons_own_gettext():
    entries = {"": "Content-Type: text/plain; charset=UTF-8\n", "Yes": "Ie", "ctx\x04May": "Mai"}
    read = gettext.GNUTranslations(io.BytesIO(catalogues.packed(entries)))
    assert (read.gettext("Yes"), read.pgettext("ctx", "May"), read.gettext("No")) == (
        "Ie",
        "Mai",
        "No",
    )


PLURAL = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "%d case"
msgid_plural "%d cases"
msgstr[0] "un"
msgstr[1] "llawer"
"""


def test_plural_forms_are_kept_together():
    packed = catalogues.packed(catalogues.read(PLURAL))
    read = gettext.GNUTranslations(io.BytesIO(packed))
    assert [read.ngettext("%d case", "%d cases", n) for n in (1, 2)] == ["un", "llawer"]


def test_a_catalogue_that_cannot_be_read_says_where():
    with pytest.raises(catalogues.BadCatalogue, match="^x.po, line 2: expected a quoted text"):
        catalogues.read('msgid "a"\nmsgstr b', "x.po")


def test_an_entry_that_runs_into_the_next_is_refused():
    with pytest.raises(catalogues.BadCatalogue, match="^x.po, line 3: leave a blank line"):
        catalogues.read('msgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"', "x.po")


def test_a_text_has_the_same_translation_in_every_room():
    found = {}
    for file in HERE.parent.glob("*/locale/cy/LC_MESSAGES/django.po"):
        for key, text in catalogues.read(file.read_text(), file.parts[-5]).items():
            found.setdefault(key, set()).add(text)
    assert {key: texts for key, texts in found.items() if key and len(texts) > 1} == {}


def test_a_text_translated_twice_is_refused():
    twice = 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"'
    with pytest.raises(catalogues.BadCatalogue, match="'a' is translated twice"):
        catalogues.read(twice)


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "22 November 2026"), ("cy", "22 Tachwedd 2026")]
)
def test_a_date_is_written_in_the_readers_language(language, shown):
    with translation.override(language):
        assert words.date(dt.date(2026, 11, 22)) == shown


@pytest.mark.parametrize(
    ("hour", "minute", "shown"),
    [
        (9, 0, "22 November 2026 at 9am"),
        (17, 30, "22 November 2026 at 5:30pm"),
        (0, 5, "22 November 2026 at 12:05am"),
        (12, 0, "22 November 2026 at 12pm"),
    ],
)
def test_a_moment_is_written_on_a_clock_of_twelve_hours(hour, minute, shown):
    assert words.moment(dt.datetime(2026, 11, 22, hour, minute, tzinfo=dt.UTC)) == shown


def test_a_moment_in_summer_is_told_in_british_summer_time():
    assert words.moment(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)) == "2 July 2026 at 12:30am"
