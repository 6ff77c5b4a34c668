"""The command line: the library's twin. Parse, check, one library call, print.

Data goes to standard output, everything else to standard error. PyTorch is loaded only when there is something to
score, so that help and mistakes are answered at once.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import functools
import io
import math
import os
import stat
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer

from .collection import Collection
from .corroboration import Comparison, compared
from .datatypes import Document, Failure, Report
from .errors import AttributionError, InputError
from .feed import Article, Readahead
from .pipeline import Scorer, updated
from .read import STDIN, ReportFiles, read_paths
from .report import to_text
from .serialize import dumps
from .settings import Settings
from .spool import Spool
from .version import __version__
from .workers import cores, score_apart

SOME_FAILED, USAGE, INTERRUPTED = 1, 2, 130
WORTH_SHARING = 100_000  # bytes: some thirty articles
ScoreBatch = Callable[[Iterable[Article]], Iterator[Report | Failure]]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    JSONL = "jsonl"
    TEXT = "text"


class InputFormat(StrEnum):
    AUTO = "auto"
    TXT = "txt"
    JSONL = "jsonl"


class Precision(StrEnum):
    AUTO = "auto"
    FP32 = "fp32"
    BF16 = "bf16"


def main() -> None:
    """The console command. Exit codes: 0; 1 some articles failed; 2 usage; 130 interrupted."""
    app(prog_name="attribution")


def _print_version(asked: bool) -> None:
    if asked:
        print(f"attribution {__version__}")
        raise typer.Exit()


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Who says what in a news article: claims, sources, figures, and how well each is sourced."""


