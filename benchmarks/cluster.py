"""How much faster two workers of a local Ray are than one, and what a billion articles would take at that rate.

    python benchmarks/cluster.py --data DIR [--articles 640] [--rounds 1]

The first articles of DIR/raw/intl_news.jsonl.gz are scored by ``attribution.cluster.score_dataset``, all of them and a
quarter of them: the rate is that of the additional articles over the additional time, without the start of the workers.
The best of the rounds counts. Writes benchmarks/results/cluster.json. On a busy machine neither the rates nor their
ratio say anything: two workers take a larger share of it than one, and seem more than twice as fast.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

import ray
import torch

import attribution
from attribution import cluster

RESULTS = Path(__file__).parent / "results" / "cluster.json"
TOGETHER = 64  # articles a task: fewer than usual, so that both workers have some until the end
BILLION = 1_000_000_000


def articles_of(data: Path, count: int) -> list[dict[str, Any]]:
    with gzip.open(data / "raw" / "intl_news.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in itertools.islice(lines, count)]
    return [{name: row.get(name) for name in ("id", "text", "title", "publisher", "date")} for row in rows]


def rate(articles: list[dict[str, Any]], workers: int) -> float:
    """Articles a second of so many workers, without their start."""
    few = articles[: len(articles) // 4]
    return (len(articles) - len(few)) / (seconds(articles, workers) - seconds(few, workers))


def seconds(articles: list[dict[str, Any]], workers: int) -> float:
    began = time.perf_counter()
    results = cluster.score_dataset(ray.data.from_items(articles), workers=workers)
    assert results.materialize().count() == len(articles)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=640)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    articles = articles_of(options.data, options.articles)
    cluster.TOGETHER = TOGETHER
    busy = os.getloadavg()[0]
    with cluster.joined("local"):
        rounds = [{workers: rate(articles, workers) for workers in (1, 2)} for _ in range(options.rounds)]
    one, two = (max(found[workers] for found in rounds) for workers in (1, 2))
    results = {
        "articles": len(articles),
        "characters": sum(len(article["text"]) for article in articles),
        "articles a second, 1 worker": round(one, 2),
        "articles a second, 2 workers": round(two, 2),
        "scaling": round(two / one, 2),
        "core-hours of a billion articles": round(BILLION / (two / 2) / 3600),
        "load before": round(busy, 2),
        "cores": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "attribution": attribution.__version__,
        "ray": ray.__version__,
        "torch": torch.__version__,
        "python": platform.python_version(),
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
