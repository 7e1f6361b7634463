from datetime import date, timedelta

import pytest

from commonworks.factories import commands, ports, queries
from commonworks.factories.commands import gates, reporting
from commonworks.factories.models import Factory, Member, Passage, Risk
from commonworks.factories.policies.gates import FORWARD, requirements
from commonworks.factories.queries import phases
from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.network.ports import SYSTEM
from commonworks.signposts import queries as signposts
from tests.actors import LEEDS_LEAD, NOON, member_of

pytestmark = pytest.mark.django_db


def show(factory, phase="discovery", skip="", by=LEEDS_LEAD):
    for name in requirements(phase):
        if name != skip:
            gates.record_evidence(
                factory=factory, phase=phase, requirement=name, note="Done.", by=by, at=NOON
            )


def go_on(factory, phase="discovery", by=LEEDS_LEAD, at=NOON, **more):
    gates.pass_gate(factory=factory, phase=phase, by=by, at=at, **more)


def phase_of(factory):
    return queries.factory(factory).phase


def test_every_phase_but_the_last_leads_to_the_next_and_the_table_agrees():
    assert all(after in Factory.NEXT[before] for before, after in FORWARD.items())
    assert {phase for phase, after in Factory.NEXT.items() if not after} == {
        "retirement",
        "stopped",
    }


def test_a_gate_is_passed_once_everything_is_shown(parking):
    show(parking, skip="problem-measured")
    with pytest.raises(gates.NotReady) as refused:
        go_on(parking)
    assert list(refused.value.fields) == ["problem-measured"]
    show(parking)
    go_on(parking)
    gate = phases.gate(queries.factory(parking), "discovery")
    assert (phase_of(parking), gate.by_name, gate.passed_at) == ("alpha", "Leeds Council", NOON)
    with pytest.raises(gates.NotPossible):
        go_on(parking)


def shows(factory, by, note, at=NOON, name="users-known", **more):
    told = {"factory": factory, "phase": "discovery", "requirement": name, "note": note}
    gates.record_evidence(**told | more, by=by, at=at)


def recorded(factory, name="users-known"):
    lines = phases.gate(queries.factory(factory), "discovery").requirements
    return next(line for line in lines if line.id == name)


def test_the_latest_evidence_counts_and_what_stood_before_it_stays(parking):
    camden, later = member_of("camden", "lead"), NOON + timedelta(days=1)
    shows(parking, LEEDS_LEAD, "We asked 40 people.", link="https://a.example/")
    for _ in range(2):
        shows(parking, camden, "We asked 60 people.", at=later)
    shows(parking, SYSTEM, "Sixty.", at=later)
    line = recorded(parking)
    assert line.shown == phases.Evidence("Sixty.", "", "", "", later)
    assert line.before == (
        phases.Evidence("We asked 60 people.", "", "camden", "Camden Council", later),
        phases.Evidence(
            "We asked 40 people.", "https://a.example/", "leeds", "Leeds Council", NOON
        ),
    )


@pytest.mark.parametrize("part", ["observer", "supporter", "supplier"])
def test_only_the_lead_and_partners_record_evidence(parking, signed_in, part):
    who = "acme" if part == "supplier" else "woking"
    told = {"part": part, "joined_on": NOON}
    Member.objects.create(factory_id=parking, organisation_id=who, **told)
    with pytest.raises(NotAllowed):
        shows(parking, member_of(who, "administrator"), "Mine.")
    door = f"/factories/{parking}/phases/discovery/users-known/evidence"
    assert signed_in("administrator", who).get(door).status_code == 403
    assert door not in signed_in("administrator", who).get(f"/factories/{parking}/phases").text
    assert door in signed_in("lead", "camden").get(f"/factories/{parking}/phases").text


def test_the_page_says_who_showed_it_and_keeps_what_was_shown_before(parking, client):
    shows(parking, LEEDS_LEAD, "Forty <b>people</b>.")
    shows(parking, member_of("camden", "lead"), "Sixty people.")
    page = client.get(f"/factories/{parking}/phases").text
    latest, before = "Sixty people. (Camden Council, 2 March 2026)", "What was recorded before"
    earlier = "Forty &lt;b&gt;people&lt;/b&gt;. (Leeds Council, 2 March 2026)"
    assert page.index(latest) < page.index(before) < page.index(earlier)


