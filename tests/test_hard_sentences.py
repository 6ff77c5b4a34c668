"""Passages of our own, each hard in one way that systems like this one are known to fail in, read by the shipped model.

``data/hard_sentences.jsonl``: mode, text, attributions as the annotated data has them, and for pronouns and
descriptions the words of the entity each stands for. A passage that is still read wrongly stays, with what is wrong in
``fails``; when it is read right at last its mark must go.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from attribution import Document, Report, Scorer
from attribution.mentions.reading import PRONOUNS
from training.measures import Compared, compare

TABLE = Path(__file__).parent / "data" / "hard_sentences.jsonl"
PASSAGES: list[dict[str, Any]] = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
MODES = {
    "rare_cue", "paraphrase", "unnamed", "apposition", "passive", "denial", "no_comment", "long_content",
    "punctuation", "relayed", "pronoun", "description", "none",
}  # fmt: skip


@pytest.fixture(scope="module")
def reports(shipped: Scorer) -> list[Report]:
    documents = [Document(str(i), passage["text"]) for i, passage in enumerate(PASSAGES)]
    reports = list(shipped.score_batch(documents))
    assert all(isinstance(report, Report) for report in reports)
    return [report for report in reports if isinstance(report, Report)]


def wrong(passage: dict[str, Any], report: Report) -> list[str]:
    """What a reading of a passage lacks, by word overlap of at least half, or finds where nobody says anything."""
    compared = compare(passage, report.to_dict())
    faults = [fault for i in range(len(compared.gold)) for fault in wrong_with(compared, i)]
    if not compared.gold and compared.found:
        faults.append("finds what nobody says")
    return faults + [f"{words!r} is not {name!r}" for words, name in not_tied(passage, report)]


def wrong_with(compared: Compared, i: int) -> list[str]:
    if i not in compared.content:
        return ["content missed"]
    if i not in compared.relation:
        return ["wrong source"]
    gold, found = compared.gold[i].labels["type"], compared.found[compared.relation[i]].labels["type"]
    return [] if gold == found else [f"{gold} taken for {found}"]


def not_tied(passage: dict[str, Any], report: Report) -> list[tuple[str, str]]:
    """The sources that should be an entity of another name and are not; a name may be given with its title or bare."""
    missing = []
    for words, name in passage.get("entities", {}).items():
        forms = {
            form
            for source in report.sources
            if any(mention.of(passage["text"]) == words for mention in source.mentions)
            for form in (source.name, *(mention.of(passage["text"]) for mention in source.mentions))
        }
        names = {form for form in forms - {words} if form.lower() not in PRONOUNS}
        if not any(holds(form, name) or holds(name, form) for form in names):
            missing.append((words, name))
    return missing


def holds(text: str, words: str) -> bool:
    """Whether a text holds the words as whole ones."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def marks(passage: dict[str, Any]) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=passage["fails"], strict=True)] if "fails" in passage else []


@pytest.mark.parametrize(
    "number",
    [pytest.param(i, id=f"{passage['mode']}-{i}", marks=marks(passage)) for i, passage in enumerate(PASSAGES)],
)
def test_hard_passage(number: int, reports: list[Report]) -> None:
    assert wrong(PASSAGES[number], reports[number]) == []


def test_the_table_covers_every_mode_of_failure() -> None:
    assert len(PASSAGES) >= 120
    assert {passage["mode"] for passage in PASSAGES} == MODES
    assert min(Counter(passage["mode"] for passage in PASSAGES).values()) >= 5
    assert len({passage["text"] for passage in PASSAGES}) == len(PASSAGES)


def test_every_offset_of_the_table_lies_on_words() -> None:
    for passage in PASSAGES:
        for attribution in passage["attributions"]:
            for role in ("source", "cue", "content"):
                for start, end in attribution[role]:
                    words = passage["text"][start:end]
                    assert words == words.strip() != "", passage["text"]
