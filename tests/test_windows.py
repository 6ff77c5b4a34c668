"""Windows of many texts in batches of one length: nothing is lost, and company changes nothing."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny import AWKWARD_TEXTS, PASSAGE, make_tiny_network

from attribution import windows as module
from attribution.network import Network
from attribution.settings import Reading
from attribution.windows import batches, depth, rows, states_of, windows

TEXTS = [PASSAGE, *AWKWARD_TEXTS, PASSAGE * 9, "", "a", PASSAGE * 4]
READING = Reading(window=128, overlap=64, batch=4)


@given(st.integers(1, 5000), st.sampled_from([(256, 96), (128, 32), (64, 61)]))
def test_windows_cover_every_piece_with_one_length(pieces: int, shape: tuple[int, int]) -> None:
    parts = windows(pieces, Reading(window=shape[0], overlap=shape[1]))
    assert parts[0][0] == 0 and parts[-1][1] == pieces
    assert len({end - start for start, end in parts}) == 1
    assert all(start < following <= end for (start, end), (following, _) in itertools.pairwise(parts))
    assert all(end - start <= shape[0] - 2 for start, end in parts)


def test_a_word_counts_by_its_depth_in_a_window_up_to_half_an_overlap() -> None:
    reading = Reading(window=64, overlap=6)
    assert depth(np.arange(4, 12), 4, 12, 20, reading).tolist() == [1, 2, 3, 3, 3, 3, 2, 1]
    assert depth(np.array([0, 3, 7]), 0, 8, 20, reading).tolist() == [3, 3, 1]
    assert depth(np.array([12, 19]), 12, 20, 20, reading).tolist() == [1, 3]


def states(texts: list[str], network: Network, reading: Reading = READING) -> list[torch.Tensor]:
    with torch.inference_mode():
        return list(states_of([network.words(text) for text in texts], network, reading))


def test_states_are_the_same_to_the_bit_in_any_company_order_and_batch(tiny_network: Network) -> None:
    alone = [states([text], tiny_network)[0] for text in TEXTS]
    for reading in (READING, Reading(window=128, overlap=64, batch=1), Reading(window=128, overlap=64, batch=99)):
        together = states(TEXTS, tiny_network, reading)
        backwards = states(TEXTS[::-1], tiny_network, reading)[::-1]
        for one, other, third in zip(alone, together, backwards, strict=True):
            assert torch.equal(one, other) and torch.equal(one, third)


def test_every_window_is_read_once_in_batches_of_one_length_under_the_budget(tiny_network: Network) -> None:
    words = [tiny_network.words(text) for text in TEXTS]
    read = list(batches(words, tiny_network, READING))
    assert all(len({window.length for window in batch} | {length}) == 1 for length, batch in read)
    assert all(len(batch) == 1 or length * len(batch) <= READING.window * READING.batch for length, batch in read)
    expected = [
        (text, start, end)
        for text, mine in enumerate(words)
        if mine.spans
        for start, end in windows(len(mine.pieces), READING)
    ]
    assert sorted(window for _, batch in read for window in batch) == expected


def test_padding_hides_and_is_little(tiny_network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = states(TEXTS, tiny_network)
    monkeypatch.setattr(Network, "is_exact", False)
    words = [tiny_network.words(text) for text in TEXTS]
    read = list(batches(words, tiny_network, READING))
    assert all(length - window.length < module.STEP for length, batch in read for window in batch)
    assert len(read) < len({window.length for _, batch in read for window in batch}) + len(words)
    for one, other in zip(exact, states(TEXTS, tiny_network), strict=True):
        assert torch.allclose(one, other, atol=1e-5)


def test_a_batch_that_the_memory_does_not_hold_is_halved(tiny_network: Network) -> None:
    expected = states(TEXTS, tiny_network)
    tried: list[int] = []

    class Small(Network):
        def encode(self, pieces: torch.Tensor, looks: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            tried.append(len(pieces))
            if len(pieces) > 1:
                raise torch.OutOfMemoryError("no room")
            return super().encode(pieces, looks, mask)

    small = make_tiny_network()
    small.__class__ = Small
    assert all(map(torch.equal, expected, states(TEXTS, small)))
    assert max(tried) > 1


def test_a_window_that_the_memory_does_not_hold_is_said_so() -> None:
    class Full(Network):
        def encode(self, pieces: torch.Tensor, looks: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            raise torch.OutOfMemoryError("no room")

    full = make_tiny_network()
    full.__class__ = Full
    with pytest.raises(torch.OutOfMemoryError, match="no room"):
        states([PASSAGE], full)


def test_rows_have_their_ends_their_looks_and_nothing_in_the_padding(tiny_network: Network) -> None:
    words = [tiny_network.words("Ann met"), tiny_network.words("so")]
    ((length, batch),) = [(9, [window for _, found in batches(words, tiny_network, READING) for window in found])]
    pieces, looks, mask = rows(batch, length, words, tiny_network)
    opening, closing = tiny_network.special
    for row, window in enumerate(batch):
        mine = words[window.text]
        assert pieces[row].tolist() == [opening, *mine.pieces, closing] + [0] * (length - window.length)
        assert looks[row].tolist() == [0, *mine.looks] + [0] * (length - window.length + 1)
        assert mask[row].tolist() == [1] * window.length + [0] * (length - window.length)