def test_gates_are_three_queries_however_often_evidence_was_recorded(
    parking, django_assert_num_queries
):
    for number in range(5):
        shows(parking, member_of("camden", "lead"), f"Note {number}")
    page = queries.factory(parking)
    with django_assert_num_queries(3):
        assert len(phases.gates_of(page)) == 4


def test_what_was_shown_stands_once_the_gate_is_passed(parking):
    show(parking)
    go_on(parking)
    with pytest.raises(gates.NotPossible):
        show(parking)


@pytest.mark.parametrize(
    "by", [member_of("camden", "lead"), member_of("leeds", "administrator"), SYSTEM]
)
def test_only_the_lead_of_the_lead_passes_a_gate_or_stops(parking, by):
    show(parking)
    with pytest.raises(NotAllowed):
        go_on(parking, by=by)
    with pytest.raises(NotAllowed):
        gates.stop(factory=parking, lessons="L", by=by, at=NOON)


def test_a_later_room_asks_for_more_and_shows_it(parking, monkeypatch):
    monkeypatch.setattr(ports, "_requirements", {})
    ports.require("discovery", "data-agreement", "The data agreement is signed")
    show(parking, skip="data-agreement")
    with pytest.raises(gates.NotReady):
        go_on(parking)
    show(parking, by=SYSTEM)
    go_on(parking)


def test_a_requirement_that_is_not_there_is_missing(parking):
    with pytest.raises(Missing):
        gates.record_evidence(
            factory=parking, phase="alpha", requirement="x", note="N", by=LEEDS_LEAD, at=NOON
        )


def test_to_stop_is_to_publish_what_was_learned(parking):
    with pytest.raises(Invalid):
        gates.stop(factory=parking, lessons="  ", by=LEEDS_LEAD, at=NOON)
    gates.stop(factory=parking, lessons="**Nobody** needs it.", by=LEEDS_LEAD, at=NOON)
    assert (phase_of(parking), phases.lessons(parking)) == ("stopped", "**Nobody** needs it.")
    with pytest.raises(gates.NotPossible):
        gates.stop(factory=parking, lessons="Again", by=LEEDS_LEAD, at=NOON)


def test_what_is_live_does_not_stop_but_retire_with_lessons(parking):
    Factory.objects.filter(ref=parking).update(phase="live")
    show(parking, "live")
    with pytest.raises(gates.NotPossible):
        gates.stop(factory=parking, lessons="L", by=LEEDS_LEAD, at=NOON)
    with pytest.raises(Invalid):
        go_on(parking, "live")
    go_on(parking, "live", note="It was worth it.")
    assert phase_of(parking) == "retirement"


def test_days_from_the_need_to_live_are_counted(parking):
    page = queries.factory(parking)
    assert phases.days_to_live(page, on=NOON.date() + timedelta(days=5)) == phases.Days(
        5, False, False
    )
    later = NOON
    for phase in ("discovery", "alpha", "beta"):
        later += timedelta(days=30)
        show(parking, phase)
        go_on(parking, phase, at=later)
    page = queries.factory(parking)
    assert phases.days_to_live(page, on=date(2030, 1, 1)) == phases.Days(90, True, False)
    titles = [entry.title for entry in phases.timeline(page)]
    assert titles == ["Founded", "Alpha", "Beta", "Live"]


def test_a_factory_leaves_a_phase_once_even_if_two_say_so(parking):
    show(parking)
    go_on(parking)
    assert Passage.objects.count() == 1


def test_updates_are_the_newest_first_and_public_words(parking, django_assert_num_queries):
    for number in range(12):
        reporting.post_update(
            factory=parking,
            organisation="leeds",
            title=f"Week {number}",
            text="We did things.",
            by=LEEDS_LEAD,
            at=NOON,
        )
    with django_assert_num_queries(2):
        shown = phases.updates(parking, limit=5)
    assert [each.title for each in shown][:2] == ["Week 11", "Week 10"]
    with pytest.raises(NotAllowed):
        reporting.post_update(
            factory=parking,
            organisation="woking",
            title="T",
            text="T",
            by=member_of("woking", "lead"),
            at=NOON,
        )


