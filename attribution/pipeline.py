"""The order of the stages, written once: class Scorer."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .classify import classify
from .corroboration import compared, gist_of, with_sentences
from .corroboration import corroborate as corroborate_within
from .datatypes import Claim, Document, Failure, Figure, Quantity, Report, Tagging, sha256_of
from .errors import InputError, ModelError
from .exports.rows import Rows, rows_of
from .feed import Article, Feed
from .language import UNKNOWN, in_english
from .link import link
from .matching.reprints import fingerprint
from .matching.topics import topics_of
from .quantities import quantities
from .reliability import TrackRecords, letter_of, publisher_of, with_letters
from .report import flags
from .score import score
from .segment import segment
from .serialize import check_encodable
from .settings import Settings
from .version import __version__

if TYPE_CHECKING:
    import pandas

    from .network import Network  # loads PyTorch, which `import attribution` must not

DEFAULT_MODEL = "attribution-minilm"
CHARACTERS_A_BATCH = 12  # for each word piece that is read at once: some four batches of news


class Scorer:
    """Scores articles with one network and one set of settings; made once, used for any number of articles.

    ``records`` are the letters that a user gives to sources and publishers. Articles that are not in English are
    refused, unless ``any_language`` asks for them too.
    """

    def __init__(
        self,
        network: Network,
        settings: Settings | None = None,
        records: TrackRecords | None = None,
        any_language: bool = False,
    ) -> None:
        self.network = network
        self.settings = settings or Settings()
        self.records = records or TrackRecords()
        self.any_language = any_language

    @classmethod
    def from_pretrained(
        cls,
        folder: str | Path | None = None,
        device: str = "auto",
        precision: str = "auto",
        settings: Settings | None = None,
        records: TrackRecords | None = None,
        any_language: bool = False,
    ) -> Scorer:
        """A scorer with the model of a folder, or with the one that comes with the package.

        Raises ModelError for a folder that is missing, incomplete or of another format.
        """
        from .network import Network

        network = Network.load(folder or default_folder(), device=device, precision=precision)
        return cls(network, settings, records, any_language)

    def __getstate__(self) -> dict[str, Any]:
        """What travels to another process: the network as plain bytes."""
        return vars(self) | {"network": self.network.to_bytes()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        from .network import Network

        vars(self).update(state | {"network": Network.from_bytes(state["network"])})

    @functools.cached_property
    def signature(self) -> str:
        """What a report depends on: code, weights, settings and the user's letters, each by its version."""
        return _signature(self.network.name, self.network.version, self.settings, self.records)

    def score(self, article: str | Document) -> Report:
        """The report on one article. Raises InputError for one that holds nothing to read or is not in English."""
        from .tag import tag

        document = admissible(article, self.any_language, self.settings.reading.longest)
        (tagging,) = tag([document], self.network, self.settings)
        return self._report(document, tagging)

    def score_batch(self, articles: Iterable[Article], workers: int = 1) -> Iterator[Report | Failure]:
        """A report for each article, lazily and in order, the same as ``score`` gives one by one.

        An article that cannot be scored gets a Failure in its place and never stops the others. What is a Failure
        already, as ``read_paths`` gives it for what it cannot read, is passed on. A few articles are read ahead, after
        the first. ``workers``: processes that share the work; more than one need a script whose start is guarded by
        ``if __name__ == "__main__":``.
        """
        if workers != 1:
            from .workers import score_apart

            yield from score_apart(functools.partial(itself, self), articles, workers)
            return
        feed = Feed(articles)
        while taken := feed.take(self.ahead):
            yield from self.score_together(taken)

    def score_frame(
        self, frame: pandas.DataFrame, text: str = "text", id: str = "id", rows: Rows | str = Rows.CLAIMS
    ) -> pandas.DataFrame:
        """The claims, or the figures, of the articles in a DataFrame: a row each, in order, as in CSV and parquet.

        The columns title, publisher, published, url and language are used where the frame has them, and its index
        where it has no column of ids. An article that cannot be scored has one row, with ``error``. Raises InputError
        for a frame without the column of texts, ExportError where pandas is missing.
        """
        from .exports.tables import articles_of, frame_of

        articles = list(articles_of(frame, text, id))
        results = zip(articles, self.score_batch(articles), strict=True)
        found = (row for article, result in results for row in rows_of(article, result, Rows(rows)))
        return frame_of(found, Rows(rows))

    @property
    def ahead(self) -> int:
        """Characters of articles that are worth reading together: windows for a few batches."""
        reading = self.settings.reading
        return CHARACTERS_A_BATCH * self.network.at_once(reading) * reading.window

    def score_together(self, articles: Sequence[Article]) -> Iterator[Report | Failure]:
        """The same as ``score_batch`` gives, for a few articles whose windows the network reads together."""
        read = self._read_together(articles)
        for number, article in enumerate(articles):
            if isinstance(article, Failure):
                yield article
            else:
                yield self._attempt(article, *read.get(number, ()))

    def _read_together(self, articles: Sequence[Article]) -> dict[int, tuple[Document, Tagging]]:
        """Number of an article -> as it is read, and the reading. One that is missing is scored, or fails, alone."""
        from .tag import tag

        longest = self.settings.reading.longest
        found = ((number, readable(article, self.any_language, longest)) for number, article in enumerate(articles))
        documents = {number: document for number, document in found if document is not None}
        try:
            taggings = tag(list(documents.values()), self.network, self.settings)
            return dict(zip(documents, zip(documents.values(), taggings, strict=True), strict=True))
        except Exception:  # of which article it came is told when each is scored alone
            return {}

    def _attempt(self, article: str | Document, *read: Any) -> Report | Failure:
        """The report of an article that may have been ``read`` already, or a failure."""
        try:
            return self._report(*read) if read else self.score(article)
        except Exception as error:  # whatever it is, the next article can be scored
            identity = as_document(article).id if isinstance(article, str | Document) else ""
            return Failure(identity, type(error).__name__, str(error) or repr(error))

    def _report(self, document: Document, tagging: Tagging) -> Report:
        settings = self.settings
        segments = segment(document)
        linked = link(document, segments, tagging, settings)
        claims, sources = classify(document, segments, linked, settings)
        sources = with_letters(sources, document, self.records)
        outlet = publisher_of(document, settings.reliability)
        letter = letter_of(document, outlet, self.records, settings.reliability)
        figures = quantities(document, segments, tagging, claims, settings)
        claims = with_figures(claims, figures)
        topics = topics_of(document)
        figures = corroborate_within(document, topics, claims, sources, figures, settings)
        claims, overall = score(claims, sources, figures, settings, letter, outlet)
        return Report(
            id=document.id,
            title=document.title,
            publisher=document.publisher,
            published=document.published,
            url=document.url,
            text_sha256=sha256_of(document.text),
            characters=len(document.text),
            characters_read=tagging.characters_read,
            language=document.language or UNKNOWN,
            sources=sources,
            claims=claims,
            figures=figures,
            flags=flags(claims, sources, figures),
            score=overall,
            signature=self.signature,
            topics=topics,
            fingerprint=fingerprint(document, segments),
            outlet=outlet,
        )


