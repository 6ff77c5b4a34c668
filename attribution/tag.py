"""Documents -> what the network reads in them: role spans, the links between them, labels, figure scores.

A document is cut into windows that overlap, each word keeps the state from the window where it lies deepest, and
everything after that happens on the whole article. A batch never mixes documents, so that a document's result
does not depend on what it was scored with.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .datatypes import Document, Relation, Span, Spans, Tagging
from .labels import OUTSIDE, TAGS, begin, legal, spans_of
from .network import Network, Words
from .settings import Decoding, Reading, Settings

WordSpan = tuple[int, int]  # [first word, word after the last]
SPECIAL = 2  # [CLS] and [SEP] around every window


def tag(documents: Iterable[Document], network: Network, settings: Settings) -> Iterator[Tagging]:
    """The network's reading of each document, lazily and in order."""
    for document in documents:
        yield read(document.text, network, settings)


def read(text: str, network: Network, settings: Settings) -> Tagging:
    """The network's reading of one text, however long."""
    words = network.words(text)
    if not words.spans:
        return Tagging((), (), (), len(text))
    with torch.inference_mode():
        states = word_states(words, network, settings.reading)
        tag_scores = network.tags.read(states).log_softmax(dim=1).cpu().numpy()
        figure_scores = network.figures(states) / network.config.figure_temperature
        relations = relate(states, tag_scores, network, words.spans, settings.decoding)
    logits = tuple((a, b, c) for a, b, c in figure_scores.tolist())
    return Tagging(relations, words.spans, logits, len(text))


# --- windows ----------------------------------------------------------------------------------


def windows(words: Words, reading: Reading) -> list[WordSpan]:
    """Ranges of words that cover the text, each of at most ``window`` pieces, overlapping, about equally long."""
    ends = np.array((*words.first, len(words.pieces)))  # where each word starts, and where the last one ends
    most = reading.window - SPECIAL
    count = max(1, math.ceil((ends[-1] - reading.overlap) / (most - reading.overlap)))
    slack = 8  # words are not split, so that windows come out a little short of an equal share
    room = min(most, math.ceil((ends[-1] - reading.overlap) / count) + reading.overlap + slack)
    found, start, last = [], 0, len(words.spans)
    while True:
        end = max(start + 1, int(np.searchsorted(ends, ends[start] + room, side="right")) - 1)
        found.append((start, end))
        if end == last:
            return found
        start = max(start + 1, int(np.searchsorted(ends, ends[end] - reading.overlap)))


def word_states(words: Words, network: Network, reading: Reading) -> Tensor:
    """States [N, H] of all words, each from the window in which it is farthest from an edge."""
    parts = windows(words, reading)
    chosen = deepest(parts, len(words.spans))
    states = torch.empty(len(words.spans), network.config.width, device=network.device)
    for at in range(0, len(parts), reading.batch):
        batch = parts[at : at + reading.batch]
        pieces, mask = window_batch(words, batch, network)
        encoded = network.encode(pieces, mask)
        for row, (part, (start, end)) in enumerate(zip(range(at, at + len(batch)), batch, strict=True)):
            mine = np.flatnonzero(chosen[start:end] == part) + start
            index = torch.tensor([words.first[i] - words.first[start] + 1 for i in mine], device=network.device)
            states[torch.from_numpy(mine).to(network.device)] = encoded[row, index]
    return states


def deepest(parts: list[WordSpan], count: int) -> NDArray[np.int64]:
    """For each word the window in which it has most context on its nearer side; the text's own edges do not count."""
    chosen, depth = np.zeros(count, dtype=np.int64), np.full(count, -1.0)
    for part, (start, end) in enumerate(parts):
        position = np.arange(start, end)
        left = position - start if start else np.full(end - start, np.inf)
        right = end - 1 - position if end < count else np.full(end - start, np.inf)
        mine = np.minimum(left, right)
        better = mine > depth[start:end]
        chosen[start:end][better], depth[start:end][better] = part, mine[better]
    return chosen


