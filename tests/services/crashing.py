"""Run a resident's way from submitted to decided, killed with SIGKILL at one SQL statement after
another, and print what there is after the worker has gone on: `python -m tests.services.crashing
FIRST STEP`. Every FIRST + n * STEP-th statement is a crash. A process of its own, on a database
of its own on disk: what a kill leaves behind cannot be seen from inside.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from datetime import timedelta
from pathlib import Path

LATER = timedelta(hours=3)


def prepare(folder: Path) -> None:
    os.environ["COMMONWORKS_DATA"], os.environ["COMMONWORKS_KEYS"] = f"{folder}/d", f"{folder}/k"
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonworks.config.settings"
    os.environ["COMMONWORKS_DEMO"] = ""
    os.environ.pop("DATABASE_URL", None)
    (folder / "d").mkdir()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def step_by_step(submission: str, caseworker: object, provider: object) -> None:
    """What browsers ask for, again and again until it is done: people retry."""
    from commonworks.services import exchanges
    from commonworks.services.commands import cases
    from commonworks.services.models import Case, Payment
    from tests.actors import NOON
    from tests.services.applied import RESIDENT

    standing = exchanges.begin_payment(submission, by=RESIDENT, at=NOON)
    if standing.go_to:
        provider.pays(standing.go_to)
    payment = Payment.objects.filter(submission=submission).first()
    exchanges.check_payment(payment.ref, by=RESIDENT, at=NOON)
    case = Case.objects.get(submission=submission).ref
    cases.assign(case=case, to=caseworker.ref, by=caseworker, at=NOON)
    cases.decide(case=case, outcome="refused", letter="No.", by=caseworker, at=NOON)


def killed_at(statement: int, work: object) -> bool:
    """Run in a child that dies before that statement; whether it lived to the end."""
    from django.db import connection

    connection.close()
    if child := os.fork():
        how = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if how not in (0, -signal.SIGKILL):
            raise RuntimeError("The child failed by itself: see above.")
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
        traceback.print_exc()
        os._exit(1)  # never back into the parent's code
    os._exit(0)


def trial(statement: int, *, worker: int, caseworker: object, provider: object) -> dict | None:
    """None when there were fewer statements. With `worker`, it dies too, at that one of its own."""
    from commonworks.kernel.models import Event
    from commonworks.post.models import Message
    from commonworks.services import exchanges
    from commonworks.services.models import Case, Payment
    from tests.actors import NOON
    from tests.services.applied import sent

    before = Message.objects.count()
    submission, _ = sent("leeds.skip-permit")

    def browse() -> None:
        step_by_step(submission, caseworker, provider)

    def work() -> None:
        while exchanges.check_next_payment(NOON + LATER):
            pass

    if killed_at(statement, browse):
        return None
    killed_at(worker, work)
    killed_at(0, work)
    killed_at(0, browse)
    killed_at(0, work)
    payments = list(Payment.objects.filter(submission=submission))
    taken = [p for each in payments for p in provider.payments(each.ref)]
    return {
        "statement": statement,
        "paid": [p.state for p in payments],
        "taken": sum(p["state"]["status"] == "success" for p in taken),
        "cases": Case.objects.filter(submission=submission, state="decided").count(),
        "emails": Message.objects.count() - before,
        "decided": Event.objects.filter(name="services.case.decided", subject=submission).count(),
    }


def main(first: int, step: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="commonworks-crash-"))
    try:
        prepare(folder)
        from commonworks.services.policies.deadlines import bank_holidays
        from tests.actors import NOON
        from tests.services.applied import councils, deployed, staff
        from tests.services.provider import running

        councils()
        deployed()
        bank_holidays("england", NOON.year)  # read once here, and not by every child
        ann = staff("leeds", "Ann")
        with running(folder / "provider", seconds=5) as provider:
            found, statement = [], first
            while one := trial(statement, worker=statement, caseworker=ann, provider=provider):
                found.append(one)
                statement += step
        print(json.dumps({"statements": statement, "trials": found}))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
