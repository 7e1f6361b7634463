"""Cases: opened once, decided once, seen by their own council."""

import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection

from commonworks.kernel import encryption
from commonworks.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from commonworks.kernel.models import Event
from commonworks.post.models import Message
from commonworks.services.commands import cases
from commonworks.services.models import Case, Findable
from commonworks.services.policies.references import new_reference, read_reference
from commonworks.services.queries import cases as asked
from commonworks.services.queries.cases import Filters
from formwork.texts import fillable
from tests.actors import NOON
from tests.services.applied import CANARY, FREE, RESIDENT, councils, deployed, sent, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    councils()
    return deployed("leeds", FREE)


def opened(deployment, **how):
    submission, token = sent(deployment, **how)
    return cases.open_case(submission=submission, by=RESIDENT, at=how.get("at", NOON)), token


def letters(about=None):
    """(to, subject, body) of every message."""
    rows = Message.objects.order_by("queued_at", "ref")
    found = []
    for row in rows.filter(about=about) if about else rows:
        seal = encryption.seal_of(row.ref)
        found.append(
            tuple(seal.open(name, getattr(row, name)) for name in ("recipient", "subject", "body"))
        )
    return found


def test_opening_a_case_twice_opens_one_and_tells_the_resident_once(leeds):
    submission, _ = sent(leeds)
    refs = {cases.open_case(submission=submission, by=RESIDENT, at=NOON) for _ in range(3)}
    assert (len(refs), Case.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_the_resident_is_told_in_the_words_of_the_definition(leeds):
    ref, _ = opened(leeds)
    [(to, subject, body)] = letters()
    assert (to, subject) == ("resident@example.com", f"We have your application {ref}")
    assert re.fullmatch(
        rf"Thank you. Your reference is {ref}.\n\nSee http://\S+/s/leeds/free-permit/status/\S{{43}}",
        body,
    )


def naming_all(message, names):
    body = " ".join(f"(({name}))" for name in names)
    return f"  - {{id: {message}, subject: S, body: '{body}'}}\n"


def test_whatever_a_message_may_name_is_filled_in_when_it_is_sent():
    councils()
    own = [(m, fillable(f"message:{m}", "body")) for m in ("received", "status-link", "refused")]
    rest = FREE[FREE.index("states:") :]
    form = FREE[: FREE.index("messages:")] + "messages:\n"
    ref, _ = opened(deployed("leeds", form + "".join(naming_all(*each) for each in own) + rest))
    told = {"deployment": "leeds.free-permit", "reference": ref, "email": "resident@example.com"}
    cases.send_status_link(**told, by=RESIDENT, at=NOON + timedelta(minutes=1))
    ada, later = staff("leeds", "Ada"), NOON + timedelta(minutes=2)
    cases.decide(case=ref, outcome="refused", letter="No.", by=ada, at=later)
    bodies = [body for _to, _subject, body in letters()]
    assert len(bodies) == 3
    assert [body for body in bodies if "((" in body or ref not in body] == []


def test_a_resident_who_applied_in_welsh_is_told_in_welsh(leeds):
    ref, _ = opened(leeds, language="cy")
    assert letters()[0][1] == f"Mae eich cais {ref} gennym"


def test_nobody_is_written_to_who_gave_no_address(leeds):
    opened(leeds, email=None)
    assert Message.objects.count() == 0


def test_the_deadline_counts_working_days_of_the_nation():
    councils()
    english, scottish = deployed("leeds", FREE), deployed("highland", FREE)
    autumn = NOON.replace(month=11, day=20)
    found = [Case.objects.get(ref=opened(d, at=autumn)[0]).deadline for d in (english, scottish)]
    assert found == [date(2026, 12, 4), date(2026, 12, 7)]  # St Andrew's Day


def test_a_case_is_found_by_an_answer_that_may_be_searched_for(leeds):
    ref, _ = opened(leeds)
    opened(leeds, vrm="ZZ99ZZZ", email=None)
    ann = staff("leeds", "Ann")
    for text in ("ab12 cde", "RESIDENT@example.com", ref.lower(), ref.replace("-", " ")):
        found = asked.found("leeds", text, by=ann, at=NOON)
        assert [line.ref for line in found.lines] == [ref]
    for text in ("AB12", CANARY, "", "' OR 1=1 --"):
        assert asked.found("leeds", text, by=ann, at=NOON).total == 0


def test_another_council_finds_nothing_by_the_same_answer(leeds):
    ref, _ = opened(leeds)
    mac = staff("highland", "Mac")
    assert asked.found("highland", "AB12CDE", by=mac, at=NOON).total == 0
    assert asked.found("highland", ref, by=mac, at=NOON).total == 0


@pytest.mark.parametrize("role", ["member", "councillor", "finance", "supplier"])
def test_a_case_is_the_same_missing_page_for_everyone_else(leeds, role):
    ref, _ = opened(leeds)
    others = [staff("leeds", f"L{role}", role), staff("highland", "Mac")]
    told = set()
    for by in others:
        for name in (ref, "0000-0000-00"):
            with pytest.raises(Missing) as refusal:
                asked.case(name, council="leeds", lang="en", by=by, at=NOON)
            told.add(str(refusal.value))
            with pytest.raises(Missing) as refusal:
                cases.note(case=name, text="x", by=by, at=NOON)
            told.add(str(refusal.value))
    assert len(told) == 1


def test_an_administrator_reads_cases_and_decides_none(leeds):
    ref, _ = opened(leeds)
    admin = staff("leeds", "Ada", "administrator")
    assert asked.case(ref, council="leeds", lang="en", by=admin, at=NOON).can_work is False
    with pytest.raises(NotAllowed):
        cases.decide(case=ref, outcome="granted", by=admin, at=NOON)


def test_a_case_of_one_council_is_not_at_another_ones_address(leeds):
    ref, _ = opened(leeds)
    both = staff("highland", "Mac")
    with pytest.raises(Missing):
        asked.case(ref, council="highland", lang="en", by=both, at=NOON)


def test_a_case_is_given_to_a_colleague_and_put_back(leeds):
    ref, _ = opened(leeds)
    ann, bob = staff("leeds", "Ann"), staff("leeds", "Bob")
    cases.assign(case=ref, to=bob.ref, by=ann, at=NOON)
    case = Case.objects.get(ref=ref)
    assert (case.assigned_to, case.state) == (bob.ref, "in-review")
    cases.assign(case=ref, to="", by=ann, at=NOON)
    case.refresh_from_db()
    assert (case.assigned_to, case.state) == ("", "received")


@pytest.mark.parametrize("who", ["somebody-else", "highland"])
def test_a_case_is_given_to_nobody_who_does_not_work_on_cases_here(leeds, who):
    ref, _ = opened(leeds)
    to = staff("highland", "Mac").ref if who == "highland" else who
    with pytest.raises(Invalid):
        cases.assign(case=ref, to=to, by=staff("leeds", "Ann"), at=NOON)
    assert Case.objects.get(ref=ref).assigned_to == ""


def test_a_decision_tells_the_resident_and_sets_the_day_of_deletion(leeds):
    ref, _ = opened(leeds)
    later = NOON + timedelta(days=3)
    cases.decide(
        case=ref, outcome="refused", letter="No room.\r\nSorry.", by=staff("leeds", "Ann"), at=later
    )
    case = Case.objects.get(ref=ref)
    assert (case.state, case.outcome) == ("decided", "refused")
    assert case.erase_on == date(2027, 3, 5)
    assert letters()[-1][2].startswith("No room.\nSorry.\n\nhttp://")
    event = Event.objects.get(name="services.case.decided")
    assert (event.ids["outcome"], event.ids["in_time"], event.ids["days"]) == (
        "refused",
        "yes",
        "3",
    )


def test_the_second_of_two_who_decide_hears_of_the_first_and_changes_nothing(leeds):
    ref, _ = opened(leeds)
    ann, bob = staff("leeds", "Ann"), staff("leeds", "Bob")
    first = cases.decide(case=ref, outcome="granted", by=ann, at=NOON)
    second = cases.decide(case=ref, outcome="refused", letter="No.", by=bob, at=NOON)
    assert (first.first, second.first, second.outcome, second.by) == (
        True,
        False,
        "granted",
        ann.ref,
    )
    assert Message.objects.count() == 2  # received, granted


def test_the_same_decision_sent_twice_is_one(leeds):
    ref, _ = opened(leeds)
    ann = staff("leeds", "Ann")
    for _ in range(3):
        told = cases.decide(case=ref, outcome="refused", letter="No.", by=ann, at=NOON)
        assert told.first
    assert (
        Message.objects.count(),
        Event.objects.filter(name="services.case.decided").count(),
    ) == (
        2,
        1,
    )


@pytest.mark.parametrize(
    ("outcome", "letter", "field"),
    [
        ("refused", "", "letter"),
        ("refused", " \n ", "letter"),
        ("refused", "x" * 20_001, "letter"),
        ("refused", "hid\u202eden", "letter"),
        ("granted", "nul\x00", "letter"),
        ("banished", "Go.", "outcome"),
        ("", "", "outcome"),
    ],
)
def test_what_cannot_be_decided_says_which_field_and_writes_nothing(leeds, outcome, letter, field):
    ref, _ = opened(leeds)
    with pytest.raises(Invalid) as refusal:
        cases.decide(case=ref, outcome=outcome, letter=letter, by=staff("leeds", "Ann"), at=NOON)
    assert list(refusal.value.fields) == [field]
    assert (Case.objects.get(ref=ref).state, Message.objects.count()) == ("received", 1)


def test_a_decided_case_is_given_to_nobody(leeds):
    ref, _ = opened(leeds)
    ann = staff("leeds", "Ann")
    cases.decide(case=ref, outcome="granted", by=ann, at=NOON)
    with pytest.raises(Conflict):
        cases.assign(case=ref, to=ann.ref, by=ann, at=NOON)


def readable(value):
    return bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else str(value)


def test_what_a_resident_wrote_is_in_no_event_queue_or_index(leeds):
    ref, token = opened(leeds)
    ann = staff("leeds", "Ann")
    cases.note(case=ref, text=f"Rang {CANARY}", by=ann, at=NOON)
    cases.decide(case=ref, outcome="refused", letter=f"Dear {CANARY}", by=ann, at=NOON)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                text = json.dumps([readable(value) for value in row])
                assert CANARY not in text, table
                assert "resident@example.com" not in text, table


def test_the_trail_names_who_did_what(leeds):
    ref, _ = opened(leeds)
    ann, bob = staff("leeds", "Ann"), staff("leeds", "Bob")
    cases.assign(case=ref, to=bob.ref, by=ann, at=NOON)
    cases.note(case=ref, text="Rang back", by=bob, at=NOON)
    cases.decide(case=ref, outcome="granted", by=bob, at=NOON)
    page = asked.case(ref, council="leeds", lang="en", by=ann, at=NOON)
    assert [(s.title, s.by, s.text) for s in page.trail] == [
        ("Received", "", ""),
        ("Given to somebody", "Ann", "Bob"),
        ("Note written", "Bob", ""),
        ("Decided", "Bob", "Granted"),
    ]
    assert ([n.text for n in page.notes], page.outcome) == (["Rang back"], "Granted")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["late", "soon", "done"]),
        (Filters(state="open"), ["late", "soon"]),
        (Filters(state="decided"), ["done"]),
        (Filters(overdue=True), ["late"]),
        (Filters(assigned="me"), ["soon"]),
        (Filters(assigned="nobody", state="open"), ["late"]),
        (Filters(service="leeds.other"), []),
    ],
)
def test_a_queue_is_narrowed_by_what_its_address_says(leeds, filters, expected):
    ann = staff("leeds", "Ann")
    today = NOON + timedelta(days=20)
    refs = {
        "late": opened(leeds)[0],
        "soon": opened(leeds, at=NOON + timedelta(days=17))[0],
        "done": opened(leeds, at=NOON + timedelta(days=18))[0],
    }
    cases.assign(case=refs["soon"], to=ann.ref, by=ann, at=today)
    cases.decide(case=refs["done"], outcome="granted", by=ann, at=today)
    part = asked.queue("leeds", filters, first=0, size=50, by=ann, at=today)
    assert [line.ref for line in part.lines] == [refs[name] for name in expected]
    assert asked.count("leeds", filters, by=ann, at=today) == len(expected) == part.total


