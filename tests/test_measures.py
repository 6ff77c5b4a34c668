"""The measures agree with the scorers beside the data, and intervals and calibration with what they should be."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from attribution import Document, Scorer
from training import evaluate, measures
from training.measures import Compared, Statement

DATA = Path(os.environ.get("ATTRIBUTION_DATA", Path(__file__).parents[2] / "shared" / "data"))
TEXT = "Ana Petrova said the port was shut. It was open, dockers said."


def place(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


def gold() -> dict[str, Any]:
    shared = {"via": None, "act": "claim"}
    return {
        "id": "a",
        "text": TEXT,
        "attributions": [
            {
                "source": [place("Ana Petrova")],
                "cue": [place("said")],
                "content": [place("the port was shut")],
                "source_type": "politician",
                "anonymity": "named",
                "country": "BG",
            }
            | shared,
            {
                "source": [place("dockers")],
                "cue": [[TEXT.rindex("said"), TEXT.rindex("said") + 4]],
                "content": [place("It was open")],
                "source_type": "private_individual",
                "anonymity": "unnamed",
                "country": None,
            }
            | shared,
        ],
    }


def claim(source: str, content: str, kind: str, **fields: Any) -> dict[str, Any]:
    speaker = {"spans": [place(source)], "type": kind, "type_probability": 0.9, "naming": "named", "country": None}
    given = {"attributed": True, "source": speaker, "cue": [], "content": [place(content)], "act": "claim"}
    return given | {"confidence": 0.7} | fields


def report(*claims: dict[str, Any]) -> dict[str, Any]:
    return {"id": "a", "claims": list(claims)}


def test_pairs_are_one_to_one_and_the_best_comes_first() -> None:
    compared = measures.compare(
        gold(),
        report(
            claim("Petrova", "the port was", "politician"),
            claim("dockers", "the port was shut", "business"),
        ),
    )
    assert compared.content == {0: 1}
    assert compared.relation == {0: 0}
    assert compared.typed == {0: 0}


def test_figures_follow_from_counts() -> None:
    compared = measures.compare(gold(), report(claim("Ana Petrova", "the port was shut", "politician")))
    figures = measures.figures(measures.counts(compared))
    assert figures["content"] == figures["relation"] == figures["typed"] == pytest.approx(2 / 3)
    assert (figures["type"], figures["country"], figures["type.macro_f1"]) == (1.0, 0.0, 1.0)


def test_intervals_hold_the_figure_and_are_the_same_every_time() -> None:
    right = measures.counts(measures.compare(gold(), report(claim("Ana Petrova", "the port was shut", "politician"))))
    wrong = measures.counts(measures.compare(gold(), report(claim("dockers", "the port", "business"))))
    articles = [right] * 6 + [wrong] * 4
    figure = measures.figures(sum(articles, Counter()))["relation"]
    low, high = measures.intervals(articles, resamples=200)["relation"]
    assert low < figure < high
    assert measures.intervals(articles, resamples=200)["relation"] == (low, high)
    assert measures.intervals([right] * 5, resamples=20)["relation"] == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert measures.intervals([]) == {}


def test_calibration_error_is_the_gap_between_what_is_said_and_what_is_so() -> None:
    assert measures.calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0.0)
    assert measures.calibration_error([(0.95, False)] * 4) == pytest.approx(0.95)
    assert measures.calibration_error([]) == 0.0


def test_stated_certainties_are_of_pairs_and_of_all_found() -> None:
    found = Statement({role: frozenset() for role in measures.ROLES}, {"type": "ngo"}, 0.6, 0.8)
    right = Statement({role: frozenset() for role in measures.ROLES}, {"type": "ngo"})
    compared = Compared((right,), (found, found), {0: 1}, {}, {0: 1}, {})
    assert measures.type_certainty([compared]) == [(0.8, True)]
    assert measures.relation_certainty([compared]) == [(0.6, False), (0.6, True)]


@pytest.mark.skipif(not DATA.is_dir(), reason="the data and its scorers are not here")
def test_measures_agree_with_the_scorers(shipped: Scorer) -> None:
    for corpus in evaluate.CORPORA:
        articles = evaluate.read_articles(DATA, corpus, "dev")[:12]
        scored = shipped.score_batch(Document(article["id"], article["text"]) for article in articles)
        reports = {article["id"]: found.to_dict() for article, found in zip(articles, scored, strict=True)}
        part = evaluate.Evaluated({article["id"]: article for article in articles}, reports)
        ours = measures.figures(sum((measures.counts(c) for _, c in part.compared), Counter()))
        theirs = evaluate.scored(DATA, part)
        assert {name: theirs[name] for name in ours if name in theirs} == pytest.approx(
            {name: value for name, value in ours.items() if name in theirs}, abs=1e-4
        )
        assert {"content", "relation"} <= set(theirs) & set(ours)
