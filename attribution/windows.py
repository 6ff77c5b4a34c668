"""Texts -> the states of their words: windows that overlap, read in batches of one length under a budget of pieces.

A batch holds windows of any number of texts, all of one length or padded to one step of lengths, so that next to
nothing is spent on padding. What a window is padded to depends on itself alone. In float32 on the CPU nothing is padded
and a row's states do not depend on its batch to the last bit (see ``network.Encoder``), so a text reads the same in any
company; in bfloat16, and on a GPU, up to rounding.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .network import Network, Words
from .settings import Reading

SPECIAL = 2  # [CLS] and [SEP] around every window
STEP = 16  # lengths are padded to a multiple of this where that is faster than many small batches


class Window(NamedTuple):
    """Pieces [start, end) of one of several texts."""

    text: int
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start + SPECIAL


def windows(pieces: int, reading: Reading) -> list[tuple[int, int]]:
    """Ranges of word pieces that cover the text, overlapping and all of one length, so that none needs padding."""
    most = reading.window - SPECIAL
    if pieces <= most:
        return [(0, pieces)]
    count = math.ceil((pieces - reading.overlap) / (most - reading.overlap))
    length = min(most, math.ceil((pieces - reading.overlap) / count) + reading.overlap)
    starts = [round(i * (pieces - length) / (count - 1)) for i in range(count)]
    return [(start, start + length) for start in starts]


def states_of(texts: Sequence[Words], network: Network, reading: Reading) -> Iterator[Tensor]:
    """States [N, H] of the words of each text: the mean over the windows that hold a word, by its depth in each."""
    read: list[list[tuple[int, int, Tensor]]] = [[] for _ in texts]
    for length, batch in batches(texts, network, reading):
        for (text, start, end), states in zip(batch, encoded(batch, length, texts, network), strict=True):
            read[text].append((start, end, states))
    for words, mine in zip(texts, read, strict=True):
        yield blended(words, mine, reading) if mine else torch.zeros(0, network.config.width, device=network.device)


def batches(texts: Sequence[Words], network: Network, reading: Reading) -> Iterator[tuple[int, list[Window]]]:
    """The length to which windows are padded, and those that are read together; a text's come in its order."""
    cut = [
        Window(text, *part)
        for text, words in enumerate(texts)
        if words.spans
        for part in windows(len(words.pieces), reading)
    ]
    step = 1 if network.is_exact else STEP
    for length, alike in sorted(by_length(cut, step, network.config.positions).items()):
        size = max(1, network.at_once(reading) * reading.window // length)
        for at in range(0, len(alike), size):
            yield length, alike[at : at + size]


def by_length(cut: Sequence[Window], step: int, most: int) -> dict[int, list[Window]]:
    """The windows by the length to which each is padded: the next multiple of the step, at most ``most``."""
    alike: defaultdict[int, list[Window]] = defaultdict(list)
    for window in cut:
        alike[min(math.ceil(window.length / step) * step, most)].append(window)
    return alike


def encoded(batch: Sequence[Window], length: int, texts: Sequence[Words], network: Network) -> list[Tensor]:
    """States [L, H] of each window of a batch; where the memory does not hold it, of its halves one after the other."""
    try:
        return list(network.encode(*rows(batch, length, texts, network)))
    except torch.OutOfMemoryError:
        if len(batch) == 1:
            raise
    torch.cuda.empty_cache()  # does nothing where there is no GPU
    middle = len(batch) // 2
    return [state for half in (batch[:middle], batch[middle:]) for state in encoded(half, length, texts, network)]


def rows(
    batch: Sequence[Window], length: int, texts: Sequence[Words], network: Network
) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces [B, L] with [CLS] and [SEP], their looks, and a mask that is 0 on padding."""
    opening, closing = network.special
    pieces = np.zeros((len(batch), length), dtype=np.int64)
    looks = np.zeros_like(pieces)
    mask = np.zeros_like(pieces)
    for row, (text, start, end) in enumerate(batch):
        words, used = texts[text], end - start
        pieces[row, : used + SPECIAL] = (opening, *words.pieces[start:end], closing)
        looks[row, 1 : used + 1] = words.looks[start:end]
        mask[row, : used + SPECIAL] = 1
    place = network.device
    return torch.from_numpy(pieces).to(place), torch.from_numpy(looks).to(place), torch.from_numpy(mask).to(place)


def blended(words: Words, read: Sequence[tuple[int, int, Tensor]], reading: Reading) -> Tensor:
    """States [N, H] of a text's words out of those of its windows [L, H], the mean of each word's by its depth."""
    first = np.array(words.first)
    if len(read) == 1:
        ((_, _, states),) = read
        return states[torch.from_numpy(first + 1).to(states.device)]  # after [CLS]
    place, width = read[0][2].device, read[0][2].shape[1]
    total = torch.zeros(len(first), width, device=place)
    weights = torch.zeros(len(first), 1, device=place)
    for start, end, states in read:
        low, high = np.searchsorted(first, (start, end))
        at = torch.from_numpy(first[low:high] - start + 1).to(place)
        weight = depth(first[low:high], start, end, len(words.pieces), reading)[:, None].to(place)
        total[low:high] += weight * states[at]
        weights[low:high] += weight
    return total / weights


def depth(first: NDArray[np.int64], start: int, end: int, pieces: int, reading: Reading) -> Tensor:
    """How far pieces of a window lie from its nearer edge, at most half an overlap; the text's own edges are none."""
    left = first - start + (np.inf if start == 0 else 1.0)
    right = end - first + (np.inf if end == pieces else 0.0)
    return torch.from_numpy(np.minimum(np.minimum(left, right), max(1, reading.overlap // 2))).float()
