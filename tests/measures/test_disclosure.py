"""The public is told nothing from which a count under 5 could be worked out."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonworks.measures.policies.bands import LONGER, band, percentile
from commonworks.measures.policies.disclosure import (
    FEWEST,
    Cell,
    Part,
    carefully,
    exactly,
    together,
)

unhurried = settings(deadline=None)  # the first example of a run waits for imports
SMALL = st.integers(0, FEWEST - 1)
COUNTS = st.integers(0, 30)


def histogram(*values):
    return st.dictionaries(st.sampled_from(values), st.integers(1, 9), max_size=3)


@st.composite
def cells(draw):
    days = draw(histogram(1, 5, 20))
    decided = sum(days.values())
    return Cell(
        started=draw(COUNTS),
        completed=draw(COUNTS),
        in_time=draw(st.integers(0, decided)),
        left=draw(st.dictionaries(st.sampled_from(["zone", "vehicle"]), COUNTS)),
        seconds=draw(histogram(60, 300, LONGER)),
        days=days,
        scores=draw(histogram(1, 3, 4, 5)),
    )


@unhurried
@given(cells(), SMALL, SMALL)
def test_a_withheld_count_could_be_any_other_small_one_and_nothing_would_change(cell, one, other):
    for name in ("started", "completed"):
        small = [replace(cell, **{name: value}) for value in (one, other)]
        assert carefully(small[0]) == carefully(small[1])


@unhurried
@given(cells(), SMALL, SMALL)
def test_so_could_the_page_where_few_stopped(cell, one, other):
    small = [replace(cell, left={**cell.left, "zone": value}) for value in (one, other)]
    assert carefully(small[0]) == carefully(small[1])


@unhurried
@given(cells(), SMALL, SMALL, SMALL)
def test_so_could_how_few_were_decided_when_and_how_many_of_them_in_time(cell, one, other, days):
    small = [replace(cell, days={days: value}, in_time=min(days, value)) for value in (one, other)]
    assert carefully(small[0]) == carefully(small[1])


@unhurried
@given(cells(), st.integers(0, 40), SMALL, SMALL)
def test_so_could_the_few_that_were_late_or_the_few_that_were_in_time(cell, decided, one, other):
    one, other = min(one, decided), min(other, decided)
    late = [replace(cell, days={9: decided}, in_time=decided - few) for few in (one, other)]
    assert carefully(late[0]) == carefully(late[1])
    in_time = [replace(cell, days={9: decided}, in_time=few) for few in (one, other)]
    assert carefully(in_time[0]) == carefully(in_time[1])


@unhurried
@given(cells(), st.integers(0, 40), SMALL, SMALL)
def test_so_could_the_few_who_were_not_satisfied(cell, answers, one, other):
    small = [
        replace(cell, scores={5: answers - min(few, answers), 2: min(few, answers)})
        for few in (one, other)
    ]
    assert carefully(small[0]) == carefully(small[1])


@unhurried
@given(st.lists(cells(), min_size=1, max_size=5))
def test_no_number_that_is_told_is_under_five(several):
    told = together(map(carefully, several))
    counts = [told.started, told.submitted, told.completed, told.decided, told.answers]
    parts = [part for part in (told.finished, told.in_time, told.satisfied) if part]
    numbers = [each for each in counts if each is not None]
    numbers += [number for part in parts for number in (part.whole, part.part)]
    assert [number for number in [*numbers, *told.left.values()] if number < FEWEST] == []


@unhurried
@given(st.lists(cells(), min_size=1, max_size=5))
def test_a_bound_is_never_more_than_the_truth(several):
    told, truth = together(map(carefully, several)), together(map(exactly, several))
    for name in ("in_time", "satisfied"):
        bound, exact = getattr(told, name), getattr(truth, name)
        assert bound is None or (bound.part <= exact.part and bound.whole <= exact.whole)


@unhurried
@given(st.lists(cells(), min_size=1, max_size=5))
def test_staff_are_told_every_count(several):
    told = together(map(exactly, several))
    assert (told.started, told.completed, told.decided) == (
        sum(cell.started for cell in several),
        sum(cell.completed for cell in several),
        sum(sum(cell.days.values()) for cell in several),
    )


@pytest.mark.parametrize(
    ("decided", "in_time", "told"),
    [
        (4, 4, None),
        (8, 8, None),
        (9, 9, Part(9, 5, exact=False)),
        (10, 5, Part(10, 5)),
        (40, 38, Part(40, 36, exact=False)),
        (40, 2, None),
    ],
)
def test_of_a_part_with_a_small_rest_a_bound_is_told(decided, in_time, told):
    assert carefully(Cell(days={3: decided}, in_time=in_time)).in_time == told


@pytest.mark.parametrize(
    ("part", "per_hundred"),
    [
        (Part(40, 36, exact=False), 90),
        (Part(41, 37, exact=False), 90),
        (Part(3, 2), 67),
        (Part(0, 0), None),
        (Part(5, 6), None),
    ],
)
def test_a_bound_is_rounded_down_and_a_share_of_nothing_is_none(part, per_hundred):
    assert part.per_hundred == per_hundred


@pytest.mark.parametrize(
    ("seconds", "end"), [(0, 60), (60, 60), (61, 120), (86_400, 86_400), (86_401, LONGER)]
)
def test_a_time_is_kept_as_the_end_of_its_band(seconds, end):
    assert band(seconds) == end


@unhurried
@given(st.lists(st.sampled_from([60, 120, 300]), min_size=1, max_size=40), st.integers(1, 99))
def test_a_percentile_is_the_one_found_by_counting_along_the_sorted_list(values, share):
    along = sorted(values)[-(-len(values) * share // 100) - 1]
    assert percentile({each: values.count(each) for each in values}, share) == along


@pytest.mark.parametrize(
    ("total", "share", "told"), [(9, 50, None), (10, 50, 60), (49, 90, None), (50, 90, 60)]
)
def test_a_percentile_with_fewer_than_five_beyond_it_is_withheld(total, share, told):
    assert percentile({60: total}, share, beyond=FEWEST) == told