def test_a_search_finds_a_factory_by_the_words_of_its_updates(parking):
    told = {"factory": parking, "organisation": "leeds", "by": LEEDS_LEAD, "at": NOON}
    reporting.post_update(**told, title="Bollards", text="x " * 3_000)
    reporting.post_update(**told, title="Week 2", text="Scooters are in.")
    found = {
        word: [each.ref for each in signposts.search(words=word).cards]
        for word in ("scooter", "bollards")
    }
    assert found == {"scooter": [f"factory.{parking}"], "bollards": [f"factory.{parking}"]}
    reporting.post_update(**told, title="Week 3", text="y " * 3_000)
    assert [signposts.search(words=word).total for word in ("scooter", "week")] == [0, 1]


def test_risks_are_weighed_owned_and_closed_with_what_came_of_it(parking):
    told = {"factory": parking, "by": LEEDS_LEAD, "at": NOON}
    small = reporting.raise_risk(**told, title="Small", likelihood=1, impact=2, owner="camden")
    reporting.raise_risk(**told, title="Big", likelihood=4, impact=5, owner="leeds")
    assert [(r.title, r.weight) for r in phases.risks(parking)] == [("Big", 20), ("Small", 2)]
    with pytest.raises(Invalid):
        reporting.close_risk(**told, risk=small, outcome="")
    for _ in range(2):
        reporting.close_risk(**told, risk=small, outcome="It did not happen.")
    assert [r.title for r in phases.risks(parking)] == ["Big", "Small"]
    assert Risk.objects.get(pk=small).closed_at == NOON
    with pytest.raises(Invalid):
        reporting.raise_risk(**told, title="X", likelihood=6, impact=1, owner="leeds")
    with pytest.raises(Invalid):
        reporting.raise_risk(**told, title="X", likelihood=1, impact=1, owner="woking")


def test_the_board_shows_each_phase_in_a_fixed_number_of_queries(
    parking, django_assert_num_queries
):
    rows = (
        Factory(ref=f"f{n}", name=f"F {n}", purpose="P", founded_on=NOON, phase="alpha")
        for n in range(1000)
    )
    Factory.objects.bulk_create(rows)
    with django_assert_num_queries(12):
        columns = {column.phase: column for column in phases.board()}
    assert (columns["alpha"].count, len(columns["alpha"].cards)) == (1000, 12)
    assert columns["discovery"].count == 1


def test_a_lead_goes_through_a_gate_in_the_browser(parking, signed_in):
    leeds = signed_in("lead", "leeds")
    here = f"/factories/{parking}/phases"
    assert "Go on to alpha" not in leeds.get(here).content.decode()
    for name in requirements("discovery"):
        address = f"{here}/discovery/{name}/evidence"
        answer = leeds.post(address, {"note": "We asked 40 people", "link": "javascript:alert(1)"})
        assert answer.status_code == 422
        assert leeds.post(address, {"note": "We asked 40 people"}).status_code == 302
    assert "Go on to alpha" in leeds.get(here).content.decode()
    assert leeds.post(f"{here}/discovery/pass", {"note": "", "motion": ""}).status_code == 302
    assert phase_of(parking) == "alpha"
    assert leeds.post(f"/factories/{parking}/stop", {"lessons": "Too dear"}).status_code == 302
    assert "Too dear" in leeds.get(f"/factories/{parking}/").content.decode()


def test_the_pages_of_a_factory_cost_a_fixed_number_of_queries(parking, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(path):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    pages = ["", "members", "agreement", "phases", "updates", "risks", "debate", "costs"]
    before = [asked(f"/factories/{parking}/{page}") for page in pages]
    for number in range(8):
        reporting.post_update(
            factory=parking, organisation="leeds", title="T", text="T", by=LEEDS_LEAD, at=NOON
        )
        reporting.raise_risk(
            factory=parking,
            title=f"R{number}",
            likelihood=1,
            impact=1,
            owner="leeds",
            by=LEEDS_LEAD,
            at=NOON,
        )
    commands.join(factory=parking, organisation="woking", by=member_of("woking", "lead"), at=NOON)
    after = [asked(f"/factories/{parking}/{page}") for page in pages]
    # Names are asked for once there is something to name: one query, whatever their number.
    assert [each for each in zip(before, after, strict=True) if each[1] > each[0] + 1] == []
    assert max(after) <= 14
