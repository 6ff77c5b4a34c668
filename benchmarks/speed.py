"""How fast the command line is, against what the machine could do and against the stock tools, all in one run.

    python benchmarks/speed.py [--articles 192] [--words 500] [--precision auto] [--rounds 2] [--scaling] [--profile]

The articles are made from the examples, each of exactly ``--words`` words. What is timed:

- the command, ``attribution score``, with one process and with one a core: start-up (all of it, on one article), and
  the rate of the additional articles over the additional time; the memory of all its processes together at its highest;
- the encoder alone on the same windows, by as many processes of one thread as there are cores; the best product;
- single articles, one after the other: median and 95th percentile;
- the stock pipelines of transformers with the same encoder: token classification of the article, then text
  classification of each claim; and rules with TF-IDF and logistic regression (see stock.py).

A round does all of them in turn, the best of the rounds counts. A file in benchmarks/results/ keeps the results with
machine, versions and commit. Compare files of one machine only; on a busy one only the ratios say something.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RESULTS = HERE / "results"
FEW = 12  # articles of a part that needs no start-up taken out
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


# --- the command ------------------------------------------------------------------------------


def command(articles: Path, options: argparse.Namespace, workers: int) -> tuple[float, float]:
    """(seconds, MB at the highest) of scoring a file by the command line."""
    arguments = ["score", str(articles), "-o", os.devnull, "--format", "jsonl", "--quiet"]
    chosen = ["--device", options.device, "--precision", options.precision, "--workers", str(workers)]
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "attribution", *arguments, *chosen])
    with watched(process) as highest:
        if process.wait():
            raise SystemExit(f"attribution score ended with {process.returncode}")
        seconds = time.perf_counter() - began
    return seconds, highest[0]


@contextlib.contextmanager
def watched(process: subprocess.Popen[bytes]) -> Iterator[list[float]]:
    """A list of one number, the most memory that a process and its children had together until it ended, in MB; pages
    that they share count once (PSS)."""
    highest = [0.0]

    def watch() -> None:
        while process.poll() is None:
            highest[0] = max(highest[0], sum(memory(pid) for pid in family(process.pid)))
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield highest
    watcher.join()


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def memory(pid: int) -> float:
    """MB of one process, 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def write_articles(path: Path, count: int, words: int) -> Path:
    from attribution.benchmark import made_articles

    lines = (json.dumps({"id": one.id, "text": one.text}) + "\n" for one in made_articles(count, words))
    path.write_text("".join(lines), encoding="utf-8")
    return path


# --- parts that run in processes of their own -------------------------------------------------


def part(name: str, options: argparse.Namespace, copies: int = 1, one_thread: bool = False) -> list[dict[str, Any]]:
    """What so many copies of a part find, all at the same time."""
    arguments = ["--articles", min(options.articles, FEW), "--words", options.words, "--precision", options.precision]
    line = [sys.executable, __file__, "--part", name, *map(str, arguments), "--device", options.device]
    environment = os.environ | (ONE_THREAD if one_thread else {})
    started = [subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(copies)]
    found = [process.communicate()[0] for process in started]
    if any(process.returncode for process in started):
        raise SystemExit(f"part {name} failed")
    return [json.loads(output) for output in found]


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """The short form of the package: this process alone."""
    from attribution import Scorer
    from attribution.benchmark import benchmark

    return benchmark(Scorer.from_pretrained(None, options.device, options.precision), options.articles, options.words)


def profiled(options: argparse.Namespace) -> dict[str, Any]:
    """Two tables: where Python's time goes, and the encoder's by operation."""
    import cProfile
    import io
    import pstats

    import torch

    from attribution import Scorer
    from attribution.benchmark import encoder_alone, made_articles

    scorer = Scorer.from_pretrained(None, options.device, options.precision)
    documents = made_articles(options.articles, options.words)
    list(scorer.score_batch(documents[:2]))
    encode, _ = encoder_alone(scorer, documents)
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as operations:
        encode()
    with cProfile.Profile() as calls:
        list(scorer.score_batch(documents))
    table = io.StringIO()
    pstats.Stats(calls, stream=table).strip_dirs().sort_stats("cumulative").print_stats(60)
    by_operation = operations.key_averages().table(sort_by="self_cpu_time_total", row_limit=12)
    return {"calls": table.getvalue(), "operations": by_operation}


