from dataclasses import replace

import pytest

from commonworks.factories import commands
from commonworks.factories.commands import assessments
from commonworks.factories.models import Criterion, Option, Score
from commonworks.factories.queries.assessments import assessment
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.needs.commands.needs import declare
from commonworks.needs.policies.said import Said
from commonworks.network.commands.lgsl import load_services
from commonworks.network.ports import SYSTEM, Actor
from commonworks.signposts import commands as signposts
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db
CAMDEN = member_of("camden", "assessor")
NOBODY = Actor("anonymous")


@pytest.fixture
def begun(parking):
    assessments.begin_assessment(factory=parking, title="Permits", by=LEEDS_LEAD, at=NOON)
    return parking


@pytest.fixture
def scoring(begun):
    assessments.open_scoring(factory=begun, assessment=1, by=LEEDS_LEAD, at=NOON)
    return begun


def marks(value, **other):
    """The same mark for all, but for options of a kind that is named."""
    return {
        (option.pk, criterion.pk): other.get(option.kind, value)
        for option in Option.objects.all()
        for criterion in Criterion.objects.all()
    }


def score(factory, given, by=CAMDEN, council="camden"):
    assessments.score(
        factory=factory, assessment=1, organisation=council, marks=given, by=by, at=NOON
    )


def test_doing_nothing_and_adopting_are_always_options(begun):
    kinds = {option.kind for option in assessment(begun, 1, by=NOBODY).options}
    assert kinds == {"nothing", "build", "buy", "adopt"}
    (adopt,) = Option.objects.filter(kind="adopt")
    assessments.drop_option(factory=begun, assessment=1, option=adopt.pk, by=LEEDS_LEAD, at=NOON)
    with pytest.raises(assessments.SomethingMissing, match="always options"):
        assessments.open_scoring(factory=begun, assessment=1, by=LEEDS_LEAD, at=NOON)


def test_services_that_are_alike_are_options_from_the_start(parking):
    signposts.put_card(
        ref="service.bay-permit",
        kind="service",
        title="Apply for a parking permit",
        text="Parking outside your home",
        link="/services/bay-permit/",
        authority="leeds",
        by=SYSTEM,
        at=NOON,
    )
    assessments.begin_assessment(factory=parking, title="Permits", by=LEEDS_LEAD, at=NOON)
    (adopt,) = Option.objects.filter(kind="adopt")
    assert (adopt.title, adopt.card) == (
        "Adopt “Apply for a parking permit”",
        "service.bay-permit",
    )


def begun_on(said):
    """A factory whose own name says nothing, on one need; the titles and cards to adopt."""
    need = declare(authority="leeds", said=said, by=LEEDS_LEAD, at=NOON)
    told = {"name": "Kerb group", "purpose": "We go on together.", "lead": "leeds"}
    ref = commands.found_factory(**told, needs=[need], by=LEEDS_LEAD, at=NOON)
    assessments.begin_assessment(factory=ref, title="Ways", by=LEEDS_LEAD, at=NOON)
    rows = Option.objects.filter(kind="adopt", assessment__factory=ref)
    return list(rows.values_list("title", "card"))


def service(**more):
    said = {"title": "Apply for a parking permit", "text": "Parking outside your home"}
    signposts.put_card(
        **said | more,
        ref="service.bay-permit",
        kind="service",
        link="/services/bay-permit/",
        authority="leeds",
        by=SYSTEM,
        at=NOON,
    )


PERMITS = ("Adopt “Apply for a parking permit”", "service.bay-permit")


def test_services_like_a_need_that_was_taken_on_are_options_too(councils):
    service()
    said = Said(title="Residents wait for parking permits", problem="Parking outside your home.")
    assert begun_on(said) == [PERMITS]


def test_services_of_the_needs_own_lgsl_code_are_options_too(councils):
    load_services(by=SYSTEM, at=NOON)
    said = Said(title="Zones and scratch cards", problem="They are slow.", service_code="474")
    service(service_code="474")
    assert begun_on(said) == [PERMITS]
    service(service_code="279")
    assert begun_on(replace(said, title="Cards and zones")) == [("Adopt what exists", "")]


def test_a_need_for_the_network_alone_is_quoted_in_no_option(councils):
    service()
    said = Said(
        title="Residents wait for parking permits",
        problem="Parking outside your home.",
        visibility="network",
    )
    assert begun_on(said) == [("Adopt what exists", "")]


def test_scores_of_others_are_hidden_until_one_has_scored(scoring):
    score(scoring, marks(4))
    cornwall = member_of("cornwall", "assessor")
    before = assessment(scoring, 1, by=cornwall)
    assert (before.shows, before.ranked, before.assessors) == (False, [], [("Camden", 1)])
    score(scoring, marks(2), by=cornwall, council="cornwall")
    after = assessment(scoring, 1, by=cornwall)
    assert {option.spread.figures for option in after.options} == {(2.0, 2.5, 3.0, 3.5, 4.0)}
    assert not assessment(scoring, 1, by=NOBODY).shows
    assessments.close_assessment(factory=scoring, assessment=1, by=LEEDS_LEAD, at=NOON)
    assert assessment(scoring, 1, by=NOBODY).shows


