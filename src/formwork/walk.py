"""The walk: which pages an applicant goes through, given what they answered so far.

    a page whose `when` is false is passed over, its links unread, to the page that follows it
    on leaving a page the first true link is taken; an unknown one before it stops the walk
    no link taken: `otherwise`. A page met twice is a Loop. Conditions see walked pages alone

State can be kept: `Walk.post` walks again only from the first page whose decisions look at what
changed, so a step costs a page and not the path. tests/formwork/naive.py says the same slowly.
"""

from bisect import bisect_left, insort
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from formwork.env import ABSENT, BLANK, PENDING, Env
from formwork.ids import END, EXIT
from formwork.shape import Field, Page, Shape

Answers = Mapping[str, Any]  # a draft: {field: value, repeat: {instance: {field: value}}}


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the path; of a page that repeats, one step an instance.

    `done` is false while a question of it is not answered. A repeat with fewer instances than it
    asks for has one more step, without an instance, that stands for the next one; of one with too
    many, those beyond are never done: they must be taken out.
    """

    page: str
    instance: str | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """How far the answers lead.

    `next` is the first step to be done, None when there is none. `complete`: the end is reached and
    every step is done. `exit` is the page on which the form ends without an application, or None.
    `waiting_for` names facts that the host has still to resolve.
    """

    steps: tuple[Step, ...]
    next: Step | None
    complete: bool
    exit: str | None = None
    waiting_for: tuple[str, ...] = ()

    def __contains__(self, page: str) -> bool:
        return any(step.page == page for step in self.steps)

    @property
    def pages(self) -> tuple[str, ...]:
        """Page ids in the order walked, each once."""
        return tuple(dict.fromkeys(step.page for step in self.steps))

    def after(self, page: str) -> str | None:
        """The page walked after this one; None at the end of the path or off it."""
        pages = self.pages
        here = pages.index(page) + 1 if page in pages else len(pages)
        return pages[here] if here < len(pages) else None

    def before(self, page: str) -> str | None:
        """The page walked before this one: where the back link goes."""
        pages = self.pages
        here = pages.index(page) if page in pages else 0
        return pages[here - 1] if here else None


class Loop(Exception):
    """The walk came to a page a second time; `pages` is the ring."""

    def __init__(self, pages: tuple[str, ...]) -> None:
        self.pages = pages
        super().__init__(f"The pages lead back to one another: {' → '.join(pages)}.")


def walk(shape: Shape, answers: Answers, facts: Mapping[str, Any], today: date) -> Path:
    """Walk from the start. `facts` is {fact id: value} as far as resolved, None for "none found".

    Raises Loop. Costs about two microseconds a page.
    """
    return Walk(shape, answers, facts, today).path()


class Walk:
    """A walk that is kept while answers come in. Holds answers: never log or store it."""

    def __init__(
        self, shape: Shape, answers: Answers, facts: Mapping[str, Any], today: date
    ) -> None:
        self.shape = shape
        self.answers = dict(answers)
        self.env = Env({}, _Facts(shape, facts, self), {}, today)
        self.trail: list[str] = []  # every page decided on, in order
        self.taken: list[bool] = []  # whether it is on the path, or was passed over
        self.place: dict[str, int] = {}
        self.undone: list[int] = []  # places in the trail, in order, with something to answer
        self.stopped = False
        self.end = ""
        self._go(shape.start)

    def post(self, page: str, values: Mapping[str, Any], instance: str | None = None) -> None:
        """Take one page's answers. Raises Loop; LookupError for a page that is not in the form."""
        here = self.shape.pages[page]
        changed = self._stored(here, values, instance)
        if page not in self.place or not self.taken[self.place[page]]:
            return  # off the path: kept, and seen by nobody
        spot = self.place[page]
        if not here.simple:
            # What it shows hangs on conditions, and they may see only the pages before it.
            self._back_to(spot)
            self._go(page)
            return
        before = {f.id: self.env.values.get(f.id, ABSENT) for f in here.fields}
        self._see(here, spot)
        changed |= {f.id for f in here.fields if self.env.values.get(f.id) != before[f.id]}
        self._again(spot, changed)

    def path(self) -> Path:
        """The path so far. Costs a step each; `next_page` and `complete` cost nothing."""
        undone = frozenset(self.undone)
        steps = [
            step
            for place, page in enumerate(self.trail)
            if self.taken[place]
            for step in self._steps(self.shape.pages[page], place not in undone)
        ]
        following = next((step for step in steps if not step.done), None)
        exited = self.trail[-1] if self.end == EXIT and self.trail else None
        return Path(tuple(steps), following, self.complete, exited, self._waiting())

    @property
    def complete(self) -> bool:
        return self.end == END and not self.undone

    @property
    def next_page(self) -> str | None:
        """The first page with something to answer."""
        return self.trail[self.undone[0]] if self.undone else None

    def _stored(self, page: Page, values: Mapping[str, Any], instance: str | None) -> set[str]:
        if page.repeat is None:
            self.answers.update(values)
            return set()
        group = dict(self.answers.get(page.repeat.id) or {})
        if instance is None:
            raise LookupError(f"The page {page.id} repeats: say which instance.")
        group[instance] = {**group.get(instance, {}), **values}
        self.answers[page.repeat.id] = group
        return {page.repeat.id, *values}

    def _again(self, spot: int, changed: set[str]) -> None:
        """Walk on from the first page, at or after this one, that looks at what changed."""
        readers = (self.shape.readers.get(name, frozenset()) for name in changed)
        places = [self.place[p] for pages in readers for p in pages if p in self.place]
        places = [place for place in places if place >= spot]
        if self.stopped:
            places.append(len(self.trail) - 1)
        if places:
            first = max(min(places), spot)
            page = self.trail[first]
            self._back_to(first)
            self._go(page)

    def _back_to(self, spot: int) -> None:
        """Forget everything from this place of the trail on."""
        for page in self.trail[spot:]:
            del self.place[page]
            here = self.shape.pages[page]
            for question in here.fields:
                self.env.values.pop(question.id, None)
            if here.repeat:
                self.env.repeats.pop(here.repeat.id, None)
        del self.trail[spot:], self.taken[spot:]
        del self.undone[bisect_left(self.undone, spot) :]
        if self.shape.scope.foreign:
            walked = (p for p, on in zip(self.trail, self.taken, strict=True) if on)
            self.env.walked = {self.shape.pages[p].section for p in walked}

    def _go(self, target: str) -> None:
        pages, place, env = self.shape.pages, self.place, self.env
        self.stopped, self.end = False, ""
        while target not in (END, EXIT):
            if target in place:
                raise Loop((*self.trail[place[target] :], target))
            page = pages[target]
            place[target] = len(self.trail)
            self.trail.append(target)
            shown = page.test(env) if page.test else True
            self.taken.append(shown is True)
            if shown is None:
                self.stopped = True
                return
            if not shown:
                target = page.following
                continue
            self._see(page, place[target])
            leaving = _left_by(page, env)
            if leaving is None:
                self.stopped = True
                return
            target = leaving
        self.end = target

    def _see(self, page: Page, spot: int) -> None:
        """Let conditions see a page's answers, and note whether it is done."""
        env = self.env
        env.walked.add(page.section)
        if page.repeat:
            done = self._see_repeat(page)
        else:
            seen = effective(page, self.answers, env)
            env.values.update(seen)
            done = is_done(page, seen)
        at = bisect_left(self.undone, spot)
        noted = at < len(self.undone) and self.undone[at] == spot
        if done and noted:
            del self.undone[at]
        elif not done and not noted:
            insort(self.undone, spot)

    def _see_repeat(self, page: Page) -> bool:
        group = page.repeat
        assert group is not None
        given = self.answers.get(group.id) or {}
        seen = [effective(page, one, self.env) for one in given.values()]
        self.env.repeats[group.id] = seen
        enough = group.min <= len(seen) <= group.max
        return enough and all(is_done(page, one) for one in seen)

    def can_add(self, page: str) -> bool:
        """Whether a page that repeats has room for one more instance."""
        group = self.shape.pages[page].repeat
        return group is not None and len(self.answers.get(group.id) or {}) < group.max

    def _steps(self, page: Page, done: bool) -> list[Step]:
        if not page.repeat:
            return [Step(page.id, None, done)]
        given = list(self.answers.get(page.repeat.id) or {})
        seen = self.env.repeats.get(page.repeat.id, [])
        steps = [
            Step(page.id, name, is_done(page, one) and number < page.repeat.max)
            for number, (name, one) in enumerate(zip(given, seen, strict=True))
        ]
        return steps if len(steps) >= page.repeat.min else [*steps, Step(page.id)]

    def _waiting(self) -> tuple[str, ...]:
        facts = self.env.facts
        return tuple(name for name in self.shape.facts if facts.get(name, ABSENT) is PENDING)


