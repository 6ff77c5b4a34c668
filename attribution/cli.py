"""The command line: the library's twin. Parse, check, one library call, print.

Data goes to standard output, everything else to standard error. PyTorch is loaded only when there is something to
score, so that help and mistakes are answered at once.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import itertools
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from . import arguments as given
from .arguments import InputFormat, Precision
from .collection import Collection, as_it_is
from .console import SOME_FAILED, exit_codes, saying, sink, target
from .corroboration import Comparison, compared, gist_of
from .datatypes import Document, Failure, Report
from .errors import InputError
from .exports.rows import Rows
from .pipeline import Scorer, signature_of
from .processes import without_collection
from .read import STDIN, ReportFiles, read_paths
from .reliability import TrackRecords
from .report import explain as explained
from .runs import Asked, score_here, score_with_ray
from .serialize import dumps
from .settings import Settings
from .sharing import AUTO, number_of, shared
from .spool import Spool
from .version import __version__
from .yardstick import Wording

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
    epilog="Exit codes: 0 all scored; 1 some articles failed, each has an error record in the output (stix has no "
    "place for one); 2 wrong usage, a missing file or model; 130 interrupted."
)
def score(
    paths: given.Articles,
    output: given.Place = None,
    resume: given.Resume = False,
    strict: given.Strict = False,
    format: given.Written = None,
    wording: given.Worded = Wording.ADMIRALTY,
    rows: given.RowsOf = Rows.CLAIMS,
    input_format: given.Piped = InputFormat.AUTO,
    encoding: given.Encoding = None,
    text_column: given.TextColumn = None,
    id_column: given.IdColumn = None,
    any_language: given.AnyLanguage = False,
    model: given.Model = None,
    device: given.Device = "auto",
    precision: given.Arithmetic = Precision.AUTO,
    batch_size: given.BatchSize = None,
    workers: given.Workers = AUTO,
    ray: given.Cluster = None,
    settings: given.SettingsFile = None,
    sources: given.Sources = None,
    quiet: given.Quiet = False,
) -> None:
    """Score articles: who says what, what kind of source that is, and which figures nothing supports.

    A line of .jsonl or a row of a table is an article: "text", and where known "id", "title", "publisher",
    "published", "url", "language". What is not in English gets an error record of the type LanguageError.

    csv and parquet have a row a claim or a figure; stix is one bundle, webannotation one page of annotations,
    labelstudio one list of tasks; brat is a folder of .txt and .ann files. parquet and brat need --output.

    With --ray, jsonl and parquet are written, parquet as a folder of files, which all machines have to reach.
    """
    with exit_codes():
        weights, known = _settings(settings, batch_size), _records(sources)
        asked = Asked(paths, output, format, rows, wording, resume, strict, quiet)
        how = {"encoding": encoding, "text_column": text_column, "id_column": id_column, "without": output}
        articles = read_paths(paths, input_format, note=saying(quiet), **how)
        if ray is None:
            make = functools.partial(Scorer.from_pretrained, model, device, precision, weights, known, any_language)
            sharing = functools.partial(shared, make, workers, paths)
            code = score_here(asked, articles, sharing, functools.partial(signature_of, model, weights, known))
        else:
            from . import cluster

            reading = functools.partial(cluster.dataset_of, paths, input_format, **how)
            scoring = functools.partial(
                cluster.score_dataset,
                model=model,
                device=device,
                precision=precision,
                settings=weights,
                records=known,
                any_language=any_language,
                workers=number_of(workers),
            )
            code = score_with_ray(asked, ray, reading, scoring)
    raise typer.Exit(code)


@app.command(
    epilog="Exit codes: 0 all read; 1 some articles could not be read, each has an error record in the output; "
    "2 wrong usage or a missing file; 130 interrupted."
)
def read(
    paths: given.Articles,
    output: given.Output = None,
    input_format: given.Piped = InputFormat.AUTO,
    encoding: given.Encoding = None,
    text_column: given.TextColumn = None,
    id_column: given.IdColumn = None,
    quiet: given.Quiet = False,
) -> None:
    """Read articles of any format and write them as JSON lines, without scoring them.

    The "text" written is what the spans of a report point into: for a web page, the text of the article in it.
    """
    failed = False
    with exit_codes():
        note = saying(quiet)
        articles = read_paths(
            paths, input_format, encoding=encoding, text_column=text_column, id_column=id_column, note=note
        )
        with sink(target(output, paths)) as out:
            for article in articles:
                out.write(dumps(article) + "\n")
                if isinstance(article, Failure):
                    failed = True
                    note(article.message)
    raise typer.Exit(SOME_FAILED if failed else 0)


@app.command(epilog="Exit codes: 0 explained; 2 wrong usage, no such article or claim, a missing file or model.")
def explain(
    file: given.OneFile,
    claim: given.ClaimId = None,
    article: given.ArticleId = None,
    any_language: given.AnyLanguage = False,
    model: given.Model = None,
    settings: given.SettingsFile = None,
    sources: given.Sources = None,
) -> None:
    """Show how a score comes about: from the neutral start, part by part, with the words each rests on.

    Of a report that `attribution score` has written, the article's text is not known: then without the words.
    """
    with exit_codes():
        found = _chosen(file, article)
        text = found.text if isinstance(found, Document) else ""
        chosen, known = _settings(settings), _records(sources)
        if isinstance(found, Document):
            scorer = Scorer.from_pretrained(model, "auto", "auto", chosen, known, any_language)
            found = scorer.score(found)
        with sink(None) as out:
            out.write(explained(found, claim, text))


@app.command(
    epilog="Exit codes: 0 all done; 1 some articles failed, each has an error record in the output; "
    "2 wrong usage, a missing file, model or store; 130 interrupted."
)
def corroborate(
    paths: given.Reports,
    output: given.Output = None,
    quantities: given.Quantities = None,
    store: given.StoreFile = None,
    any_language: given.AnyLanguage = False,
    model: given.Model = None,
    settings: given.SettingsFile = None,
    sources: given.Sources = None,
    quiet: given.Quiet = False,
) -> None:
    """Check figures across articles: which rest on one origin, which others support, which conflict.

    Reads what `attribution score` writes; a line that holds an article instead is scored first, by the options of
    `score` that are here too. Writes the same reports with what all articles given, and those of the store, say about
    each figure.
    """
    failed = False
    with exit_codes(), without_collection():
        note = saying(quiet)
        chosen, known = _settings(settings), _records(sources)
        reports, measured = (target(file, paths) for file in (output, quantities))
        scorer = functools.partial(Scorer.from_pretrained, model, "auto", "auto", chosen, known, any_language)
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as made:
            collection = Collection(ReportFiles(paths, stdin, note).lines, scorer, Spool(made))
            comparison = _compared(collection, store, chosen)
            for failure in collection.failures:
                failed = True
                note(failure.message)
            with sink(reports) as out:
                out.writelines(line + "\n" for line in collection.updated(comparison))
        if quantities is not None:
            with sink(measured) as out:
                out.writelines(dumps(quantity) + "\n" for quantity in comparison.quantities)
    raise typer.Exit(SOME_FAILED if failed else 0)


@app.command(epilog="Exit codes: 0 answered; 2 wrong usage, no such store, or a look-up that DuckDB refuses.")
def query(
    store: Annotated[Path, typer.Argument(help="DuckDB file written by `attribution corroborate --store`.")],
    sql: Annotated[str, typer.Argument(help="One look-up in SQL; `SHOW TABLES` names tables and views.")],
) -> None:
    """Ask a store a question in SQL; the answer is written as tab separated values with a line of names."""
    with exit_codes():
        from .store import Store

        if not store.is_file():
            raise InputError(f"{store}: no such file")
        with Store(store, read_only=True) as opened:
            names, rows = opened.query(sql)
        with sink(None) as out:
            answer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
            answer.writerow(names)
            answer.writerows(rows)


@app.command(epilog="Exit codes: 0 measured; 2 wrong usage, a missing model or device.")
def benchmark(
    model: given.Model = None,
    device: given.Device = "auto",
    precision: given.Arithmetic = Precision.AUTO,
    articles: given.Number = 16,
) -> None:
    """Measure how fast one process scores on this machine: about half a minute, on the articles of the package.

    The encoder alone, on the same text, and the machine's best matrix product tell what could be reached.
    """
    with exit_codes():
        from .benchmark import benchmark as measured

        facts = measured(Scorer.from_pretrained(model, device, precision), articles)
        with sink(None) as out:
            out.writelines(f"{name}\t{value}\n" for name, value in facts.items())


# --- what the commands share ------------------------------------------------------------------


def _settings(file: Path | None, batch_size: int | None = None) -> Settings:
    chosen = Settings() if file is None else Settings.from_toml(file)
    if batch_size is None:
        return chosen
    return dataclasses.replace(
        chosen, reading=dataclasses.replace(chosen.reading, batch=batch_size, gpu_batch=batch_size)
    )


def _records(sources: Path | None) -> TrackRecords | None:
    return None if sources is None else TrackRecords.from_csv(sources)


def _chosen(file: str, article: str | None) -> Document | Report:
    """The article of a file with the id asked for, or its only one. Raises InputError where it is not there."""
    lines = file == STDIN or file.lower().endswith((".jsonl", ".jsonl.gz"))
    with tempfile.TemporaryFile() as kept:
        records = ReportFiles([file], kept) if lines else read_paths([file])
        matching = (record for record in records if article is None or record.id == article)
        found = list(itertools.islice(matching, 11))  # enough to name some
    if not found:
        raise InputError(f"{file}: no article with the id {article!r}" if article else f"{file}: no article")
    if len(found) > 1:
        ids = ", ".join(record.id for record in found[:10]) + (", …" if len(found) > 10 else "")
        raise InputError(f"{file}: expected one article, got several; choose with --article: {ids}")
    (record,) = found
    if isinstance(record, Failure):
        raise InputError(record.message)
    return record


def _compared(collection: Collection, store: Path | None, settings: Settings) -> Comparison:
    """What the reports say about one another; with a store, which is brought up to date, all that are then in it."""
    if store is None:
        return compared(collection.reading(gist_of), settings)
    from .store import Store

    with Store(store, settings) as opened:
        return opened.add(collection.reading(as_it_is))
