"""The command line: data on standard output, everything else on standard error, exit codes as documented."""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pytest
from factories import TEXT, CannedScorer, make_report
from test_matching import MINISTRY, MONITOR
from typer.testing import CliRunner, Result

from attribution import (
    Document,
    Failure,
    ModelError,
    Report,
    Scorer,
    Settings,
    TrackRecords,
    __version__,
    corroborate,
    dumps,
    explain,
    loads,
    read_paths,
)
from attribution.arguments import InputFormat
from attribution.cli import app
from attribution.export import Format, write
from attribution.feed import WAITING
from attribution.read import READERS

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


def interrupt(self: Scorer, article: Document) -> Report:
    """In place of scoring: as Ctrl-C."""
    raise KeyboardInterrupt


def interrupt_at_the_second(score: Callable[[Scorer, Document], Report]) -> Callable[[Scorer, Document], Report]:
    """Scoring that is interrupted over the second article."""
    scores = iter((score, interrupt))
    return lambda scorer, article: next(scores)(scorer, article)


def told(done: Result | subprocess.CompletedProcess[str]) -> str:
    """What a command says on standard error before the summary."""
    said, _ = re.subn(r"attribution: \d+ articles? in [0-9.]+ s \([0-9.]+ a second\), \d+ failed\n\Z", "", done.stderr)
    assert said != done.stderr, "no summary"
    return said


def lines(output: str) -> list[Report | Failure]:
    return [loads(line) for line in output.splitlines()]


