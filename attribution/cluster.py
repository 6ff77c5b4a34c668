"""The same pipeline on many machines, with Ray Data.

    dataset = ray.data.read_parquet("s3://news/2025")
    score_dataset(dataset, rows="claims").write_parquet("s3://claims/2025")

One actor for each core, or for each GPU where the cluster has some, holds the model. Ray Data reads no further ahead
than they have use for; when an actor or its machine is lost, the articles that it had are given out again. An actor
leaves the scoring to a process of its own, as ``workers`` does on one machine: an article over which that process ends
is tried once more and then fails, alone, where Ray would start the actor again without end.
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .datatypes import Document, Failure, Report, sha256_of
from .errors import AttributionError, ClusterError, InputError
from .exports.rows import Rows, rows_of, told
from .exports.tables import table_of
from .feed import Feed
from .formats.options import Options
from .formats.records import FIELDS, attempted, document_of, report_of
from .pipeline import Scorer
from .read import STDIN, read_paths
from .reliability import TrackRecords
from .serialize import dumps, encodable
from .settings import Settings
from .workers import Crew, Make

if TYPE_CHECKING:
    import pyarrow
    from ray.data import Dataset

REPORTS = "reports"
RECORD = "record"  # column of an article, or of the failure in its place, as a line of JSON
LOCAL = "local"
PART = 100_000  # rows of a parquet file, at least; the last one has the rest
TOGETHER = 128  # articles that an actor is given at once: some ten seconds of a core, done again if it is lost
USUAL = 4_000  # bytes of an article
ANSWER = 10.0  # seconds in which a cluster has to answer


def score_dataset(
    dataset: Dataset,
    *,
    model: str | Path | None = None,
    device: str = "auto",
    precision: str = "auto",
    settings: Settings | None = None,
    records: TrackRecords | None = None,
    any_language: bool = False,
    rows: Rows | str = REPORTS,
    workers: int | None = None,
) -> Dataset:
    """The results on a dataset of articles, computed when they are read or written.

    A row is an article: ``text``, and where known ``id``, ``title``, ``publisher``, ``published`` or ``date``, ``url``,
    ``language``; or ``record``, the article as ``attribution read`` writes it. One without an id goes by the hash of
    all these. ``rows``: "reports" has a row an article with its ``id``, ``report``, the line that ``attribution score``
    writes, and ``error``, null where nothing went wrong; "claims" and "figures" have the columns of parquet, and a row
    with ``error`` for an article that cannot be scored. They come in order where the context of the dataset says so
    (``execution_options.preserve_order``).

    ``model`` is a folder that every machine has. ``device`` "auto" is the GPUs of the cluster, or its cores where it
    has none. ``workers``: how many actors at most; as many as there is room for if not told. Raises ClusterError where
    Ray is missing, ValueError for unknown ``rows``.
    """
    ray = _ray()
    on_gpus = device.startswith("cuda") or (device == "auto" and ray.cluster_resources().get("GPU", 0) >= 1)
    device = "cuda" if on_gpus else "cpu"  # an actor sees the one GPU that is its own
    make = functools.partial(Scorer.from_pretrained, model, device, precision, settings, records, any_language)
    dataset.context.target_max_block_size = TOGETHER * USUAL  # which no block is cut by that comes as it is
    pieces = dataset.map_batches(as_it_is, batch_size=TOGETHER, batch_format="pyarrow", num_cpus=0)
    return pieces.map_batches(
        Actor,
        fn_constructor_args=(make, None if rows == REPORTS else Rows(rows)),
        batch_size=TOGETHER,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers),
        **({"num_gpus": 1} if on_gpus else {"num_cpus": 1}),
    )


def dataset_of(
    paths: list[str],
    input_format: str = "auto",
    *,
    encoding: str | None = None,
    text_column: str | None = None,
    id_column: str | None = None,
    without: str | Path | None = None,
) -> Dataset:
    """The articles that ``read_paths`` reads, as records, in its order.

    One task reads them, on this machine and as far ahead as there is use for, so that only this machine needs the
    files. Raises InputError for what ``read_paths`` refuses, and for standard input, which a task does not have.
    """
    if STDIN in paths:
        raise InputError("standard input cannot be read with Ray: name files, folders or globs")
    ray = _ray()
    reading = functools.partial(
        read_paths,
        paths,
        input_format,
        encoding=encoding,
        text_column=text_column,
        id_column=id_column,
        without=without,
    )
    reading()  # to refuse at once what it refuses
    here = {"ray.io/node-id": ray.get_runtime_context().get_node_id()}
    start = ray.data.from_items([{"folder": os.getcwd()}])
    return start.flat_map(functools.partial(read_in, reading), num_cpus=0, label_selector=here)


def write_parts(rows: Dataset, folder: Path) -> int:
    """Write claims or figures as parquet files, whose names are in the order of the rows; how many are errors."""
    import pyarrow.compute
    import pyarrow.dataset

    folder.mkdir(exist_ok=True)
    no_core = {"num_cpus": 0}  # the actors may have them all
    rows.write_parquet(str(folder), min_rows_per_file=PART, ray_remote_args=no_core)
    files = [str(file) for file in folder.glob("*.parquet")]
    errors = pyarrow.compute.field("error").is_valid()
    return int(pyarrow.dataset.dataset(files).count_rows(filter=errors)) if files else 0


@contextlib.contextmanager
def joined(address: str) -> Iterator[None]:
    """This process as part of the Ray cluster at an address; "local": of a new one on this machine, until the end.

    Datasets keep their order. Raises ClusterError where there is no cluster, and for what Ray raises later.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nothing is sent to the makers of Ray
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what goes wrong is raised as well
    ray = _ray()
    own = {"include_dashboard": False} if address == LOCAL else {}
    try:
        _call(address)
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR, **own)
    except (ray.exceptions.RayError, ImportError, OSError, RuntimeError, ValueError) as error:
        raise ClusterError(f"--ray {address}: no cluster can be reached there: {_in_a_line(error)}") from error
    try:
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        context.raise_original_map_exception = True
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # errors are raised
        with contextlib.redirect_stdout(sys.stderr):  # where Ray's own messages belong
            yield
    except ray.exceptions.RayError as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, AttributionError):
            raise type(cause)(str(cause).splitlines()[0]) from error  # Ray has added lines about itself
        raise ClusterError(f"--ray {address}: {_in_a_line(error)}") from error
    finally:
        ray.shutdown()


