"""A store of reports: later articles update earlier ones, and nothing is half written."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pytest
from test_matching import MINISTRY, MONITOR, article

from attribution import Report, StoreError, dumps
from attribution.datatypes import Outlet
from attribution.store import Store

pytest.importorskip("duckdb")


def test_later_articles_update_earlier_ones(tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    with Store(path) as store:
        store.add([MINISTRY])
        assert store.query("SELECT count(*) FROM one_origin")[1] == [(1,)]
    with Store(path) as store:
        store.add([MONITOR])
        names, rows = store.query("SELECT article, status, origins, quantity FROM figures ORDER BY article")
        assert names == ["article", "status", "origins", "quantity"]
        assert rows == [("a", "corroborated", 2, "q1"), ("b", "corroborated", 2, "q1")]
        assert store.query("SELECT * FROM one_origin")[1] == []
        assert [report.id for report in store.reports()] == ["a", "b"]


def test_adding_an_article_again_changes_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "news.duckdb") as store:
        store.add([MINISTRY, MONITOR])
        tables = ("articles", "sources", "claims", "figures", "quantities")
        before = [store.query(f"SELECT * FROM {name}") for name in tables]
        store.add([MONITOR])
        assert [store.query(f"SELECT * FROM {name}") for name in tables] == before


def test_only_what_an_addition_changes_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    replace = Store._replace

    def noting(self: Store, changed: Sequence[tuple[Report, str]]) -> None:
        written.extend(report.id for report, _ in changed)
        replace(self, changed)

    monkeypatch.setattr(Store, "_replace", noting)
    elsewhere = article("e", "a harbour master", "3 people", 3, published="2011-02-03", title="Ferry", publisher="E")
    elsewhere = dataclasses.replace(elsewhere, topics=("ferry",), fingerprint=())
    with Store(tmp_path / "news.duckdb") as store:
        store.add([MINISTRY, elsewhere])
        assert written == ["a", "e"]
        written.clear()
        comparison = store.add([MONITOR])
        assert "b" in written and "a" in written
        written.clear()
        store.add(iter([MONITOR]))
        assert written == []
        assert [m.document for q in comparison.quantities for m in q.mentions] == ["a", "b", "e"]
        assert {row[0] for row in store.query("SELECT DISTINCT quantity FROM figures")[1]} == {"q1", "q2"}


def test_an_article_with_another_text_takes_the_place_of_its_earlier_one(tmp_path: Path) -> None:
    other = article("a", "the interior ministry", "55 people", 55)
    with Store(tmp_path / "news.duckdb") as store:
        store.add([MINISTRY, MONITOR])
        store.add([MINISTRY, other])
        assert store.query("SELECT low FROM figures WHERE article = 'a'")[1] == [(55.0,)]
        assert [report.id for report in store.reports()] == ["a", "b"]


def test_views_answer_what_an_editor_asks(tmp_path: Path) -> None:
    rival = article("b", "the rebels", "12 people", 12, country="SY")
    with Store(tmp_path / "news.duckdb") as store:
        store.add([MINISTRY, article("b", "a monitoring group", "19 people", 19, country="GB")])
        assert store.query("SELECT one, other FROM conflicting")[1] == [("40 people", "19 people")]
        store.add([rival])
        assert store.query("SELECT source, publisher FROM said ORDER BY article")[1] == [
            ("the interior ministry", "Outlet a"),
            ("the rebels", "Outlet b"),
        ]
        with pytest.raises(StoreError, match="nothing_there"):
            store.query("SELECT * FROM nothing_there")


def test_publisher_letter_date_and_denial_can_be_asked_for(tmp_path: Path) -> None:
    figures = tuple(dataclasses.replace(figure, as_of="2016-06", disputed=True) for figure in MINISTRY.figures)
    judged = dataclasses.replace(MINISTRY.score, reliability="D")
    report = dataclasses.replace(MINISTRY, outlet=Outlet("Gazette", "FR", None), score=judged, figures=figures)
    with Store(tmp_path / "news.duckdb") as store:
        store.add([report])
        assert store.query("SELECT outlet, reliability FROM articles")[1] == [("Gazette", "D")]
        assert store.query("SELECT as_of, disputed, low, kind FROM figures")[1] == [
            ("2016-06", False, 40.0, "casualties")  # nobody in the store denies it
        ]
        (stored,) = store.reports()
        assert stored.outlet == report.outlet


def test_a_store_of_another_version_is_refused_and_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    with Store(path) as store:
        store.add([MINISTRY])
        store.query("ALTER TABLE figures DROP COLUMN as_of")
    with pytest.raises(StoreError, match=r"news\.duckdb: its table 'figures' is not this version's"):
        Store(path)
    with Store(path, read_only=True) as store:
        assert [report.id for report in store.reports()] == ["a"]


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    path.write_text("no database")
    with pytest.raises(StoreError, match=r"news\.duckdb"):
        Store(path)


def test_a_process_killed_in_the_middle_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path, lines = tmp_path / "news.duckdb", tmp_path / "more.jsonl"
    with Store(path) as store:
        store.add([MINISTRY])
        before = store.query("SELECT * FROM figures")
    lines.write_text(dumps(MONITOR) + "\n", encoding="utf-8")
    code = f"""
        import os, signal
        from attribution import loads
        from attribution.store import Store
        store = Store({str(path)!r})
        write = Store._write
        def killed(self, *given):
            write(self, *given)
            os.kill(os.getpid(), signal.SIGKILL)
        Store._write = killed
        store.add([loads(open({str(lines)!r}, encoding="utf-8").read())])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env=dict(os.environ), check=False)
    assert done.returncode == -signal.SIGKILL
    with Store(path) as store:
        assert store.query("SELECT * FROM figures") == before