def test_a_queue_says_how_long_there_is_left(leeds):
    ann = staff("leeds", "Ann")
    opened(leeds)  # Monday 2 March; the tenth working day is Monday 16 March
    said = [
        asked.queue("leeds", Filters(), first=0, size=9, by=ann, at=NOON + timedelta(days=d)).lines
        for d in (0, 11, 13, 14, 15, 16, 21)
    ]
    assert [(line.due, line.late) for (line,) in said] == [
        ("due in 10 working days", False),
        ("due in 1 working day", False),
        ("due in 1 working day", False),
        ("due today", False),
        ("1 working day late", True),
        ("2 working days late", True),
        ("5 working days late", True),
    ]


def test_on_the_weekend_after_its_last_day_a_case_is_late_by_no_working_day(leeds):
    ann = staff("leeds", "Ann")
    opened(leeds, at=NOON + timedelta(days=4))  # a Friday; the tenth working day is one too
    said = [
        asked.queue("leeds", Filters(), first=0, size=9, by=ann, at=NOON + timedelta(days=d)).lines
        for d in (18, 19, 20, 21)
    ]
    assert [(line.due, line.late) for (line,) in said] == [
        ("due today", False),
        ("late", True),
        ("late", True),
        ("1 working day late", True),
    ]


def test_a_queue_costs_the_same_however_long_it_is(leeds, django_assert_num_queries):
    ann = staff("leeds", "Ann")
    for _ in range(12):
        ref, _ = opened(leeds)
        cases.assign(case=ref, to=ann.ref, by=ann, at=NOON)
    asked.queue("leeds", Filters(), first=0, size=50, by=ann, at=NOON)
    for size in (1, 12):
        with django_assert_num_queries(5):
            asked.queue("leeds", Filters(), first=0, size=size, by=ann, at=NOON)


def test_references_are_read_however_they_are_typed(leeds):
    assert read_reference("7k3m 9qxt 2b") == read_reference("7K3M9QXT2B") == "7K3M-9QXT-2B"
    assert read_reference("oi23-4567-89") == "0123-4567-89"
    assert [read_reference(t) for t in ("", "7K3M", "7K3M-9QXT-2U", "x" * 100)] == [""] * 4
    assert len({new_reference() for _ in range(500)}) == 500


def test_what_was_left_empty_is_in_no_index(leeds):
    ref, _ = opened(leeds, email=None, vrm=None)
    assert Findable.objects.filter(case=ref).count() == 0
