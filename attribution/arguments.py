"""What the commands take: every argument and option that more than one of them has, or that needs many words."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .export import Format
from .exports.rows import Rows
from .yardstick import Wording


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


# --- what is read -----------------------------------------------------------------------------

Articles = Annotated[
    list[str],
    typer.Argument(
        help="Files .txt .html .jsonl .json .csv .tsv .parquet .ninjs, each also .gz; folders, with the folders in "
        "them; globs in quotation marks; - is standard input.",
        metavar="PATHS",
    ),
]
Reports = Annotated[
    list[str],
    typer.Argument(
        help="Files of reports, .jsonl, .jsonl.gz; folders, globs in quotation marks; - is standard input.",
        metavar="PATHS",
    ),
]
OneFile = Annotated[
    str,
    typer.Argument(
        help="An article to score, or a .jsonl file of articles or of reports; - is the latter.", metavar="FILE"
    ),
]
Piped = Annotated[InputFormat, typer.Option(help="What standard input holds; auto: by how it begins.")]
Encoding = Annotated[
    str | None, typer.Option(help="Of text without a byte order mark, as in cp1252.  [default: utf-8]")
]
TextColumn = Annotated[str | None, typer.Option(help="Column or field that holds the text.  [default: text]")]
IdColumn = Annotated[str | None, typer.Option(help="Column or field that holds the id.  [default: id]")]
ClaimId = Annotated[str | None, typer.Option(help="Id of a claim, as c3.  [default: the article as a whole]")]
ArticleId = Annotated[str | None, typer.Option(help="Id of the article, where the file has several.")]

# --- how it is scored -------------------------------------------------------------------------

Model = Annotated[Path | None, typer.Option(help="Model folder.  [default: the one of the package]")]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1, …")]
Arithmetic = Annotated[Precision, typer.Option(help="Of the network's arithmetic.")]
BatchSize = Annotated[int | None, typer.Option(min=1, help="Windows of text that the network reads at once.")]
Workers = Annotated[
    str, typer.Option(help="Processes that share the work; auto: one a core where the input is long enough.")
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--ray",
        metavar="ADDRESS",
        help="Score on the Ray cluster at this address: host:port; auto: the one that this machine is part of; "
        "local: a new one on this machine.",
    ),
]
Number = Annotated[int, typer.Option(min=2, help="How many are scored in a round.")]
SettingsFile = Annotated[Path | None, typer.Option(help="TOML file with other weights and thresholds.")]
Sources = Annotated[Path | None, typer.Option(help="CSV table of track records: name or domain, letter A to F, note.")]
AnyLanguage = Annotated[bool, typer.Option("--any-language", help="Score what is not in English too.")]

# --- what is written --------------------------------------------------------------------------

Output = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file, once all is done.")]
Place = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        help="Write to this file: jsonl, text and csv record by record, others once all is done. A folder for brat, "
        "and for parquet in parts, with a slash at its end.",
        metavar="PATH",
    ),
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume", help="Go on with an --output of jsonl that was cut short; model, settings and input as before."
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first article that fails.")]
Written = Annotated[Format | None, typer.Option(help="Default: text for a terminal, jsonl for a file or a pipe.")]
RowsOf = Annotated[Rows, typer.Option(help="What a row of csv and parquet is.")]
Worded = Annotated[Wording, typer.Option(help="Of the text: the Admiralty code, or the words of ICD 203 or PHIA.")]
Quantities = Annotated[Path | None, typer.Option(help="Write what the figures measure, one quantity a line.")]
StoreFile = Annotated[Path | None, typer.Option(help="DuckDB file of earlier articles, which these are added to.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no warnings, no summary.")]
