"""Each event is counted once, on its day in the UK, and can be counted again."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonworks.kernel import deliveries, events
from commonworks.kernel.errors import NotAllowed
from commonworks.kernel.models import Delivery
from commonworks.measures import commands, handlers
from commonworks.measures.models import Tally
from commonworks.network.ports import SYSTEM
from tests.actors import LEEDS_LEAD, NOON
from tests.measures.events import CAMDEN, LEEDS, deliver_all, happen

pytestmark = pytest.mark.django_db

FIELDS = ("deployment", "day", "measure", "detail", "count")


def tallies() -> set[tuple]:
    return set(Tally.objects.values_list(*FIELDS))


def test_an_application_is_counted_from_its_start_to_its_decision():
    happen("draft.started", times=2)
    happen("draft.submitted", seconds="299")
    happen("case.received")
    happen("draft.expired", page="vehicle")
    happen("case.decided", days="7", in_time="yes", outcome="granted")
    happen("satisfaction.given", score="5")
    deliver_all()
    day = NOON.date()
    assert tallies() == {
        (LEEDS, day, "started", "", 2),
        (LEEDS, day, "submitted", "300", 1),
        (LEEDS, day, "completed", "", 1),
        (LEEDS, day, "left", "vehicle", 1),
        (LEEDS, day, "decided", "7", 1),
        (LEEDS, day, "in-time", "", 1),
        (LEEDS, day, "score", "5", 1),
    }


def test_a_day_is_a_day_in_the_uk():
    happen("draft.started", at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    deliver_all()
    assert [str(day) for day in Tally.objects.values_list("day", flat=True)] == ["2026-07-01"]


def test_a_delivery_that_fails_after_counting_is_counted_once(monkeypatch):
    happen("draft.started")
    settle = Delivery.settle
    monkeypatch.setattr(Delivery, "settle", lambda self: 1 / 0)
    deliveries.deliver_next(NOON)
    monkeypatch.setattr(Delivery, "settle", settle)
    deliver_all()
    assert list(Tally.objects.values_list("count", flat=True)) == [1]


def test_an_event_that_cannot_be_read_waits_for_a_person_and_stops_no_other():
    happen("draft.submitted", seconds="soon")
    happen("draft.submitted", seconds="30")
    for day in range(20):
        deliver_all(NOON + timedelta(days=day))
    assert (len(deliveries.dead_letters()), Tally.objects.get().count) == (1, 1)


def test_counting_again_leaves_out_what_is_still_to_be_delivered():
    happen("draft.started", times=3)
    deliver_all()
    happen("draft.started")
    heard = commands.count_again(handlers=handlers.NAMES, by=SYSTEM, at=NOON)
    deliver_all()
    assert (heard, Tally.objects.get().count) == (3, 4)


def test_only_a_steward_has_them_counted_again():
    with pytest.raises(NotAllowed):
        commands.count_again(handlers=handlers.NAMES, by=LEEDS_LEAD, at=NOON)


def test_every_event_that_is_counted_has_a_handler_that_is_told_of_it():
    told = {name: event for name, (event, _) in events.handlers.items() if "measures" in name}
    assert told == dict(zip(handlers.NAMES, handlers.HEARD, strict=True))


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from([LEEDS, CAMDEN]),
        st.integers(0, 3).map(lambda days: NOON + timedelta(days=days)),
        st.one_of(
            st.just(("draft.started", {})),
            st.just(("case.received", {})),
            st.sampled_from(["", "zone", "vehicle"]).map(lambda p: ("draft.expired", {"page": p})),
            st.integers(0, 200_000).map(lambda s: ("draft.submitted", {"seconds": str(s)})),
            st.integers(1, 5).map(lambda s: ("satisfaction.given", {"score": str(s)})),
            st.tuples(st.integers(-2, 300), st.sampled_from(["yes", "no"])).map(
                lambda d: ("case.decided", {"days": str(d[0]), "in_time": d[1]})
            ),
        ),
    ),
    max_size=25,
)


RUNS = count()


def naively(happened) -> set[tuple]:
    """The same figures, counted by hand from a list."""
    counts = Counter()
    for deployment, at, (what, ids) in happened:
        for measure, detail in _said(what, ids):
            counts[deployment, at.date(), measure, detail] += 1
    return {(*place, count) for place, count in counts.items()}


def _said(what, ids):
    minutes = (1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 120, 240, 480, 1440)
    match what:
        case "draft.started":
            return [("started", "")]
        case "case.received":
            return [("completed", "")]
        case "draft.expired":
            return [("left", ids["page"] or "start")]
        case "draft.submitted":
            ends = [60 * m for m in minutes if int(ids["seconds"]) <= 60 * m]
            return [("submitted", str(ends[0] if ends else 172_800))]
        case "satisfaction.given":
            return [("score", ids["score"])]
    days = ("decided", str(max(0, min(100, int(ids["days"])))))
    return [days, ("in-time", "")] if ids["in_time"] == "yes" else [days]


@given(happened=HAPPENINGS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_counted_one_by_one_counted_again_and_counted_by_hand_agree(happened):
    # Events stay for good, so that each example has deployments of its own.
    run = next(RUNS)
    own = [(f"{deployment}-{run}", at, what) for deployment, at, what in happened]
    for deployment, at, (what, ids) in own:
        happen(what, at=at, deployment=deployment, **ids)
    deliver_all()
    one_by_one = tallies()
    commands.count_again(handlers=handlers.NAMES, by=SYSTEM, at=NOON)
    mine = {row for row in one_by_one if row[0].endswith(f"-{run}")}
    assert (mine, tallies()) == (naively(own), one_by_one)


def test_the_command_line_counts_again_what_was_counted_one_by_one(capsys):
    from commonworks.config import cli

    happen("draft.started", times=2)
    happen("case.received")
    deliver_all()
    before = tallies()
    Tally.objects.update(count=9)
    assert (cli.main(["figures", "rebuild"]), tallies()) == (0, before)
    assert capsys.readouterr().out == "3 events were counted again.\n"
