"""Many votes at one moment, on a real database, and a worker that is killed while it counts:
`python -m tests.decisions.crowding` prints what there was afterwards, as JSON.

A process of its own with a database of its own: what threads and kills leave behind cannot be seen
from inside a test's transaction. On SQLite a file; on the PostgreSQL of DATABASE_URL another one.
"""

import json
import os
import random
import signal
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

MANY, CROWD = 200, 50
HANDS = 50  # connections at once: PostgreSQL allows a hundred
STEP = int(os.environ.get("CRASH_STEP", "5"))  # 1: every statement
MEMORY = "/dev/shm"  # processes are killed here, not machines: a disk would only be slow


def prepare(folder: Path) -> None:
    os.environ["COMMONWORKS_DATA"], os.environ["COMMONWORKS_KEYS"] = f"{folder}/d", f"{folder}/k"
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonworks.config.settings"
    os.environ["COMMONWORKS_DEMO"] = ""
    (folder / "d").mkdir()
    import django
    from django.db import connection

    django.setup()
    file = str(folder / "crowd.sqlite")
    sqlite = connection.vendor == "sqlite"
    if sqlite:  # which lets writers in by chance, not in order: the last may wait long
        connection.settings_dict["OPTIONS"]["timeout"] = 120
    connection.settings_dict["TEST"]["NAME"] = file if sqlite else f"crowd_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, serialize=False)


def everybody() -> list[str]:
    from commonworks.network.commands import organisations
    from commonworks.network.ports import SYSTEM
    from commonworks.network.queries.facts import Facts, OrganisationFact
    from tests.actors import NOON

    refs = [f"council-{number:03}" for number in range(MANY)]
    facts = tuple(
        OrganisationFact(ref, ref, ref, "unitary-authority", "england", source="A test")
        for ref in refs
    )
    organisations.save_facts(facts=Facts(facts), by=SYSTEM, at=NOON)
    return refs


def at_once(work: list) -> list:
    """Each call's answer or the name of its refusal, all begun at the same moment."""
    from django.db import connection

    from commonworks.kernel.errors import DomainError

    gate = threading.Event()

    def one(call):
        gate.wait()
        try:
            return call()
        except DomainError as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        futures = [pool.submit(one, call) for call in work]
        gate.set()
        return [future.result() for future in futures]


def put(refs: list[str], **more: object) -> str:
    from commonworks.decisions import commands
    from tests.actors import NOON, member_of

    return commands.propose(
        body="club.crowd",
        title="All at once",
        electorate=refs,
        closes=NOON + timedelta(days=1),
        by=member_of(refs[0], "lead"),
        at=NOON,
        **more,
    )


def voting(motion: str, ref: str, choice: str, **more: object):
    from commonworks.decisions import commands
    from tests.actors import NOON, member_of

    told = {"motion": motion, "authority": ref, "choice": choice, "at": NOON} | more
    return lambda: commands.cast(by=member_of(ref, "lead"), **told)


def one_council_from_many_hands(refs: list[str]) -> dict:
    from commonworks.decisions.models import Ballot

    motion = put(refs[:2])
    sides = ("for", "against", "abstain")
    answers = at_once([voting(motion, refs[0], sides[at % 3]) for at in range(CROWD)])
    rows = Ballot.objects.filter(seat__motion=motion).order_by("number")
    numbers = list(rows.values_list("number", flat=True))
    return {
        "refused": [each for each in answers if isinstance(each, str)],
        "numbered without gap": numbers == list(range(1, len(numbers) + 1)),
        "each answer is a ballot": set(answers) == set(numbers),
        "current": rows.filter(ended_at=None).count(),
        "current is the last": rows.get(ended_at=None).number == numbers[-1],
    }


def two_tabs_many_times(refs: list[str]) -> dict:
    motion = put(refs[:2])
    calls = [voting(motion, refs[0], "for", reason=f"Tab {at}", replaces=0) for at in range(CROWD)]
    answers = at_once(calls)
    return {"counted": answers.count(1), "told": answers.count("VotedMeanwhile")}


def many_councils(refs: list[str]) -> dict:
    from commonworks.decisions import queries

    motion = put(refs)
    answers = at_once([voting(motion, ref, "for") for ref in refs])
    return {"first ballots": answers.count(1), "voted": queries.motion(motion).voted}