@dataclasses.dataclass(frozen=True)
class Corpus:
    """Reports brought up to date from one another, in the order given, and the quantities that their figures give."""

    reports: tuple[Report | Failure, ...]
    quantities: tuple[Quantity, ...]

    def __iter__(self) -> Iterator[Report | Failure]:
        return iter(self.reports)

    def __len__(self) -> int:
        return len(self.reports)


def corroborate(reports: Iterable[Report | Failure], settings: Settings | None = None) -> Corpus:
    """The same reports with the status, evidence, flags and scores that all of them together give.

    What an earlier cross-check said about other articles is forgotten first, so that doing it again changes nothing.
    Failures stay where they are. Raises InputError where two reports have one id.
    """
    given, chosen = tuple(reports), settings or Settings()
    comparison = compared((gist_of(report) for report in given if isinstance(report, Report)), chosen)
    return Corpus(
        tuple(
            updated(report, comparison.judged(report.id), chosen) if isinstance(report, Report) else report
            for report in given
        ),
        tuple(comparison.quantities),
    )


def updated(report: Report, judged: Sequence[Figure], settings: Settings) -> Report:
    """A report with its figures as a comparison that it was part of has judged them, and the scores that follow.

    Raises InputError where these are not its figures.
    """
    figures = with_sentences(judged, report.figures)
    letter, again = report.score.reliability, f"settings {settings.digest}" in report.signature
    claims, overall = score(report.claims, report.sources, figures, settings, letter, report.outlet, again)
    raised = flags(claims, report.sources, figures)
    return dataclasses.replace(report, claims=claims, figures=figures, flags=raised, score=overall)


