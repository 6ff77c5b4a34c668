"""A run of ``attribution score``: articles to an output, here or on a cluster, and the exit code it ends with."""

from __future__ import annotations

import contextlib
import itertools
import sys
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .console import (
    INTERRUPTED,
    SOME_FAILED,
    growing,
    is_folder,
    is_screen,
    place,
    place_of,
    say,
    sink,
    target,
)
from .datatypes import Document, Failure
from .errors import ExportError
from .export import Format, writer
from .exports.rows import Rows
from .interruption import UntilInterrupted
from .read import STDIN
from .resume import Done, already_done
from .sharing import Answered, ScoreBatch, answered, number_of_articles
from .yardstick import Wording

if TYPE_CHECKING:
    from ray.data import Dataset
    from tqdm import tqdm


T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """What the command was asked to write, and where; ``format`` None: text for a terminal, else JSON lines."""

    paths: list[str]
    output: str | None
    format: Format | None
    rows: Rows
    wording: Wording
    resume: bool
    strict: bool
    quiet: bool

    @property
    def to_screen(self) -> bool:
        return is_screen(self.output)

    @property
    def chosen(self) -> Format:
        return self.format or (Format.TEXT if self.to_screen else Format.JSONL)


# --- on this machine ------------------------------------------------------------------------------


def score_here(
    asked: Asked,
    articles: Iterator[Document | Failure],
    sharing: Callable[[], ScoreBatch],
    signature: Callable[[], str],
) -> int:
    """Write a record for each article as soon as it is there; ``signature`` is that of the records to come.

    Raises ExportError and InputError for what cannot be written so, or not be resumed.
    """
    start = time.monotonic()
    if asked.wording is not Wording.ADMIRALTY and asked.chosen is not Format.TEXT:
        raise ExportError(f"--wording {asked.wording} is of the text view: add --format text")
    final = target(asked.output, asked.paths, asked.chosen, asked.resume)
    done = already_done(_resumable(final, asked.chosen), articles, signature()) if asked.resume else Done()
    scored = _results(sharing, articles, asked.resume)
    with contextlib.closing(scored), UntilInterrupted(scored) as results:
        number, failed = _write_all(asked, _begun(results), done, final)
    after = _interrupted(final, asked.chosen, number + done.records) if results.interrupted else None
    return _ended(asked, number, failed, done, time.monotonic() - start, after)


def _resumable(output: Path | None, format: Format) -> Path:
    """The output. Raises ExportError unless it is a file of JSON lines."""
    if format is not Format.JSONL:
        raise ExportError(
            f"--resume goes on with jsonl only, got --format {format}; without --resume all is scored again"
        )
    if output is None or (output.exists() and not output.is_file()):
        raise ExportError("--resume goes on with a file: name it with --output")
    return output


def _results(
    sharing: Callable[[], ScoreBatch], articles: Iterator[Document | Failure], resume: bool
) -> Generator[Answered, None, None]:
    """Every article with its result; PyTorch is not loaded where an output that is gone on with lacks none."""
    if resume:
        first = next(articles, None)
        if first is None:
            return
        articles = itertools.chain([first], articles)
    yield from answered(sharing(), articles)


def _write_all(asked: Asked, results: Iterator[Answered], done: Done, final: Path | None) -> tuple[int, int]:
    """How many articles there were, and how many that failed; up to the first of these if that is asked for."""
    parts = asked.chosen is Format.PARQUET and is_folder(asked.output)
    with (
        place_of(asked.chosen, final, parts, done.length) as opened,
        writer(opened, asked.chosen, asked.rows, asked.wording) as out,
    ):

        def write(answer: Answered) -> str | None:
            article, result = answer
            out.write(article, result)
            return result.message if isinstance(result, Failure) else None

        return _each(write, results, asked, done)


# --- what both ways have in common ----------------------------------------------------------------


def _begun(results: UntilInterrupted[T]) -> Iterator[T]:
    """The results once the first is there, before which an old output stays as it is. Raises KeyboardInterrupt."""
    first = next(results, None)
    if results.interrupted:
        raise KeyboardInterrupt
    return itertools.chain([] if first is None else [first], results)