def window_batch(words: Words, batch: list[WordSpan], network: Network) -> tuple[Tensor, Tensor]:
    """Pieces [B, L] with [CLS] and [SEP], padded, and their mask."""
    ends = (*words.first, len(words.pieces))
    cls, sep = network.tokenizer.token_to_id("[CLS]"), network.tokenizer.token_to_id("[SEP]")
    rows = [[cls, *words.pieces[ends[start] : ends[end]], sep] for start, end in batch]
    pieces = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    mask = torch.zeros_like(pieces)
    for i, row in enumerate(rows):
        pieces[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return pieces.to(network.device), mask.to(network.device)


# --- decoding ---------------------------------------------------------------------------------

LEGAL = np.array(
    [[0.0 if legal(before, after) else -np.inf for after in range(len(TAGS))] for before in range(len(TAGS))]
)
OPENING = np.array([0.0 if legal(None, after) else -np.inf for after in range(len(TAGS))])


def best_tags(scores: NDArray[np.float32], transitions: NDArray[np.float32], bias: float) -> list[int]:
    """The best legal tag sequence (Viterbi) under scores [N, 7] and transitions [7, 7]; ties go to the lower tag."""
    scores = scores.astype(np.float64)
    scores[:, [begin("source"), begin("cue"), begin("content")]] += bias
    follow = LEGAL + transitions
    total = scores[0] + OPENING
    back = np.zeros(scores.shape, dtype=np.int64)
    for i in range(1, len(scores)):
        paths = total[:, None] + follow
        back[i] = paths.argmax(axis=0)
        total = paths[back[i], np.arange(len(TAGS))] + scores[i]
    tags = [int(total.argmax())]
    for i in range(len(scores) - 1, 0, -1):
        tags.append(int(back[i, tags[-1]]))
    return tags[::-1]


@dataclass(frozen=True)
class Linkage:
    """A cue with the spans linked to it and the probability of those links."""

    cue: WordSpan
    source: WordSpan | None
    contents: tuple[WordSpan, ...]
    probability: float


def relate(
    states: Tensor, tag_scores: NDArray[np.float32], network: Network, spans: Spans, decoding: Decoding
) -> tuple[Relation, ...]:
    """Role spans decoded and linked into labelled relations, in text order; a cue without content is none."""
    tags = best_tags(tag_scores, network.tags.transitions.cpu().numpy(), decoding.span_bias)
    by_role: dict[str, list[WordSpan]] = {"source": [], "cue": [], "content": []}
    for role, start, end in spans_of(tags):
        by_role[role].append((start, end))
    links = linkages(states, network, by_role["source"], by_role["cue"], by_role["content"], decoding)
    if not links:
        return ()
    rows = torch.tensor(
        [[link.source or (0, 0), link.cue, link.contents[0]] for link in links], device=states.device
    )  # [A, 3, 2]
    logits = network.labels(states, rows[:, 0], rows[:, 1], rows[:, 2])
    labels = [
        (out / temperature).softmax(dim=1).tolist()
        for out, temperature in zip(logits, network.config.label_temperatures, strict=True)
    ]
    certainty = np.exp(tag_scores[np.arange(len(tags)), tags])
    relations = [
        Relation(
            source=text_spans(spans, [link.source] if link.source else []),
            cue=text_spans(spans, [link.cue]),
            content=text_spans(spans, link.contents),
            confidence=confidence(link, certainty),
            types=tuple(labels[0][i]),
            namings=tuple(labels[1][i]),
            acts=tuple(labels[2][i]),
        )
        for i, link in enumerate(links)
    ]
    return tuple(sorted(relations, key=lambda relation: (relation.start, relation.cue)))


def linkages(
    states: Tensor,
    network: Network,
    sources: list[WordSpan],
    cues: list[WordSpan],
    contents: list[WordSpan],
    decoding: Decoding,
) -> list[Linkage]:
    """Each content goes to its likeliest cue, each cue to its likeliest source, either possibly to none."""
    if not cues or not contents:
        return []
    place = states.device
    cue_rows, content_rows = torch.tensor(cues, device=place), torch.tensor(contents, device=place)
    source_rows = torch.tensor(sources, device=place).reshape(-1, 2)
    source_scores = network.source_links(states, cue_rows, source_rows, alone="cue")
    source_scores[:, -1] += decoding.no_source_bias
    content_scores = network.content_links(states, cue_rows, content_rows, alone="span")
    content_scores[:, -1] += decoding.no_cue_bias
    source_probability, source = source_scores.softmax(dim=1).max(dim=1)
    cue_probability, cue = content_scores.softmax(dim=1).max(dim=1)
    found = []
    for i in range(len(cues)):
        mine = [j for j in range(len(contents)) if cue[j] == i]
        if mine:
            s = int(source[i])
            probability = float(source_probability[i]) * max(float(cue_probability[j]) for j in mine)
            pieces = tuple(contents[j] for j in mine)
            found.append(Linkage(cues[i], sources[s] if s < len(sources) else None, pieces, probability))
    return found


def confidence(link: Linkage, certainty: NDArray[np.float32]) -> float:
    """Probability of the links times the mean probability of the tags they join."""
    parts = [link.cue, *link.contents] + ([link.source] if link.source else [])
    tagged = np.concatenate([certainty[start:end] for start, end in parts])
    return float(min(1.0, link.probability * float(tagged.mean())))


def text_spans(spans: Spans, parts: Iterable[WordSpan]) -> Spans:
    return tuple(Span(spans[start].start, spans[end - 1].end) for start, end in parts)


assert OUTSIDE == 0, "best_tags breaks ties towards the lower tag, which must be 'outside'"
