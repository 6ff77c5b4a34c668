"""How fast this machine scores, measured on the articles that come with the package.

Every rate is the best of some rounds that alternate, so that what else the machine does at the time disturbs all of
them alike; ratios are of one run. The repository's benchmarks/speed.py measures more.
"""

from __future__ import annotations

import functools
import itertools
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

import torch
from torch import Tensor

from .datatypes import Document
from .network import Network, NetworkConfig
from .pipeline import Scorer
from .processes import cores
from .read import read_paths
from .version import __version__
from .windows import batches, rows

Facts = dict[str, str | int | float]


def benchmark(scorer: Scorer, articles: int = 16, words: int = 500, rounds: int = 3) -> Facts:
    """Rates of one process: articles a second, the encoder alone on the same windows, the machine's best product.

    ``share of the encoder`` is the rate from end to end over that of the encoder alone; ``share of the peak`` is what
    the encoder's own products reach of the machine's best one in the same precision.
    """
    documents = made_articles(articles, words)
    list(scorer.score_batch(documents[:2]))  # word lists are read and kernels chosen the first time
    encode, shapes = encoder_alone(scorer, documents)
    tasks: dict[str, Callable[[], object]] = {
        "all": lambda: list(scorer.score_batch(documents)),
        "encoder": encode,
    }
    seconds = best_of(tasks, rounds)
    peak = product_rate(scorer.network)
    reached = sum(b * n * operations(scorer.network.config, n) for b, n in shapes) / seconds["encoder"]
    alone = [seconds_of(functools.partial(scorer.score, document)) for document in documents]
    return {
        **surroundings(),
        "device": str(scorer.network.device),
        "precision": scorer.network.precision,
        "threads": torch.get_num_threads(),
        "articles": articles,
        "words an article": words,
        "articles a second": round(articles / seconds["all"], 2),
        "encoder alone, articles a second": round(articles / seconds["encoder"], 2),
        "share of the encoder": round(seconds["encoder"] / seconds["all"], 3),
        "word pieces a second": round(sum(b * n for b, n in shapes) / seconds["encoder"]),
        "best product, GFLOP/s": round(peak / 1e9, 1),
        "share of the peak": round(reached / peak, 3),
        "one article alone, median ms": round(1e3 * statistics.median(alone), 1),
        "one article alone, 95th percentile ms": round(1e3 * statistics.quantiles(alone, n=20)[-1], 1),
    }


def surroundings() -> Facts:
    """The machine and the versions that a rate depends on."""
    cpuinfo = Path("/proc/cpuinfo")
    names = [line for line in cpuinfo.read_text().splitlines() if "model name" in line] if cpuinfo.exists() else []
    return {
        "date": time.strftime("%Y-%m-%d"),
        "attribution": __version__,
        "torch": metadata.version("torch"),
        "python": platform.python_version(),
        "cpu": names[0].partition(":")[2].strip() if names else platform.processor(),
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "cores": cores(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else "unknown",
        **({"gpu": torch.cuda.get_device_name()} if torch.cuda.is_available() else {}),
    }


# --- what is read -----------------------------------------------------------------------------


def examples() -> list[Path]:
    """The articles that come with the package: inside it when installed, beside it in a checkout."""
    here = Path(__file__).resolve().parent
    folder = here / "examples" if (here / "examples").is_dir() else here.parent / "examples"
    return sorted(path for path in folder.iterdir() if path.suffix in {".txt", ".jsonl"})


def made_articles(count: int, words: int) -> list[Document]:
    """``count`` different articles of ``words`` words: the examples' paragraphs, each time from another one on."""
    texts = [document.text for document in read_paths(examples()) if isinstance(document, Document)]
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    return [Document(str(i), made_article(lines, i % len(lines), words)) for i in range(count)]


def made_article(lines: Sequence[str], first: int, words: int) -> str:
    made: list[str] = []
    left = words
    for line in itertools.islice(itertools.cycle(lines), first, None):
        made.append(" ".join(line.split()[:left]))
        left -= len(made[-1].split())
        if not left:
            break
    return "\n".join(made)


# --- the clock --------------------------------------------------------------------------------


def encoder_alone(scorer: Scorer, documents: Sequence[Document]) -> tuple[Callable[[], object], list[torch.Size]]:
    """What reads all windows of the documents and nothing else, and the shape [B, L] of each batch that it reads."""
    network, reading = scorer.network, scorer.settings.reading
    texts = [network.words(document.text) for document in documents]
    inputs = [rows(batch, length, texts, network) for length, batch in batches(texts, network, reading)]

    def encode() -> Tensor | None:
        states = None
        with torch.inference_mode():
            for given in inputs:
                states = network.encode(*given)
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        return states

    return encode, [pieces.shape for pieces, _, _ in inputs]


def operations(config: NetworkConfig, length: int) -> int:
    """Floating-point operations of the encoder's products for one word piece of a window of this length."""
    products = 2 * (4 * config.width**2 + 2 * config.width * config.feed_forward)
    return config.layers * (products + 4 * length * config.width)


def product_rate(network: Network) -> float:
    """Operations a second of the best of some matrix products, in the encoder's precision on its device."""
    kind, place = network.encoder.positions.weight.dtype, network.device

    def rate(n: int, k: int, m: int) -> float:
        a, b = torch.randn(n, k, dtype=kind, device=place), torch.randn(k, m, dtype=kind, device=place)

        def product() -> None:
            a @ b
            if place.type == "cuda":
                torch.cuda.synchronize()

        product()
        return 2 * n * k * m / min(seconds_of(product) for _ in range(10))

    return max(rate(*shape) for shape in ((2048, 384, 1536), (2048, 1536, 384), (1024, 1024, 1024), (2048, 2048, 2048)))


def best_of(tasks: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The least seconds of each task; a round does all of them in turn."""
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(seconds_of(task))
    return {name: min(seconds) for name, seconds in found.items()}


def seconds_of(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began
