"""Micro-benchmarks of what surrounds the network: ``python -m pytest benchmarks --benchmark-only``.

They time and assert only that something was done; nothing fails for being slow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from attribution import Document, Scorer
from attribution.benchmark import made_articles
from attribution.classify import classify
from attribution.datatypes import Segments, Tagging
from attribution.labels import TAGS
from attribution.link import link
from attribution.quantities import read_figures
from attribution.segment import segment
from attribution.settings import Settings
from attribution.tag import best_tags, read

Benchmark = Callable[..., Any]


@pytest.fixture(scope="module")
def document() -> Document:
    return made_articles(1, 500)[0]


@pytest.fixture(scope="module")
def segments(document: Document) -> Segments:
    return segment(document)


@pytest.fixture(scope="module")
def tagging(document: Document) -> Tagging:
    return read(document.text, Scorer.from_pretrained(None, "cpu", "fp32").network, Settings())


def test_grammar(benchmark: Benchmark, document: Document, segments: Segments) -> None:
    assert benchmark(read_figures, document.text, segments)


def test_segmenter(benchmark: Benchmark, document: Document) -> None:
    assert benchmark(segment, document).sentences


def test_decoder(benchmark: Benchmark) -> None:
    scores = np.log(np.random.default_rng(0).dirichlet(np.ones(len(TAGS)), size=600)).astype(np.float32)
    neutral = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    assert len(benchmark(best_tags, scores, neutral, 0.0)) == 600


def test_linker(benchmark: Benchmark, document: Document, segments: Segments, tagging: Tagging) -> None:
    assert benchmark(link, document, segments, tagging, Settings()).attributions


def test_classifier(benchmark: Benchmark, document: Document, segments: Segments, tagging: Tagging) -> None:
    linked = link(document, segments, tagging, Settings())
    claims, _ = benchmark(classify, document, segments, linked, Settings())
    assert claims