@pytest.mark.usefixtures("asked")
class TestScore:
    def test_a_report_a_line_in_input_order(self, article: Path, tmp_path: Path) -> None:
        many = tmp_path / "b.jsonl"
        many.write_text('{"id": "x", "text": "Ann."}\n{"id": "y", "text": "Bob."}\n', encoding="utf-8")
        done = run("score", many, article)
        assert (done.exit_code, told(done)) == (0, "")
        assert [report.id for report in lines(done.stdout)] == ["x", "y", "a.txt"]

    def test_text_is_for_people(self, article: Path) -> None:
        done = run("score", article, "--format", "text")
        assert done.stdout.startswith("a.txt\n=====\nSourcing 0.50 (F3)")

    def test_text_in_the_words_of_a_standard(self, article: Path) -> None:
        done = run("score", article, "--format", "text", "--wording", "icd203")
        assert "Sourcing: moderate confidence." in done.stdout and "very likely" in done.stdout

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

    def test_a_file_has_each_record_as_soon_as_it_is_made(
        self, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        output, found = tmp_path / "out.jsonl", []

        def score(self: Scorer, article: Document) -> Report:
            found.append(output.read_bytes().count(b"\n") if output.exists() else None)
            return make_report(article)

        monkeypatch.setattr(CannedScorer, "score", score)
        assert run("score", article, article, article, "-o", output).exit_code == 0
        assert found == [None, 1, 2]

    def test_what_is_interrupted_before_the_first_record_leaves_the_old_file(
        self, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(CannedScorer, "score", interrupt)
        output = tmp_path / "out.jsonl"
        output.write_text("old", encoding="utf-8")
        done = run("score", article, "-o", output)
        assert (done.exit_code, done.stderr) == (130, "attribution: interrupted\n")
        assert output.read_text(encoding="utf-8") == "old"
        assert len(list(tmp_path.iterdir())) == 2

    def test_a_mistake_leaves_the_old_file(
        self, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*arguments: object) -> Scorer:
            raise ModelError("folder x: no config.json")

        monkeypatch.setattr(Scorer, "from_pretrained", fail)
        output = tmp_path / "out.jsonl"
        output.write_text("old", encoding="utf-8")
        assert run("score", article, "-o", output).exit_code == 2
        assert output.read_text(encoding="utf-8") == "old"

    def test_a_strict_run_stops_at_the_first_failure_which_has_its_record(self, tmp_path: Path) -> None:
        path, output = tmp_path / "b.jsonl", tmp_path / "out.jsonl"
        path.write_text('{"id": "x", "text": "Ann."}\n{"id": "y", "text": " "}\n{"id": "z", "text": "Bob."}\n')
        done = run("score", path, "-o", output, "--strict", "--quiet")
        assert (done.exit_code, done.stderr) == (1, "attribution: article 'y': the text is empty\n")
        assert [report.id for report in lines(output.read_text(encoding="utf-8"))] == ["x", "y"]
        assert run("score", path, "-o", output, "--resume").exit_code == 2  # records of another signature

    def test_a_summary_is_the_last_line_on_standard_error(self, tmp_path: Path) -> None:
        path = tmp_path / "b.jsonl"
        path.write_text('{"id": "x", "text": "Ann."}\n{"id": "y", "text": " "}\n')
        *_, summary = run("score", path).stderr.splitlines()
        assert re.fullmatch(r"attribution: 2 articles in \d+\.\d s \(\d+\.\d a second\), 1 failed", summary)

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

    def test_an_article_in_another_language_is_marked_and_skipped(self, tmp_path: Path) -> None:
        path = tmp_path / "b.jsonl"
        french = "Le ministre a déclaré mardi que douze soldats étaient morts dans l’attaque."
        path.write_text(json.dumps({"id": "fr", "text": french}) + "\n" + json.dumps({"id": "en", "text": TEXT}))
        done = run("score", path)
        skipped, scored = lines(done.stdout)
        assert done.exit_code == 1
        assert isinstance(skipped, Failure) and (skipped.id, skipped.type) == ("fr", "LanguageError")
        assert isinstance(scored, Report) and scored.language == "en"
        assert "its language is 'fr'" in done.stderr and "--any-language" in done.stderr

    def test_a_folder_is_read_and_what_is_passed_over_is_counted(self, article: Path) -> None:
        article.with_name("b.pdf").write_bytes(b"%PDF")
        done = run("score", article.parent)
        assert (done.exit_code, [report.id for report in lines(done.stdout)]) == (0, ["a.txt"])
        assert told(done) == f"attribution: {article.parent}: files of unknown kinds were passed over: 1 .pdf\n"
        assert run("score", article.parent, "--quiet").stderr == ""

    def test_an_earlier_output_in_the_folder_is_no_input(self, article: Path) -> None:
        output = article.with_name("out.jsonl")
        assert run("score", article.parent, "-o", output).exit_code == 0
        again = run("score", article.parent, "-o", output)
        assert again.exit_code == 2 and "out.jsonl: is an input as well" in again.stderr
        assert run("score", article.parent / "*.jsonl", "-o", output).exit_code == 2
        assert run("score", article.parent / "*.txt", "-o", output).exit_code == 0
        output.unlink()
        table = article.with_name("out.csv.txt~")  # of no kind that is read
        for _ in range(2):
            assert run("score", article.parent / "a.txt", article.parent, "-o", table).exit_code == 0

    def test_an_output_is_not_read_as_it_grows(self, article: Path, tmp_path: Path) -> None:
        many = tmp_path / "many.jsonl"
        many.write_text('{"text": "Ann spoke."}\n' * 2 * WAITING)
        folder = tmp_path / "news"
        folder.mkdir()
        article.rename(folder / "z.txt")
        for place in (folder, folder / "*"):
            done = run("score", many, place, "-o", folder / "out.jsonl", "--quiet")
            assert (done.exit_code, len((folder / "out.jsonl").read_text().splitlines())) == (0, 2 * WAITING + 1)
            (folder / "out.jsonl").unlink()

    def test_a_link_to_nowhere_fails_alone(self, article: Path, tmp_path: Path) -> None:
        (tmp_path / "0.txt").symlink_to("nowhere")
        output = tmp_path / "out.jsonl"
        for place in (tmp_path, tmp_path / "*.txt"):
            assert run("score", place, "-o", output, "--quiet").exit_code == (1 if place == tmp_path else 0)
            assert [report.id for report in lines(output.read_text())][-1] == "a.txt"
            output.unlink()

    def test_nothing_is_written_compressed(self, article: Path) -> None:
        done = run("score", article, "-o", article.with_name("out.jsonl.gz"))
        assert done.exit_code == 2 and "what is written is not compressed; leave out .gz" in done.stderr

    def test_columns_and_encoding_can_be_named(self, tmp_path: Path) -> None:
        path = tmp_path / "b.csv"
        path.write_bytes("nr,body\n007,Zoë spoke.\n".encode("cp1252"))
        options = ["--encoding", "cp1252", "--text-column", "body", "--id-column", "nr"]
        assert json.loads(run("read", path, *options).stdout) == {"id": "007", "text": "Zoë spoke."}
        assert [report.id for report in lines(run("score", path, *options).stdout)] == ["007"]

    def test_no_articles_is_no_error(self, tmp_path: Path) -> None:
        path = tmp_path / "b.jsonl"
        path.write_text("\n")
        assert (run("score", path).exit_code, run("score", path).stdout) == (0, "")


@pytest.mark.usefixtures("asked")
class TestFormats:
    @pytest.mark.parametrize("format", [format for format in Format if not format.needs_path])
    def test_what_is_printed_is_what_the_library_writes(self, format: Format, article: Path, tmp_path: Path) -> None:
        document = Document("a.txt", TEXT)
        write([(document, CannedScorer().score(document))], tmp_path / "expected", format)
        done = run("score", article, "--format", format)
        assert (done.exit_code, told(done)) == (0, "")
        expected = (tmp_path / "expected").read_bytes().decode("utf-8")
        assert without_times(done.stdout_bytes.decode("utf-8")) == without_times(expected)

    def test_rows_are_claims_or_figures(self, article: Path) -> None:
        assert run("score", article, "--format", "csv").stdout.splitlines()[0].startswith("article,title")
        assert "c1,s1,Officials in Kyiv" in run("score", article, "--format", "csv", "--rows", "figures").stdout

    def test_parquet_and_brat_need_a_place(self, article: Path, tmp_path: Path) -> None:
        for format, kind in (("parquet", "file"), ("brat", "folder")):
            done = run("score", article, "--format", format)
            assert (done.exit_code, done.stdout) == (2, "")
            assert done.stderr == (
                f"attribution: --format {format} cannot go to standard output: name a {kind} with --output\n"
            )
        assert run("score", article, "--format", "parquet", "-o", tmp_path / "a.parquet").exit_code == 0
        assert pyarrow.parquet.read_table(tmp_path / "a.parquet")["claim"].to_pylist() == ["c1"]
        folder = tmp_path / "brat"
        for code in (0, 2):
            assert run("score", article, "--format", "brat", "-o", folder).exit_code == code
            names = {"a.ann", "a.txt", "annotation.conf", "articles.jsonl"}
            assert {path.name for path in folder.iterdir()} == names
        assert "expected a new or an empty folder" in run("score", article, "--format", "brat", "-o", folder).stderr
        assert "expected the name of a folder" in run("score", article, "--format", "brat", "-o", article).stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "a.txt", "brat"]

    def test_an_empty_folder_is_filled_and_stays_empty_if_interrupted_before_the_first_article(
        self, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "brat"
        folder.mkdir()
        with monkeypatch.context() as patch:
            patch.setattr(CannedScorer, "score", interrupt)
            assert run("score", article, "--format", "brat", "-o", folder).exit_code == 130
        assert not any(folder.iterdir()) and len(list(tmp_path.iterdir())) == 2
        assert run("score", article, "--format", "brat", "-o", folder).exit_code == 0
        assert (folder / "a.ann").is_file()

    @pytest.mark.parametrize("format", Format)
    def test_an_interruption_leaves_what_was_scored_as_a_whole_output(
        self, format: Format, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        expected, output = tmp_path / "expected", tmp_path / "out"
        assert run("score", article, "--format", format, "-o", expected).exit_code == 0
        monkeypatch.setattr(CannedScorer, "score", interrupt_at_the_second(CannedScorer.score))
        done = run("score", article, article.parent / "a.t*", "--format", format, "-o", output)
        resume = "; --resume goes on from there" if format is Format.JSONL else ""
        told = f"attribution: interrupted: {output} holds 1 article{resume}"
        assert (done.exit_code, done.stderr.splitlines()[-1]) == (130, told)
        pairs = [(expected, output)]
        if format is Format.BRAT:
            pairs = [(file, output / file.name) for file in expected.iterdir()]
        for whole, cut in pairs:
            assert without_times(cut.read_text("latin-1")) == without_times(whole.read_text("latin-1"))

    def test_parquet_in_a_folder_is_written_in_parts(self, article: Path, tmp_path: Path) -> None:
        folder = tmp_path / "parts"
        for output in (f"{folder}/", folder):
            assert run("score", article, "--format", "parquet", "-o", output).exit_code == 0
            assert [path.name for path in folder.iterdir()] == ["part-00000.parquet"]
            assert pyarrow.parquet.read_table(folder)["claim"].to_pylist() == ["c1"]
            refused = run("score", article, "--format", "parquet", "-o", output)
            assert refused.exit_code == 2 and "expected a new or an empty folder" in refused.stderr
            (folder / "part-00000.parquet").unlink()

    def test_a_failure_is_told_in_every_format(self, tmp_path: Path) -> None:
        path = tmp_path / "b.jsonl"
        path.write_text('{"id": "z", "text": " "}\n', encoding="utf-8")
        for format in Format:
            place = ["-o", tmp_path / format] if format.needs_path else []
            done = run("score", path, "--format", format, *place)
            assert done.exit_code == 1 and "'z': the text is empty" in done.stderr
            if format is not Format.STIX and not place:
                assert "the text is empty" in done.stdout, format
        assert "the text is empty" in pyarrow.parquet.read_table(tmp_path / "parquet")["error"][0].as_py()
        assert "the text is empty" in (tmp_path / "brat" / "articles.jsonl").read_text(encoding="utf-8")

    def test_a_missing_library_is_said_in_a_line(self, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "stix2", None)
        done = run("score", article, "--format", "stix")
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr == "attribution: STIX needs stix2: pip install 'attribution[stix]'\n"


def without_times(text: str) -> str:
    """The text without the times of its export, which an article without a date has in STIX."""
    return re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "TIME", text)


@pytest.mark.usefixtures("asked")
class TestExplain:
    def test_an_article_is_scored_and_its_words_are_quoted(self, article: Path) -> None:
        done = run("explain", article, "--claim", "c1")
        assert (done.exit_code, done.stderr) == (0, "")
        assert done.stdout == explain(CannedScorer().score(Document("a.txt", TEXT)), "c1", TEXT)
        assert "not named: “Officials in Kyiv”" in done.stdout

    def test_a_report_is_explained_without_its_text(self, tmp_path: Path) -> None:
        path = tmp_path / "reports.jsonl"
        path.write_text(dumps(CannedScorer().score(Document("a", TEXT))) + "\n", encoding="utf-8")
        done = run("explain", path, "--claim", "c1")
        assert "    not named\n" in done.stdout and "“" not in done.stdout
        assert run("explain", path).stdout.startswith("a\n=\nSourcing 0.50 (F3)")
        assert run("explain", "-", "--claim", "c1", stdin=path.read_text(encoding="utf-8")).stdout == done.stdout

    def test_one_article_of_a_file_is_chosen_by_its_id(self, tmp_path: Path) -> None:
        path = tmp_path / "b.jsonl"
        path.write_text("".join(json.dumps({"id": id, "text": TEXT}) + "\n" for id in "xy") + "nonsense\n")
        assert run("explain", path, "--article", "y").stdout.startswith("y\n")
        for arguments, message in (
            ([], "expected one article, got several; choose with --article: x, y, b.jsonl:3"),
            (["--article", "z"], "no article with the id 'z'"),
            (["--article", "b.jsonl:3"], "expected one JSON object on the line"),
            (["--article", "x", "--claim", "c7"], "article 'x' has no claim 'c7'; its claims: c1"),
        ):
            done = run("explain", path, *arguments)
            assert (done.exit_code, done.stdout) == (2, "") and message in done.stderr


@pytest.mark.parametrize("command", ["explain", "corroborate"])
def test_what_is_scored_on_the_way_is_scored_by_the_options(
    command: str, asked: list[tuple[object, ...]], tmp_path: Path
) -> None:
    path, table = tmp_path / "a.jsonl", tmp_path / "sources.csv"
    path.write_text(json.dumps({"id": "x", "text": TEXT}) + "\n")
    table.write_text("name,letter\nReuters,B\n")
    assert run(command, path, "--model", tmp_path, "--sources", table, "--any-language").exit_code == 0
    assert asked == [(tmp_path, "auto", "auto", Settings(), TrackRecords.from_csv(table), True)]


def test_options_reach_the_library(asked: list[tuple[object, ...]], article: Path, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text("[flagging]\nleast = 0.3\n")
    table = tmp_path / "sources.csv"
    table.write_text("name,letter\nReuters,B\n")
    options = ["--model", tmp_path, "--device", "cuda:1", "--precision", "fp32", "--batch-size", 3, "--settings", file]
    options += ["--workers", 1]
    options += ["--sources", table, "--any-language"]
    assert run("score", article, *options).exit_code == 0
    ((model, device, precision, settings, records, any_language),) = asked
    assert (model, device, precision, any_language) == (tmp_path, "cuda:1", "fp32", True)
    assert records == TrackRecords.from_csv(table)
    assert isinstance(settings, Settings)
    assert (settings.flagging.least, settings.reading.batch) == (0.3, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["score"], "Missing argument"),
        (["score", "nowhere.txt"], "nowhere.txt: no such file"),
        (["score", "pyproject.toml"], "unknown kind of file; known endings: .txt, .html"),
        (
            ["score", "attribution/grammar"],
            "attribution/grammar: no file of a known kind there; known endings: .txt, .html",
        ),
        (["score", "news/*.txt"], "news/*.txt: no file of a known kind there"),
        (["score", "-", "--encoding", "klingon"], "unknown encoding 'klingon'"),
        (["score", "-", "--input-format", "docx"], "'docx'"),
        (["score", "README.txt", "--format", "xml"], "'xml'"),
        (["score", "-", "--batch-size", "0"], "--batch-size"),
        (["score", "-", "--workers", "0"], "--workers 0: expected auto, or a number from 1 on"),
        (["score", "-", "--workers", "some"], "--workers some: expected auto, or a number from 1 on"),
        (["score", "-", "--settings", "nowhere.toml"], "settings file nowhere.toml"),
        (["score", "-", "--sources", "nowhere.csv"], "nowhere.csv: expected a CSV table in UTF-8"),
        (["score", "-", "--wording", "nato"], "'nato'"),
        (["score", "-", "--wording", "phia", "--format", "jsonl"], "--wording phia is of the text view"),
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
    assert needed < 10 * least  # 4 to 6 times; with PyTorch it would be some thirty times


def test_help_names_every_option() -> None:
    shown = run("score", "--help").stdout
    for option in (
        "output",
        "resume",
        "strict",
        "format",
        "rows",
        "input-format",
        "model",
        "device",
        "precision",
        "batch-size",
        "workers",
        "settings",
        "sources",
        "wording",
        "quiet",
        "encoding",
        "text-column",
        "id-column",
        "any-language",
    ):
        assert f"--{option}" in shown


def test_the_formats_of_standard_input_are_those_of_the_library() -> None:
    assert set(InputFormat) == {"auto", *READERS} - {"htm"}


class TestRead:
    def test_what_is_written_can_be_read_again(self, article: Path, tmp_path: Path) -> None:
        output = tmp_path / "out.jsonl"
        assert run("read", article, "-o", output).exit_code == 0
        assert list(read_paths([output])) == list(read_paths([article])) == [Document("a.txt", TEXT)]

    def test_what_cannot_be_read_has_a_record(self) -> None:
        done = run("read", "-", "--input-format", "jsonl", stdin="{}\n")
        assert done.exit_code == 1 and isinstance(lines(done.stdout)[0], Failure)
        assert "no 'text' among the fields (none)" in done.stderr
        assert run("read", "-", "--quiet", "--input-format", "jsonl", stdin="{}\n").stderr == ""


# --- the real command ---------------------------------------------------------------------------


def test_the_command_scores_the_example(root: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "score", "examples/north_korea_troops.txt"], cwd=root, capture_output=True, text=True, check=True
    )
    (report,) = (json.loads(line) for line in done.stdout.splitlines())
    assert report["id"] == "north_korea_troops.txt"
    assert told(done) == ""


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

    def test_a_folder_is_read_twice_and_what_is_passed_over_is_told_once(self, reports: Path) -> None:
        folder, output = reports.parent, reports.parent / "checked.txt"
        done = run("corroborate", folder, "-o", output)
        assert (done.exit_code, done.stderr) == (0, "")
        assert lines(output.read_text(encoding="utf-8")) == list(corroborate([MINISTRY, MONITOR]))
        done = run("corroborate", f"{folder}/*")
        assert done.stderr == f"attribution: {folder}/*: files of unknown kinds were passed over: 1 .txt\n"
        assert run("corroborate", folder, "-o", reports).exit_code == 2

    def test_standard_input_may_be_compressed(self, reports: Path) -> None:
        done = run("corroborate", "-", stdin=gzip.compress(reports.read_bytes()))
        assert lines(done.stdout) == list(corroborate([MINISTRY, MONITOR]))

    def test_a_pipe_with_a_name_is_refused(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.jsonl")
        assert "a pipe can be read only once" in run("corroborate", tmp_path / "pipe.jsonl").stderr

    def test_an_article_among_the_reports_is_scored_first(self, reports: Path) -> None:
        more = json.dumps({"id": "z", "text": TEXT})
        done = run("corroborate", reports, "-", stdin=more)
        assert [report.id for report in lines(done.stdout)] == ["a", "b", "z"]

    def test_a_record_that_cannot_be_used_stays_in_its_place(self, reports: Path) -> None:
        done = run("corroborate", "-", reports, stdin="{}\n" + dumps(MINISTRY) + "\n")
        first, second, third, _ = lines(done.stdout)
        assert done.exit_code == 1 and isinstance(first, Failure) and isinstance(second, Report)
        assert isinstance(third, Failure) and third.message == "a: an article of this collection has this id already"
        assert "no 'text' among the fields (none)" in done.stderr

    def test_a_failure_leaves_its_id_to_a_later_report(self, reports: Path) -> None:
        failed = Failure("a", "InputError", "the text is empty")
        done = run("corroborate", "-", reports, stdin=dumps(failed) + "\n")
        assert lines(done.stdout) == [failed, *corroborate([MINISTRY, MONITOR])]
        assert (done.exit_code, done.stderr) == (1, "attribution: the text is empty\n")

    def test_standard_input_is_read_between_files(self, reports: Path) -> None:
        third = dataclasses.replace(MONITOR, id="c")
        done = run("corroborate", reports, "-", stdin=dumps(third) + "\n")
        assert lines(done.stdout) == list(corroborate([MINISTRY, MONITOR, third]))

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
        assert "unknown kind of file; known endings: .jsonl, each also with .gz" in run("corroborate", text).stderr
