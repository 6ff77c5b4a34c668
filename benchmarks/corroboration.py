"""Seconds and memory of ``attribution corroborate`` on 1,000, 10,000 and 100,000 articles.

    python benchmarks/corroboration.py REPORTS.jsonl

REPORTS is what ``attribution score`` writes on real news. Its articles are repeated with ids of their own, each time
dated eleven days later, so that a repetition is no article of the same week. Every size is a run of the whole command
in a process of its own, from the file of reports to the file of reports brought up to date; the clock covers start-up,
reading and writing. The figures go to results/corroboration.json, their plot to results/corroboration.png.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attribution

SIZES = (1_000, 10_000, 100_000)
DAYS = 11  # between two repetitions
RESULTS = Path(__file__).parent / "results"


def repeated(reports: Path) -> Iterator[str]:
    """The lines of the reports again and again, with new ids and later dates."""
    for turn in itertools.count():
        with reports.open(encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                record["id"] = f"{turn}/{record['id']}"
                record["published"] = later(record.get("published"), turn * DAYS)
                yield json.dumps(record, ensure_ascii=False)


def later(published: str | None, days: int) -> str | None:
    try:
        return (dt.date.fromisoformat((published or "")[:10]) + dt.timedelta(days)).isoformat()
    except ValueError:
        return published


def measured(reports: Path, count: int, folder: Path) -> dict[str, Any]:
    """Articles, figures, quantities, seconds and megabytes of one size."""
    source, output, quantities = (folder / name for name in ("in.jsonl", "out.jsonl", "quantities.jsonl"))
    with source.open("w", encoding="utf-8") as sink:
        sink.writelines(line + "\n" for line in itertools.islice(repeated(reports), count))
    command = [sys.executable, "-m", "attribution", "corroborate", str(source), "-o", str(output)]
    start = time.perf_counter()
    done = subprocess.Popen([*command, "--quantities", str(quantities), "--quiet"])
    _, status, used = os.wait4(done.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return {
        "articles": count,
        "seconds": round(seconds, 1),
        "megabytes": round(used.ru_maxrss / 1024),
        **counted(quantities),
    }


def counted(quantities: Path) -> dict[str, int]:
    found = {"figures": 0, "quantities": 0, "across_articles": 0}
    with quantities.open(encoding="utf-8") as lines:
        for line in lines:
            mentions = json.loads(line)["mentions"]
            found["figures"] += len(mentions)
            found["quantities"] += 1
            found["across_articles"] += len({mention["document"] for mention in mentions}) > 1
    return found


def plot(runs: list[dict[str, Any]], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    sizes = [run["articles"] for run in runs]
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.6), constrained_layout=True)
    for axis, key, label in zip(axes, ("seconds", "megabytes"), ("seconds", "peak memory, MB"), strict=True):
        values = [run[key] for run in runs]
        axis.loglog(sizes, values, marker="o", label="attribution corroborate")
        axis.loglog(sizes, [values[0] * size / sizes[0] for size in sizes], "--", color="grey", label="in proportion")
        for size, value in zip(sizes, values, strict=True):
            axis.annotate(f"{value:,}", (size, value), textcoords="offset points", xytext=(4, -12))
        axis.set_xlabel("articles")
        axis.set_ylabel(label)
        axis.legend(frameon=False)
    figure.savefig(path, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path, metavar="REPORTS.jsonl")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    with options.reports.open(encoding="utf-8") as lines:
        scored = sum(1 for _ in lines)
    if not scored:
        parser.error(f"{options.reports}: no reports; write some with `attribution score`")
    runs = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            runs.append(measured(options.reports, size, Path(folder)))
        print(json.dumps(runs[-1]), flush=True)
    for before, after in itertools.pairwise(runs):
        factor = after["seconds"] / before["seconds"]
        print(f"{after['articles'] / before['articles']:.0f} times the articles: {factor:.1f} times the seconds")
    result = {
        "version": attribution.__version__,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "scored_articles": scored,
        "runs": runs,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "corroboration.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    plot(runs, RESULTS / "corroboration.png")


if __name__ == "__main__":
    main()