# --- what is done on the machines of the cluster --------------------------------------------------


class Actor:
    """Holds the process that holds the model: a batch of articles in, their results out."""

    def __init__(self, make: Make, rows: Rows | None) -> None:
        self._crew = Crew(make, 1)
        self._rows = rows

    def __call__(self, batch: pyarrow.Table) -> pyarrow.Table:
        articles = [article_of(row) for row in batch.to_pylist()]
        results = self._crew.results(Feed(articles, first=len(articles)))
        answered = zip(articles, results, strict=True)
        return reports_table(answered) if self._rows is None else rows_table(answered, self._rows)


def as_it_is(batch: pyarrow.Table) -> pyarrow.Table:
    """For cutting large blocks into pieces. It asks for no core: the actors may have them all."""
    return batch


def read_in(reading: Callable[[], Iterable[Document | Failure]], start: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The records of what is read from within a folder, that in which the command was given."""
    with contextlib.chdir(start["folder"]):
        for article in reading():
            yield {RECORD: dumps(article)}


def article_of(row: Mapping[str, Any]) -> Document | Failure:
    """The article of a row, or the failure in its place."""
    if RECORD in row:
        record = report_of(json.loads(row[RECORD]), sha256_of(row[RECORD])[:32])
        assert not isinstance(record, Report), "an article is asked for, not its report"
        return record
    known = {name: row[name] for name in FIELDS if name in row}
    return attempted(document_of, known, sha256_of(repr(known))[:32], Options())


Answers = Iterable[tuple[Document | Failure, Report | Failure]]


def reports_table(answers: Answers) -> pyarrow.Table:
    import pyarrow

    schema = pyarrow.schema([(name, pyarrow.string()) for name in ("id", "report", "error")])
    rows = [
        {
            "id": encodable(result.id),
            "report": dumps(result),
            "error": encodable(told(result)) if isinstance(result, Failure) else None,
        }
        for _, result in answers
    ]
    return pyarrow.Table.from_pylist(rows, schema=schema)


def rows_table(answers: Answers, rows: Rows) -> pyarrow.Table:
    return table_of((row for article, result in answers for row in rows_of(article, result, rows)), rows)


# --- Ray ------------------------------------------------------------------------------------------


def _ray() -> Any:
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ClusterError("many machines need Ray: pip install 'attribution[ray]'") from error
    return ray


def _call(address: str) -> None:
    """Raise OSError where nobody answers at host:port: Ray would go on asking for minutes."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), ANSWER).close()


def _in_a_line(error: BaseException) -> str:
    """The last line of what Ray says, which comes after its traces."""
    return (str(error).strip() or repr(error)).splitlines()[-1].strip()
