"""Passages in which ``[source]``, ``{cue}`` and ``<content>`` mark the parts of a relation and ``|`` ends it.

The marks are taken out before anything reads the text.
"""

from __future__ import annotations

from attribution.datatypes import Document, Linked, Relation, Span, Spans, Tagging
from attribution.labels import ACTS, COUNTRIES, NAMINGS, SOURCE_TYPES
from attribution.link import link
from attribution.segment import segment
from attribution.settings import Settings

OPEN = {"[": "source", "{": "cue", "<": "content"}
CLOSE = {"]": "source", "}": "cue", ">": "content"}


def uniform(labels: tuple[object, ...]) -> tuple[float, ...]:
    return (1 / len(labels),) * len(labels)


def relation(source: Spans = (), cue: Spans = (), content: Spans = ()) -> Relation:
    return Relation(
        source, cue, content, 0.9, uniform(SOURCE_TYPES), uniform(NAMINGS), uniform(ACTS), uniform(COUNTRIES)
    )


def marked(passage: str) -> tuple[str, tuple[Relation, ...]]:
    """The passage without its marks, and the relations they mark."""
    text: list[str] = []
    relations: list[Relation] = []
    parts: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
    start = 0
    for character in passage:
        if character in OPEN:
            start = len(text)
        elif character in CLOSE:
            parts[CLOSE[character]].append(Span(start, len(text)))
        elif character == "|":
            relations.append(relation(**{role: tuple(spans) for role, spans in parts.items()}))
            parts = {"source": [], "cue": [], "content": []}
        else:
            text.append(character)
    return "".join(text), tuple(relations)


def linked(passage: str) -> tuple[str, Linked]:
    text, relations = marked(passage)
    document = Document("test", text)
    return text, link(document, segment(document), Tagging(relations, (), (), len(text)), Settings())
