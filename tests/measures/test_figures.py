"""What the public, and a council's own staff, are told of a live service."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonworks.kernel.errors import Invalid, Missing
from commonworks.measures import queries
from commonworks.measures.models import Tally
from commonworks.measures.panels import PANELS
from commonworks.measures.queries import Share
from commonworks.network.ports import Actor
from tests.actors import NOON, member_of
from tests.measures.events import CAMDEN, decide, deliver_all, happen
from tests.services import permits

pytestmark = pytest.mark.django_db

PUBLIC = Actor("anonymous")
STAFF = member_of("leeds", "caseworker")
TODAY = NOON.date() + timedelta(days=3)  # 5 March 2026


@pytest.fixture(autouse=True)
def two_councils():
    permits.founded()
    permits.published()
    permits.live("leeds")
    permits.live("camden")


def figures(by: Actor = PUBLIC, **days):
    return queries.service_figures("bay-permit", by=by, today=TODAY, **days)


def test_councils_stand_side_by_side_in_the_order_of_their_names():
    assert [each.name for each in figures().councils] == ["Camden", "Leeds"]


def test_the_public_is_told_of_no_count_under_five_and_staff_of_every_one():
    happen("draft.started", times=6)
    happen("case.received", times=4)
    deliver_all()
    told = [figures(by).of("leeds").figures for by in (PUBLIC, STAFF)]
    assert [(each.started, each.completed, each.completion) for each in told] == [
        (6, None, None),
        (6, 4, Share(67, True)),
    ]


def test_staff_of_one_council_are_as_the_public_to_another():
    happen("draft.started", times=4, deployment=CAMDEN)
    deliver_all()
    assert (figures(STAFF).of("camden").figures.started, figures(STAFF).of("camden").exact) == (
        None,
        False,
    )


def test_people_without_a_role_in_it_see_no_more_of_their_own_council():
    happen("draft.started", times=4)
    deliver_all()
    assert figures(member_of("leeds", "member")).of("leeds").figures.started is None


def test_a_total_adds_up_what_is_told_and_gives_no_withheld_count_away():
    happen("draft.started", times=4)
    happen("draft.started", times=9, deployment=CAMDEN)
    deliver_all()
    assert figures().all.started == 9


def test_today_is_left_out_for_the_public():
    today = NOON + timedelta(days=3)
    happen("draft.started", times=7, at=today)
    deliver_all()
    assert [figures(by).of("leeds").figures.started for by in (PUBLIC, STAFF)] == [None, 7]


def test_a_month_is_told_whole_so_that_two_questions_cannot_single_out_a_day():
    happen("draft.started", times=5, at=NOON)
    happen("draft.started", times=1, at=NOON + timedelta(days=1))
    deliver_all()
    day = NOON.date()
    until = [figures(until=last).all.started for last in (day, day + timedelta(days=1))]
    since = [figures(since=first).all.started for first in (day, day + timedelta(days=1))]
    assert (until, since) == ([6, 6], [6, 6])


def test_staff_ask_about_single_days():
    happen("draft.started", times=2)
    happen("draft.started", at=NOON + timedelta(days=1))
    deliver_all()
    day = NOON.date()
    assert figures(STAFF, since=day, until=day).of("leeds").figures.started == 2


def test_a_month_with_few_is_left_out_of_the_sum_of_months():
    happen("draft.started", times=3, at=NOON - timedelta(days=20))
    happen("draft.started", times=8)
    deliver_all()
    months = [(str(month), each.started) for month, each in figures().of("leeds").months]
    assert (figures().all.started, months) == (8, [("2026-02-01", None), ("2026-03-01", 8)])


def test_where_people_stop_how_long_they_take_and_how_satisfied_they_are():
    happen("draft.expired", page="zone", times=6)
    happen("draft.expired", page="check", times=2)
    happen("draft.submitted", seconds="200", times=9)
    happen("draft.submitted", seconds="1000", times=3)
    decide(4, True, times=12)
    decide(20, False, times=6)
    for score, times in (("5", 7), ("2", 5)):
        happen("satisfaction.given", score=score, times=times)
    deliver_all()
    told = figures().of("leeds").figures
    assert (told.left, told.median_seconds, told.slow_seconds) == ((("zone", 6),), 300, None)
    assert (told.decided, told.in_time, told.median_days) == (18, Share(67, True), 4)
    assert (told.answers, told.satisfied) == (12, Share(58, True))


def test_nothing_counted_is_nought_to_staff_and_withheld_from_others():
    assert [figures(by).of("leeds").figures.started for by in (PUBLIC, STAFF)] == [None, 0]


def test_a_service_that_nobody_runs_has_no_figures():
    with pytest.raises(Missing):
        queries.service_figures("nothing", by=PUBLIC, today=TODAY)


def test_days_the_wrong_way_round_are_refused():
    with pytest.raises(Invalid):
        figures(since=TODAY, until=TODAY - timedelta(days=1))


def test_cases_decided_are_told_for_the_front_page_without_the_few():
    decide(4, True, times=12)
    decide(4, True, times=3, deployment=CAMDEN)
    deliver_all()
    assert queries.cases_decided(today=TODAY) == 12


@pytest.mark.parametrize(("by", "cost"), [(PUBLIC, 3), (STAFF, 4)])
def test_figures_cost_the_same_however_many_councils_and_months_there_are(by, cost):
    for months in range(4):
        happen("draft.started", at=NOON - timedelta(days=31 * months))
    deliver_all()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        figures(by)
    assert len(asked) == cost


def test_the_panel_costs_what_it_says():
    [panel] = PANELS
    with CaptureQueriesContext(connection) as asked:
        panel.query("bay-permit", by=PUBLIC)
    assert len(asked) == panel.sql


def everything_public() -> list[bytes]:
    """All that the public can fetch of the figures."""
    here, browser = "/services/bay-permit/figures", Client()
    paths = [here, f"{here}?council=leeds", f"{here}?council=leeds&table=left&format=csv"]
    paths += [f"{here}?format={kind}" for kind in ("csv", "json")]
    paths += [f"{here}?council=leeds&format=csv&period={period}" for period in ("3", "12")]
    paths += ["/api/v1/services/bay-permit/figures", "/services/bay-permit/"]
    return [_without_nonce(browser.get(path).content) for path in paths]


def _without_nonce(page: bytes) -> bytes:
    lines = page.split(b"\n")
    return b"\n".join(line for line in lines if b"nonce" not in line and b"csrf" not in line)


def test_everything_that_is_public_is_the_same_whatever_the_withheld_counts_are():
    happen("draft.started", times=30)
    happen("case.received", times=3)
    happen("draft.expired", page="zone", times=2)
    decide(5, True, times=20)
    decide(9, False, times=2)
    deliver_all()
    before = everything_public()
    Tally.objects.filter(measure__in=["completed", "left"]).update(count=1)
    Tally.objects.filter(measure="in-time").update(count=22)  # nobody was late
    assert everything_public() == before


def test_a_file_is_of_exactly_the_table_that_is_seen():
    happen("draft.started", times=30)
    deliver_all()
    rows = json.loads(Client().get("/services/bay-permit/figures?format=json").content)
    assert [(row["name"], row["started"], row["completed"]) for row in rows] == [
        ("Camden", None, None),
        ("Leeds", 30, None),
        ("All councils", 30, None),
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/services/bay-permit/figures", 200),
        ("/services/bay-permit/figures?council=camden", 200),
        ("/services/bay-permit/figures?council=leeds&period=3&lang=cy", 200),
        ("/services/bay-permit/figures?council=cornwall", 404),
        ("/services/nothing/figures", 404),
        ("/api/v1/services/bay-permit/figures?since=2026-01-01", 200),
        ("/api/v1/services/bay-permit/figures?since=yesterday", 422),
        ("/api/v1/services/nothing/figures", 404),
    ],
)
def test_an_address_answers(path, status):
    assert Client().get(path).status_code == status


@pytest.mark.parametrize("address", ["", "figures", "figures?council=leeds"])
def test_a_table_of_figures_is_stacked_where_the_screen_is_narrow(address):
    happen("draft.started", times=30)
    deliver_all()
    page = Client().get(f"/services/bay-permit/{address}").text
    scrolled = re.findall(r'role="region"[^>]*>\s*<table class="([^"]+)"', page)
    assert set(scrolled) == {"govuk-table cw-stacked"}
    label = re.compile(r'role="cell"><span class="cw-stacked__label" aria-hidden="true">Decided</')
    assert label.search(page)
