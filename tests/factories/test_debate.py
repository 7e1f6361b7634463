from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonworks.factories import queries
from commonworks.factories.commands import assessments, debate
from commonworks.factories.models import Comment, Option
from commonworks.factories.queries.debate import how_many_threads, subjects, threads
from commonworks.factories.web.debate import html
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.network.ports import Actor
from tests.actors import LEEDS_LEAD, NOON, member_of

CAMDEN, NOBODY = member_of("camden"), Actor("anonymous")
LATER = NOON + timedelta(minutes=10)


def say(factory, text="I think so.", by=CAMDEN, at=NOON, **more):
    council = next(iter(by.organisations))
    return debate.comment(factory=factory, organisation=council, text=text, by=by, at=at, **more)


def read(factory, by=NOBODY, at=LATER, **more):
    page = queries.factory(factory)
    return [each.comments for each in threads(page, by=by, at=at, **more)]


@pytest.mark.django_db
def test_answers_stand_under_what_they_answer(parking):
    first = say(parking, "First")
    second = say(parking, "Second", at=LATER)
    say(parking, "To the first", answers=first, at=LATER + timedelta(minutes=3))
    deep = say(parking, "To the second", answers=second, at=LATER + timedelta(minutes=4))
    say(parking, "Deeper", answers=deep, at=LATER + timedelta(minutes=5))
    shown = [[(each.text, each.depth) for each in thread] for thread in read(parking)]
    assert shown == [
        [("Second", 0), ("To the second", 1), ("Deeper", 2)],
        [("First", 0), ("To the first", 1)],
    ]


@pytest.mark.django_db
def test_what_is_for_members_is_read_by_members_alone(parking):
    first = say(parking, "Among us", audience="members")
    say(parking, "Me too", answers=first, at=LATER)  # has the audience of what it answers
    assert [len(thread) for thread in read(parking, by=CAMDEN)] == [2]
    for stranger in (NOBODY, member_of("woking", "lead")):
        assert read(parking, by=stranger) == []
        page = queries.factory(parking)
        assert how_many_threads(page, by=stranger) == 0
        assert sum(each.comments for each in subjects(page, by=stranger)) == 0
    assert not Event.objects.filter(name="factories.comment.posted").exclude(item="").exists()


@pytest.mark.django_db
def test_only_members_write(parking):
    for by in (member_of("woking", "lead"), Actor("x", frozenset({("camden", "steward")}), "X")):
        with pytest.raises(NotAllowed):
            say(parking, by=by)
    with pytest.raises(NotAllowed):
        debate.comment(factory=parking, organisation="camden", text="X", by=LEEDS_LEAD, at=NOON)


@pytest.mark.django_db
def test_the_same_words_twice_at_once_are_one_comment(parking):
    assert say(parking) == say(parking, at=NOON + timedelta(seconds=5))
    assert say(parking, at=LATER) != say(parking, "Other words", at=LATER)
    assert Comment.objects.count() == 3


@pytest.mark.django_db
def test_one_changes_one_s_own_words_for_half_an_hour(parking):
    ref = say(parking)
    told = {"factory": parking, "comment": ref, "text": "Changed"}
    with pytest.raises(NotAllowed):
        debate.edit_comment(**told, by=LEEDS_LEAD, at=LATER)
    debate.edit_comment(**told, by=CAMDEN, at=LATER)
    assert [(c.text, c.edited_at) for c in read(parking)[0]] == [("Changed", LATER)]
    with pytest.raises(debate.TooLate):
        debate.edit_comment(**told, by=CAMDEN, at=NOON + timedelta(minutes=31))


@pytest.mark.django_db
def test_what_is_hidden_is_kept_and_shown_as_hidden_with_the_reason(parking):
    ref = say(parking, "Something rude")
    told = {"factory": parking, "comment": ref, "by": member_of("leeds", "moderator"), "at": LATER}
    with pytest.raises(Invalid):
        debate.hide_comment(**told, reason=" ")
    debate.hide_comment(**told, reason="Names a resident")
    (line,) = read(parking, by=CAMDEN)[0]
    assert (line.text, line.is_hidden, line.hidden_because) == ("", True, "Names a resident")
    assert Comment.objects.get().text == "Something rude"
    with pytest.raises(debate.Hidden):
        say(parking, answers=ref)
    with pytest.raises(debate.Hidden):
        debate.edit_comment(factory=parking, comment=ref, text="X", by=CAMDEN, at=LATER)
    debate.show_comment(**told)
    assert read(parking)[0][0].text == "Something rude"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["member", "service-owner"])
