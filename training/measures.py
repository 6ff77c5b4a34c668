"""What is counted when reports are held against annotations, article by article, and what follows from the counts.

The definitions are those of the scorers beside the data (relations.py, evaluate.py there), which a test holds these
to; counting here as well lets figures be had where the scorers are not, by slice, with intervals and calibration.

  token.ROLE      words that carry a role
  content         one-to-one pairs of contents whose words overlap with intersection / union >= 0.5, best first
  content.exact   the same with identical words
  relation        content pairs whose sources overlap by as much too, or are both absent
  typed           content pairs of equal source type
  type naming act country   labels of the content pairs
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"\w+(?:['’.-]\w+)*")
ROLES = ("source", "cue", "content")
LABELS = {"type": "source_type", "naming": "anonymity", "act": "act", "country": "country"}  # ours -> the data's
HALF = 0.5
BINS = 10
Counts = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Statement:
    """One attribution, annotated or found: the indices of its words by role, and its labels where it has them."""

    words: dict[str, frozenset[int]]
    labels: dict[str, str | None]
    confidence: float = 1.0
    type_probability: float = 1.0


@dataclass(frozen=True)
class Compared:
    """One article's annotated and found attributions, and which of them are pairs (indices) by which rule."""

    gold: tuple[Statement, ...]
    found: tuple[Statement, ...]
    content: dict[int, int]
    exact: dict[int, int]
    relation: dict[int, int]
    typed: dict[int, int]


def compare(article: dict[str, Any], report: dict[str, Any]) -> Compared:
    """Hold a report (the contract's object) against the annotations of the same text."""
    words = [match.span() for match in WORD.finditer(article["text"])]
    gold = [annotated(attribution, words) for attribution in article["attributions"]]
    found = [claimed(claim, words) for claim in report["claims"] if claim["attributed"] or claim["cue"]]

    def content(g: Statement, p: Statement) -> float:
        both = bool(g.words["content"] and p.words["content"])
        return half(overlap(g.words["content"], p.words["content"])) if both else 0.0

    def exact(g: Statement, p: Statement) -> float:
        return float(bool(g.words["content"]) and g.words["content"] == p.words["content"])

    def relation(g: Statement, p: Statement) -> float:
        return content(g, p) if overlap(g.words["source"], p.words["source"]) >= HALF else 0.0

    def typed(g: Statement, p: Statement) -> float:
        return content(g, p) if g.labels.get("type") == p.labels.get("type") else 0.0

    return Compared(
        tuple(gold), tuple(found), *(pairs(gold, found, rule) for rule in (content, exact, relation, typed))
    )


def annotated(attribution: dict[str, Any], words: Sequence[tuple[int, int]]) -> Statement:
    labels = {ours: attribution[theirs] for ours, theirs in LABELS.items() if theirs in attribution}
    return Statement({role: covered(attribution[role], words) for role in ROLES}, labels)


def claimed(claim: dict[str, Any], words: Sequence[tuple[int, int]]) -> Statement:
    source = claim["source"] or {"spans": [], "type": "unattributed", "naming": "none", "country": None}
    spans = {"source": source["spans"], "cue": claim["cue"], "content": claim["content"]}
    return Statement(
        {role: covered(spans[role], words) for role in ROLES},
        {"type": source["type"], "naming": source["naming"], "act": claim["act"], "country": source["country"]},
        claim["confidence"] if claim["confidence"] is not None else 1.0,
        source.get("type_probability", 1.0),
    )


