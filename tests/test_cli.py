"""The command line: data on standard output, everything else on standard error, exit codes as documented."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from factories import TEXT, CannedScorer
from test_matching import MINISTRY, MONITOR
from typer.testing import CliRunner, Result

from attribution import (
    Document,
    Failure,
    ModelError,
    Report,
    Scorer,
    Settings,
    __version__,
    corroborate,
    dumps,
    loads,
)
from attribution.cli import app

COMMAND = [sys.executable, "-m", "attribution"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """The command runs without a network; the list gets what each scorer was made with."""
    calls: list[tuple[object, ...]] = []

    def from_pretrained(*arguments: object) -> Scorer:
        calls.append(arguments)
        return CannedScorer()

    monkeypatch.setattr(Scorer, "from_pretrained", from_pretrained)
    return calls


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def lines(output: str) -> list[Report | Failure]:
    return [loads(line) for line in output.splitlines()]


@pytest.mark.usefixtures("asked")
class TestScore:
    def test_a_report_a_line_in_input_order(self, article: Path, tmp_path: Path) -> None:
        many = tmp_path / "b.jsonl"
        many.write_text('{"id": "x", "text": "Ann."}\n{"id": "y", "text": "Bob."}\n', encoding="utf-8")
        done = run("score", many, article)
        assert (done.exit_code, done.stderr) == (0, "")
        assert [report.id for report in lines(done.stdout)] == ["x", "y", "a.txt"]

    def test_text_is_for_people(self, article: Path) -> None:
        done = run("score", article, "--format", "text")
        assert done.stdout.startswith("a.txt\n=====\nSourcing 0.50 (F3)")

    def test_standard_input(self) -> None:
        assert lines(run("score", "-", stdin=TEXT).stdout)[0].id == "stdin"
        assert lines(run("score", "-", stdin='{"id": "x", "text": "Ann."}').stdout)[0].id == "x"
        assert lines(run("score", "-", "--input-format", "txt", stdin='{"text": "Ann."}').stdout)[0].id == "stdin"

    def test_an_article_that_fails_has_a_record_and_the_others_are_scored(self, tmp_path: Path) -> None:
        path = tmp_path / "b.jsonl"
        path.write_text('{"id": "x", "text": "Ann."}\nnonsense\n{"id": "z", "text": " "}\n{"text": "Bob."}\n')
        done = run("score", path)
        assert done.exit_code == 1
        first, bad, empty, last = lines(done.stdout)
        assert isinstance(first, Report) and isinstance(last, Report)
        assert isinstance(bad, Failure) and bad.id == "b.jsonl:2"
        assert isinstance(empty, Failure) and empty.id == "z"
        assert "b.jsonl:2: expected one JSON object" in done.stderr and "'z': the text is empty" in done.stderr
        assert run("score", path, "--quiet").stderr == ""
        assert "Could not be scored: article 'z'" in run("score", path, "--format", "text").stdout

    def test_a_file_gets_the_output_and_standard_output_nothing(self, article: Path, tmp_path: Path) -> None:
        output = tmp_path / "out.jsonl"
        output.write_text("old", encoding="utf-8")
        done = run("score", article, "-o", output)
        assert (done.exit_code, done.stdout) == (0, "")
        assert lines(output.read_text(encoding="utf-8"))[0].id == "a.txt"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "out.jsonl"]
        assert output.stat().st_mode & 0o044 == 0o044

    def test_a_minus_is_standard_output(self, article: Path) -> None:
        assert lines(run("score", article, "-o", "-").stdout)

    def test_a_device_is_written_to_and_not_replaced(self, article: Path) -> None:
        assert run("score", article, "-o", os.devnull).exit_code == 0
        assert not Path(os.devnull).is_file()

    def test_what_is_interrupted_leaves_the_old_file(
        self, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(self: Scorer, article: Document) -> Report:
            raise KeyboardInterrupt

        monkeypatch.setattr(CannedScorer, "score", interrupt)
        output = tmp_path / "out.jsonl"
        output.write_text("old", encoding="utf-8")
        done = run("score", article, "-o", output)
        assert (done.exit_code, done.stderr) == (130, "attribution: interrupted\n")
        assert output.read_text(encoding="utf-8") == "old"
        assert len(list(tmp_path.iterdir())) == 2

    def test_an_input_is_never_overwritten(self, article: Path) -> None:
        done = run("score", article, "-o", article)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "is an input as well" in done.stderr
        assert article.read_text(encoding="utf-8") == TEXT

    def test_no_encoding_of_the_terminal_stops_it(self, tmp_path: Path) -> None:
        path = tmp_path / "b.jsonl"
        path.write_text(r'{"id": "\ud83d", "text": "Ann."}' + "\n" + r'{"id": "🙂", "text": "Ann."}', encoding="utf-8")
        assert [report.id for report in lines(run("score", path).stdout)] == ["\ud83d", "🙂"]
        assert r"\ud83d" in run("score", path, "--format", "text").stdout

    def test_no_articles_is_no_error(self, tmp_path: Path) -> None:
        path = tmp_path / "b.jsonl"
        path.write_text("\n")
        assert (run("score", path).exit_code, run("score", path).stdout) == (0, "")


def test_options_reach_the_library(asked: list[tuple[object, ...]], article: Path, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text("[flagging]\nleast = 0.3\n")
    options = ["--model", tmp_path, "--device", "cuda:1", "--precision", "fp32", "--batch-size", 3, "--settings", file]
    assert run("score", article, *options).exit_code == 0
    ((model, device, precision, settings),) = asked
    assert (model, device, precision) == (tmp_path, "cuda:1", "fp32")
    assert isinstance(settings, Settings)
    assert (settings.flagging.least, settings.reading.batch) == (0.3, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["score"], "Missing argument"),
        (["score", "nowhere.txt"], "nowhere.txt: no such file"),
        (["score", "pyproject.toml"], "unknown kind of file; known endings: .txt, .jsonl"),
        (["score", "examples"], "examples is a folder: name the files in it"),
        (["score", "README.txt", "--format", "xml"], "'xml'"),
        (["score", "-", "--batch-size", "0"], "--batch-size"),
        (["score", "-", "--settings", "nowhere.toml"], "settings file nowhere.toml"),
        (["score", "-", "-o", "nowhere/out.jsonl"], "nowhere/out.jsonl: expected the name of a file"),
        (["score", "-", "--model", "nowhere"], "nowhere"),
        (["scores"], "No such command"),
        (["--nonsense"], "No such option"),
    ],
)
def test_a_mistake_is_a_usage_error(
    arguments: list[str], message: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    done = run(*arguments, stdin=TEXT)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_model_folder_is_said_in_a_line(article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> Scorer:
        raise ModelError("folder x: no config.json")

    monkeypatch.setattr(Scorer, "from_pretrained", fail)
    done = run("score", article)
    assert (done.exit_code, done.stderr) == (2, "attribution: folder x: no config.json\n")


def test_version() -> None:
    assert run("--version").stdout == f"attribution {__version__}\n"


def processor_seconds(code: str) -> tuple[float, str]:
    """(what a Python process needs of the processor, what it writes to standard error)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["score", "--help"], ["--version"], ["score", "nowhere.txt"]])
