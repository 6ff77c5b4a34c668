"""What the benchmark reads and counts; how fast anything is, no test asks."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny import make_tiny_network

from attribution import Scorer
from attribution.benchmark import benchmark, encoder_alone, examples, made_articles, operations
from attribution.network import NetworkConfig
from attribution.settings import Reading, Settings


def test_articles_have_their_words_and_differ(root: Path) -> None:
    assert all(path.parent == root / "examples" for path in examples())
    articles = made_articles(5, 120)
    assert [len(article.text.split()) for article in articles] == [120] * 5
    assert len({article.text for article in articles}) == len({article.id for article in articles}) == 5


def test_operations_are_those_of_the_products() -> None:
    config = NetworkConfig("x", "1", width=2, layers=3, heads=1, feed_forward=5)
    attention = 2 * 2 * 7 * 2  # scores and mixture over a window of 7
    assert operations(config, 7) == 3 * (2 * (3 * 2 * 2 + 2 * 2 + 2 * 5 + 5 * 2) + attention)


def test_the_encoder_alone_reads_every_window() -> None:
    scorer = Scorer(make_tiny_network(), Settings(reading=Reading(window=128, overlap=64)))
    documents = made_articles(3, 60)
    encode, shapes = encoder_alone(scorer, documents)
    read: list[torch.Size] = []
    whole = scorer.network.encode

    def counted(*given: torch.Tensor) -> torch.Tensor:
        read.append(given[0].shape)
        return whole(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scorer.network, "encode", counted)
        encode()
    assert read == shapes
    pieces = sum(len(scorer.network.words(d.text).pieces) for d in documents)
    assert sum(shape.numel() for shape in shapes) > pieces


def test_a_benchmark_tells_what_it_measured_and_where() -> None:
    scorer = Scorer(make_tiny_network(), Settings(reading=Reading(window=128, overlap=64)))
    facts = benchmark(scorer, articles=2, words=30, rounds=1)
    assert (facts["device"], facts["precision"], facts["articles"], facts["words an article"]) == ("cpu", "fp32", 2, 30)
    assert facts["torch"] == torch.__version__ and facts["cpu"]
    assert all(isinstance(facts[name], float | int) for name in facts if "second" in name or "share" in name)