def covered(spans: Iterable[Sequence[int]], words: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The words that lie at least half inside one of the spans."""
    return frozenset(
        i
        for start, end in spans
        for i, (low, high) in enumerate(words)
        if high > start and low < end and min(high, end) - max(low, start) >= HALF * (high - low)
    )


def overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """Intersection over union; two empty sets are equal."""
    return len(a & b) / len(a | b) if a or b else 1.0


def half(value: float) -> float:
    return value if value >= HALF else 0.0


def pairs(
    gold: Sequence[Statement], found: Sequence[Statement], rule: Callable[[Statement, Statement], float]
) -> dict[int, int]:
    """Gold -> found, one to one, the best value of the rule first and the earlier of equal ones; 0 is no pair."""
    values = sorted((-rule(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(found))
    chosen: dict[int, int] = {}
    for value, i, j in values:
        if value < 0 and i not in chosen and j not in chosen.values():
            chosen[i] = j
    return chosen


# --- counts and figures -----------------------------------------------------------------------


def counts(compared: Compared) -> Counts:
    """(measure, "right" | "gold" | "found") -> number, of one article; articles' counts add up."""
    total: Counts = Counter()
    for role in ROLES:
        gold = frozenset().union(*(s.words[role] for s in compared.gold))
        found = frozenset().union(*(s.words[role] for s in compared.found))
        add(total, f"token.{role}", len(gold & found), len(gold), len(found))
    with_content = (
        sum(bool(s.words["content"]) for s in compared.gold),
        sum(bool(s.words["content"]) for s in compared.found),
    )
    add(total, "content", len(compared.content), *with_content)
    add(total, "content.exact", len(compared.exact), *with_content)
    add(total, "relation", len(compared.relation), *with_content)
    if compared.gold and "type" in compared.gold[0].labels:
        add(total, "typed", len(compared.typed), len(compared.gold), len(compared.found))
        for i, j in compared.content.items():
            gold_labels, labels = compared.gold[i].labels, compared.found[j].labels
            for name in LABELS:
                add(total, name, int(gold_labels[name] == labels[name]), 1, 1)
            total["type." + str(gold_labels["type"]), "gold"] += 1
            total["type." + str(labels["type"]), "found"] += 1
            total["type." + str(gold_labels["type"]), "right"] += gold_labels["type"] == labels["type"]
    return total


def add(total: Counts, name: str, right: int, gold: int, found: int) -> None:
    for kind, value in (("right", right), ("gold", gold), ("found", found)):
        total[name, kind] += value


def figures(total: Counts) -> dict[str, float]:
    """Every measure's F1 (of labels: accuracy, the same where both counts are the pairs), and type's macro-F1."""
    names = list(dict.fromkeys(name for name, _ in total))
    found = {name: f1(total, name) for name in names if not name.startswith("type.")}
    kinds = [name for name in names if name.startswith("type.") and total[name, "gold"]]
    if kinds:
        found["type.macro_f1"] = sum(f1(total, name) for name in kinds) / len(kinds)
    return found


def f1(total: Counts, name: str) -> float:
    seen = total[name, "gold"] + total[name, "found"]
    return 2 * total[name, "right"] / seen if seen else 0.0


def intervals(
    articles: Sequence[Counts], resamples: int = 1000, seed: int = 0, level: float = 0.95
) -> dict[str, tuple[float, float]]:
    """Percentile bootstrap over articles (Efron and Tibshirani 1993): each measure's lower and upper bound."""
    if not articles:
        return {}
    keys = sorted({key for article in articles for key in article})
    table: NDArray[np.int64] = np.array([[article[key] for key in keys] for article in articles])
    chance = np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples):
        sums = table[chance.integers(len(table), size=len(table))].sum(axis=0)
        drawn.append(figures(Counter(dict(zip(keys, sums.tolist(), strict=True)))))
    tail = 100 * (1 - level) / 2
    return {
        name: (
            float(np.percentile([row.get(name, 0.0) for row in drawn], tail)),
            float(np.percentile([row.get(name, 0.0) for row in drawn], 100 - tail)),
        )
        for name in drawn[0]
    }


# --- calibration ------------------------------------------------------------------------------


def type_certainty(articles: Iterable[Compared]) -> list[tuple[float, bool]]:
    """(stated probability of the source type, whether it is right) of every content pair whose type is annotated."""
    return [
        (article.found[j].type_probability, article.gold[i].labels["type"] == article.found[j].labels["type"])
        for article in articles
        for i, j in article.content.items()
        if "type" in article.gold[i].labels
    ]


def relation_certainty(articles: Iterable[Compared]) -> list[tuple[float, bool]]:
    """(stated confidence, whether the relation is right) of every attribution found."""
    return [
        (statement.confidence, j in set(article.relation.values()))
        for article in articles
        for j, statement in enumerate(article.found)
    ]


def calibration_error(stated: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017)."""
    if not stated:
        return 0.0
    probability = np.array([p for p, _ in stated])
    right = np.array([float(r) for _, r in stated])
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    gaps = [abs(float((probability - right)[bins == b].sum())) for b in range(BINS)]
    return sum(gaps) / len(stated)
