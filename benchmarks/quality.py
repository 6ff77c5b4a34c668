"""Is the sourcing score worth anything? Against what nobody here made.

    python benchmarks/quality.py --data DIR [--articles 30]

Publishers: the mean article score of each publisher of DIR/raw with so many articles, scored with the outlet tables
switched off, against the quality of its domain (Lin et al. 2023): Spearman's correlation with a bootstrap interval.
Ordering: how often the better sourced claim of the pairs of DIR/score/dev.jsonl has the higher score, of all pairs and
of those judged with some certainty; by the shipped weights, which are fitted, and by those set by hand before; then
without one contribution at a time, and by one contribution alone.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr

import attribution

SURE = 2
RESAMPLES = 2000
RESULTS = Path(__file__).parent / "results" / "quality.json"
TRAINING = Path(__file__).parents[1] / "training"
BY_HAND = TRAINING / "weights_by_hand.toml"
SECOND_JUDGE = TRAINING / "annotations" / "score_dev_second_judge.json"  # item of a pair -> A, B or tie

Claim = attribution.Claim
Odds = Callable[[Claim], float]


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    data = path.read_bytes()
    for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines():
        yield json.loads(line)


def document(row: dict[str, Any]) -> attribution.Document:
    return attribution.Document(row["id"], row["text"], row.get("title"), row.get("publisher"), row.get("date"))


# --- publishers -----------------------------------------------------------------------------------


def publishers(data: Path, articles: int) -> dict[str, Any]:
    """Spearman's correlation of publishers' mean scores with the quality of their domains."""
    by_publisher: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(data / "raw" / "intl_news.jsonl.gz"):
        if row.get("publisher") and len(by_publisher[row["publisher"]]) < articles:
            by_publisher[row["publisher"]].append(row)
    settings = attribution.Settings()
    off = dataclasses.replace(settings, reliability=dataclasses.replace(settings.reliability, outlets=False))
    with_tables, without = (attribution.Scorer.from_pretrained(settings=chosen) for chosen in (settings, off))
    points = []
    for name, rows in by_publisher.items():
        outlet = with_tables.score(document(rows[0])).outlet if len(rows) == articles else None
        if outlet is not None and outlet.quality is not None:
            values = [without.score(document(row)).score.value for row in rows]
            judged = [value for value in values if value is not None]
            points.append((outlet.quality, float(np.mean(judged)), name))
    quality, scores = (np.array([point[i] for point in points]) for i in (0, 1))
    chance = np.random.default_rng(0)
    drawn = [chance.integers(0, len(points), len(points)) for _ in range(RESAMPLES)]
    low, high = np.nanpercentile([spearmanr(quality[i], scores[i]).statistic for i in drawn], [2.5, 97.5])
    return {
        "publishers": len(points),
        "articles": articles,
        "spearman": round(float(spearmanr(quality, scores).statistic), 3),
        "interval": [round(float(low), 3), round(float(high), 3)],
        "means": {name: [quality, round(score, 3)] for quality, score, name in sorted(points)},
    }


# --- ordering -------------------------------------------------------------------------------------


def pairs(data: Path, settings: attribution.Settings) -> list[tuple[Claim | None, Claim | None, bool, int]]:
    """(claim, claim, whether the first is better sourced, how sure) of the judged pairs; ties are left out."""
    scorer = attribution.Scorer.from_pretrained(settings=settings)
    reports = {row["id"]: scorer.score(document(row)) for row in rows_of(data / "intl" / "dev.jsonl.gz")}
    return [
        (
            *(claim_of(reports[row[side]["id"]], row[side]["content"]) for side in "ab"),
            row["better"] == "A",
            row["sure"],
        )
        for row in rows_of(data / "score" / "dev.jsonl")
        if row["better"] != "tie"
    ]


def claim_of(report: attribution.Report, content: list[list[int]]) -> Claim | None:
    """The claim that has most of its content in common with an annotated one."""
    wanted = {at for start, end in content for at in range(start, end)}

    def alike(claim: Claim) -> float:
        found = {at for start, end in claim.content for at in range(start, end)}
        return len(found & wanted) / len(found | wanted)

    best = max(report.claims, key=alike, default=None)
    return best if best is not None and alike(best) >= 0.3 else None


def second_judge(data: Path, least: int = 0) -> float:
    """Share of the pairs of which a second judge, who read both claims in their articles, says the same."""
    said = json.loads(SECOND_JUDGE.read_text(encoding="utf-8"))
    rows = [row for row in rows_of(data / "score" / "dev.jsonl") if row["better"] != "tie" and row["sure"] >= least]
    same = [0.5 if said[str(row["item"])] == "tie" else float(said[str(row["item"])] == row["better"]) for row in rows]
    return round(float(np.mean(same)), 3)


def total(claim: Claim, counts: Callable[[str], bool] = lambda name: True) -> float:
    assert claim.score is not None
    return math.fsum(part.weight for part in claim.score.contributions if counts(part.name))


def ordering(judged: list[tuple[Claim | None, Claim | None, bool, int]], odds: Odds, least: int = 0) -> float:
    """Share of pairs in the right order, half where both are equal; a claim that was not found is a middling one."""
    right = []
    for one, other, first, sure in judged:
        if sure >= least:
            a, b = (0.0 if claim is None else odds(claim) for claim in (one, other))
            right.append(0.5 if a == b else float((a > b) == first))
    return round(float(np.mean(right)), 3)


def orderings(data: Path) -> dict[str, Any]:
    judged = pairs(data, attribution.Settings())
    by_hand = pairs(data, attribution.Settings.from_toml(BY_HAND))
    found = [claim for one, other, *_ in judged for claim in (one, other) if claim and claim.score]
    names = sorted({part.name for claim in found for part in claim.score.contributions} - {"start"})  # type: ignore[union-attr]
    return {
        "pairs": len(judged),
        "sure_pairs": sum(sure >= SURE for *_, sure in judged),
        "all": ordering(judged, total),
        "sure": ordering(judged, total, SURE),
        "weights set by hand, all": ordering(by_hand, total),
        "weights set by hand, sure": ordering(by_hand, total, SURE),
        "a second judge, all": second_judge(data),
        "a second judge, sure": second_judge(data, SURE),
        "source type alone, sure": ordering(judged, lambda c: total(c, lambda name: name == "source type"), SURE),
        "without, sure": {
            name: ordering(judged, lambda c, left=name: total(c, lambda part: part != left), SURE)  # type: ignore[misc]
            for name in names
        },
        "alone, sure": {
            name: ordering(judged, lambda c, kept=name: total(c, lambda part: part == kept), SURE)  # type: ignore[misc]
            for name in names
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with raw/, intl/ and score/")
    parser.add_argument("--articles", type=int, default=30, help="of each publisher; others are left out")
    parser.add_argument("--no-publishers", action="store_true", help="only the ordering, which is quick")
    options = parser.parse_args()
    result: dict[str, Any] = {"signature": attribution.Scorer.from_pretrained().signature}
    result["ordering"] = orderings(options.data)
    print(json.dumps(result["ordering"], indent=1))
    if not options.no_publishers:
        result["publishers"] = publishers(options.data, options.articles)
        print(json.dumps(result["publishers"], indent=1))
        RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
