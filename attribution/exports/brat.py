"""BRAT standoff: a folder with NAME.txt and NAME.ann for each article, in the manner of PolNeAR's annotations.

    T1  Source 12 24                Kim Jong Un
    T4  Attribution 25 29           said
    E1  Attribution:T4 Source:T1 Cue:T2 Content:T3
    A1  SourceType E1 state_media

An attribution's trigger stands on its cue (without a cue, on its source or its content); one without a source is an
``Attribution-no-source``, and what the article says in its own voice a ``Statement``. Figures are text-bound too.
A span over several lines has one piece a line, as brat itself writes it, since an annotation is one line of its file.

``annotation.conf`` tells brat the types. ``articles.jsonl`` has a line for each article in its order: its id and the
file's name, or the record of its failure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from ..datatypes import (
    Act,
    Claim,
    Document,
    Failure,
    Figure,
    FigureKind,
    FigureStatus,
    Naming,
    QuoteKind,
    Report,
    SourceType,
    Span,
    Spans,
)
from ..errors import ExportError
from ..report import reasons
from ..serialize import encodable, to_json

ATTRIBUTION, SOURCELESS, STATEMENT = "Attribution", "Attribution-no-source", "Statement"
EVENT_LABELS: dict[str, type[Enum]] = {"SourceType": SourceType, "Naming": Naming, "Act": Act, "Quote": QuoteKind}
FIGURE_LABELS: dict[str, type[Enum]] = {"Kind": FigureKind, "Status": FigureStatus}
LONGEST_NAME = 120  # characters of a file's name, which file systems bound


class BratWriter:
    """Raises ExportError for a folder that has something in it."""

    def __init__(self, folder: Path) -> None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ExportError(f"{folder}: expected a new or an empty folder, for a .txt and an .ann file an article")
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._taken: set[str] = set()
        _write(folder / "annotation.conf", configuration())
        self._list("")

    def write(self, article: Document | Failure, result: Report | Failure) -> None:
        if isinstance(result, Report) and isinstance(article, Document):
            name = self._name(article.id)
            _write(self._folder / f"{name}.txt", article.text)
            _write(self._folder / f"{name}.ann", standoff(article.text, result))
            record = {"id": article.id, "file": name}
        else:
            record = result.to_dict()
        self._list(to_json(record) + "\n")

    def close(self) -> None:
        """Nothing is open between two articles."""

    def _list(self, line: str) -> None:
        with (self._folder / "articles.jsonl").open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(line)

    def _name(self, identity: str) -> str:
        """A file name that tells the id and that no other article has, however file systems fold case."""
        plain = quote(encodable(identity).removesuffix(".txt"), safe=" ,()+")[:LONGEST_NAME].strip(". ") or "article"
        names = (plain, *(f"{plain}-{number}" for number in range(2, len(self._taken) + 3)))
        name = next(name for name in names if name.casefold() not in self._taken)
        self._taken.add(name.casefold())
        return name


def standoff(text: str, report: Report) -> str:
    """The lines of an .ann file."""
    lines = _Lines(text)
    names = {source.id: source.name for source in report.sources}
    for claim in report.claims:
        lines.claim(claim, names)
    for figure in report.figures:
        lines.figure(figure)
    return "".join(f"{line}\n" for line in lines.written)


def configuration() -> str:
    """What brat needs to know of the types, in the form of its annotation.conf."""
    roles = "Source?:Source, Cue?:Cue, Content*:Content"
    events = {ATTRIBUTION: roles, SOURCELESS: roles, STATEMENT: "Content*:Content"}
    labels = [
        *(f"{name} Arg:<EVENT>, Value:{'|'.join(v.value for v in kind)}" for name, kind in EVENT_LABELS.items()),
        *(f"{name} Arg:Figure, Value:{'|'.join(v.value for v in kind)}" for name, kind in FIGURE_LABELS.items()),
        "Flagged Arg:Figure",
        "Disputed Arg:Figure",
    ]
    sections = {
        "entities": ["Source", "Cue", "Content", "Figure"],
        "relations": [],
        "events": [f"{name} {arguments}" for name, arguments in events.items()],
        "attributes": labels,
    }
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items())


class _Lines:
    """The lines of one file, numbered by kind: T text, E event, A attribute, # note."""

    def __init__(self, text: str) -> None:
        self.written: list[str] = []
        self._text = text
        self._numbers: Counter[str] = Counter()

    def claim(self, claim: Claim, names: dict[str, str]) -> None:
        source = claim.source
        roles = {"Source": source.spans if source else (), "Cue": claim.cue, "Content": claim.content}
        parts = {role: self._text_bound(role, spans) for role, spans in roles.items() if spans}
        if not parts:
            return  # a claim that stands nowhere
        kind = STATEMENT if not claim.attributed else ATTRIBUTION if "Source" in parts else SOURCELESS
        trigger = self._text_bound(kind, claim.cue or roles["Source"] or claim.content)
        event = self._line("E", " ".join((f"{kind}:{trigger}", *(f"{role}:{id}" for role, id in parts.items()))))
        if source is not None:
            self._label("SourceType", event, source.type.value)
            self._label("Naming", event, source.naming.value)
        self._label("Act", event, claim.act.value)
        self._label("Quote", event, claim.quote.value)
        self._line("#", f"AnnotatorNotes {event}", _note(claim, names))

    def figure(self, figure: Figure) -> None:
        bound = self._text_bound("Figure", (figure.span,))
        self._label("Kind", bound, figure.kind.value)
        self._label("Status", bound, figure.status.value)
        for name, holds in (("Flagged", figure.flagged), ("Disputed", figure.disputed)):
            if holds:
                self._line("A", f"{name} {bound}")
        if figure.as_of:
            self._line("#", f"AnnotatorNotes {bound}", f"as of {figure.as_of}")

    def _text_bound(self, kind: str, spans: Spans) -> str:
        pieces = [piece for span in spans for piece in _by_line(span, self._text)] or list(spans)
        places = ";".join(f"{start} {end}" for start, end in pieces)
        return self._line("T", f"{kind} {places}", " ".join(piece.of(self._text) for piece in pieces))

    def _label(self, name: str, of: str, value: str) -> None:
        self._line("A", f"{name} {of} {value}")

    def _line(self, kind: str, *fields: str) -> str:
        self._numbers[kind] += 1
        identity = f"{kind}{self._numbers[kind]}"
        self.written.append("\t".join((identity, *fields)))
        return identity


def _by_line(span: Span, text: str) -> Iterator[Span]:
    """The span, in one piece for each line it is on, without the white space at their ends."""
    lines = span.of(text).splitlines(keepends=True)
    if len(lines) == 1 and lines[0] == "".join(lines[0].splitlines()):
        yield span
        return
    start = span.start
    for line in lines:
        words = line.strip()
        if words:
            first = start + line.index(words)
            yield Span(first, first + len(words))
        start += len(line)


def _note(claim: Claim, names: dict[str, str]) -> str:
    source = claim.source
    told = [
        f"claim {claim.id}",
        f"source: {names.get(source.id or '', source.text)}" if source else "",
        f"country: {source.country}" if source and source.country else "",
        f"via: {claim.via.text}" if claim.via else "",
        f"sourcing {reasons(claim.score)}" if claim.score else "",
    ]
    return " ".join(encodable(" · ".join(filter(None, told))).split())


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