def test_the_best_option_is_that_with_the_highest_median(scoring):
    score(scoring, marks(1, build=5, buy=3))
    kinds = [option.kind for option in assessment(scoring, 1, by=CAMDEN).ranked]
    assert kinds[:2] == ["build", "buy"]


def test_scoring_again_replaces_what_one_gave(scoring):
    for value in (1, 5):
        score(scoring, marks(value))
    page = assessment(scoring, 1, by=CAMDEN)
    assert {option.spread.figures for option in page.options} == {(5.0,) * 5}
    assert set(page.own.values()) == {5}


@pytest.mark.parametrize("value", [-1, 6])
def test_a_score_outside_the_scale_is_refused(scoring, value):
    with pytest.raises(Invalid):
        score(scoring, marks(value))
    assert Score.objects.count() == 0


def test_a_gap_in_the_scores_is_named_and_a_stranger_refused(scoring):
    whole = marks(3)
    missing = next(iter(whole))
    with pytest.raises(Invalid) as refused:
        score(scoring, {key: 3 for key in whole if key != missing})
    assert list(refused.value.fields) == ["mark-{}-{}".format(*missing)]
    with pytest.raises(Invalid):
        score(scoring, whole | {(10**9, 1): 3})


def test_who_is_no_member_does_not_score(scoring):
    with pytest.raises(NotAllowed):
        score(scoring, marks(3), by=member_of("woking", "assessor"), council="woking")
    with pytest.raises(NotAllowed):
        score(scoring, marks(3), by=member_of("woking", "assessor"), council="camden")
    with pytest.raises(NotAllowed):
        score(scoring, marks(3), by=member_of("camden", "councillor"))


def test_options_and_criteria_stand_once_scoring_has_begun(scoring):
    with pytest.raises(assessments.NotPossible):
        assessments.put_option(
            factory=scoring, assessment=1, kind="buy", title="Another", by=LEEDS_LEAD, at=NOON
        )
    with pytest.raises(assessments.NotPossible):
        assessments.open_scoring(factory=scoring, assessment=1, by=LEEDS_LEAD, at=NOON)


def test_scores_before_it_opens_and_after_it_closes_are_refused(begun):
    with pytest.raises(assessments.NotPossible):
        score(begun, marks(3))
    assessments.open_scoring(factory=begun, assessment=1, by=LEEDS_LEAD, at=NOON)
    with pytest.raises(assessments.SomethingMissing, match="Nobody has scored"):
        assessments.close_assessment(factory=begun, assessment=1, by=LEEDS_LEAD, at=NOON)
    score(begun, marks(3))
    assessments.close_assessment(factory=begun, assessment=1, by=LEEDS_LEAD, at=NOON)
    with pytest.raises(assessments.NotPossible):
        score(begun, marks(4))


def test_an_event_says_that_somebody_scored_and_not_what(scoring):
    score(scoring, marks(3))
    event = Event.objects.get(name="factories.assessment.scored")
    assert (event.item, set(event.ids)) == ("", {"assessment", "organisation"})


def test_an_option_keeps_its_own_factory(scoring):
    with pytest.raises(Missing):
        assessment(scoring, 2, by=NOBODY)


def test_reading_an_assessment_is_five_queries_for_one_assessor_or_many(
    scoring, django_assert_num_queries
):
    for number in range(10):
        by = Actor(f"a{number}", frozenset({("camden", "assessor")}), "Assessor")
        score(scoring, marks(number % 6), by=by)
    with django_assert_num_queries(5):
        assert assessment(scoring, 1, by=by).assessors == [("Camden", 10)]


def test_an_assessment_is_drawn_up_and_scored_in_the_browser(parking, signed_in):
    leeds, camden = signed_in("lead", "leeds"), signed_in("assessor", "camden")
    here = f"/factories/{parking}/assessments"
    assert leeds.post(f"{here}/begin", {"title": "Permits"})["Location"] == f"{here}/1"
    answer = leeds.post(f"{here}/1/criteria", {"criteria": "9 Cheap"})
    assert "Begin line 1 with a weight" in answer.content.decode()
    leeds.post(f"{here}/1/criteria", {"criteria": "5 It works\n1 It is cheap"})
    leeds.post(f"{here}/1/move", {"open": "yes"})
    told = {f"mark-{o}-{c}": "4" for o, c in marks(4)}
    answer = camden.post(f"{here}/1/score", told)
    assert "Choose an answer: You score for" in answer.content.decode()
    assert camden.post(f"{here}/1/score", told | {"organisation": "camden"}).status_code == 302
    page = camden.get(f"{here}/1").content.decode()
    assert ("<svg" in page, "Scored by people of Camden." in page) == (True, True)
    assert "<svg viewBox" not in leeds.get(f"{here}/1").content.decode()
    rows = camden.get(f"{here}/1?format=csv").content.decode()
    assert rows.splitlines()[1] == "Adopt what exists,1,4.0,4.0,4.0,4.0,4.0"
