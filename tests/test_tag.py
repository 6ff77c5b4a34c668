"""Windows, decoding and linking: the mechanics around the network, with a tiny random one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny import AWKWARD_TEXTS, PASSAGE

from attribution.datatypes import Document
from attribution.errors import SettingsError
from attribution.labels import OUTSIDE, TAGS, begin, inside, legal, spans_of
from attribution.network import Network
from attribution.settings import Decoding, Reading, Settings
from attribution.tag import Linkage, best_tags, linkages, mean_probability, parted, read, sections, tag, with_cues

NEUTRAL = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)


def test_best_tags_are_the_likeliest_legal_ones() -> None:
    scores = np.log(np.random.default_rng(3).dirichlet(np.ones(len(TAGS)), size=4)).astype(np.float32)
    sequences = [
        tags
        for tags in itertools.product(range(len(TAGS)), repeat=4)
        if all(legal(before, after) for before, after in itertools.pairwise((None, *tags)))
    ]
    best = max(sequences, key=lambda tags: sum(scores[i, t] for i, t in enumerate(tags)))
    assert best_tags(scores, NEUTRAL, 0.0) == list(best)


def test_transitions_count() -> None:
    scores = np.zeros((2, len(TAGS)), dtype=np.float32)
    after = np.zeros_like(NEUTRAL)
    after[TAGS.index("B-cue"), TAGS.index("B-content")] = 1.0
    assert best_tags(scores, after, 0.0) == [TAGS.index("B-cue"), TAGS.index("B-content")]


def test_span_bias_finds_more_spans() -> None:
    scores = np.log(np.full((1, len(TAGS)), 0.1, dtype=np.float32))
    scores[0, 0] = np.log(0.4)
    assert spans_of(best_tags(scores, NEUTRAL, 0.0)) == []
    assert len(spans_of(best_tags(scores, NEUTRAL, 3.0))) == 1


def tagged(length: int, **spans: list[tuple[int, int]]) -> list[int]:
    """Tags of so many words with these spans."""
    tags = [OUTSIDE] * length
    for role, places in spans.items():
        for start, end in places:
            tags[start:end] = [begin(role), *[inside(role)] * (end - start - 1)]
    return tags


def test_a_relative_pronoun_at_the_end_of_a_source_is_a_source_of_its_own() -> None:
    tags = tagged(9, source=[(0, 4), (6, 7)], content=[(7, 9)])
    assert parted(tags, frozenset({3, 6, 8})) == tagged(9, source=[(0, 3), (3, 4), (6, 7)], content=[(7, 9)])
    assert parted(tags, frozenset({1, 2})) == tags


def test_every_content_goes_to_one_cue_and_a_cue_without_content_is_no_relation(tiny_network: Network) -> None:
    states = torch.randn(40, tiny_network.config.width, generator=torch.Generator().manual_seed(1))
    contents = [(8, 12), (16, 20), (30, 34)]
    tags = tagged(40, source=[(0, 2)], cue=[(3, 4), (14, 15)], content=contents)
    with torch.inference_mode():
        found = linkages(states, tiny_network, tags, Decoding(no_cue_bias=-50.0))
    assert sorted(part for link in found for part in link.contents) == contents
    assert all(link.contents and 0 <= link.probability <= 1 for link in found)
    assert all(mean_probability(link, np.full(40, 0.5, dtype=np.float32)) == pytest.approx(0.5) for link in found)


def test_what_lies_too_far_from_a_cue_is_not_linked_to_it(tiny_network: Network) -> None:
    states = torch.randn(400, tiny_network.config.width, generator=torch.Generator().manual_seed(1))
    tags = tagged(400, source=[(0, 2)], cue=[(3, 4)], content=[(5, 9), (380, 390)])
    with torch.inference_mode():
        (link,) = linkages(states, tiny_network, tags, Decoding(no_cue_bias=-50.0, farthest=150))
    assert link.contents == ((5, 9),)


def test_a_content_without_a_cue_belongs_to_a_free_source_beside_it(tiny_network: Network) -> None:
    states = torch.randn(40, tiny_network.config.width, generator=torch.Generator().manual_seed(1))
    decoding = Decoding(no_cue_bias=50.0, beside=3)
    with torch.inference_mode():
        alone = linkages(states, tiny_network, tagged(40, source=[(0, 3)], content=[(5, 9), (10, 14)]), decoding)
        far = linkages(states, tiny_network, tagged(40, source=[(0, 3)], content=[(7, 9)]), decoding)
        beside_a_cue = linkages(
            states, tiny_network, tagged(40, source=[(0, 3)], cue=[(30, 31)], content=[(5, 9)]), decoding
        )
    assert [(link.cue, link.source, link.contents) for link in alone] == [(None, (0, 3), ((5, 9),))]
    assert far == []
    assert [(link.cue, link.source) for link in beside_a_cue] == [(None, (0, 3))]


def test_a_content_without_a_cue_takes_the_likeliest_words_near_it() -> None:
    tags = tagged(12, content=[(0, 4)], source=[(4, 5)])
    scores = np.full((12, len(TAGS)), -5.0, dtype=np.float32)
    scores[:, OUTSIDE] = 0.0
    scores[5:8, inside("cue")] = np.log(0.4)
    assert with_cues(tags, scores, [], Decoding(cue_share=0.3)) == tagged(
        12, content=[(0, 4)], source=[(4, 5)], cue=[(5, 8)]
    )
    assert with_cues(tags, scores, [], Decoding(cue_share=0.5)) == tags
    held = [Linkage((6, 7), None, ((0, 4),), 1.0)]
    assert with_cues(tags, scores, held, Decoding(cue_share=0.3)) == tags


@pytest.mark.parametrize("text", AWKWARD_TEXTS)
def test_spans_lie_on_words_of_the_text_as_given(tiny_network: Network, text: str) -> None:
    tagging = read(text, tiny_network, Settings())
    assert tagging.characters_read == len(text)
    assert len(tagging.figure_logits) == len(tagging.words)
    edges = {word.start for word in tagging.words} | {word.end for word in tagging.words}
    for word in tagging.words:
        assert word.of(text).strip() == word.of(text) != ""
    for relation in tagging.relations:
        assert all({span.start, span.end} <= edges for span in (*relation.source, *relation.cue, *relation.content))


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b"])
def test_text_without_words_is_read_and_empty(tiny_network: Network, text: str) -> None:
    tagging = read(text, tiny_network, Settings())
    assert tagging.relations == () and tagging.characters_read == len(text)


def test_a_long_article_is_read_to_its_end(tiny_network: Network) -> None:
    text = "\n".join([PASSAGE] * 60).rstrip()
    tagging = read(text, tiny_network, Settings())
    assert tagging.words[-1].end == len(text)
    assert tagging.characters_read == len(text)


@pytest.mark.parametrize("reading", [Reading(window=512), Reading(window=64, overlap=64)])
def test_a_window_that_cannot_be_read_is_refused(tiny_network: Network, reading: Reading) -> None:
    with pytest.raises(SettingsError, match=f"reading.window is {reading.window}"):
        read(PASSAGE, tiny_network, Settings(reading=reading))


def test_a_document_reads_the_same_in_any_company(tiny_network: Network) -> None:
    documents = [Document(str(i), text) for i, text in enumerate([PASSAGE, *AWKWARD_TEXTS, PASSAGE * 9])]
    together = list(tag(documents, tiny_network, Settings()))
    alone = [next(tag([document], tiny_network, Settings())) for document in documents]
    assert together == alone


def test_repeated_text_gives_the_same_scores_whatever_the_batch_size(tiny_network: Network) -> None:
    small = read(PASSAGE * 9, tiny_network, Settings(reading=Reading(batch=1)))
    large = read(PASSAGE * 9, tiny_network, Settings(reading=Reading(batch=64)))
    assert np.allclose(small.figure_logits, large.figure_logits, atol=1e-5)


@given(st.text(st.sampled_from("ab \n\r🙂é"), max_size=200), st.integers(4, 40))
def test_sections_tile_the_text_and_open_with_the_break_they_are_cut_at(text: str, most: int) -> None:
    found = list(sections(text, most))
    assert "".join(section.of(text) for section in found) == text
    assert all(len(section.of(text)) <= most for section in found)
    for before, after in itertools.pairwise(found):
        second_half = text[before.start + most // 2 : before.start + most]
        assert text[after.start] in "\n\r" or not {"\n", "\r"} & set(second_half)


def test_a_text_of_many_sections_is_read_whole(tiny_network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attribution.tag.LONGEST_SECTION", 900)
    text = "🚢 " + "\n".join([PASSAGE] * 12)
    tagging = read(text, tiny_network, Settings())
    assert tagging.characters_read == len(text)
    assert tagging.words == tiny_network.words(text).spans
    assert len(tagging.figure_logits) == len(tagging.words)
    apart = [read(section.of(text), tiny_network, Settings()) for section in sections(text, 900)]
    assert len(tagging.relations) == sum(len(one.relations) for one in apart) > 0
    edges = {word.start for word in tagging.words} | {word.end for word in tagging.words}
    for relation in tagging.relations:
        assert all({span.start, span.end} <= edges for span in (*relation.source, *relation.cue, *relation.content))


def test_a_long_text_among_short_ones_keeps_its_place(tiny_network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attribution.tag.LONGEST_SECTION", 400)
    texts = [PASSAGE, PASSAGE * 5, "Ann said so.", PASSAGE * 2]
    together = list(tag([Document(str(i), text) for i, text in enumerate(texts)], tiny_network, Settings()))
    assert together == [read(text, tiny_network, Settings()) for text in texts]
