"""How many processes a command starts, and which result answers which article."""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from factories import TEXT, CannedScorer, make_report

from attribution import Document, Failure, Report, read_paths
from attribution.feed import Article
from attribution.processes import cores
from attribution.sharing import WORTH_SHARING, answered, number_of_articles, shared, size


def number_of(workers: str, *paths: Path) -> int:
    found = shared(CannedScorer, workers, [str(path) for path in paths])
    return int(found.keywords["workers"]) if isinstance(found, functools.partial) else 1


def test_only_an_input_that_is_long_enough_is_shared(tmp_path: Path) -> None:
    short, long = tmp_path / "a.txt", tmp_path / "b.txt"
    short.write_text(TEXT)
    long.write_text(TEXT * (WORTH_SHARING // len(TEXT) + 1))
    assert number_of("auto", short) == 1
    assert number_of("auto", short, long) == number_of("auto", tmp_path) == number_of("auto", tmp_path / "*") == cores()
    assert number_of("3", short) == 3 and number_of("1", long) == 1


def test_the_size_of_a_pipe_has_no_bound(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert size(str(tmp_path / "pipe")) == math.inf
    assert size(str(tmp_path / "nowhere*")) == 0


def test_articles_are_counted_where_that_is_quick(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / ".hidden.txt").write_text(TEXT)
    (tmp_path / "b.jsonl").write_text('{"text": "Ann."}\n\n{"text": "Bob."}')
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    folder = str(tmp_path)
    assert number_of_articles([folder]) == 3 == len(list(read_paths([folder])))
    assert number_of_articles([f"{folder}/*.txt", f"{folder}/b.jsonl"]) == 3
    assert number_of_articles([folder, "-"]) is None
    for name in ("c.csv", "c.jsonl.gz", "c.parquet"):
        (tmp_path / name).touch()
        assert number_of_articles([f"{folder}/{name}"]) is None
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert number_of_articles([f"{folder}/pipe.jsonl"]) is None


def test_every_result_comes_with_its_article_however_far_is_read_ahead() -> None:
    def score_batch(articles: Iterable[Article]) -> Iterator[Report | Failure]:
        for article in list(articles):
            yield make_report(article) if isinstance(article, Document) else Failure("2", "InputError", "why")

    articles = [Document("1", TEXT), Failure("2", "InputError", "why"), Document("3", TEXT)]
    assert [(article.id, result.id) for article, result in answered(score_batch, articles)] == [
        (id, id) for id in "123"
    ]


def test_what_reading_raises_reaches_the_command() -> None:
    def articles() -> Iterator[Document]:
        yield Document("1", TEXT)
        raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"):
        list(answered(CannedScorer().score_batch, articles()))
