"""Annotated articles -> what the network learns from, at the level of its words.

Input: DIR/polnear and DIR/intl, each with train.jsonl.gz and dev.jsonl.gz (id, text, attributions; intl also figures);
DIR/raw, whose articles our own annotations are of; articles of our own writing.
Output: one record per article, a ``datasets.Dataset`` row:

  corpus, id       which corpus and article
  pieces, looks    word-piece ids, and how the word of each is written
  first            index of each word's first piece
  tags             role tag of each word (labels.TAGS)
  figures          figure tag of each word (labels.FIGURE_TAGS); empty where the corpus has none
  relations        rows [cue start, end, source start, end, type, naming, act, country], in words; a source of
                   [0, 0] is none, a label of -1 is not annotated
  contents         rows [content start, end, index of its relation, or -1 where the relation has no cue]
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from datasets import Dataset
from tokenizers import Tokenizer

from attribution.datatypes import sha256_of
from attribution.labels import (
    ACTS,
    COUNTRIES,
    FIGURE_TAGS,
    NAMINGS,
    OTHER_COUNTRY,
    OUTSIDE,
    SOURCE_TYPES,
    begin,
    inside,
    legal,
)
from attribution.network import Words, words_of

ANNOTATED = Path(__file__).parent / "annotations" / "raw_news.jsonl.gz"
ANNOTATED_FIGURES = ANNOTATED.with_name("raw_figures.jsonl.gz")
ANNOTATED_AGAIN = ANNOTATED.with_name("intl_again.jsonl.gz")
FIGURES_AGAIN = ANNOTATED.with_name("intl_figures_again.jsonl.gz")
WRITTEN = ANNOTATED.with_name("written.jsonl")
FIELDS = ("source", "cue", "content", "source_type", "anonymity", "country", "via", "act")

WordSpan = tuple[int, int]
NONE: WordSpan = (0, 0)


def read_articles(data: Path, corpus: str, part: str) -> list[dict[str, Any]]:
    """The annotated articles of one part, as the data folder has them."""
    path = data / corpus / f"{part}.jsonl.gz"
    if not path.is_file():
        raise SystemExit(f"{path} is missing; --data must be a folder with polnear/ and intl/ (see training/README.md)")
    return rows_of(path)


def raw_news(data: Path) -> list[dict[str, Any]]:
    """The articles without labels, which our own annotations are of."""
    path = data / "raw" / "intl_news.jsonl.gz"
    if not path.is_file():
        raise SystemExit(f"{path} is missing; our own annotations are of its articles (see training/README.md)")
    return rows_of(path)


def rows_of(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_annotated(data: Path) -> list[dict[str, Any]]:
    """Our own annotations of raw news, joined with their texts, as intl's articles are; some have figures too."""
    articles = joined(ANNOTATED, raw_news(data))
    figures = joined_figures(ANNOTATED_FIGURES, articles)
    return [
        article | {"figures": figures[article["id"]]} if article["id"] in figures else article for article in articles
    ]


def read_written() -> list[dict[str, Any]]:
    """Articles of our own writing, annotated likewise, on kinds of source that are rare in the others."""
    return [json.loads(line) for line in WRITTEN.read_text(encoding="utf-8").splitlines()]


def annotations(path: Path) -> dict[str, dict[str, Any]]:
    """The rows of a file of annotations by article; the repository keeps offsets and labels alone, never a text."""
    return {row["id"]: row for row in rows_of(path)}


def matched(row: dict[str, Any], article: dict[str, Any], path: Path) -> None:
    """Hold an article's text to the hash of the one that was annotated."""
    if sha256_of(article["text"])[:16] != row["sha256"]:
        raise SystemExit(f"{path}: the text of {article['id']} is not the one that was annotated")


