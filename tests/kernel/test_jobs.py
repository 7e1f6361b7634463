from datetime import timedelta

import pytest

from commonworks.kernel import jobs
from commonworks.kernel.models import Duty
from tests.actors import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def hourly(monkeypatch):
    """When an hourly job ran."""
    ran = []
    job = jobs.Job("test.hourly", lambda at: bool(ran.append(at)) or True, every=HOUR)
    monkeypatch.setattr(jobs, "_jobs", {job.name: job})
    return ran


def test_a_job_comes_round_when_it_is_due(hourly):
    assert [jobs.work_once(NOON), jobs.work_once(NOON), jobs.work_once(NOON + HOUR)] == [
        True,
        False,
        True,
    ]
    assert hourly == [NOON, NOON + HOUR]


def test_a_job_whose_worker_died_is_taken_again(hourly):
    Duty.objects.create(name="test.hourly", due=NOON)
    Duty.take(at=NOON)  # and the worker dies here
    assert jobs.work_once(NOON + HOUR) is True
    assert hourly == [NOON + HOUR]


def test_a_job_that_fails_is_tried_again_soon_and_stops_no_other(monkeypatch):
    ran = []

    def fail(at):
        raise ValueError("private words")

    monkeypatch.setattr(
        jobs,
        "_jobs",
        {
            "a": jobs.Job("a", fail, every=HOUR),
            "b": jobs.Job("b", lambda at: bool(ran.append(at))),
            "c": jobs.Job("c", fail),
        },
    )
    jobs.work_once(NOON)
    duty = Duty.objects.get(name="a")
    assert (ran, duty.error_code, duty.due) == ([NOON], "ValueError", NOON + timedelta(minutes=1))


def test_a_job_that_keeps_failing_is_never_given_up(monkeypatch):
    def fail(at):
        raise ValueError

    monkeypatch.setattr(jobs, "_jobs", {"a": jobs.Job("a", fail, every=HOUR)})
    at = NOON
    for _ in range(20):
        jobs.work_once(at)
        at = Duty.objects.get().due
    ran = []
    monkeypatch.setattr(
        jobs, "_jobs", {"a": jobs.Job("a", lambda t: bool(ran.append(t)), every=HOUR)}
    )
    jobs.work_once(at)
    assert ran == [at]
