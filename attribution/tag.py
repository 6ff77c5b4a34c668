"""Documents -> what the network reads in them: role spans, the links between them, labels, figure scores.

The windows of several documents go through the encoder together (see ``windows``); everything after that happens on
one whole document at a time, so that its result does not depend on what it was read with. Only a text longer than a
book's chapter is read in sections, each as a text of its own, so that no length is too long for the memory.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .datatypes import Document, Relation, Span, Spans, Tagging, Traits
from .errors import SettingsError
from .labels import OUTSIDE, ROLES, TAGS, begin, inside, legal, spans_of
from .network import FAR, Network, Words, gap
from .settings import Decoding, Reading, Settings
from .windows import SPECIAL, states_of

WordSpan = tuple[int, int]  # [first word, word after the last]
RELATIVE = frozenset({"who", "which", "that"})
LONGEST_SECTION = 100_000  # characters; no two parts of a relation lie nearly that far apart


def tag(documents: Sequence[Document], network: Network, settings: Settings) -> Iterator[Tagging]:
    """The network's reading of each document in order. Their windows are read together: give as many as fit memory."""
    check(settings.reading, network)
    short = [document.text for document in documents if len(document.text) <= LONGEST_SECTION]
    together = read_together(short, network, settings)
    for document in documents:
        yield next(together) if len(document.text) <= LONGEST_SECTION else read_long(document.text, network, settings)


def read(text: str, network: Network, settings: Settings) -> Tagging:
    """The network's reading of one text, however long."""
    (tagging,) = tag([Document("", text)], network, settings)
    return tagging


def check(reading: Reading, network: Network) -> None:
    """Raise SettingsError for windows that the network cannot read."""
    most = network.config.positions
    if not reading.overlap + SPECIAL < reading.window <= most:
        raise SettingsError(
            f"reading.window is {reading.window}; expected more than reading.overlap, {reading.overlap}, "
            f"and at most {most}, the word pieces that the model was trained on"
        )


def read_together(texts: Sequence[str], network: Network, settings: Settings) -> Iterator[Tagging]:
    words = [network.words(text) for text in texts]
    with torch.inference_mode():
        encoded = states_of(words, network, settings.reading)
        for text, mine, states in zip(texts, words, encoded, strict=True):
            yield decoded(text, mine, states, network, settings) if mine.spans else Tagging((), (), (), len(text))


def read_long(text: str, network: Network, settings: Settings) -> Tagging:
    """The reading of a text section by section; offsets are those of the whole."""
    taggings = [
        shifted(tagging, section.start)
        for section in sections(text, LONGEST_SECTION)
        for tagging in read_together([section.of(text)], network, settings)
    ]
    return Tagging(
        relations=tuple(relation for tagging in taggings for relation in tagging.relations),
        words=tuple(word for tagging in taggings for word in tagging.words),
        figure_logits=tuple(row for tagging in taggings for row in tagging.figure_logits),
        characters_read=sum(tagging.characters_read for tagging in taggings),
    )