def at_the_closing_second(refs: list[str]) -> dict:
    """Half vote in the last microsecond while the worker closes; whoever was told that the vote
    is in is in the result, and nobody else."""
    from commonworks.decisions import queries
    from commonworks.decisions.commands import closing
    from commonworks.network.ports import SYSTEM
    from tests.actors import NOON

    motion, some = put(refs[:60], quorum=1), refs[:60]
    end = NOON + timedelta(days=1)
    calls = [voting(motion, ref, "for", at=end - timedelta(microseconds=1)) for ref in some]
    calls[30:30] = [lambda: closing.close(motion=motion, by=SYSTEM, at=end)] * 3
    answers = at_once(calls)
    closed, told = answers[30:33], answers[:30] + answers[33:]
    item = json.loads(queries.result(motion).item)
    counted = {seat["authority"] for seat in item["seats"] if "vote" in seat}
    accepted = {ref for ref, answer in zip(some, told, strict=True) if answer == 1}
    return {
        "closed": sorted(set(closed)),
        "counted is accepted": counted == accepted,
        "all answered": len(accepted) + told.count("VotingClosed") == len(some),
        "decided": decided(motion),
    }


def a_member_leaves_while_a_motion_is_put(refs: list[str]) -> dict:
    """The body is described, then a member leaves, then the motion is written: the bad order, if
    nothing keeps the member waiting."""
    from commonworks.decisions import commands, ports
    from commonworks.decisions.models import Seat
    from commonworks.factories import commands as factories
    from commonworks.factories.queries import bodies
    from tests.actors import NOON, member_of

    first, second = (member_of(ref, "lead") for ref in refs[:2])
    factory = factories.found_factory(name="C", purpose="P", lead=refs[0], by=first, at=NOON)
    factories.join(factory=factory, organisation=refs[1], by=second, at=NOON)
    described, gone = threading.Event(), threading.Event()

    def slowly(body):
        found = bodies.describe(body)
        described.set()
        gone.wait(3)
        return found

    def put():
        closes = NOON + timedelta(days=1)
        told = {"body": f"factory.{factory}", "title": "T", "closes": closes}
        return commands.propose(**told, by=first, at=NOON)

    def leave():
        described.wait(30)
        factories.leave(factory=factory, organisation=refs[1], by=second, at=NOON)
        gone.set()

    ports.bodies_of_kind("factory", slowly, bodies.hold)
    motion, _left = at_once([put, leave])
    seats = Seat.objects.filter(motion=motion).order_by("authority")
    return {
        "members": [ref == refs[0] for ref in bodies.describe(f"factory.{factory}").voters],
        "votes": [(seat.authority_id == refs[0], seat.struck_at is None) for seat in seats],
    }


def killed_while_counting(refs: list[str]) -> dict:
    """The worker dies before one of its statements after another; the next one finishes."""
    from commonworks.decisions.commands import closing
    from commonworks.decisions.jobs import close_next
    from tests.actors import NOON

    later = NOON + timedelta(days=1) + closing.GRACE
    wrong, statement = [], random.randint(1, STEP) - STEP
    lived = False
    while not lived:
        statement += STEP
        motion = put(refs[:3], quorum=1)
        voting(motion, refs[0], "for")()
        lived = lives(statement, lambda: close_next(later))
        if decided(motion) not in (0, 1):
            wrong.append(statement)
        while close_next(later):
            pass
        if decided(motion) != 1:
            wrong.append(statement)
    return {"wrong": wrong, "statements": statement > 8}


def lives(statement: int, work: object) -> bool:
    """Run in a child that is killed before that statement; whether it lived to the end."""
    from django.db import connection

    connection.close()
    if child := os.fork():
        how = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if how not in (0, -signal.SIGKILL):
            raise RuntimeError(f"The child failed by itself: {how}")
        return how == 0
    seen = 0

    def die(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(die):
            work()
    except BaseException:
        os._exit(1)  # never back into the parent's code
    os._exit(0)


def decided(motion: str) -> int:
    from commonworks.kernel.models import Event

    return Event.objects.filter(subject=motion, name="decisions.motion.decided").count()


def main() -> None:
    from django.db import connection

    refs = everybody()
    trials = (
        a_member_leaves_while_a_motion_is_put,
        killed_while_counting,
        one_council_from_many_hands,
        two_tabs_many_times,
        many_councils,
        at_the_closing_second,
    )
    told = {trial.__name__: trial(refs) for trial in trials}
    connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    print(json.dumps(told))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=MEMORY if Path(MEMORY).is_dir() else None) as name:
        prepare(Path(name))
        main()
