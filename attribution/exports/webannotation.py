"""W3C Web Annotation: one page of annotations in JSON-LD, one annotation a claim and one a flag.

The target is the text in the article, selected twice: by quotation (exact, with the words around it) and by position,
in code points of the article's text. A content in several pieces has a target for each. The article is named by its
URL, else by a URN that follows from its id and text. A claim's motivation is ``assessing``: its bodies give the source
(with the selectors of its words), its labels as tags, and the score with its reasons. An article that could not be
scored has an annotation whose motivation is ``commenting``, with the error.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, TextIO

from ..datatypes import Claim, Document, Failure, Report, Span, Spans, sha256_of
from ..report import reasons
from ..serialize import encodable
from .enclosed import Enclosed
from .rows import told

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
NAMESPACE = uuid.UUID("0e1a7c1f-6f3b-5d0c-8a39-52d1f2f9f6a4")
AROUND = 32  # characters of the text before and after a quotation that tell it from its like

Json = dict[str, Any]


class WebAnnotationWriter:
    """One AnnotationPage in JSON-LD."""

    def __init__(self, stream: TextIO) -> None:
        self._page = Enclosed(stream, f'{{"@context": "{CONTEXT}", "type": "AnnotationPage", "items": [', "]}")

    def write(self, article: Document | Failure, result: Report | Failure) -> None:
        for annotation in annotations_of(article, result):
            self._page.add(annotation)

    def close(self) -> None:
        self._page.close()


def annotations_of(article: Document | Failure, result: Report | Failure) -> Iterator[Json]:
    """The annotations of one article, without their context."""
    place = _Place(article)
    if isinstance(result, Failure):
        yield place.annotation("failure", "commenting", [_text("commenting", told(result))], ())
        return
    names = {source.id: source.name for source in result.sources}
    generator = {"type": "Software", "name": result.signature}
    for claim in result.claims:
        bodies = [*_who(claim, names, place), *_tags(claim), *_judgement(claim)]
        yield place.annotation(claim.id, "assessing", bodies, claim.place) | {"generator": generator}
    for flag in result.flags:
        bodies = [_text("tagging", flag.code), _text("commenting", flag.message)]
        part = f"{flag.code} {flag.figure or flag.claim}"
        yield place.annotation(part, "assessing", bodies, (flag.span,)) | {"generator": generator}


class _Place:
    """An article's text, by the name it has for others."""

    def __init__(self, article: Document | Failure) -> None:
        self._text = article.text if isinstance(article, Document) else ""
        self._urn = uuid.uuid5(NAMESPACE, f"{encodable(article.id)}\n{sha256_of(self._text)}").urn
        self._source = (isinstance(article, Document) and article.url) or self._urn

    def annotation(self, part: str, motivation: str, bodies: list[Json], spans: Spans) -> Json:
        """One target is not a list, as the model has it; without any, the whole article is the target."""
        targets = self.targets(spans)
        return {
            "id": uuid.uuid5(NAMESPACE, f"{self._urn}\n{part}").urn,
            "type": "Annotation",
            "motivation": motivation,
            "body": bodies,
            "target": targets[0] if len(targets) == 1 else targets or self._source,
        }

    def targets(self, spans: Spans) -> list[Json]:
        return [{"type": "SpecificResource", "source": self._source, "selector": self._selectors(s)} for s in spans]

    def _selectors(self, span: Span) -> list[Json]:
        quotation = {
            "type": "TextQuoteSelector",
            "exact": span.of(self._text),
            "prefix": self._text[max(0, span.start - AROUND) : span.start],
            "suffix": self._text[span.end : span.end + AROUND],
        }
        return [quotation, {"type": "TextPositionSelector", "start": span.start, "end": span.end}]


def _who(claim: Claim, names: dict[str, str], place: _Place) -> Iterator[Json]:
    if claim.source is None:
        return
    name = names.get(claim.source.id or "", claim.source.text)
    if name:
        yield _text("identifying", name)
    yield from ({**target, "purpose": "identifying"} for target in place.targets(claim.source.spans))


def _tags(claim: Claim) -> Iterator[Json]:
    source = claim.source
    labels = (source.type, source.naming, source.country) if source else ()
    yield from (_text("tagging", str(label)) for label in (*labels, claim.act, f"{claim.quote} quotation") if label)


def _judgement(claim: Claim) -> Iterator[Json]:
    if claim.score:
        yield _text("assessing", f"Sourcing {reasons(claim.score)}")


def _text(purpose: str, value: str) -> Json:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}