def sections(text: str, most: int) -> Iterator[Span]:
    """Spans that tile the text, each at most so long, cut before a line break, else before a space, if there is one."""
    start = 0
    while len(text) - start > most:
        cut = max(text.rfind("\n", start + most // 2, start + most), text.rfind("\r", start + most // 2, start + most))
        cut = cut if cut > 0 else text.rfind(" ", start + most // 2, start + most)
        end = cut if cut > 0 else start + most
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


def shifted(tagging: Tagging, by: int) -> Tagging:
    """The same reading of a text that stands so many characters further on."""

    def moved(spans: Spans) -> Spans:
        return tuple(Span(start + by, end + by) for start, end in spans)

    relations = tuple(
        dataclasses.replace(
            relation, source=moved(relation.source), cue=moved(relation.cue), content=moved(relation.content)
        )
        for relation in tagging.relations
    )
    return dataclasses.replace(tagging, relations=relations, words=moved(tagging.words))


def decoded(text: str, words: Words, states: Tensor, network: Network, settings: Settings) -> Tagging:
    """What the heads make of the states [N, H] of a text's words."""
    habit = network.tags.habit_of(states, settings.decoding.habit_shift)
    tag_scores = network.tags(states, habit).log_softmax(dim=1).cpu().numpy()
    figure_scores = network.figures(states) / network.config.figure_temperature
    relative = frozenset(i for i, span in enumerate(words.spans) if span.of(text).lower() in RELATIVE)
    relations = relate(states, tag_scores, float(habit), network, words.spans, relative, settings)
    logits = tuple((a, b, c) for a, b, c in figure_scores.tolist())
    return Tagging(relations, words.spans, logits, len(text))


# --- decoding ---------------------------------------------------------------------------------

LEGAL = np.array(
    [[0.0 if legal(before, after) else -np.inf for after in range(len(TAGS))] for before in range(len(TAGS))]
)


def best_tags(scores: NDArray[np.float32], transitions: NDArray[np.float32], bias: float) -> list[int]:
    """The best legal tag sequence (Viterbi) under scores [N, 7] and transitions [7, 7]; ties go to the lower tag."""
    scores = scores.astype(np.float64)
    scores[:, [begin("source"), begin("cue"), begin("content")]] += bias
    gains = transitions.astype(np.float64).tolist()
    follows = [[(b, gains[b][after]) for b in range(len(TAGS)) if legal(b, after)] for after in range(len(TAGS))]
    first, *others = scores.tolist()  # plain numbers: over seven tags an array costs more than it saves
    total = [score if legal(None, tag) else -math.inf for tag, score in enumerate(first)]
    back: list[list[int]] = []
    for row in others:
        came: list[int] = []
        reached: list[float] = []
        for score, befores in zip(row, follows, strict=True):
            best, chosen = -math.inf, befores[0][0]
            for before, gain in befores:
                if total[before] + gain > best:
                    best, chosen = total[before] + gain, before
            came.append(chosen)
            reached.append(best + score)
        back.append(came)
        total = reached
    tags = [max(range(len(TAGS)), key=total.__getitem__)]
    for came in reversed(back):
        tags.append(came[tags[-1]])
    return tags[::-1]


def parted(tags: list[int], relative: frozenset[int]) -> list[int]:
    """The tags, with a relative pronoun at the end of a source as a source of its own.

    In "according to two officials, who added that" the officials belong to one cue and "who" to the next.
    """
    apart = list(tags)
    for role, start, end in spans_of(tags):
        if role == "source" and end - start > 1 and end - 1 in relative:
            apart[end - 1] = begin("source")
    return apart


@dataclass(frozen=True)
class Linkage:
    """A cue with the spans linked to it and the probability of those links; "Ministry: 40 dead" has none."""

    cue: WordSpan | None
    source: WordSpan | None
    contents: tuple[WordSpan, ...]
    probability: float

    @property
    def parts(self) -> list[WordSpan]:
        return [*([self.cue] if self.cue else []), *self.contents, *([self.source] if self.source else [])]


def with_cues(tags: list[int], scores: NDArray[np.float32], links: list[Linkage], decoding: Decoding) -> list[int]:
    """The tags, with the likeliest cue marked near every content that is linked to none near it.

    Nothing is said without a cue, yet a long one ("was quoted by state media as saying") may lose to "outside" word
    by word; its words' shares of the begin and the inside tag together still show it.
    """
    linked = {part for link in links if link.cue for part in link.contents if distance(link.cue, part) <= decoding.near}
    share = np.exp(scores[:, begin("cue")]) + np.exp(scores[:, inside("cue")])
    share[np.array(tags) != OUTSIDE] = 0.0
    completed = list(tags)
    for role, start, end in spans_of(tags):
        if role == "content" and (start, end) not in linked:
            near = np.zeros_like(share)
            for low, high in ((max(0, start - decoding.near), start), (end, end + decoding.near)):
                near[low:high] = share[low:high]
            at = int(near.argmax())
            if near[at] >= decoding.cue_share:
                first, last = run_around(at, near >= decoding.cue_share)
                completed[first:last] = [begin("cue"), *[inside("cue")] * (last - first - 1)]
    return completed


def distance(a: WordSpan, b: WordSpan) -> int:
    """Number of words between two spans."""
    return max(0, a[0] - b[1], b[0] - a[1])


def run_around(at: int, member: NDArray[np.bool_]) -> WordSpan:
    """The longest run of members that holds a position."""
    gaps = np.flatnonzero(~member)
    after = int(np.searchsorted(gaps, at))
    return (int(gaps[after - 1]) + 1 if after else 0), (int(gaps[after]) if after < len(gaps) else len(member))


def relate(
    states: Tensor,
    tag_scores: NDArray[np.float32],
    habit: float,
    network: Network,
    spans: Spans,
    relative: frozenset[int],
    settings: Settings,
) -> tuple[Relation, ...]:
    """Role spans decoded and linked into labelled relations, in text order; a cue without content is none."""
    decoding = settings.decoding
    tags = parted(best_tags(tag_scores, network.tags.transitions.cpu().numpy(), decoding.span_bias), relative)
    links = linkages(states, network, tags, decoding)
    completed = with_cues(tags, tag_scores, links, decoding)
    if completed != tags:
        tags, links = completed, linkages(states, network, completed, decoding)
    if not links:
        return ()
    rows = torch.tensor(
        [[link.source or (0, 0), link.cue or link.source, link.contents[0]] for link in links], device=states.device
    )  # [A, 3, 2]
    *logits, told = network.labels(states, rows[:, 0], rows[:, 1], rows[:, 2])
    traits = [Traits(*(round(value, 4) for value in row)) for row in told.sigmoid().tolist()]
    labels = [
        (out / temperature).softmax(dim=1).tolist()
        for out, temperature in zip(logits, network.config.label_temperatures, strict=True)
    ]
    certainty = np.exp(tag_scores[np.arange(len(tags)), tags])
    relations = [
        Relation(
            source=text_spans(spans, [link.source] if link.source else []),
            cue=text_spans(spans, [link.cue] if link.cue else []),
            content=text_spans(spans, link.contents),
            confidence=settings.certainty.of_relation(link.probability, mean_probability(link, certainty), habit),
            types=tuple(labels[0][i]),
            namings=tuple(labels[1][i]),
            acts=tuple(labels[2][i]),
            countries=tuple(labels[3][i]),
            traits=traits[i],
        )
        for i, link in enumerate(links)
    ]
    return tuple(sorted(relations, key=lambda relation: (relation.start, relation.cue)))


def linkages(states: Tensor, network: Network, tags: list[int], decoding: Decoding) -> list[Linkage]:
    """Each content goes to its likeliest cue, each cue to its likeliest source, either possibly to none.

    A content without a cue belongs to the source beside it, if no cue has that.
    """
    sources, cues, contents = (
        [(start, end) for role, start, end in spans_of(tags) if role == wanted] for wanted in ROLES
    )
    if not contents:
        return []
    place = states.device
    cue_rows, content_rows = torch.tensor(cues, device=place).reshape(-1, 2), torch.tensor(contents, device=place)
    source_rows = torch.tensor(sources, device=place).reshape(-1, 2)
    source_scores = network.source_links(states, cue_rows, source_rows, alone="cue")
    source_scores[:, :-1][gap(cue_rows, source_rows) > decoding.farthest] = FAR
    source_scores[:, -1] += decoding.no_source_bias
    content_scores = network.content_links(states, cue_rows, content_rows, alone="span")
    content_scores[:, :-1][decoding.farthest < gap(cue_rows, content_rows).T] = FAR
    content_scores[:, -1] += decoding.no_cue_bias
    source_probability, source = (column.tolist() for column in source_scores.softmax(dim=1).max(dim=1))
    cue_probability, cue = (column.tolist() for column in content_scores.softmax(dim=1).max(dim=1))
    found = []
    for i in range(len(cues)):
        mine = [j for j in range(len(contents)) if cue[j] == i]
        if mine:
            s = source[i]
            probability = source_probability[i] * max(cue_probability[j] for j in mine)
            pieces = tuple(contents[j] for j in mine)
            found.append(Linkage(cues[i], sources[s] if s < len(sources) else None, pieces, probability))
    free = set(sources) - {link.source for link in found}
    for j, part in enumerate(contents):
        near = [source for source in free if distance(source, part) <= decoding.beside]
        if cue[j] == len(cues) and near:
            source_beside = min(near, key=lambda source: (distance(source, part), source))
            free.remove(source_beside)
            found.append(Linkage(None, source_beside, (part,), cue_probability[j]))
    return found


def mean_probability(link: Linkage, certainty: NDArray[np.float32]) -> float:
    """Mean probability of the tags that a relation joins."""
    return float(np.concatenate([certainty[start:end] for start, end in link.parts]).mean())


def text_spans(spans: Spans, parts: Iterable[WordSpan]) -> Spans:
    return tuple(Span(spans[start].start, spans[end - 1].end) for start, end in parts)


assert OUTSIDE == 0, "best_tags breaks ties towards the lower tag, which must be 'outside'"
