"""What a change gained and lost, by document: two files of reports of the same articles, before and after.

    python benchmarks/compare.py BEFORE.jsonl AFTER.jsonl [--gold ARTICLES.jsonl]

A claim is known by its source and content, a figure by its place, bounds and flag. With annotated articles (as in
tests/data/annotated_articles.jsonl) a claim that came or went is said to be right or wrong: right if it covers an
annotated content for the most part, word overlap over union of at least one half.

Of two results of speed.py (.json) it prints each number's change.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attribution
from attribution import Failure, Report

Spans = tuple[tuple[int, int], ...]
Found = dict[tuple[Any, ...], str]


def reports(path: Path) -> dict[str, Report | Failure]:
    with path.open(encoding="utf-8") as lines:
        return {report.id: report for report in map(attribution.loads, lines)}


def found_in(report: Report | Failure) -> Found:
    """What a report finds -> how it is shown."""
    if isinstance(report, Failure):
        return {("failure", report.message): f"failure: {report.message}"}
    found: Found = {}
    for claim in report.claims:
        source = claim.source
        who = f"{source.text or '(no source)'} [{source.type}, {source.naming}]" if source else "the article itself"
        at = (claim.content[0].start, claim.content[-1].end) if claim.content else (0, 0)
        found["claim", claim.content, who, claim.act] = f"claim at {at[0]}-{at[1]} by {who}, {claim.act}"
    for figure in report.figures:
        shown = f"figure “{figure.text}” {figure.low}-{figure.high}{', flagged' if figure.flagged else ''}"
        found["figure", figure.span, figure.low, figure.high, figure.flagged] = shown
    return found


def judged(key: tuple[Any, ...], gold: Mapping[str, Any] | None) -> str:
    """ " (right)" or " (wrong)" for a claim of an annotated article, nothing for anything else."""
    if gold is None or key[0] != "claim":
        return ""
    mine = places(key[1])
    best = max((overlap(mine, places(one["content"])) for one in gold["attributions"]), default=0.0)
    return " (right)" if best >= 0.5 else " (wrong)"


def places(spans: Spans) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def overlap(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def differences(before: Report | Failure, after: Report | Failure, gold: Mapping[str, Any] | None) -> Iterator[str]:
    old, new = found_in(before), found_in(after)
    yield from (f"  - {old[key]}{judged(key, gold)}" for key in old if key not in new)
    yield from (f"  + {new[key]}{judged(key, gold)}" for key in new if key not in old)


def compare_reports(before: Path, after: Path, gold_path: Path | None) -> Iterator[str]:
    old, new = reports(before), reports(after)
    lines = gold_path.read_text(encoding="utf-8").splitlines() if gold_path else []
    gold = {article["id"]: article for article in map(json.loads, lines)}
    changed = gained = lost = 0
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in old or name not in new:
            yield f"{name}: only in {(before if name in old else after).name}"
            continue
        if found := list(differences(old[name], new[name], gold.get(name))):
            changed += 1
            gained += sum(line.startswith("  +") for line in found)
            lost += sum(line.startswith("  -") for line in found)
            yield "\n".join([name, *found])
    yield f"{changed} of {len(old)} documents changed: {gained} gained, {lost} lost"


def compare_speed(before: Path, after: Path) -> Iterator[str]:
    old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (before, after))
    for name in old.keys() & new.keys():
        if isinstance(old[name], int | float) and old[name]:
            yield f"{name:46s} {old[name]:>10} {new[name]:>10} {new[name] / old[name]:8.2f}x"
        elif old[name] != new[name]:
            yield f"{name:46s} {old[name]} -> {new[name]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--gold", type=Path, help="annotated articles, one a line")
    options = parser.parse_args()
    if options.before.suffix == ".json":
        lines = compare_speed(options.before, options.after)
    else:
        lines = compare_reports(options.before, options.after, options.gold)
    for line in lines:
        print(line)


if __name__ == "__main__":
    main()
