"""Short makers of expected objects: everything has a default, and a span can be found by its words."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from attribution import Scorer
from attribution.datatypes import (
    Act,
    Claim,
    ClaimSource,
    Contribution,
    Document,
    Figure,
    FigureKind,
    Naming,
    QuoteKind,
    Report,
    Score,
    Source,
    SourceType,
    Span,
    Tagging,
    sha256_of,
)
from attribution.pipeline import admissible
from attribution.report import flags

TEXT = "Officials in Kyiv say that 11,000 troops were sent. Nobody in Moscow has commented."


def span(words: str, text: str = TEXT) -> Span:
    """Where the words stand first in the text."""
    start = text.index(words)
    return Span(start, start + len(words))


def make_score(value: float | None = 0.5, credibility: int = 3, **fields: Any) -> Score:
    return Score(value, fields.pop("reliability", "F"), credibility, **fields)


def make_claim(id: str = "c1", content: str = "11,000 troops were sent", text: str = TEXT, **fields: Any) -> Claim:
    who = fields.pop("who", "Officials in Kyiv")
    source = ClaimSource(
        id=fields.pop("source_id", "s1"),
        spans=(span(who, text),) if who else (),
        text=who,
        type=fields.pop("type", SourceType.OTHER_OFFICIAL),
        type_probability=0.75,
        naming=fields.pop("naming", Naming.UNNAMED),
        country=fields.pop("country", "UA"),
    )
    given: dict[str, Any] = {
        "attributed": True,
        "source": source,
        "via": None,
        "cue": (span("say", text),) if "say" in text else (),
        "content": (span(content, text),),
        "quote": QuoteKind.INDIRECT,
        "act": Act.CLAIM,
        "confidence": 0.9,
        "score": make_score(0.25, contributions=(Contribution("naming", -0.5, "not named", span(who, text)),))
        if who
        else None,
    }
    return Claim(id, **given | fields)


def make_source(id: str = "s1", name: str = "Officials in Kyiv", text: str = TEXT, **fields: Any) -> Source:
    given: dict[str, Any] = {
        "type": SourceType.OTHER_OFFICIAL,
        "naming": Naming.UNNAMED,
        "country": "UA",
        "mentions": (span(name, text),),
        "reliability": "F",
        "claims": ("c1",),
    }
    return Source(id, name, **given | fields)


def make_figure(id: str = "f1", words: str = "11,000 troops", text: str = TEXT, **fields: Any) -> Figure:
    given: dict[str, Any] = {
        "low": 11000,
        "high": 11000,
        "unit": "troop",
        "kind": FigureKind.PEOPLE,
        "hedged": False,
        "claim": "c1",
        "contestable": 0.875,
        "flagged": True,
        "reason": "from officials in Kyiv; no independent source in this article",
    }
    return Figure(id, span(words, text), words, **given | fields)


def make_report(document: Document | None = None, **fields: Any) -> Report:
    """A report with one source, one claim and one flagged figure if the text is TEXT; else an empty one."""
    document = document or Document("a", TEXT)
    full = document.text == TEXT
    claims = fields.pop("claims", (make_claim(figures=("f1",)),) if full else ())
    sources = fields.pop("sources", (make_source(),) if full else ())
    figures = fields.pop("figures", (make_figure(),) if full else ())
    given: dict[str, Any] = {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "url": document.url,
        "text_sha256": sha256_of(document.text),
        "characters": len(document.text),
        "characters_read": len(document.text),
        "language": document.language or "en",
        "sources": sources,
        "claims": claims,
        "figures": figures,
        "flags": flags(claims, sources, figures),
        "score": make_score(),
        "signature": "attribution 0.0.0 · model none 0 · settings 00000000",
    }
    return Report(**given | fields)


class CannedScorer(Scorer):
    """A scorer without a network: what the library does around the stages, at no cost."""

    ahead = 1

    def __init__(self) -> None:
        pass

    def __reduce__(self) -> tuple[type[CannedScorer], tuple[()]]:
        return CannedScorer, ()

    def _read_together(self, articles: object) -> dict[int, Tagging]:
        return {}  # so that each goes to ``score``

    def score(self, article: str | Document) -> Report:
        return make_report(admissible(article))


class DeadlyScorer(CannedScorer):
    """Ends its process over an article "deadly", and over one "deadly once" if a file is not there yet."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[type[DeadlyScorer], tuple[Path]]:  # type: ignore[override]
        return DeadlyScorer, (self.mark,)

    def score(self, article: str | Document) -> Report:
        name = article.id if isinstance(article, Document) else ""
        if name == "deadly" or (name == "deadly once" and not self.mark.exists()):
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().score(article)


def end_at_once() -> Scorer:
    """In place of what makes a scorer: the process ends."""
    os._exit(3)