def _each(write: Callable[[T], str | None], results: Iterator[T], asked: Asked, done: Done) -> tuple[int, int]:
    """How many results there were, and how many failed; ``write`` gives the message of one that did."""
    number = failed = 0
    with _bar(asked, results, done) as bar:
        for result in bar:
            message = write(result)
            number += 1
            if message is not None:
                failed += 1
                if asked.strict or not asked.quiet:
                    bar.write(f"attribution: {message}", file=sys.stderr)
                if asked.strict:
                    break
    return number, failed


def _ended(asked: Asked, number: int, failed: int, done: Done, seconds: float, interrupted: str | None) -> int:
    """The exit code, after the summary and what there is to say of an interruption."""
    if not asked.quiet:
        say(_summary(number, failed, done, seconds))
    if interrupted:
        say(interrupted)
        return INTERRUPTED
    return SOME_FAILED if failed or done.failures else 0


def _bar(asked: Asked, results: Iterator[T], done: Done) -> tqdm[T]:
    """The results, counted on a terminal with their rate and, where their number is quickly told, the time left."""
    from tqdm import tqdm

    shown = not (asked.quiet or asked.to_screen) and sys.stderr.isatty()
    total = number_of_articles(asked.paths, asked.output) if shown else None
    return tqdm(results, unit=" articles", total=total, initial=done.records, disable=not shown)


def _summary(number: int, failed: int, done: Done, seconds: float) -> str:
    before = f"; {_articles(done.records)} were there before, {done.failures} failed" if done.records else ""
    return f"{_articles(number)} in {seconds:.1f} s ({number / seconds:.1f} a second), {failed} failed{before}"


def _interrupted(output: Path | None, format: Format, number: int) -> str:
    if output is None:
        return f"interrupted after {_articles(number)}"
    resume = "; --resume goes on from there" if format is Format.JSONL else ""
    return f"interrupted: {output} holds {_articles(number)}{resume}"


def _articles(number: int) -> str:
    return "1 article" if number == 1 else f"{number} articles"


# --- on a cluster ---------------------------------------------------------------------------------


def score_with_ray(asked: Asked, address: str, reading: Callable[[], Dataset], scoring: Callable[..., Dataset]) -> int:
    """Write a line for each article as soon as it is there, or parquet's rows, of a dataset that ``reading`` makes and
    ``scoring`` scores.

    Raises ClusterError where there is no cluster, ExportError for what is not written by one.
    """
    from .cluster import joined, write_parts

    start = time.monotonic()
    if asked.resume or asked.strict:
        raise ExportError("--resume and --strict are for one machine: leave them out, or leave out --ray")
    final = _target_of_cluster(asked)
    if asked.format is Format.PARQUET:
        with joined(address), place(final) as folder:
            assert isinstance(folder, Path), "a table needs one"
            return SOME_FAILED if write_parts(scoring(reading(), rows=asked.rows), folder) else 0
    with contextlib.ExitStack() as stack:
        screen = contextlib.nullcontext(stack.enter_context(sink(None)))  # before standard output is Ray's
        stack.enter_context(joined(address))
        rows = stack.enter_context(UntilInterrupted(iter(scoring(reading()).iter_rows())))
        begun = _begun(rows)
        out = stack.enter_context(growing(final, 0) if final else screen)

        def write(row: dict[str, str | None]) -> str | None:
            out.write(f"{row['report']}\n")
            out.flush()
            return row["error"]

        number, failed = _each(write, begun, asked, Done())
    after = f"interrupted after {_articles(number)}" if rows.interrupted else None
    return _ended(asked, number, failed, Done(), time.monotonic() - start, after)


def _target_of_cluster(asked: Asked) -> Path | None:
    """The file of JSON lines or the folder of parquet files to write. Raises ExportError for another format."""
    match asked.format or Format.JSONL:
        case Format.JSONL:
            return target(asked.output, asked.paths)
        case Format.PARQUET if asked.output in (None, STDIN):
            raise ExportError("--ray writes parquet into a folder: name one with --output")
        case Format.PARQUET:
            return target(f"{asked.output}/", asked.paths, Format.PARQUET)  # with a slash, it is a folder's name
    raise ExportError(f"--ray writes no {asked.format}: choose --format jsonl or parquet")