def test_only_the_leads_moderators_hide(parking, role):
    ref = say(parking)
    for by in (member_of("leeds", role), member_of("camden", "moderator")):
        with pytest.raises(NotAllowed):
            debate.hide_comment(factory=parking, comment=ref, reason="R", by=by, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("about", ["option.1", "option.x", "assessment.1", "gate.x", "x" * 41])
def test_nobody_talks_about_what_is_not_there(parking, about):
    with pytest.raises(Missing):
        say(parking, about=about)


@pytest.mark.django_db
@pytest.mark.parametrize("ref", ["1", "0192927f-32ee-4416-8404-d7d430cf5c41", "x' or 1=1"])
def test_a_comment_that_is_not_there_is_missing(parking, ref):
    with pytest.raises(Missing):
        say(parking, answers=ref)
    with pytest.raises(Missing):
        debate.edit_comment(factory=parking, comment=ref, text="X", by=CAMDEN, at=NOON)


@pytest.mark.django_db
def test_an_option_has_its_own_debate(parking):
    assessments.begin_assessment(factory=parking, title="Permits", by=LEEDS_LEAD, at=NOON)
    option = Option.objects.get(kind="build")
    say(parking, about=f"option.{option.pk}")
    say(parking, "Elsewhere", about="costs")
    counts = {each.label: each.comments for each in subjects(queries.factory(parking), by=NOBODY)}
    spoken = {label for label, count in counts.items() if count}
    assert spoken == {"Build it together", "Costs and shares"}
    assert len(read(parking, about=f"option.{option.pk}")) == 1


@pytest.mark.django_db
def test_a_debate_is_three_queries_however_long(parking, django_assert_num_queries):
    for number in range(5):
        first = say(parking, f"Thread {number}")
        for answer in range(4):
            say(parking, f"{number}.{answer}", answers=first)
    page = queries.factory(parking)
    with django_assert_num_queries(3):
        assert len(threads(page, by=CAMDEN, at=LATER)) == 5
    with django_assert_num_queries(3):
        subjects(page, by=CAMDEN)


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html;base64,PHN2Zy9vbmxvYWQ9YWxlcnQoMSk+)",
    "![x](https://evil.example/track.gif)",
    '<https://x.example/"onmouseover=alert(1)>',
    "[x]: javascript:alert(1)\n[x]",
    "`<b>`",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_comment_runs_anything_or_loads_anything(text):
    shown = html(text)
    for bad in ("<script", "<img", 'href="javascript', 'href="data', "<b>", 'x"onmouse'):
        assert bad not in shown.lower()


@given(st.text("<>&\"'()[]!javscript:/#*`-\n ", max_size=60))
def test_only_the_tags_of_the_subset_come_out(text):
    import re

    tags = {name.lower() for name in re.findall(r"</?([a-zA-Z!][^\s>/]*)", html(text))}
    known = {"p", "a", "ul", "ol", "li", "em", "strong", "code", "h2", "h3", "h4", "h5", "h6"}
    assert tags <= known | {"blockquote", "hr", "br", "pre"}


def test_bold_and_lists_come_out_as_such():
    assert "<strong>bold</strong>" in html("**bold**")
    assert html("- one\n- two").count("<li>") == 2


@pytest.mark.django_db
def test_a_paste_of_fifty_thousand_characters_is_refused_and_kept_on_the_page(parking, signed_in):
    camden = signed_in("member", "camden")
    told = {"text": "long " * 10_000, "organisation": "camden", "audience": "public"}
    answer = camden.post(f"/factories/{parking}/debate/write", told)
    page = answer.content.decode()
    assert (answer.status_code, Comment.objects.count()) == (422, 0)
    assert ("There is a problem" in page, page.count("long ") >= 10_000) == (True, True)
    with pytest.raises(Invalid, match="50,000 characters"):
        say(parking, "x" * 50_000)


@pytest.mark.django_db
def test_a_member_writes_and_a_moderator_hides_in_the_browser(parking, signed_in):
    camden, leeds = signed_in("member", "camden"), signed_in("moderator", "leeds")
    here = f"/factories/{parking}/debate"
    told = {"text": "<b>Yes</b>", "organisation": "camden", "audience": "public"}
    camden.post(f"{here}/write?about=costs", told)
    ref = Comment.objects.get().ref
    page = camden.get(f"{here}?about=costs").content.decode()
    assert ("&lt;b&gt;Yes&lt;/b&gt;" in page, f"{here}/{ref}/edit" in page) == (True, True)
    leeds.post(f"{here}/{ref}/hide", {"reason": "Too loud"})
    page = camden.get(here).content.decode()
    assert ("Yes&lt;/b&gt;" in page, "Too loud" in page) == (False, True)


def assessed(factory, *titles):
    for title in titles:
        assessments.begin_assessment(factory=factory, title=title, by=LEEDS_LEAD, at=NOON)


def named(factory):
    page = queries.factory(factory)
    return [each.name for each in subjects(page, by=NOBODY) if each.about.startswith(KINDS)]


KINDS = ("assessment.", "option.")


@pytest.mark.django_db
def test_options_of_two_assessments_are_told_apart_by_what_was_assessed(parking, client):
    assessed(parking, "Permits")
    assert named(parking)[0] == "Permits" and "Do nothing" in named(parking)
    assessed(parking, "Skips")
    found = named(parking)
    half = len(found) // 2
    assert (found[0], found[half], len(set(found))) == ("Permits", "Skips", len(found))
    assert all(each.endswith(" (Permits)") for each in found[1:half])
    page = client.get(f"/factories/{parking}/debate").text
    assert ("Do nothing (Permits)" in page, "Do nothing (Skips)" in page) == (True, True)


@pytest.mark.django_db
def test_assessments_of_one_title_are_told_apart_by_their_numbers(parking):
    assessed(parking, "Permits", "Permits")
    found = named(parking)
    assert "Permits, assessment 2" in found
    assert ("Do nothing (Permits, assessment 1)" in found, len(set(found))) == (True, len(found))


@pytest.mark.django_db
def test_the_subjects_are_three_queries(parking, django_assert_num_queries):
    assessed(parking, "Permits", "Skips")
    page = queries.factory(parking)
    with django_assert_num_queries(3):
        subjects(page, by=NOBODY)
