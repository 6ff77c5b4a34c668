"""The command line: the library's twin. Parse, check, one library call, print.

Data goes to standard output, everything else to standard error. PyTorch is loaded only when there is something to
score, so that help and mistakes are answered at once.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import io
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer

from .datatypes import Document, Failure, Report
from .errors import AttributionError, InputError
from .pipeline import Scorer
from .pipeline import corroborate as cross_check
from .read import STDIN, read_paths, read_reports, stands_for
from .report import to_text
from .serialize import dumps
from .settings import Settings
from .version import __version__

SOME_FAILED, USAGE, INTERRUPTED = 1, 2, 130

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
    HTML = "html"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"
    NINJS = "ninjs"


class Precision(StrEnum):
    AUTO = "auto"
    FP32 = "fp32"
    BF16 = "bf16"


Articles = Annotated[
    list[str],
    typer.Argument(
        help="Files .txt .html .jsonl .json .csv .tsv .parquet .ninjs, each also .gz; folders, with the folders in "
        "them; globs in quotation marks; - is standard input.",
        metavar="PATHS",
    ),
]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file, once all is done.")]
Piped = Annotated[InputFormat, typer.Option(help="What standard input holds; auto: by how it begins.")]
Encoding = Annotated[
    str | None, typer.Option(help="Of text without a byte order mark, as in cp1252.  [default: utf-8]")
]
TextColumn = Annotated[str | None, typer.Option(help="Column or field that holds the text.  [default: text]")]
IdColumn = Annotated[str | None, typer.Option(help="Column or field that holds the id.  [default: id]")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no warnings.")]


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
    paths: Articles,
    output: Output = None,
    format: Annotated[
        Format | None,
        typer.Option(help="Default: text for a terminal, jsonl for a file or a pipe.", show_default=False),
    ] = None,
    input_format: Piped = InputFormat.AUTO,
    encoding: Encoding = None,
    text_column: TextColumn = None,
    id_column: IdColumn = None,
    any_language: Annotated[bool, typer.Option("--any-language", help="Score what is not in English too.")] = False,
    model: Annotated[Path | None, typer.Option(help="Model folder.  [default: the one of the package]")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1, …")] = "auto",
    precision: Annotated[Precision, typer.Option(help="Of the network's arithmetic.")] = Precision.AUTO,
    batch_size: Annotated[
        int | None, typer.Option(min=1, help="Windows of text that the network reads at once.", show_default=False)
    ] = None,
    settings: Annotated[Path | None, typer.Option(help="TOML file with other weights and thresholds.")] = None,
    quiet: Quiet = False,
) -> None:
    """Score articles: who says what, what kind of source that is, and which figures nothing supports.

    A line of .jsonl or a row of a table is an article: "text", and where known "id", "title", "publisher",
    "published", "url", "language". What is not in English gets an error record of the type LanguageError.
    """
    with _exit_codes():
        articles = read_paths(
            paths, input_format, encoding=encoding, text_column=text_column, id_column=id_column, note=_note(quiet)
        )
        target = _target(output, paths)
        with _sink(target) as sink:
            scorer = _scorer(model, device, precision, settings, batch_size, any_language)
            failed = _score_all(scorer, articles, _format(format, sink), sink, quiet)
    raise typer.Exit(SOME_FAILED if failed else 0)


@app.command(
    epilog="Exit codes: 0 all read; 1 some articles could not be read, each has an error record in the output; "
    "2 wrong usage or a missing file; 130 interrupted."
)
def read(
    paths: Articles,
    output: Output = None,
    input_format: Piped = InputFormat.AUTO,
    encoding: Encoding = None,
    text_column: TextColumn = None,
    id_column: IdColumn = None,
    quiet: Quiet = False,
) -> None:
    """Read articles of any format and write them as JSON lines, without scoring them.

    The "text" written is what the spans of a report point into: for a web page, the text of the article in it.
    """
    failed = False
    with _exit_codes():
        articles = read_paths(
            paths, input_format, encoding=encoding, text_column=text_column, id_column=id_column, note=_note(quiet)
        )
        target = _target(output, paths)
        with _sink(target) as sink:
            for article in articles:
                sink.write(dumps(article) + "\n")
                if isinstance(article, Failure):
                    failed = True
                    _note(quiet)(article.message)
    raise typer.Exit(SOME_FAILED if failed else 0)


@app.command(
    epilog="Exit codes: 0 all done; 1 some articles failed, each has an error record in the output; "
    "2 wrong usage, a missing file, model or store; 130 interrupted."
)
def corroborate(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Files of reports, .jsonl, .jsonl.gz; folders, globs in quotation marks; - is standard input.",
            metavar="PATHS",
        ),
    ],
    output: Output = None,
    quantities: Annotated[
        Path | None, typer.Option(help="Write what the figures measure, one quantity a line.")
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="DuckDB file of earlier articles, which these are added to.")
    ] = None,
    model: Annotated[Path | None, typer.Option(help="Model folder, for articles not scored yet.")] = None,
    settings: Annotated[Path | None, typer.Option(help="TOML file with other weights and thresholds.")] = None,
    quiet: Quiet = False,
) -> None:
    """Check figures across articles: which rest on one origin, which others support, which conflict.

    Reads what `attribution score` writes; a line that holds an article instead is scored first. Writes the same
    reports with what all articles given, and those of the store, say about each figure.
    """
    with _exit_codes():
        records = read_reports(paths, _note(quiet))
        chosen = Settings() if settings is None else Settings.from_toml(settings)
        for target in (output, quantities):
            _check_output(target, paths)
        results = list(_all_scored(records, model, chosen))
        reports = [result for result in results if isinstance(result, Report)]
        if store is None:
            corpus = cross_check(reports, chosen)
        else:
            from .store import Store

            with Store(store, chosen) as opened:
                corpus = opened.add(reports)
        updated = {report.id: report for report in corpus if isinstance(report, Report)}
        with _sink(output) as sink:
            for result in results:
                sink.write(dumps(updated[result.id] if isinstance(result, Report) else result) + "\n")
        if quantities is not None:
            with _sink(quantities) as sink:
                sink.writelines(dumps(quantity) + "\n" for quantity in corpus.quantities)
        failed = [result for result in results if isinstance(result, Failure)]
        if not quiet:
            for failure in failed:
                _say(failure.message)
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


def _all_scored(
    records: Iterator[Report | Document | Failure], model: Path | None, settings: Settings
) -> Iterator[Report | Failure]:
    """Reports and failures as they are, articles as they are scored; the second record of an id is a failure."""
    scorer: Scorer | None = None
    seen: set[str] = set()
    for record in records:
        if isinstance(record, Document):
            if scorer is None:
                scorer = Scorer.from_pretrained(model, "auto", "auto", settings)
            (result,) = scorer.score_batch([record])
        else:
            result = record
        if isinstance(result, Report) and result.id in seen:
            message = f"{result.id}: an article of this collection has this id already"
            result = Failure(result.id, "InputError", message)
        seen.add(result.id)
        yield result


def _scorer(
    model: Path | None,
    device: str,
    precision: str,
    settings: Path | None,
    batch_size: int | None,
    any_language: bool,
) -> Scorer:
    """The library's scorer by the command's options; settings are checked before PyTorch is loaded."""
    chosen = Settings() if settings is None else Settings.from_toml(settings)
    if batch_size is not None:
        chosen = dataclasses.replace(chosen, reading=dataclasses.replace(chosen.reading, batch=batch_size))
    return Scorer.from_pretrained(model, device, precision, chosen, any_language)


def _score_all(
    scorer: Scorer, articles: Iterator[Document | Failure], format: Format, sink: TextIO, quiet: bool
) -> int:
    """Write a record for each article as soon as it is there; the number of those that failed."""
    from tqdm import tqdm

    failed = 0
    asked, given = itertools.tee(articles)
    results = zip(asked, scorer.score_batch(given), strict=True)
    hidden = True if quiet or sink.isatty() else None  # None: shown on a terminal only
    for article, result in tqdm(results, unit=" articles", disable=hidden):
        sink.write(_record(article, result, format))
        sink.flush()
        if isinstance(result, Failure):
            failed += 1
            if not quiet:
                tqdm.write(f"attribution: {result.message}", file=sys.stderr)
    return failed


def _record(article: Document | Failure, result: Report | Failure, format: Format) -> str:
    if format is Format.JSONL:
        return dumps(result) + "\n"
    return to_text(result, article.text if isinstance(article, Document) else "") + "\n"


def _format(asked: Format | None, sink: TextIO) -> Format:
    return asked or (Format.TEXT if sink.isatty() else Format.JSONL)


def _target(output: Path | None, paths: list[str]) -> Path | None:
    """The file to write, after checking it; None for standard output."""
    target = None if output is None or str(output) == STDIN else output
    _check_output(target, paths)
    return target


def _check_output(output: Path | None, paths: list[str]) -> None:
    """Raise InputError for an output that cannot be a file, or that would replace one of the inputs."""
    if output is None:
        return
    if output.is_dir() or not output.parent.is_dir():
        raise InputError(f"{output}: expected the name of a file in a folder that exists")
    if output.exists() and any(stands_for(path, output) for path in paths):
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


def _note(quiet: bool) -> Callable[[str], None]:
    return (lambda message: None) if quiet else _say


def _say(message: str) -> None:
    print(f"attribution: {message}", file=sys.stderr)
