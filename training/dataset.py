"""Windows and batches for training: encoded articles cut anew every epoch, collated into one flat list of words.

A batch's words are numbered 0 … N-1 over all its windows; spans, links and labels point into that numbering.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

IGNORE = -100
SECOND_HABIT = "intl"  # the corpus whose way of marking the network calls habit 1
NO_PIECE = 103  # [MASK]


@dataclass
class Batch:
    """N words in B windows of L pieces; C cues, S sources, K contents, R labelled relations."""

    pieces: Tensor  # [B, L]
    looks: Tensor  # [B, L]
    mask: Tensor  # [B, L]
    rows: Tensor  # [N] window of each word
    columns: Tensor  # [N] piece of each word
    habits: Tensor  # [B] 1 where the window's corpus marks by the second habit, else 0
    tags: Tensor  # [N]
    figures: Tensor  # [N], IGNORE where not annotated
    cues: Tensor  # [C, 2]
    sources: Tensor  # [S, 2]
    contents: Tensor  # [K, 2]
    source_of_cue: Tensor  # [C] index of its source, S for none, IGNORE where it lies outside the window
    cue_of_content: Tensor  # [K] index of its cue, C for none, IGNORE likewise
    relations: Tensor  # [R, 3, 2] source ([0, 0]: none), cue, first content
    labels: Tensor  # [R, 4] type, naming, act, country


@dataclass
class Window:
    """A range of an article's words, with all that is annotated wholly inside it, numbered from its first word."""

    habit: float
    pieces: list[int]
    looks: list[int]
    first: list[int]
    tags: list[int]
    figures: list[int]
    relations: list[list[int]]
    contents: list[list[int]]


