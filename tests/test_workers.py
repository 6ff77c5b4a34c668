"""Processes that share the work: the same results in the same order, and nothing that one article does stops others."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import TEXT, CannedScorer, DeadlyScorer, end_at_once, make_figure, make_report
from tiny import AWKWARD_TEXTS, PASSAGE, make_tiny_network

from attribution import Document, Failure, ModelError, Report, Scorer, read_paths
from attribution.workers import AHEAD, packed, score_apart


def documents(*names: str) -> list[Document]:
    return [Document(name, TEXT) for name in names]


def test_results_are_those_of_one_process_in_order() -> None:
    articles = [*documents(*map(str, range(40))), Document("empty", ""), Failure("unread", "InputError", "why"), TEXT]
    assert list(score_apart(CannedScorer, articles, 2)) == list(CannedScorer().score_batch(articles))
    assert list(CannedScorer().score_batch(articles, workers=2)) == list(CannedScorer().score_batch(articles))


def test_a_network_travels_and_reads_alike() -> None:
    scorer = Scorer(make_tiny_network())
    articles = [Document(str(i), text) for i, text in enumerate([*AWKWARD_TEXTS, PASSAGE * 9] * 2)]
    assert list(scorer.score_batch(articles, workers=2)) == list(scorer.score_batch(articles))


def test_what_no_bytes_hold_travels_too() -> None:
    articles = [Document("a", TEXT), Document("b", TEXT, title="\ud800")]
    assert list(score_apart(CannedScorer, articles, 1)) == list(CannedScorer().score_batch(articles))
    huge = make_report(figures=(make_figure(low=10**30, high=10**30),))
    assert isinstance(packed(make_report()), bytes)
    assert packed(huge) is huge


def test_an_article_that_ends_its_process_fails_alone(tmp_path: Path) -> None:
    make = functools.partial(DeadlyScorer, tmp_path / "mark")
    results = list(score_apart(make, documents("1", "2", "deadly", "3", "4", "5"), 2))
    assert [result.id for result in results] == ["1", "2", "deadly", "3", "4", "5"]
    (failure,) = (result for result in results if isinstance(result, Failure))
    assert failure.id == "deadly" and failure.type == "WorkerError" and "ended 2 times" in failure.message


def test_an_article_over_which_a_process_ended_is_tried_again(tmp_path: Path) -> None:
    make = functools.partial(DeadlyScorer, tmp_path / "mark")
    results = list(score_apart(make, documents("1", "deadly once", "2"), 1))
    assert [result.id for result in results] == ["1", "deadly once", "2"]
    assert all(isinstance(result, Report) for result in results)


def test_a_scorer_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    make = functools.partial(Scorer.from_pretrained, tmp_path / "nowhere")
    with pytest.raises(ModelError, match="nowhere"):
        list(score_apart(make, documents("1"), 1))


def test_a_process_that_does_not_start_is_said_so() -> None:
    with pytest.raises(ModelError, match=r"while it loaded the model \(exit code 3\)"):
        list(score_apart(end_at_once, documents("1"), 1))


def test_no_more_is_read_ahead_than_is_used() -> None:
    read = 0

    def articles() -> Iterator[Document]:
        nonlocal read
        for number in range(1, 10**6):
            read = number
            yield Document(str(number), TEXT)

    results = score_apart(CannedScorer, articles(), 2)
    for handed_out in range(1, 300):
        next(results)
        assert read <= handed_out + 2 * AHEAD + 1
    results.close()  # type: ignore[attr-defined]


def test_what_the_callers_iterable_raises_reaches_the_caller() -> None:
    def articles() -> Iterator[str]:
        yield TEXT
        yield TEXT
        raise RuntimeError("disk gone")

    results = score_apart(CannedScorer, articles(), 2)
    with pytest.raises(RuntimeError, match="disk gone"):
        list(results)


@pytest.mark.parametrize("workers", [0, -1])
def test_a_number_of_workers_below_one_is_refused(workers: int) -> None:
    with pytest.raises(ValueError, match="expected 1 or more"):
        list(CannedScorer().score_batch([TEXT], workers=workers))


def test_the_shipped_model_says_the_same_in_two_processes(shipped: Scorer, root: Path) -> None:
    """Each process loads it, and reads with one thread whatever this one does."""
    articles = list(read_paths([root / "examples" / "articles.jsonl"]))
    make = functools.partial(Scorer.from_pretrained, None, "cpu", "fp32")
    assert list(score_apart(make, articles, 2)) == [make().score(a) for a in articles if isinstance(a, Document)]