def joined(path: Path, articles: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The articles that a file of annotations is of, with those annotations in place of any they have."""
    rows = annotations(path)
    found = []
    for article in articles:
        row = rows.get(article["id"])
        if row is None:
            continue
        matched(row, article, path)
        attributions = [dict(zip(FIELDS, values, strict=True)) for values in row["attributions"]]
        kept = {key: value for key, value in article.items() if key != "figures"}
        found.append(kept | {"attributions": attributions})
    if len(found) < len(rows):
        raise SystemExit(f"{path}: {len(rows) - len(found)} annotated articles are not in the data folder")
    return found


def joined_figures(path: Path, articles: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The figures (span, contestable) that a file of annotations has of these articles, by article."""
    rows = annotations(path)
    found = {}
    for article in articles:
        if row := rows.get(article["id"]):
            matched(row, article, path)
            found[article["id"]] = [
                {"span": [a, b], "contestable": contestable} for a, b, contestable in row["figures"]
            ]
    return found


def prepare(articles: Sequence[dict[str, Any]], corpus: str, tokenizer: Tokenizer) -> Dataset:
    """Encode articles; nothing is fetched or cached."""
    return Dataset.from_list([encode(article, corpus, tokenizer) for article in articles])


def encode(article: dict[str, Any], corpus: str, tokenizer: Tokenizer) -> dict[str, Any]:
    words = words_of(tokenizer, article["text"])
    tags = np.full(len(words.spans), OUTSIDE)
    relations: list[list[int]] = []
    contents: list[list[int]] = []
    for gold in article["attributions"]:
        found = {role: list(cover(words, gold[role])) for role in ("source", "cue", "content")}
        for role, spans in found.items():
            for start, end in spans:
                tags[start:end] = inside(role)
                tags[start] = begin(role)
        owner = -1
        if found["cue"]:
            owner = len(relations)
            source = found["source"][0] if found["source"] else NONE
            relations.append([*found["cue"][0], *source, *label_ids(gold)])
        contents += [[*span, owner] for span in found["content"]]
    for i, tag in enumerate(tags):  # what is left of a span that another one covers in part begins anew
        if not legal(int(tags[i - 1]) if i else None, int(tag)):
            tags[i] = tag - 1
    return {
        "corpus": corpus,
        "id": article["id"],
        "pieces": list(words.pieces),
        "looks": list(words.looks),
        "first": list(words.first),
        "tags": tags.tolist(),
        "figures": figure_tags(words, article["figures"]) if "figures" in article else [],
        "relations": relations,
        "contents": contents,
    }


def cover(words: Words, spans: Sequence[Sequence[int]]) -> Iterator[WordSpan]:
    """Word spans of character spans: the words that lie at least half inside."""
    starts = np.array([span.start for span in words.spans])
    ends = np.array([span.end for span in words.spans])
    for start, end in spans:
        shared = np.minimum(ends, end) - np.maximum(starts, start)
        inside_span = np.flatnonzero(2 * shared >= ends - starts)
        if len(inside_span):
            yield int(inside_span[0]), int(inside_span[-1]) + 1


def label_ids(gold: dict[str, Any]) -> list[int]:
    """Indices of type, naming, act and country; -1 where the corpus does not annotate them."""
    if "source_type" not in gold:
        return [-1, -1, -1, -1]
    values = (gold["source_type"], gold["anonymity"], gold["act"])
    known = [list(labels).index(value) for labels, value in zip((SOURCE_TYPES, NAMINGS, ACTS), values, strict=True)]
    country = gold["country"] if gold["country"] in COUNTRIES else OTHER_COUNTRY
    return [*known, COUNTRIES.index(country)]


def figure_tags(words: Words, figures: Sequence[dict[str, Any]]) -> list[int]:
    tags = np.zeros(len(words.spans), dtype=int)
    for figure in figures:
        for start, end in cover(words, [figure["span"]]):
            tags[start:end] = FIGURE_TAGS.index("contestable" if figure["contestable"] else "routine")
    return tags.tolist()
