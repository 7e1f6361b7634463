"""How well a method finds what belongs together, on texts that somebody labelled.

A record with others in its cluster asks with its own text; the others are what it should find among
all records. `recall_at_k` is the share of them within the first k; `hit_at_k` whether any is; `mrr`
the mean of 1 / the rank of the first. Intervals are of 95 %, from 2,000 draws of whole clusters,
since the questions of one cluster are not independent.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

RANKS = (1, 5, 10)
DRAWS, SEED = 2_000, 20261122
DEEPEST = 100  # ranks that are looked at for `mrr`

Ranking = list[tuple[str, float]]  # (id, score), best first, without the one that asks
Method = Callable[[Sequence["Record"]], Callable[["Record"], Ranking]]


class BadRecords(Exception):
    """A file of labelled records that cannot be measured on; says where, and what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    id: str
    text: str
    cluster: str | None


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one method, and by question what they are the mean of."""

    figures: dict[str, float]
    questions: list[dict[str, float]] = field(repr=False)
    pairs: list[tuple[float, bool]] = field(repr=False)  # score, and whether it belongs together


def records(rows: object, *, name: str) -> list[Record]:
    """From JSON in the shape of `id`, `description`, `cross_org_cluster`: titles are hidden, and
    records without a description left out. Raises BadRecords."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadRecords(f"{name} should hold a JSON list of records.")
    found: dict[str, Record] = {}
    for number, row in enumerate(rows, start=1):
        values = (row.get("id"), row.get("description"), row.get("cross_org_cluster"))
        if not isinstance(values[0], str) or not isinstance(values[1], str | None):
            raise BadRecords(
                f"{name}: record {number} needs a text as `id` and one as `description`."
            )
        if values[0] in found:
            raise BadRecords(f"{name}: record {number} has the id {values[0]!r} of another.")
        text = (values[1] or "").strip()
        found[values[0]] = Record(values[0], text, str(values[2]) if values[2] else None)
    kept = [record for record in found.values() if record.text]
    if not any(_others(record, kept) for record in kept):
        raise BadRecords(f"{name}: no two records share a `cross_org_cluster`.")
    return kept


def _others(record: Record, everything: Sequence[Record]) -> set[str]:
    if record.cluster is None:
        return set()
    return {r.id for r in everything if r.cluster == record.cluster and r.id != record.id}


def asking(everything: Sequence[Record]) -> list[tuple[Record, set[str]]]:
    """Who asks, and what each should find."""
    return [(r, others) for r in everything if (others := _others(r, everything))]


def measure(method: Method, everything: Sequence[Record]) -> Measured:
    answer = method(everything)
    questions: list[dict[str, float]] = []
    pairs: dict[frozenset[str], tuple[float, bool]] = {}
    for record, wanted in asking(everything):
        ranking = answer(record)
        questions.append(_figures([ref for ref, _ in ranking], wanted))
        for ref, score in ranking[: max(RANKS)]:
            both = frozenset((record.id, ref))
            pairs[both] = (max(score, pairs.get(both, (score,))[0]), ref in wanted)
    means = {name: sum(q[name] for q in questions) / len(questions) for name in questions[0]}
    return Measured(means, questions, sorted(pairs.values(), reverse=True))


def _figures(ranked: Sequence[str], wanted: set[str]) -> dict[str, float]:
    found = {f"recall_at_{k}": len(wanted & set(ranked[:k])) / len(wanted) for k in RANKS}
    found |= {f"hit_at_{k}": float(bool(wanted & set(ranked[:k]))) for k in RANKS}
    first = next((rank for rank, ref in enumerate(ranked[:DEEPEST], 1) if ref in wanted), None)
    return {**found, "mrr": 1 / first if first else 0.0}


def precision(pairs: Sequence[tuple[float, bool]], *, threshold: float) -> tuple[float | None, int]:
    """The share of pairs from a threshold up that belong together, and how many those are."""
    above = [right for score, right in pairs if score >= threshold]
    return (sum(above) / len(above) if above else None), len(above)


def precision_of_first(pairs: Sequence[tuple[float, bool]], count: int) -> float | None:
    """The same for as many pairs of a method whose scores have another scale."""
    first = [right for _, right in pairs[:count]]
    return sum(first) / len(first) if first else None


def interval(
    everything: Sequence[Record], ours: Measured, theirs: Measured, name: str
) -> tuple[float, float]:
    """Of the difference of a figure, ours less theirs. A win is an interval above zero."""
    groups: dict[str, list[float]] = {}
    for (record, _), mine, other in zip(
        asking(everything), ours.questions, theirs.questions, strict=True
    ):
        groups.setdefault(record.cluster or "", []).append(mine[name] - other[name])
    sums = [(sum(values), len(values)) for values in groups.values()]
    chosen = random.Random(SEED)  # noqa: S311 - a draw, not a secret
    means = sorted(_drawn_mean(sums, chosen) for _ in range(DRAWS))
    return means[int(DRAWS * 0.025)], means[int(DRAWS * 0.975) - 1]


def _drawn_mean(sums: Sequence[tuple[float, int]], chosen: random.Random) -> float:
    drawn = chosen.choices(sums, k=len(sums))
    return sum(total for total, _ in drawn) / sum(count for _, count in drawn)