def test_help_and_mistakes_load_no_pytorch_and_are_quick(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom attribution.cli import main\n"
        f"sys.argv = ['attribution', *{arguments!r}]\n"
        "try: main()\nfinally: print('torch' in sys.modules, file=sys.stderr)"
    )
    least, _ = processor_seconds("import typer, dataclasses, json, re")  # seconds depend on how busy the machine is
    needed, told = processor_seconds(code)
    assert told.endswith("False\n")
    assert needed < 6 * least


def test_help_names_every_option() -> None:
    shown = run("score", "--help").stdout
    for option in (
        "output",
        "format",
        "input-format",
        "model",
        "device",
        "precision",
        "batch-size",
        "settings",
        "quiet",
    ):
        assert f"--{option}" in shown


# --- the real command ---------------------------------------------------------------------------


def test_the_command_scores_the_example(root: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "score", "examples/north_korea_troops.txt"], cwd=root, capture_output=True, text=True, check=True
    )
    (report,) = (json.loads(line) for line in done.stdout.splitlines())
    assert report["id"] == "north_korea_troops.txt"
    assert done.stderr == ""


def test_a_reader_that_stops_early_is_no_error(root: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text((root / "examples" / "articles.jsonl").read_text(encoding="utf-8") * 20, encoding="utf-8")
    with subprocess.Popen(
        [*COMMAND, "score", many], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.usefixtures("asked")
class TestCorroborate:
    @pytest.fixture
    def reports(self, tmp_path: Path) -> Path:
        path = tmp_path / "reports.jsonl"
        path.write_text("".join(dumps(report) + "\n" for report in (MINISTRY, MONITOR)), encoding="utf-8")
        return path

    def test_the_same_reports_brought_up_to_date_from_one_another(self, reports: Path, tmp_path: Path) -> None:
        quantities = tmp_path / "q.jsonl"
        done = run("corroborate", reports, "--quantities", quantities)
        assert (done.exit_code, done.stderr) == (0, "")
        assert lines(done.stdout) == list(corroborate([MINISTRY, MONITOR]))
        (quantity,) = map(json.loads, quantities.read_text(encoding="utf-8").splitlines())
        assert list(quantity) == ["quantity", "unit", "kind", "status", "origins", "evolving", "mentions"]
        assert [mention["document"] for mention in quantity["mentions"]] == ["a", "b"]

    def test_an_article_among_the_reports_is_scored_first(self, reports: Path) -> None:
        more = json.dumps({"id": "z", "text": TEXT})
        done = run("corroborate", reports, "-", stdin=more)
        assert [report.id for report in lines(done.stdout)] == ["a", "b", "z"]

    def test_a_record_that_cannot_be_used_stays_in_its_place(self, reports: Path) -> None:
        done = run("corroborate", "-", reports, stdin="{}\n" + dumps(MINISTRY) + "\n")
        first, second, third, _ = lines(done.stdout)
        assert done.exit_code == 1 and isinstance(first, Failure) and isinstance(second, Report)
        assert isinstance(third, Failure) and third.message == "a: an article of this collection has this id already"
        assert "expected a string in 'text', got nothing" in done.stderr

    def test_a_store_remembers_and_answers(self, reports: Path, tmp_path: Path) -> None:
        store = tmp_path / "news.duckdb"
        one, other = (line + "\n" for line in reports.read_text(encoding="utf-8").splitlines())
        assert run("corroborate", "-", "--store", store, stdin=one).exit_code == 0
        done = run("corroborate", "-", "--store", store, stdin=other)
        assert [report.id for report in lines(done.stdout)] == ["b"]
        asked = run("query", store, "SELECT article, status FROM figures ORDER BY article")
        assert asked.stdout == "article\tstatus\na\tcorroborated\nb\tcorroborated\n"

    def test_mistakes_are_named(self, tmp_path: Path) -> None:
        missing = run("query", tmp_path / "none.duckdb", "SELECT 1")
        assert (missing.exit_code, missing.stdout) == (2, "") and "none.duckdb: no such file" in missing.stderr
        text = tmp_path / "a.txt"
        text.write_text(TEXT, encoding="utf-8")
        assert "unknown kind of file; known endings: .jsonl, .jsonl.gz" in run("corroborate", text).stderr