def stock(options: argparse.Namespace) -> dict[str, Any]:
    from stock import pipelines

    return pipelines(options.articles, options.words)


def baseline(options: argparse.Namespace) -> dict[str, Any]:
    from stock import tfidf

    return tfidf(options.articles, options.words)


PARTS = {"measured": measured, "profiled": profiled, "stock": stock, "baseline": baseline}


# --- the run ----------------------------------------------------------------------------------


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    from attribution.processes import cores

    one = write_articles(folder / "one.jsonl", 1, options.words)
    many = write_articles(folder / "many.jsonl", options.articles, options.words)
    command(one, options, 1)  # warms the disk's cache, so that start-up is what it is the second time
    rounds = [one_round(one, many, options, cores()) for _ in range(options.rounds)]
    best = {name: (min if name.startswith("seconds") else max)(a[name] for a in rounds) for name in rounds[0]}
    (alone,) = part("measured", options)
    rate = best["articles a second, a process a core"]
    return {
        **alone,
        "articles": options.articles,
        "commit": commit(),
        "processes": cores(),
        **{name: round(value, 2) for name, value in best.items()},
        "end to end over the encoder alone": round(rate / best["encoder alone, a process a core"], 3),
        "end to end over the stock pipelines": round(rate / best["stock pipelines, articles a second"], 2),
    }


def one_round(one: Path, many: Path, options: argparse.Namespace, processes: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for label, workers in (("one process", 1), ("a process a core", processes)):
        start, _ = command(one, options, workers)
        seconds, highest = command(many, options, workers)
        found[f"seconds to the first result, {label}"] = start
        found[f"articles a second, {label}"] = (options.articles - 1) / (seconds - start)
        found[f"MB, {label}"] = highest
    copies = part("measured", options, processes, one_thread=True)
    found["encoder alone, a process a core"] = sum(copy["encoder alone, articles a second"] for copy in copies)
    for label, name in (("stock pipelines", "stock"), ("rules and TF-IDF", "baseline")):
        ((rate),) = (copy["articles a second"] for copy in part(name, options))
        found[f"{label}, articles a second"] = rate
    return found


def scaling(options: argparse.Namespace, folder: Path) -> dict[str, dict[str, float]]:
    """Articles a second of the whole command, start-up included, by size of the input and by processes."""
    from attribution.processes import cores

    sizes = [8, 16, 32, 64, 128]
    files = {count: write_articles(folder / f"{count}.jsonl", count, options.words) for count in sizes}
    by_size = {str(count): round(count / command(path, options, cores())[0], 2) for count, path in files.items()}
    counts = sorted({1, cores(), 2 * cores()})
    by_workers = {str(count): round(64 / command(files[64], options, count)[0], 2) for count in counts}
    return {"by articles": by_size, "by processes": by_workers}


def plot(found: dict[str, dict[str, float]], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.2), sharey=True, layout="constrained")
    for axis, (label, rates) in zip(axes, found.items(), strict=True):
        axis.plot(list(rates), list(rates.values()), marker="o")
        axis.set_xlabel({"by articles": "articles in the input", "by processes": "processes"}[label])
        axis.set_ylim(bottom=0)
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("articles a second, start-up included")
    figure.savefig(path, dpi=110)


def commit() -> str:
    asked = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return asked.stdout.strip() or "unknown"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=192)
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--scaling", action="store_true", help="also by size of input and processes, with a plot")
    parser.add_argument("--profile", action="store_true", help="also where the time goes")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options)))
        return
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        result = run(options, Path(folder))
        name = f"{result['date']}-{result['commit']}"
        if options.scaling:
            result["scaling"] = scaling(options, Path(folder))
            plot(result["scaling"], RESULTS / "scaling.png")
    if options.profile:
        (tables,) = part("profiled", options, one_thread=True)
        (RESULTS / f"profile-{name}.txt").write_text("\n".join(tables.values()), encoding="utf-8")
    (RESULTS / f"speed-{name}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print("\n".join(f"{name:42s} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