class _Facts(dict[str, Any]):
    """Facts as conditions see them: one not resolved yet is as unknown as its answer is."""

    def __init__(self, shape: Shape, given: Mapping[str, Any], kept: Walk) -> None:
        super().__init__(given)
        self.shape, self.kept = shape, kept

    def get(self, name: str, default: Any = None) -> Any:
        fact = self.shape.facts.get(name)
        if fact is None:
            return default
        answer = self.kept.env.values.get(fact.of, ABSENT)
        if answer is ABSENT or answer is BLANK or answer is PENDING:
            return answer
        return dict.get(self, name, PENDING)


def effective(page: Page, answers: Answers, env: Env) -> dict[str, Any]:
    """The state of each question of a page: a value, BLANK, PENDING, or ABSENT where it is hidden
    or its option was not chosen."""
    if page.simple:
        return {f.id: answers.get(f.id, PENDING) for f in page.fields}
    seen: dict[str, Any] = {}
    for question in page.fields:
        seen[question.id] = _state(question, answers, seen, env)
    return seen


def _state(question: Field, answers: Answers, seen: dict[str, Any], env: Env) -> Any:
    if question.revealed_by and not reveals(question.revealed_by, seen):
        return ABSENT
    if question.test:
        shown = question.test(env)
        if not shown:
            return ABSENT if shown is False else PENDING
    value = answers.get(question.id, PENDING)
    if question.has_option_tests and value is not PENDING and value is not BLANK:
        chosen = value if isinstance(value, list) else [value]
        shown_ids = {o.id for o in question.options if o.test is None or o.test(env)}
        return value if shown_ids.issuperset(chosen) else PENDING
    return value


def reveals(by: tuple[str, str], seen: Mapping[str, Any]) -> bool:
    """Whether the answer that reveals a question was given: option id, or yes and no."""
    value = seen.get(by[0], ABSENT)
    if isinstance(value, bool):
        return value == (by[1] == "yes")
    if isinstance(value, list):
        return by[1] in value
    return bool(value == by[1])


def is_done(page: Page, seen: Mapping[str, Any]) -> bool:
    """Every question that applies has an answer, or was left empty where it may be."""
    for question in page.fields:
        value = seen[question.id]
        if value is PENDING or (value is BLANK and question.required):
            return False
    return True


def _left_by(page: Page, env: Env) -> str | None:
    """Where a page leads; None if that is not known yet."""
    for link in page.links:
        taken = link.test(env) if link.test else True
        if taken:
            return link.to
        if taken is None:
            return None
    return page.otherwise