@app.command(
    epilog="Exit codes: 0 all scored; 1 some articles failed, each has an error record in the output; "
    "2 wrong usage, a missing file or model; 130 interrupted."
)
def score(
    paths: Annotated[
        list[str], typer.Argument(help="Files .txt, .jsonl, .jsonl.gz; - is standard input.", metavar="PATHS")
    ],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file, once all is done.")] = None,
    format: Annotated[
        Format | None,
        typer.Option(help="Default: text for a terminal, jsonl for a file or a pipe.", show_default=False),
    ] = None,
    input_format: Annotated[InputFormat, typer.Option(help="What standard input holds.")] = InputFormat.AUTO,
    model: Annotated[Path | None, typer.Option(help="Model folder.  [default: the one of the package]")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1, …")] = "auto",
    precision: Annotated[Precision, typer.Option(help="Of the network's arithmetic.")] = Precision.AUTO,
    batch_size: Annotated[
        int | None, typer.Option(min=1, help="Windows of text that the network reads at once.", show_default=False)
    ] = None,
    workers: Annotated[
        str, typer.Option(help="Processes that share the work; auto: one a core where there is work for them.")
    ] = "auto",
    settings: Annotated[Path | None, typer.Option(help="TOML file with other weights and thresholds.")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no warnings.")] = False,
) -> None:
    """Score articles: who says what, what kind of source that is, and which figures nothing supports.

    A .jsonl file holds one article a line: "text", and where known "id", "title", "publisher", "published", "url".
    """
    with _exit_codes():
        articles = read_paths(paths, input_format)
        target = None if output is None or str(output) == STDIN else output
        _check_output(target, paths)
        with _sink(target) as sink:
            score_batch = _shared(_scorer(model, device, precision, settings, batch_size), workers, paths)
            failed = _score_all(score_batch, articles, _format(format, sink), sink, quiet)
    raise typer.Exit(SOME_FAILED if failed else 0)


@app.command(
    epilog="Exit codes: 0 all done; 1 some articles failed, each has an error record in the output; "
    "2 wrong usage, a missing file, model or store; 130 interrupted."
)
def corroborate(
    paths: Annotated[
        list[str],
        typer.Argument(help="Files of reports, .jsonl, .jsonl.gz; - is standard input.", metavar="PATHS"),
    ],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file, once all is done.")] = None,
    quantities: Annotated[
        Path | None, typer.Option(help="Write what the figures measure, one quantity a line.")
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="DuckDB file of earlier articles, which these are added to.")
    ] = None,
    model: Annotated[Path | None, typer.Option(help="Model folder, for articles not scored yet.")] = None,
    settings: Annotated[Path | None, typer.Option(help="TOML file with other weights and thresholds.")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no warnings.")] = False,
) -> None:
    """Check figures across articles: which rest on one origin, which others support, which conflict.

    Reads what `attribution score` writes; a line that holds an article instead is scored first. Writes the same
    reports with what all articles given, and those of the store, say about each figure.
    """
    with _exit_codes():
        chosen = Settings() if settings is None else Settings.from_toml(settings)
        for target in (output, quantities):
            _check_output(target, paths)
        scorer = functools.partial(Scorer.from_pretrained, model, "auto", "auto", chosen)
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as made:
            results = Collection(ReportFiles(paths, stdin), scorer, Spool(made))
            comparison = _compared(results, store, chosen)
            with _sink(output) as sink:
                failed = 0
                for result in results:
                    sink.write(dumps(updated(result, comparison) if isinstance(result, Report) else result) + "\n")
                    if isinstance(result, Failure):
                        failed += 1
                        if not quiet:
                            _say(result.message)
        if quantities is not None:
            with _sink(quantities) as sink:
                sink.writelines(dumps(quantity) + "\n" for quantity in comparison.quantities)
    raise typer.Exit(SOME_FAILED if failed else 0)


@app.command(epilog="Exit codes: 0 answered; 2 wrong usage, no such store, or a look-up that DuckDB refuses.")
def query(
    store: Annotated[Path, typer.Argument(help="DuckDB file written by `attribution corroborate --store`.")],
    sql: Annotated[str, typer.Argument(help="One look-up in SQL; `SHOW TABLES` names tables and views.")],
) -> None:
    """Ask a store a question in SQL; the answer is written as tab separated values with a line of names."""
    with _exit_codes():
        from .store import Store

        if not store.is_file():
            raise InputError(f"{store}: no such file")
        with Store(store, read_only=True) as opened:
            names, rows = opened.query(sql)
        with _sink(None) as sink:
            writer = csv.writer(sink, dialect="excel-tab", lineterminator="\n")
            writer.writerow(names)
            writer.writerows(rows)


@app.command(epilog="Exit codes: 0 measured; 2 wrong usage, a missing model or device.")
def benchmark(
    model: Annotated[Path | None, typer.Option(help="Model folder.  [default: the one of the package]")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1, …")] = "auto",
    precision: Annotated[Precision, typer.Option(help="Of the network's arithmetic.")] = Precision.AUTO,
    articles: Annotated[int, typer.Option(min=2, help="How many are scored in a round.")] = 16,
) -> None:
    """Measure how fast one process scores on this machine: about half a minute, on the articles of the package.

    The encoder alone, on the same text, and the machine's best matrix product tell what could be reached.
    """
    with _exit_codes():
        from .benchmark import benchmark as measured

        facts = measured(Scorer.from_pretrained(model, device, precision), articles)
        with _sink(None) as sink:
            sink.writelines(f"{name}\t{value}\n" for name, value in facts.items())


def _compared(results: Collection, store: Path | None, settings: Settings) -> Comparison:
    """What the reports say about one another; with a store, which is brought up to date, all that are then in it."""
    reports = (result for result in results if isinstance(result, Report))
    if store is None:
        return compared(reports, settings)
    from .store import Store

    with Store(store, settings) as opened:
        return opened.add(reports)


def _scorer(
    model: Path | None, device: str, precision: str, settings: Path | None, batch_size: int | None
) -> Callable[[], Scorer]:
    """What makes the library's scorer by the command's options; settings are checked before PyTorch is loaded."""
    chosen = Settings() if settings is None else Settings.from_toml(settings)
    if batch_size is not None:
        chosen = dataclasses.replace(
            chosen, reading=dataclasses.replace(chosen.reading, batch=batch_size, gpu_batch=batch_size)
        )
    return functools.partial(Scorer.from_pretrained, model, device, precision, chosen)


def _shared(make: Callable[[], Scorer], workers: str, paths: list[str]) -> ScoreBatch:
    """Scoring by this process or several; "auto": one a core, if the input is long enough to pay for starting them."""
    if workers != "auto" and not (workers.isdecimal() and int(workers)):
        raise InputError(f"--workers {workers}: expected auto, or a number from 1 on")
    number = int(workers) if workers != "auto" else cores() if sum(map(_size, paths)) >= WORTH_SHARING else 1
    return make().score_batch if number == 1 else functools.partial(score_apart, make, workers=number)


def _size(path: str) -> float:
    """Bytes of a file; nobody knows how many come out of a pipe."""
    try:
        found = os.fstat(sys.stdin.fileno()) if path == STDIN else Path(path).stat()
    except (OSError, ValueError):  # standard input that is no file of the system
        return 0
    return math.inf if stat.S_ISFIFO(found.st_mode) else found.st_size


def _score_all(
    score_batch: ScoreBatch, articles: Iterator[Document | Failure], format: Format, sink: TextIO, quiet: bool
) -> int:
    """Write a record for each article as soon as it is there; the number of those that failed."""
    from tqdm import tqdm

    failed = 0
    unanswered: deque[Article] = deque()

    def asked() -> Iterator[Article]:
        for article in articles:
            unanswered.append(article)
            yield article

    results = ((unanswered.popleft(), result) for result in score_batch(Readahead(asked())))
    hidden = True if quiet or sink.isatty() else None  # None: shown on a terminal only
    for article, result in tqdm(results, unit=" articles", disable=hidden):
        sink.write(_record(article, result, format))
        sink.flush()
        if isinstance(result, Failure):
            failed += 1
            if not quiet:
                tqdm.write(f"attribution: {result.message}", file=sys.stderr)
    return failed


def _record(article: Article, result: Report | Failure, format: Format) -> str:
    if format is Format.JSONL:
        return dumps(result) + "\n"
    return to_text(result, article.text if isinstance(article, Document) else "") + "\n"


def _format(asked: Format | None, sink: TextIO) -> Format:
    return asked or (Format.TEXT if sink.isatty() else Format.JSONL)


def _check_output(output: Path | None, paths: list[str]) -> None:
    """Raise InputError for an output that cannot be a file, or that would replace one of the inputs."""
    if output is None:
        return
    if output.is_dir() or not output.parent.is_dir():
        raise InputError(f"{output}: expected the name of a file in a folder that exists")
    if output.exists() and any(path != STDIN and output.samefile(path) for path in paths):
        raise InputError(f"{output}: is an input as well; choose another name")


@contextlib.contextmanager
def _sink(output: Path | None) -> Iterator[TextIO]:
    """Where records go. A file appears under its name only when it is complete."""
    if output is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        yield sys.stdout
        return
    final = output.resolve()
    device = final.exists() and not final.is_file()  # a pipe or /dev/null must not be replaced by a file
    part = final if device else final.with_name(f".attribution-{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            yield stream
        if not device:
            part.replace(final)
    finally:
        if not device:
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def _exit_codes() -> Iterator[None]:
    """What went wrong, as one line on standard error and an exit code."""
    try:
        yield
    except BrokenPipeError:  # the reader has seen enough, as `| head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        _say("interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except (AttributionError, OSError) as error:
        _say(str(error))
        raise typer.Exit(USAGE) from None


def _say(message: str) -> None:
    print(f"attribution: {message}", file=sys.stderr)
