"""Ray: the same results as on one machine, in order, and nothing lost with a machine that is lost."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
import ray
import ray.data
from factories import TEXT, CannedScorer, DeadlyScorer
from ray.cluster_utils import Cluster
from tiny import AWKWARD_TEXTS, PASSAGE
from typer.testing import CliRunner

from attribution import ClusterError, Document, Failure, InputError, Report, Scorer, cluster, dumps
from attribution.cli import app
from attribution.exports.rows import COLUMNS, Rows, rows_of
from attribution.feed import Article
from attribution.network import Network
from attribution.runs import Asked, score_with_ray
from attribution.yardstick import Wording

pytestmark = [
    pytest.mark.timeout(150),  # a cluster may wait for a core for ever
    pytest.mark.filterwarnings(
        "ignore::ResourceWarning:ray",  # of its own sockets and logs
        "ignore::DeprecationWarning:ray",
    ),
]

ROOT = Path(__file__).resolve().parent.parent
FOUR = [
    {"id": "001", "text": PASSAGE, "title": "Ships wait", "publisher": "Harbour Post", "published": "2025-02-13"},
    {"id": "empty", "text": "  "},
    {"id": "none", "text": None},
    {"id": "", "text": AWKWARD_TEXTS[1]},
]


class SlowScorer(Scorer):
    """Takes its time, so that there is a middle in which something can happen."""

    def score_together(self, articles: Sequence[Article]) -> Iterator[Report | Failure]:
        for result in super().score_together(articles):
            time.sleep(0.1)
            yield result


def slow_scorer(folder: str, *_: object) -> Scorer:
    return SlowScorer(Network.load(folder, device="cpu", precision="fp32"))


def deadly_scorer(folder: Path, *_: object) -> Scorer:
    return DeadlyScorer(folder / "mark")


def canned_scorer(*_: object) -> Scorer:
    return CannedScorer()


@pytest.fixture(scope="module")
def address() -> Iterator[Cluster]:
    """Two machines of one core each, as Ray sees it."""
    calls: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(map(str, [ROOT, ROOT / "tests"])))  # of the actors, as installed
        nodes = Cluster(initialize_head=True, head_node_args={"include_dashboard": False})
        nodes.add_node()
        patch.setattr(cluster, "_call", calls.append)  # the tests' own guard lets no call through
        with cluster.joined(nodes.address):
            assert calls == [nodes.address]
            yield nodes
        nodes.shutdown()


@pytest.fixture
def few_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "TOGETHER", 4)
    monkeypatch.setattr(cluster, "USUAL", 500)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, tiny_network: Network) -> Path:
    folder = tmp_path_factory.mktemp("model")
    tiny_network.save(folder)
    return folder


def results_of(articles: list[dict[str, Any]], **options: Any) -> list[dict[str, Any]]:
    return list(cluster.score_dataset(ray.data.from_items(articles), **options).iter_rows())


def test_an_article_that_ends_its_process_fails_alone(
    address: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scorer, "from_pretrained", deadly_scorer)
    names = ["1", "deadly", "2", "deadly once", "3"]
    rows = results_of([{"id": name, "text": PASSAGE} for name in names], model=tmp_path)
    assert [row["id"] for row in rows] == names
    assert [row["id"] for row in rows if row["error"]] == ["deadly"]
    assert rows[1]["error"].startswith("WorkerError: article 'deadly': its process ended 2 times")


def test_a_row_that_cannot_be_scored_is_a_row_with_its_error(address: Cluster, model: Path) -> None:
    rows = results_of(FOUR, model=model, device="cpu", precision="fp32")
    assert [row["id"] for row in rows[:3]] == ["001", "empty", "none"] and len(rows[3]["id"]) == 32
    assert [row["error"] and row["error"].partition(":")[0] for row in rows] == [None, "InputError", "InputError", None]
    scorer = Scorer.from_pretrained(model, device="cpu", precision="fp32")
    assert rows[0]["report"] == dumps(scorer.score(Document(**FOUR[0])))
    assert json.loads(rows[1]["report"])["error"]["message"] == "article 'empty': the text is empty"


@pytest.mark.parametrize("kind", Rows)
def test_claims_and_figures_have_the_rows_of_the_other_formats(address: Cluster, model: Path, kind: Rows) -> None:
    scorer = Scorer.from_pretrained(model, device="cpu", precision="fp32")
    articles = [Document(str(number), text) for number, text in enumerate([PASSAGE, "", *AWKWARD_TEXTS])]
    results = zip(articles, scorer.score_batch(articles), strict=True)
    expected = [row for article, result in results for row in rows_of(article, result, kind)]
    rows = results_of([one.to_dict() for one in articles], model=model, device="cpu", precision="fp32", rows=kind)
    assert rows == expected and list(rows[0]) == list(COLUMNS[kind])


def test_articles_without_an_id_are_named_by_what_is_known_of_them() -> None:
    rows = [{"text": PASSAGE}, {"text": PASSAGE, "url": "https://a.example"}, {"text": PASSAGE, "other": 1}]
    first, second, third = (cluster.article_of(row).id for row in rows)
    assert first == third != second


def test_files_are_read_in_order(address: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"text": f"{PASSAGE} {number}"}) for number in range(300)]
    Path("many.jsonl").write_text("\n".join([*lines, "no JSON"]), encoding="utf-8")
    Path("surrogate.json").write_text(json.dumps({"text": "\ud800"}), encoding="utf-8")
    monkeypatch.setattr(Scorer, "from_pretrained", canned_scorer)
    rows = list(cluster.score_dataset(cluster.dataset_of(["many.jsonl", "surrogate.json"])).iter_rows())
    names = [f"many.jsonl:{number + 1}" for number in range(301)]
    assert [row["id"] for row in rows] == [*names, "surrogate.json"]
    assert [row["id"] for row in rows if row["error"]] == [names[-1], "surrogate.json"]


@pytest.mark.usefixtures("few_together")
def test_parquet_goes_in_and_out_in_order(address: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scorer, "from_pretrained", canned_scorer)
    monkeypatch.setattr(cluster, "PART", 10)
    articles = [{"id": f"{number:03}", "text": TEXT if number % 50 else ""} for number in range(150)]
    for start in range(0, 150, 50):
        table = pyarrow.Table.from_pylist(articles[start : start + 50])
        pyarrow.parquet.write_table(table, tmp_path / f"{start:03}.parquet")
    folder = tmp_path / "claims"
    dataset = ray.data.read_parquet(str(tmp_path), num_cpus=0)
    assert cluster.write_parts(cluster.score_dataset(dataset, rows="claims"), folder) == 3
    files = sorted(folder.iterdir())
    tables = [pyarrow.parquet.read_table(file) for file in files]
    assert len(files) > 1 and all(table.schema.equals(tables[0].schema) for table in tables)
    names = [name for table in tables for name in table["article"].to_pylist()]
    assert [name for name, _ in itertools.groupby(names)] == [one["id"] for one in articles]


def test_a_model_that_is_missing_is_said_so(address: Cluster, tmp_path: Path) -> None:
    dataset = ray.data.from_items(FOUR)
    with pytest.raises(ray.exceptions.RayTaskError, match="no model folder at"):
        list(cluster.score_dataset(dataset, model=tmp_path / "nowhere").iter_rows())


def test_unknown_rows_are_refused(address: Cluster) -> None:
    with pytest.raises(ValueError, match="'words' is not a valid Rows"):
        cluster.score_dataset(ray.data.from_items(FOUR), rows="words")


def test_standard_input_is_refused() -> None:
    with pytest.raises(InputError, match="standard input cannot be read with Ray"):
        cluster.dataset_of(["-"])


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match=r"pip install 'attribution\[ray\]'"), cluster.joined("local"):
        pass


@pytest.mark.usefixtures("few_together")
def test_nothing_is_lost_with_a_machine(address: Cluster, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{PASSAGE}This is the report number {number}. {AWKWARD_TEXTS[number % 6]}" for number in range(60)]
    articles = [{"id": f"article {number}", "text": text} for number, text in enumerate(texts)]
    expected = [dumps(result) for result in slow_scorer(str(model)).score_batch(Document(**one) for one in articles)]
    monkeypatch.setattr(Scorer, "from_pretrained", slow_scorer)
    (other,) = address.worker_nodes
    rows = iter(cluster.score_dataset(ray.data.from_items(articles), model=str(model)).iter_rows())
    found = list(itertools.islice(rows, 16))
    address.remove_node(other, allow_graceful=False)
    found += list(rows)
    assert [row["report"] for row in found] == expected
    assert [row["id"] for row in found] == [one["id"] for one in articles]
    assert not any(row["error"] for row in found)


class TestCommand:
    """``attribution score --ray``"""

    @pytest.fixture
    def articles(self, tmp_path: Path) -> Path:
        path = tmp_path / "articles.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in FOUR), encoding="utf-8")
        return path

    def test_it_writes_what_it_writes_without(self, articles: Path, model: Path) -> None:
        command = [sys.executable, "-m", "attribution", "score", articles, "--model", model, "--quiet"]
        command += ["--device", "cpu", "--precision", "fp32"]
        alone, together = (
            subprocess.run([*command, *more], capture_output=True, text=True, encoding="utf-8")
            for more in ([], ["--ray", "local"])
        )
        assert together.returncode == alone.returncode == 1
        assert together.stdout == alone.stdout

    @pytest.mark.usefixtures("ctrl_c_is_heard")
    def test_ctrl_c_keeps_the_lines_that_have_come(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        class Interrupted:
            def iter_rows(self) -> Iterator[dict[str, str | None]]:
                yield {"report": "{}", "error": None}
                yield {"report": "[]", "error": "why"}
                signal.raise_signal(signal.SIGINT)
                yield {"report": "never", "error": None}

        monkeypatch.setattr(cluster, "joined", lambda address: contextlib.nullcontext())
        output = tmp_path / "out.jsonl"
        asked = Asked([], str(output), None, Rows.CLAIMS, Wording.ADMIRALTY, resume=False, strict=False, quiet=True)
        assert score_with_ray(asked, "local", lambda: None, lambda dataset: Interrupted()) == 130  # type: ignore
        assert output.read_text() == "{}\n[]\n"

    def test_parquet_is_a_folder(self, articles: Path, model: Path) -> None:
        command = [sys.executable, "-m", "attribution", "score", articles, "--model", model, "--ray", "local"]
        command += ["--format", "parquet", "--rows", "figures", "-o", articles.parent / "figures"]
        assert subprocess.run(command, capture_output=True).returncode == 1
        table = pyarrow.parquet.read_table(articles.parent / "figures")
        assert table.column_names == list(COLUMNS[Rows.FIGURES])

    @pytest.mark.parametrize(
        "options, message",
        [
            (["--format", "csv"], "--ray writes no csv: choose --format jsonl or parquet"),
            (["--format", "parquet"], "--ray writes parquet into a folder: name one with --output"),
            (["--workers", "none"], "--workers none: expected auto, or a number from 1 on"),
        ],
    )
    def test_what_cannot_be_done_is_said_at_once(self, articles: Path, options: list[str], message: str) -> None:
        result = CliRunner().invoke(app, ["score", str(articles), "--ray", "local", *options])
        assert (result.exit_code, result.stderr) == (2, f"attribution: {message}\n")

    @pytest.mark.parametrize("address", ["nowhere", "127.0.0.1:1", "ray://127.0.0.1:1"])
    def test_an_address_without_a_cluster_is_said_so(self, articles: Path, address: str) -> None:
        began = time.monotonic()
        command = [sys.executable, "-m", "attribution", "score", articles, "--ray", address]
        result = subprocess.run(command, capture_output=True, text=True)
        assert result.returncode == 2
        assert result.stderr.startswith(f"attribution: --ray {address}: no cluster can be reached there")
        assert time.monotonic() - began < 30, "Ray asks again for minutes"
