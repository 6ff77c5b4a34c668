"""Files of reports read twice: nothing is held, nothing is scored twice, and what changed meanwhile is noticed."""

from __future__ import annotations

import gc
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import TEXT, CannedScorer, make_report
from test_matching import MINISTRY, MONITOR

from attribution import Document, Failure, InputError, Report, Scorer, Settings, corroborate, dumps, loads, processes
from attribution.collection import Collection, as_it_is
from attribution.corroboration import compared, gist_of
from attribution.read import ReportFiles
from attribution.spool import Spool


class Once(CannedScorer):
    """Scores no article twice."""

    def __init__(self) -> None:
        self.scored: list[str] = []

    def score(self, article: str | Document) -> Report:
        assert isinstance(article, Document) and article.id not in self.scored
        self.scored.append(article.id)
        return super().score(article)


def unwanted() -> Scorer:
    raise AssertionError("there is nothing to score")


def collection(path: Path, scorer: Callable[[], Scorer] = unwanted, workers: int = 1) -> Collection:
    return Collection(ReportFiles([path], io.BytesIO()).lines, scorer, Spool(io.BytesIO()), workers)


def written(path: Path, *lines: str) -> Path:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def updated(given: Collection) -> list[Report | Failure]:
    comparison = compared(given.reading(gist_of), Settings())
    return [loads(line) for line in given.updated(comparison)]


MIXED = [
    dumps(MINISTRY),
    "no JSON",
    json.dumps({"id": "z", "text": TEXT}),
    dumps(MINISTRY),
    json.dumps({"id": "empty", "text": " "}),
    dumps(Failure("b", "InputError", "why")),
    dumps(MONITOR),
]


@pytest.mark.parametrize("workers", [1, 2])
def test_every_record_has_its_result(workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "ALONE", 2)
    scorer = Once()
    given = collection(written(tmp_path / "in.jsonl", *MIXED), lambda: scorer, workers)
    first, unread, scored, second, empty, failed, last = updated(given)
    assert [first, scored, last] == list(corroborate([MINISTRY, make_report(Document("z", TEXT)), MONITOR]))
    assert isinstance(unread, Failure) and unread.id == "in.jsonl:2"
    assert second == Failure("a", "InputError", "a: an article of this collection has this id already")
    assert empty == Failure("empty", "InputError", "article 'empty': the text is empty")
    assert failed == Failure("b", "InputError", "why")
    assert given.failures == [unread, second, empty, failed]
    assert scorer.scored == ["z", "empty"]


def test_reports_are_not_held(tmp_path: Path) -> None:
    path = written(tmp_path / "in.jsonl", *(dumps(make_report(Document(str(n), TEXT))) for n in range(50)))
    given, most = collection(path), 0

    def alive() -> int:
        gc.collect()
        return sum(type(thing) is Report for thing in gc.get_objects())

    before = alive()
    comparison = compared(given.reading(gist_of), Settings())
    for number, _ in enumerate(given.updated(comparison)):
        if number % 20 == 0:
            most = max(most, alive() - before)
    assert most <= 2


def test_whole_reports_can_be_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path / "in.jsonl", dumps(MINISTRY), dumps(MONITOR))
    assert list(collection(path).reading(as_it_is)) == [MINISTRY, MONITOR]


@pytest.mark.parametrize("now", [dumps(make_report(Document("a", TEXT))), json.dumps({"id": "a", "text": TEXT})])
def test_a_file_that_changes_meanwhile_is_noticed(now: str, tmp_path: Path) -> None:
    path = written(tmp_path / "in.jsonl", dumps(MINISTRY))
    given = collection(path)
    comparison = compared(given.reading(gist_of), Settings())
    written(path, now.replace('"f1"', '"f9"'))
    with pytest.raises(InputError, match="changed meanwhile"):
        list(given.updated(comparison))
