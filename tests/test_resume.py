"""Work is never lost: what a kill or Ctrl-C leaves is valid, and a resumed run ends with the bytes of a whole one."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import make_report
from tiny import PASSAGE, make_tiny_network
from typer.testing import CliRunner, Result

from attribution import Document, Failure, InputError, ModelError, Report, Scorer, Settings, TrackRecords, dumps
from attribution.cli import app
from attribution.network import Network
from attribution.pipeline import signature_of
from attribution.resume import Done, already_done
from attribution.settings import Flagging

COMMAND = [sys.executable, "-m", "attribution", "score"]
ARTICLES = [Document("001", "Ann spoke."), Document("\ud83d", "Bob spoke."), Document("c", " "), Document("d", "Dan.")]
RESULTS: list[Report | Failure] = [make_report(article) for article in ARTICLES]
RESULTS[2] = Failure("c", "InputError", "the text is empty")
SIGNATURE = make_report().signature
LINES = [(dumps(result) + "\n").encode() for result in RESULTS]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


class TestAlreadyDone:
    @pytest.mark.parametrize("number", range(len(LINES) + 1))
    def test_the_articles_that_have_a_record_are_taken(self, number: int, output: Path) -> None:
        output.write_bytes(b"".join(LINES[:number]))
        articles = iter(ARTICLES)
        assert already_done(output, articles, SIGNATURE) == Done(number, int(number > 2), output.stat().st_size)
        assert list(articles) == ARTICLES[number:]

    def test_an_output_that_is_not_there_holds_nothing(self, output: Path) -> None:
        assert already_done(output, iter(ARTICLES), SIGNATURE) == Done()

    @pytest.mark.parametrize("torn", [LINES[1][:5], LINES[1][:-1], LINES[1][:-9] + b"\n", b"\0" * 9, b"\0\0\n"])
    def test_a_torn_last_line_is_dropped(self, torn: bytes, output: Path) -> None:
        output.write_bytes(LINES[0] + torn)
        articles = iter(ARTICLES)
        assert already_done(output, articles, SIGNATURE) == Done(1, 0, len(LINES[0]))
        assert next(articles) == ARTICLES[1]

    @pytest.mark.parametrize(
        ("written", "message"),
        [
            (b"My notes.", "out.jsonl:1: cannot be resumed: the line is no record of `attribution score`"),
            (b'{"id": "001", "text": "Ann spoke."}\n', "out.jsonl:1: .* no record"),
            (LINES[0] + b"[1]\n", "out.jsonl:2: .* no record"),
            (LINES[0][:-9] + b"\n" + LINES[1], "out.jsonl:1: .* no record"),
            (LINES[1], r"expected the record of article '001', got that of '\\ud83d'; .* in the same order"),
            (LINES[0] + LINES[2], r"out.jsonl:2: .* expected the record of article '\\ud83d', got that of 'c'"),
            (b"".join(LINES) + LINES[0], "out.jsonl:5: .* no more records than articles, got that of '001'"),
            (
                dumps(make_report(Document("001", "Ann wept."))).encode() + b"\n",
                "the text of article '001' has changed since",
            ),
            (
                dumps(make_report(ARTICLES[0], signature="attribution 0.0.0 · model other 7")).encode() + b"\n",
                f"expected the signature '{SIGNATURE}', got 'attribution 0.0.0 · model other 7'; give the model",
            ),
        ],
    )
    def test_what_is_not_the_record_of_its_article_is_refused(self, written: bytes, message: str, output: Path) -> None:
        output.write_bytes(written)
        with pytest.raises(InputError, match=message):
            already_done(output, iter(ARTICLES), SIGNATURE)
        assert output.read_bytes() == written

    def test_an_article_that_can_no_longer_be_read_is_said_so(self, output: Path) -> None:
        output.write_bytes(LINES[0])
        with pytest.raises(InputError, match="article '001' was scored, and now: disk gone"):
            already_done(output, iter([Failure("001", "InputError", "disk gone")]), SIGNATURE)


def test_the_signature_is_told_without_the_network(shipped: Scorer, tmp_path: Path) -> None:
    assert signature_of() == shipped.signature
    (tmp_path / "sources.csv").write_text("name,letter\nReuters,B\n")
    settings = Settings(flagging=Flagging(least=0.3))
    records = TrackRecords.from_csv(tmp_path / "sources.csv")
    assert signature_of(None, settings, records) == Scorer(shipped.network, settings, records).signature
    with pytest.raises(ModelError, match="cannot tell the model's name"):
        signature_of(tmp_path)


# --- the command --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    make_tiny_network().save(folder)
    return folder


def articles_file(path: Path, number: int) -> Path:
    texts = (f"“Pier {i} is closed,” Ana Petrova said." if i % 7 else "" for i in range(number))
    path.write_text("".join(json.dumps({"id": f"{i:03}", "text": text}) + "\n" for i, text in enumerate(texts)))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["score", *map(str, arguments)])


class TestCommand:
    @pytest.fixture
    def given(self, model: Path, tmp_path: Path) -> list[object]:
        return [articles_file(tmp_path / "in.jsonl", 9), "--model", model, "--precision", "fp32", "--workers", "1"]

    def test_wherever_the_file_was_cut_the_bytes_are_those_of_a_whole_run(
        self, given: list[object], output: Path
    ) -> None:
        assert run(*given, "-o", output).exit_code == 1
        whole = output.read_bytes()
        for length in (0, *random.Random(3).sample(range(len(whole)), 8), whole.index(b"\n") + 1, len(whole)):
            output.write_bytes(whole[:length])
            done = run(*given, "-o", output, "--resume")
            assert (done.exit_code, output.read_bytes()) == (1, whole), length

    def test_a_file_that_is_not_there_is_begun(self, given: list[object], output: Path) -> None:
        assert run(*given, "-o", output, "--resume").exit_code == 1
        assert len(output.read_bytes().splitlines()) == 9

    def test_an_output_among_the_inputs_is_gone_on_with(self, given: list[object], output: Path) -> None:
        folder = [output.parent, *given[1:]]
        assert run(*folder, "-o", output).exit_code == 1
        whole = output.read_bytes()
        output.write_bytes(whole[: len(whole) // 2])
        assert run(*folder, "-o", output, "--resume").exit_code == 1
        assert output.read_bytes() == whole

    def test_what_was_there_is_told(self, given: list[object], output: Path) -> None:
        run(*given, "-o", output)
        output.write_bytes(b"".join(output.read_bytes().splitlines(keepends=True)[:8]))
        assert run(*given, "-o", output, "--resume").stderr.endswith(
            "0 failed; 8 articles were there before, 2 failed\n"
        )

    def test_a_complete_file_needs_no_network(
        self, given: list[object], output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(*given, "-o", output)
        monkeypatch.setattr(Network, "load", None)
        done = run(*given, "-o", output, "--resume")
        assert done.exit_code == 1 and "9 articles were there before, 2 failed" in done.stderr

    def test_other_settings_are_refused_and_nothing_is_touched(
        self, given: list[object], output: Path, tmp_path: Path
    ) -> None:
        run(*given, "-o", output)
        before = output.read_bytes()[:-40]
        output.write_bytes(before)
        (tmp_path / "settings.toml").write_text("[flagging]\nleast = 0.3\n")
        done = run(*given, "-o", output, "--resume", "--settings", tmp_path / "settings.toml")
        assert done.exit_code == 2 and "out.jsonl:2: cannot be resumed: expected the signature" in done.stderr
        assert output.read_bytes() == before

    def test_only_a_file_of_json_lines_can_be_gone_on_with(self, given: list[object], output: Path) -> None:
        for options in (["--format", "csv", "-o", output], [], ["-o", "/dev/null"]):
            done = run(*given, *options, "--resume")
            assert (done.exit_code, done.stdout) == (2, "")
            assert "--resume goes on with" in done.stderr


def wait_for(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Until it has happened, or the process has ended."""
    while process.poll() is None and not happened():
        time.sleep(0.002)


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def test_killed_at_ten_random_moments_and_resumed_the_bytes_are_those_of_a_whole_run(
    model: Path, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # of which a small network needs no more
    moments = random.Random(11)
    command = [*COMMAND, articles_file(tmp_path / "in.jsonl", 400), "--model", model, "--precision", "fp32"]
    command += ["--workers", "1", "--quiet", "-o"]
    whole, output = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    start = time.monotonic()
    with subprocess.Popen([*command, whole], cwd=root, text=True) as process:
        wait_for(whole.exists, process)
        begun = time.monotonic()
    starting, writing = begun - start, time.monotonic() - begun
    left = []
    for _ in range(10):
        before = size(output)
        with subprocess.Popen([*command, output, "--resume"], cwd=root, text=True) as process:
            if moments.random() < 0.2:
                time.sleep(moments.uniform(0, starting))
            else:
                wait_for(lambda before=before: size(output) > before, process)  # type: ignore[misc]
                time.sleep(moments.uniform(0, writing / 8))
            process.kill()
        left.append(size(output) > before and process.returncode == -signal.SIGKILL)
    assert left.count(True) >= 3, "too few were killed while they wrote"
    assert subprocess.run([*command, output, "--resume"], cwd=root).returncode == 1
    assert output.read_bytes() == whole.read_bytes()


@pytest.fixture
def real_articles(root: Path, tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes((root / "tests" / "data" / "annotated_articles.jsonl").read_bytes() * 3)
    return path


def is_starting(process: subprocess.Popen[str]) -> bool:
    """Whether PyTorch is being loaded, or processes that will."""
    of_process = Path(f"/proc/{process.pid}")
    children = of_process / "task" / str(process.pid) / "children"
    return "libtorch" in (of_process / "maps").read_text() or bool(children.read_text())


@pytest.mark.usefixtures("ctrl_c_is_heard")
@pytest.mark.parametrize("workers", ["1", "2"])
class TestCtrlC:
    """As a terminal sends it: to all processes of the command. A process that stayed would keep standard error open."""

    def interrupted(
        self, command: list[object], happened: Callable[[subprocess.Popen[str]], bool], root: Path
    ) -> tuple[int, str]:
        with subprocess.Popen(
            list(map(str, command)), cwd=root, text=True, stderr=subprocess.PIPE, process_group=0
        ) as process:
            wait_for(lambda: happened(process), process)
            subprocess.run(["kill", "-s", "INT", "--", f"-{process.pid}"], check=True)
            _, told = process.communicate(timeout=60)
        return process.returncode, told

    def test_what_was_scored_is_there_and_can_be_gone_on_with(
        self, workers: str, real_articles: Path, output: Path, root: Path
    ) -> None:
        command = [*COMMAND, real_articles, "-o", output, "--workers", workers]
        code, told = self.interrupted(command, lambda process: size(output) > 0, root)
        written = output.read_bytes().splitlines(keepends=True)
        assert code == 130 and 0 < len(written) < 108 and all(map(json.loads, written))
        assert told.splitlines()[-1].startswith(f"attribution: interrupted: {output} holds {len(written)} article")
        assert told.endswith("; --resume goes on from there\n") and "Traceback" not in told

    @pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs /proc to see how far a process is")
    def test_before_the_first_article_nothing_is_written(
        self, workers: str, real_articles: Path, output: Path, root: Path
    ) -> None:
        output.write_text("old")
        command = [*COMMAND, real_articles, "-o", output, "--workers", workers]
        assert self.interrupted(command, is_starting, root) == (130, "attribution: interrupted\n")
        assert output.read_text() == "old"

    def test_a_pipe_that_stays_open_is_no_hindrance(self, workers: str, root: Path) -> None:
        article = json.dumps({"id": "a", "text": PASSAGE}) + "\n"
        command = [*COMMAND, "-", "--input-format", "jsonl", "--format", "webannotation", "--workers", workers]
        with subprocess.Popen(
            command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0
        ) as process:
            assert process.stdin and process.stdout and process.stderr
            process.stdin.write(article.encode())
            process.stdin.flush()
            head = process.stdout.readline()
            process.send_signal(signal.SIGINT)
            page = json.loads(head + process.stdout.read())
            assert process.stderr.read().decode().endswith("attribution: interrupted after 1 article\n")
        assert process.returncode == 130 and page["items"]