def cut(article: dict[str, Any], room: int, chance: random.Random) -> Iterator[Window]:
    """Windows of at most ``room`` pieces that tile the article, from a random first length on."""
    ends = [*article["first"], len(article["pieces"])]
    start, limit = 0, chance.randint(room // 3, room)
    while start < len(article["first"]):
        end = start + 1
        while end < len(article["first"]) and ends[end + 1] - ends[start] <= limit:
            end += 1
        yield window(article, ends, start, end)
        start, limit = end, room


def window(article: dict[str, Any], ends: list[int], start: int, end: int) -> Window:
    def shift(low: int, high: int) -> list[int] | None:
        return [low - start, high - start] if start <= low and high <= end else None

    kept: dict[int, int] = {}
    relations: list[list[int]] = []
    for i, (c0, c1, s0, s1, *labels) in enumerate(article["relations"]):
        cue, source = shift(c0, c1), shift(s0, s1) if s1 else [0, 0]
        if cue:
            kept[i] = len(relations)
            relations.append([*cue, *(source or [IGNORE, IGNORE]), *labels])
    contents = [
        [*span, kept.get(owner, IGNORE) if owner >= 0 else -1]
        for low, high, owner in article["contents"]
        if (span := shift(low, high))
    ]
    return Window(
        habit=float(article["corpus"] == SECOND_HABIT),
        pieces=article["pieces"][ends[start] : ends[end]],
        looks=article["looks"][ends[start] : ends[end]],
        first=[first - ends[start] for first in article["first"][start:end]],
        tags=article["tags"][start:end],
        figures=article["figures"][start:end] or [IGNORE] * (end - start),
        relations=relations,
        contents=contents,
    )


def batches(
    articles: Sequence[dict[str, Any]], size: int, room: int, special: tuple[int, int], drop: float, seed: int
) -> Iterator[Batch]:
    """One epoch: all articles cut into windows of ``room`` pieces, shuffled, ``size`` windows a batch.

    ``special`` are the ids of [CLS] and [SEP]; a share ``drop`` of the pieces is hidden, against learning by heart.
    """
    chance = random.Random(seed)
    cuts = [part for article in articles for part in cut(article, room, chance)]
    chance.shuffle(cuts)
    # windows of like length go together, so that little is spent on padding; the order of batches stays random
    blocks = [sorted(cuts[at : at + 16 * size], key=lambda w: len(w.pieces)) for at in range(0, len(cuts), 16 * size)]
    groups = [block[at : at + size] for block in blocks for at in range(0, len(block), size)]
    chance.shuffle(groups)
    for group in groups:
        yield collate(group, special, drop, chance)


def collate(group: Sequence[Window], special: tuple[int, int], drop: float, chance: random.Random) -> Batch:
    length = max(len(part.pieces) for part in group) + 2
    pieces = torch.zeros(len(group), length, dtype=torch.long)
    looks, mask = torch.zeros_like(pieces), torch.zeros_like(pieces)
    rows, columns, tags, figures = [], [], [], []
    cues, contents, relations, labels = [], [], [], []
    sources: dict[tuple[int, int], int] = {}
    source_of_cue: list[int | None] = []
    cue_of_content: list[int | None] = []
    for row, part in enumerate(group):
        shown = [NO_PIECE if chance.random() < drop else piece for piece in part.pieces]
        pieces[row, : len(shown) + 2] = torch.tensor([special[0], *shown, special[1]])
        looks[row, 1 : len(shown) + 1] = torch.tensor(part.looks)
        mask[row, : len(shown) + 2] = 1
        base, first_cue = len(rows), len(cues)
        rows += [row] * len(part.first)
        columns += [piece + 1 for piece in part.first]
        tags += part.tags
        figures += part.figures
        first_content = {owner: (low + base, high + base) for low, high, owner in reversed(part.contents)}
        for i, (c0, c1, s0, s1, *label) in enumerate(part.relations):
            cues.append((c0 + base, c1 + base))
            source = (s0 + base, s1 + base) if s1 > 0 else (0, 0)
            source_of_cue.append(sources.setdefault(source, len(sources)) if s1 > 0 else None if s1 == 0 else IGNORE)
            if label[0] >= 0 and s1 != IGNORE and i in first_content:
                relations.append((source, cues[-1], first_content[i]))
                labels.append(label)
        for low, high, owner in part.contents:
            contents.append((low + base, high + base))
            cue_of_content.append(owner + first_cue if owner >= 0 else None if owner == -1 else IGNORE)

    # candidates are numbered in text order, as at inference
    cue_rows, cue_rank = ordered(cues)
    source_rows, source_rank = ordered(list(sources))
    content_rows, content_rank = ordered(contents)
    return Batch(
        pieces=pieces,
        looks=looks,
        mask=mask,
        habits=torch.tensor([part.habit for part in group]),
        rows=torch.tensor(rows),
        columns=torch.tensor(columns),
        tags=torch.tensor(tags),
        figures=torch.tensor(figures),
        cues=cue_rows,
        sources=source_rows,
        contents=content_rows,
        source_of_cue=targets([source_of_cue[i] for i in cue_rank], source_rank),
        cue_of_content=targets([cue_of_content[i] for i in content_rank], cue_rank),
        relations=torch.tensor(relations, dtype=torch.long).reshape(-1, 3, 2),
        labels=torch.tensor(labels, dtype=torch.long).reshape(-1, 4),
    )


def ordered(spans: list[tuple[int, int]]) -> tuple[Tensor, list[int]]:
    """The spans in text order, and which of the given ones stands at each place."""
    rank = sorted(range(len(spans)), key=lambda i: spans[i])
    return torch.tensor([spans[i] for i in rank], dtype=torch.long).reshape(-1, 2), rank


def targets(chosen: Sequence[int | None], rank: list[int]) -> Tensor:
    """Indices into spans before ordering -> after; None (no partner) -> the number of spans; IGNORE stays."""
    place = {before: after for after, before in enumerate(rank)} | {IGNORE: IGNORE}
    return torch.tensor([len(rank) if i is None else place[i] for i in chosen], dtype=torch.long)
