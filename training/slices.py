"""Kinds of attribution that systems like this one are known to miss, and how well each is found.

Every slice is a part of the annotated attributions; what is given of it is recall, for what is found besides belongs
to no slice. Passive cues and pronouns are told by their words, so a few are miscounted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from attribution.datatypes import Document, Span, Spans
from attribution.segment import segment
from training.measures import Compared

PRONOUN = re.compile(r"(?:s?he|they|it|who|which|i|we|you|him|her|them|this|that|these|those)", re.IGNORECASE)
PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be)\b(?:\s\w+)*?\s"
    r"(?:\w+(?:ed|wn)|said|told|held|thought|understood|known|seen|felt|heard|made|found|put)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Case:
    """One annotated attribution, its article, and how often each cue stands in the training articles."""

    attribution: Mapping[str, Any]
    text: str
    sentences: Spans
    seen: Mapping[str, int]

    def words(self, role: str) -> str:
        return " ".join(self.text[start:end] for start, end in self.attribution[role])

    @property
    def cue_count(self) -> int:
        return self.seen.get(self.words("cue").lower(), 0)

    @property
    def sentences_of_content(self) -> int:
        content = [Span(*span) for span in self.attribution["content"]]
        return sum(any(sentence.overlaps(span) for span in content) for sentence in self.sentences)


SLICES: dict[str, Callable[[Case], bool]] = {
    "all": lambda case: True,
    "unnamed sources": lambda case: case.attribution.get("anonymity") == "unnamed",
    "state media": lambda case: case.attribution.get("source_type") == "state_media",
    "relayed by a medium": lambda case: case.attribution.get("via") is not None,
    "pronoun sources": lambda case: PRONOUN.fullmatch(case.words("source")) is not None,
    "cues new or seen once": lambda case: bool(case.attribution["cue"]) and case.cue_count <= 1,
    "passive cues": lambda case: PASSIVE.search(case.words("cue")) is not None,
    "denial": lambda case: case.attribution.get("act") == "denial",
    "no comment": lambda case: case.attribution.get("act") == "no_comment",
    "content of several sentences": lambda case: case.sentences_of_content > 1,
    "no source": lambda case: not case.attribution["source"],
}


@dataclass
class Found:
    """How many of a slice's attributions were found, by ever stricter rules."""

    gold: int = 0
    sourced: int = 0  # that have a source at all
    source_overlaps: int = 0  # some word of the source is in a found source
    content: int = 0
    relation: int = 0
    labelled: int = 0  # contents found whose type is annotated
    typed: int = 0  # and right

    def line(self) -> str:
        """Recall; the source's of those that have one, the type's of the contents found. "-" where there is none."""
        share = [f"{part / self.gold:.2f}" if self.gold else "-" for part in (self.content, self.relation)]
        source = f"{self.source_overlaps / self.sourced:.2f}" if self.sourced else "-"
        typed = f"{self.typed / self.labelled:.2f}" if self.labelled else "-"
        return f"n {self.gold:5d}  source {source}  content {share[0]}  relation {share[1]}  type {typed}"


def cue_counts(articles: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """How often each cue, in small letters, occurs in the articles."""
    return Counter(
        " ".join(article["text"][start:end] for start, end in attribution["cue"]).lower()
        for article in articles
        for attribution in article["attributions"]
    )


def by_slice(articles: Iterable[tuple[Mapping[str, Any], Compared]], seen: Mapping[str, int]) -> dict[str, Found]:
    """What was found of each slice; ``seen`` counts the cues of the training articles."""
    found = {name: Found() for name in SLICES}
    for article, compared in articles:
        sentences = segment(Document(id=str(article["id"]), text=article["text"])).sentences
        sources = frozenset().union(*(statement.words["source"] for statement in compared.found))
        for i, attribution in enumerate(article["attributions"]):
            case = Case(attribution, article["text"], sentences, seen)
            gold = compared.gold[i]
            for name, belongs in SLICES.items():
                if belongs(case):
                    part = found[name]
                    part.gold += 1
                    part.sourced += bool(gold.words["source"])
                    part.source_overlaps += bool(gold.words["source"] & sources)
                    part.content += i in compared.content
                    part.relation += i in compared.relation
                    if i in compared.content and "type" in gold.labels:
                        part.labelled += 1
                        part.typed += compared.found[compared.content[i]].labels["type"] == gold.labels["type"]
    return found
