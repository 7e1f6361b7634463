"""How well likeness is found on labelled texts, beside what others would find."""

from collections.abc import Mapping
from typing import Any

from commonworks.kernel.errors import Invalid
from commonworks.signposts.queries import matching

# Chosen on the tuning pairs alone (tests/likeness): the lowest from which nine in ten pairs there
# belong together.
MERGING = 0.4
FIGURES = ("recall_at_1", "recall_at_5", "recall_at_10", "mrr")
PLAIN = "ours without the list of subjects"


def measured(rows: object, *, name: str) -> dict[str, Any]:
    """The figures of ours and of each baseline, with 95 % intervals of the difference. A win is an
    interval above zero. No SQL. Raises Invalid for a file that cannot be measured on."""
    from likeness import evaluation, methods

    try:
        records = evaluation.records(rows, name=name)
    except evaluation.BadRecords as bad:
        raise Invalid(str(bad)) from None
    ours = evaluation.measure(methods.ours(matching.shipped_reader()), records)
    share, count = evaluation.precision(ours.pairs, threshold=MERGING)
    report: dict[str, Any] = {
        "file": name,
        "records": len(records),
        "questions": len(ours.questions),
        **ours.figures,
        "merging_threshold": MERGING,
        "pairs_at_merging_threshold": count,
        "precision_at_merging_threshold": share,
        "baselines": {},
    }
    plain = methods.ours(matching.shipped_reader(with_subjects=False))
    for other, method in {**methods.baselines(), PLAIN: plain}.items():
        if method is None:
            report["baselines"][other] = "not installed"
            continue
        theirs = evaluation.measure(method, records)
        same_number = evaluation.precision_of_first(theirs.pairs, count)
        report["baselines"][other] = {
            **theirs.figures,
            "precision_at_as_many_pairs": same_number,
            "ours_less_theirs": {
                figure: _difference(evaluation.interval(records, ours, theirs, figure))
                for figure in FIGURES
            },
        }
    return report


def _difference(interval: tuple[float, float]) -> dict[str, Any]:
    low, high = interval
    verdict = "win" if low > 0 else "loss" if high < 0 else "no difference shown"
    return {"interval": [round(low, 4), round(high, 4)], "verdict": verdict}


def lines(report: Mapping[str, Any]) -> list[str]:
    """The same for people."""
    told = [
        f"{report['file']}: {report['questions']} questions among {report['records']} texts",
        _line("ours", report),
    ]
    share = report["precision_at_merging_threshold"]
    told.append(
        f"  from {report['merging_threshold']}: {report['pairs_at_merging_threshold']} pairs, "
        f"{'none' if share is None else format(share, '.0%')} of them right"
    )
    for name, figures in report["baselines"].items():
        if isinstance(figures, str):
            told.append(f"{name}: {figures}")
            continue
        told.append(_line(name, figures))
        for figure, difference in figures["ours_less_theirs"].items():
            low, high = difference["interval"]
            told.append(f"  {figure}: {low:+.3f} to {high:+.3f}, {difference['verdict']}")
    return told


def _line(name: str, figures: Mapping[str, Any]) -> str:
    return f"{name}: " + ", ".join(f"{figure} {figures[figure]:.3f}" for figure in FIGURES)
