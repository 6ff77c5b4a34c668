"""How fast the command line is: articles a second after start, start-up, peak memory.

    python benchmarks/speed.py [--articles 64] [--words 500] [--device cpu] [--precision auto]

Articles of exactly ``--words`` words are made from the examples. The command runs once on one article (start-up: the
interpreter, PyTorch, the model and that article) and once on all of them; the rate is the additional articles over
the additional time. Peak memory is the larger resident set of the two. Every run is appended to
benchmarks/results/speed.jsonl with the machine it ran on.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import attribution

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results" / "speed.jsonl"


def sentences() -> list[str]:
    """The examples' paragraphs, in a fixed order."""
    documents = attribution.read_paths(sorted(map(str, (ROOT / "examples").glob("*.*"))))
    texts = [document.text for document in documents if isinstance(document, attribution.Document)]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def write_articles(path: Path, count: int, words: int) -> None:
    """``count`` different articles of ``words`` words: the examples' paragraphs, each time from another one on."""
    lines = sentences()
    with path.open("w", encoding="utf-8") as out:
        for i in range(count):
            text: list[str] = []
            for line in itertools.islice(itertools.cycle(lines), i % len(lines), None):
                text.append(" ".join(line.split()[: words - sum(len(part.split()) for part in text)]))
                if sum(len(part.split()) for part in text) >= words:
                    break
            out.write(json.dumps({"id": str(i), "text": "\n".join(text)}) + "\n")


def seconds(articles: Path, options: argparse.Namespace) -> float:
    command = [
        sys.executable,
        "-m",
        "attribution",
        "score",
        str(articles),
        "-o",
        os.devnull,
        "--format",
        "jsonl",
        "--quiet",
    ]
    began = time.perf_counter()
    subprocess.run([*command, "--device", options.device, "--precision", options.precision], check=True)
    return time.perf_counter() - began


def machine() -> str:
    """The processor's own name where the system tells it, and how many cores this process may use."""
    cpuinfo = Path("/proc/cpuinfo")
    names = [line for line in cpuinfo.read_text().splitlines() if "model name" in line] if cpuinfo.exists() else []
    name = names[0].partition(":")[2].strip() if names else platform.processor()
    return f"{name}, {len(os.sched_getaffinity(0))} cores"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=64)
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", default="auto")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        one, all_of_them = Path(folder) / "one.jsonl", Path(folder) / "all.jsonl"
        write_articles(one, 1, options.words)
        write_articles(all_of_them, options.articles, options.words)
        seconds(one, options)  # warms the disk's cache, so that start-up is what it is the second time
        start, total = seconds(one, options), seconds(all_of_them, options)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    result = {
        "date": time.strftime("%Y-%m-%d"),
        "version": attribution.__version__,
        "machine": machine(),
        "device": options.device,
        "precision": options.precision,
        "articles": options.articles,
        "words": options.words,
        "start_up_seconds": round(start, 2),
        "articles_per_second": round((options.articles - 1) / (total - start), 2),
        "peak_memory_mb": round(peak),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(result) + "\n")
    print("\n".join(f"{name:20s} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
