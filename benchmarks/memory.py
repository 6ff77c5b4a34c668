"""The most memory that ``attribution score`` takes, by what it is given.

    python benchmarks/memory.py --data DIR [--articles 2000] [--gigabytes 5]

DIR holds raw/intl_news.jsonl.gz. Each row is a run of the whole command; all its processes count together, and pages
that they share count once (PSS). The long stream comes through a pipe; nearly all its articles are in German, which are
refused once they are read, so that the run ends within minutes: one in a thousand is English and scored. The figures
go to results/memory.json.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from speed import RESULTS, commit, watched

from attribution.benchmark import made_articles, surroundings
from attribution.processes import cores

GERMAN = "Der Sprecher sagte am Montag, die Verhandlungen über das Abkommen würden in der kommenden Woche fortgesetzt. "
CHARACTERS = 20_000  # of an article of the stream
ENGLISH_EACH = 1_000  # articles of the stream


def measured(*arguments: str, stream: Iterable[bytes] = ()) -> dict[str, Any]:
    """Megabytes at the highest and seconds of ``attribution score`` with these arguments, and how it ended."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "attribution", "score", *arguments, "--format", "jsonl", "-o", os.devnull]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said)
        with watched(process) as highest:
            assert process.stdin is not None, "it was asked for"
            with contextlib.suppress(BrokenPipeError), process.stdin as sink:
                sink.writelines(stream)
            process.wait()
            seconds = time.perf_counter() - began
        said.seek(0)
        *_, summary = (b"", *said)
    return {
        "MB": round(highest[0]),
        "seconds": round(seconds),
        "ended": process.returncode,
        "said": summary.decode().strip(),
    }


def news(data: Path, count: int) -> Iterator[bytes]:
    with gzip.open(data / "raw" / "intl_news.jsonl.gz") as lines:
        yield from itertools.islice(lines, count)


def long_stream(size: int) -> Iterator[bytes]:
    """So many bytes of JSON lines."""
    (english,) = made_articles(1, 500)
    german = GERMAN * (CHARACTERS // len(GERMAN))
    written = 0
    for number in itertools.count():
        if written >= size:
            return
        text = english.text if number % ENGLISH_EACH == 0 else german
        line = json.dumps({"id": str(number), "text": text}, ensure_ascii=False).encode() + b"\n"
        written += len(line)
        yield line


def one_article(folder: Path, data: Path, characters: int) -> str:
    """The path of a file that holds one text of so many characters: news, one article after the other."""
    texts = itertools.cycle(json.loads(line)["text"] + "\n\n" for line in news(data, sys.maxsize))
    written, path = 0, folder / f"{characters}.txt"
    with path.open("w", encoding="utf-8") as sink:
        while written < characters:
            written += sink.write(next(texts)[: characters - written])
    return str(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with raw/")
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--gigabytes", type=float, default=5.0)
    options = parser.parse_args()
    several, runs = str(cores()), {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles = folder / "news.jsonl"
        articles.write_bytes(b"".join(news(options.data, options.articles)))
        long, longer = (one_article(folder, options.data, characters) for characters in (1_900_000, 50_000_000))
        stream = long_stream(int(options.gigabytes * 1e9))
        cases = {
            f"{options.articles:,} articles of news, one process": (str(articles), "1"),
            f"{options.articles:,} articles of news, a process a core": (str(articles), several),
            "one article of 1.9 million characters": (long, "1"),
            "one text of 50 million characters, refused": (longer, "1"),
            f"a stream of {options.gigabytes:g} GB, a process a core": ("-", several),
        }
        for label, (path, workers) in cases.items():
            runs[label] = measured(path, "--workers", workers, stream=stream if path == "-" else ())
            print(f"{label:50s} {runs[label]}", flush=True)
    result = {**surroundings(), "commit": commit(), "runs": runs}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "memory.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
