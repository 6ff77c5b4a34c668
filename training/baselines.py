"""What a model has to beat: rules for extraction, and TF-IDF with logistic regression for the source type.

``python -m training.baselines --data DIR`` prints the figures on the development sets as JSON.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.pipeline import make_pipeline

from attribution.datatypes import Document, Segments, Span
from attribution.segment import segment
from training.evaluate import CORPORA, scorer
from training.prepare import read_articles

Pieces = list[tuple[int, int]]
Article = dict[str, Any]

VERB = re.compile(
    r"\b(?:(?:has|have|had|is|was|were|also|later|repeatedly|previously|then) )*"
    r"(?:said|says|saying|say|told|tells|claimed|claims|stated|states|announced|announces|reported|reports|added|adds"
    r"|argued|argues|warned|warns|denied|denies|insisted|insists|accused|accuses|believes|believed|thinks|suggested"
    r"|suggests|acknowledged|acknowledges|noted|notes|wrote|writes|tweeted|declared|declares|vowed|vows|confirmed"
    r"|confirms|alleged|alleges|estimates|estimated|explained|explains|urged|urges|called for|predicted|predicts)\b"
)
ACCORDING = re.compile(r"\b[Aa]ccording to\s+([^,.;“”\"]{2,120})")
CLAUSE_BREAK = re.compile(r"[,;:]\s+|\s+(?:and|but|while|as|that)\s+|[”\"]\s*")
OBJECT = re.compile(r"\s+(?:the |a )?[\w’'.-]+(?: [\w’'.-]+){0,3}? (?=that\b)|\s+[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+)*")
LONGEST_SOURCE = 15  # words

# --- extraction by rules ----------------------------------------------------------------------


def extract(article: Article) -> dict[str, Any]:
    """An article's claims in the form of the output contract, found by reporting verbs and "according to"."""
    text = article["text"]
    segments = segment(Document(id=str(article["id"]), text=text))
    found = (relation for sentence in segments.sentences for relation in _relations(text, _trim(text, *sentence)))
    claims = [
        {
            "id": f"c{number}",
            "attributed": True,
            "source": {"spans": source, "type": "unattributed", "naming": "none", "country": None} if source else None,
            "cue": cue,
            "content": content,
            "act": "claim",
        }
        for number, (source, cue, content) in enumerate(found, 1)
    ]
    return {"id": article["id"], "claims": claims, "figures": []}


def _relations(text: str, sentence: Span) -> Iterator[tuple[Pieces, Pieces, Pieces]]:
    """(source, cue, content) of a sentence: one at most."""
    start, end = sentence
    if by := ACCORDING.search(text, start, end):
        rest = [(start, by.start()), (by.end(), end)]
        content = max((_trim(text, *piece) for piece in rest), key=lambda piece: piece.end - piece.start)
        source = _trim(text, *by.span(1))
        yield _kept(source), [(by.start(), by.start(1) - 1)], _kept(content)
    elif verb := VERB.search(text, start, end):
        yield from _reported(text, sentence, Span(*verb.span()))


def _reported(text: str, sentence: Span, cue: Span) -> Iterator[tuple[Pieces, Pieces, Pieces]]:
    breaks = [Span(*found.span()) for found in CLAUSE_BREAK.finditer(text, sentence.start, cue.start)]
    last = breaks[-1] if breaks else Span(sentence.start, sentence.start)
    before, subject = _trim(text, sentence.start, last.start), _trim(text, last.end, cue.start)
    after = Span(cue.end, sentence.end)
    if len(before.of(text).split()) >= 4 and text[last.start] in ',”"' and not subject.of(text):
        name = re.compile(r"[^,.;“”\"]+").search(text, after.start, after.end)  # “…,” said NAME
        source = _trim(text, *name.span()) if name else Span(after.start, after.start)
        yield _kept(source), [cue], _kept(before)
    elif subject.of(text) and len(subject.of(text).split()) <= LONGEST_SOURCE:
        content = _trim(text, after.start + len(_preamble(text, cue, after)), after.end)
        quoted = before.of(text).startswith(("“", '"'))
        follows = len(content.of(text).split()) >= 3
        pieces = [*(_kept(before) if quoted or not follows else []), *(_kept(content) if follows else [])]
        yield _kept(subject), [cue], pieces


