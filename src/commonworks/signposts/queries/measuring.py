"""How well likeness is found on labelled texts, beside what others would find."""

from collections.abc import Mapping
from dataclasses import dataclass

from commonworks.kernel.errors import Invalid
from commonworks.signposts.queries import matching

# Chosen on the tuning pairs alone (tests/likeness): the lowest from which nine in ten pairs there
# belong together.
MERGING = 0.4
FIGURES = ("recall_at_1", "recall_at_5", "recall_at_10", "mrr")
WITHOUT_SUBJECTS = "ours without the list of subjects"


@dataclass(frozen=True, slots=True)
class Compared:
    """Another method. Its figures are None where its package is not installed. `precision` is of as
    many pairs as ours has from the merging threshold; `less` the 95 % interval of each figure of
    ours less its own."""

    name: str
    figures: Mapping[str, float] | None
    precision: float | None
    less: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Measurement:
    """Ours on one file: `pairs` are those from the merging threshold, `precision` the share of them
    that belong together."""

    file: str
    records: int
    questions: int
    figures: Mapping[str, float]
    pairs: int
    precision: float | None
    others: tuple[Compared, ...]


def measured(rows: list[dict[str, str | None]], *, name: str) -> Measurement:
    """No SQL. Raises Invalid for records that cannot be measured on."""
    from likeness import evaluation, methods

    try:
        records = evaluation.records(rows, name=name)
    except evaluation.BadRecords as bad:
        raise Invalid(str(bad)) from None
    ours = evaluation.measure(methods.ours(matching.shipped_reader()), records)
    share, count = evaluation.precision(ours.pairs, threshold=MERGING)
    plain = methods.ours(matching.shipped_reader(with_subjects=False))
    others = []
    for other, method in {**methods.baselines(), WITHOUT_SUBJECTS: plain}.items():
        if method is None:
            others.append(Compared(other, None, None, {}))
            continue
        theirs = evaluation.measure(method, records)
        less = {figure: evaluation.interval(records, ours, theirs, figure) for figure in FIGURES}
        right = evaluation.precision_of_first(theirs.pairs, count)
        others.append(Compared(other, theirs.figures, right, less))
    asked = len(ours.questions)
    return Measurement(name, len(records), asked, ours.figures, count, share, tuple(others))


def verdict(interval: tuple[float, float]) -> str:
    """A win counts only where the interval excludes zero; so does a loss."""
    low, high = interval
    return "win" if low > 0 else "loss" if high < 0 else "no difference shown"