def signature_of(
    folder: str | Path | None = None, settings: Settings | None = None, records: TrackRecords | None = None
) -> str:
    """The signature of the scorer that ``Scorer.from_pretrained`` makes of the same, told without loading PyTorch.

    Raises ModelError for a folder that does not name its model.
    """
    config = Path(folder or default_folder()) / "config.json"
    try:
        named = json.loads(config.read_text(encoding="utf-8"))
        return _signature(named["name"], named["version"], settings or Settings(), records or TrackRecords())
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{config}: cannot tell the model's name and version; copy the whole folder again") from error


def _signature(name: str, version: str, settings: Settings, records: TrackRecords) -> str:
    letters = f" · sources {records.digest}" if records.letters else ""
    return f"attribution {__version__} · model {name} {version} · settings {settings.digest}{letters}"


def itself(scorer: Scorer) -> Scorer:
    """What makes a scorer in another process, where a copy of it has arrived."""
    return scorer


def default_folder() -> Path:
    """The model that comes with the package: inside it when installed, beside it in a checkout."""
    here = Path(__file__).resolve().parent
    folders = (here / "models" / DEFAULT_MODEL, here.parent / "models" / DEFAULT_MODEL)
    return next((folder for folder in folders if folder.is_dir()), folders[-1])


def as_document(article: str | Document) -> Document:
    """A bare text as a document named by the start of its hash. Raises InputError for another type."""
    if isinstance(article, str):
        return Document(sha256_of(article)[:12], article)
    if isinstance(article, Document):
        return article
    raise InputError(f"article: expected a str or a Document, got {type(article).__name__}")


def readable(article: Article, any_language: bool, longest: int) -> Document | None:
    """The article as a document, None where it cannot be scored."""
    try:
        return None if isinstance(article, Failure) else admissible(article, any_language, longest)
    except InputError:
        return None


def admissible(article: str | Document, any_language: bool = False, longest: int | None = None) -> Document:
    """The article as a document that the stages can read, its language known.

    Raises InputError for another type, a text without a visible character or of more than ``longest`` characters,
    whose report no memory would hold, or a lone surrogate, which no encoding can write and the tokenizer refuses;
    LanguageError, an InputError too, for another language than English.
    """
    document = as_document(article)
    if not document.text.strip():
        raise InputError(f"article {document.id!r}: the text is empty")
    if longest is not None and len(document.text) > longest:
        raise InputError(
            f"article {document.id!r}: {len(document.text):,} characters; a single article has at most {longest:,} "
            "(longest under [reading] in the settings): give the articles that it is made of one by one"
        )
    try:
        check_encodable(document.text)
    except InputError as error:
        raise InputError(f"article {document.id!r}: {error}") from error
    return in_english(document, any_language)


def with_figures(claims: tuple[Claim, ...], figures: tuple[Figure, ...]) -> tuple[Claim, ...]:
    """The claims with the ids of the figures that each holds."""
    held: dict[str | None, tuple[str, ...]] = {}
    for figure in figures:
        held[figure.claim] = (*held.get(figure.claim, ()), figure.id)
    return tuple(dataclasses.replace(claim, figures=held.get(claim.id, ())) for claim in claims)