def _preamble(text: str, cue: Span, after: Span) -> str:
    """What stands between the verb and the content: whoever was told, and "that"."""
    told = OBJECT.match(text, after.start, after.end) if cue.of(text).endswith(("told", "tells")) else None
    reached = told.end() if told else after.start
    that = re.compile(r"[\s,:]*(?:that\s+)?").match(text, reached, after.end)
    return text[after.start : that.end() if that else reached]


def _trim(text: str, start: int, end: int) -> Span:
    """The span without white space, commas and stops at its edges, but with its quotation marks."""
    end = max(start, end)
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip(" \t\r\n\u00a0,;:"))
    right = len(inner.rstrip(" \t\r\n\u00a0,;:."))
    return Span(start + min(left, right), start + right)


def _kept(span: Span) -> Pieces:
    return [span] if span.end > span.start else []


# --- source type by words ---------------------------------------------------------------------


def _fields(article: Article) -> Iterator[tuple[str, str, str]]:
    """(source, cue, paragraph) of every gold attribution."""
    text = article["text"]
    segments: Segments = segment(Document(id=str(article["id"]), text=text))
    for gold in article["attributions"]:
        source, cue = (" ".join(text[start:end] for start, end in gold[role]) for role in ("source", "cue"))
        at = min(start for role in ("cue", "content") for start, _ in gold[role])
        yield source, cue, segments.paragraph_of(at).of(text)


def source_type(train: Sequence[Article], dev: Sequence[Article]) -> dict[str, float]:
    """Accuracy and macro-F1 (over the types in dev) of the source type, given the gold spans."""
    words = {"ngram_range": (1, 2), "sublinear_tf": True, "token_pattern": r"\S+"}
    columns = [(name, TfidfVectorizer(**words), i) for i, name in enumerate(("source", "cue", "paragraph"))]
    model = make_pipeline(
        ColumnTransformer(columns), LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
    )
    model.fit(_rows(train), _types(train))
    gold, found = _types(dev), model.predict(_rows(dev))
    macro = f1_score(gold, found, labels=sorted(set(gold)), average="macro", zero_division=0.0)
    return {"accuracy": round(float(accuracy_score(gold, found)), 4), "macro_f1": round(float(macro), 4)}


def _rows(articles: Sequence[Article]) -> np.ndarray[Any, Any]:
    return np.array([fields for article in articles for fields in _fields(article)], dtype=object)


def _types(articles: Sequence[Article]) -> list[str]:
    return [gold["source_type"] for article in articles for gold in article["attributions"]]


# --- both -------------------------------------------------------------------------------------


def baselines(data: Path) -> dict[str, dict[str, float]]:
    """Figures on the development sets: "rules.polnear", "rules.intl" (F1 by name) and "tfidf.source_type"."""
    evaluate = scorer(data, "evaluate").evaluate
    table: dict[str, dict[str, float]] = {}
    for corpus in CORPORA:
        gold = {article["id"]: article for article in read_articles(data, corpus, "dev")}
        figures = evaluate(gold, {key: extract(article) for key, article in gold.items()})
        relations = (name for name in figures if name.startswith(("token.", "content", "relation")))
        table[f"rules.{corpus}"] = {name: figures[name]["f1"] for name in relations}
    train, dev = (read_articles(data, "intl", part) for part in ("train", "dev"))
    table["tfidf.source_type"] = source_type(train, dev)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with polnear/ and intl/")
    print(json.dumps(baselines(parser.parse_args().data), indent=1))


if __name__ == "__main__":
    main()
