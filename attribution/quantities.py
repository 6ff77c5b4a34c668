"""Figures: every quantity that measures something about the world, with its bounds, unit and kind.

A grammar over the words of one sentence at a time; its word lists come from the lexicon. It reads, in this order, a
number (digits, words, vague counts, shares, ranges), what bounds it, what is counted, and last, from the words around,
whether the people counted are casualties. Dates, ages, designations and other numbers that measure nothing are told
apart by grammar.designations.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from .datatypes import Claim, Document, Figure, FigureKind, Number, Segments, Span, Tagging, day_of
from .grammar.casualties import CHAIN, COUNTS, outcome_of
from .grammar.counted import Reading, readings_in
from .grammar.dates import Dated, as_of, dates_in
from .grammar.numerals import on_scale
from .grammar.words import Line, may_hold_number
from .settings import Settings, logistic

WINDOW = 250  # characters of a sentence kept on either side of a figure


def quantities(
    document: Document, segments: Segments, tagging: Tagging, claims: Sequence[Claim], settings: Settings
) -> tuple[Figure, ...]:
    """The figures that grammar and network agree on, each tied to the claim that holds it; ids f1.. in text order."""
    kept: list[Figure] = []
    contents = _Contents(claims)
    for figure in read_figures(document.text, segments, document.published):
        present, contestable = tagging.figure_odds(figure.span)
        if present >= settings.figures.minimum_odds:
            kept.append(
                dataclasses.replace(
                    figure,
                    id=f"f{len(kept) + 1}",
                    claim=contents.holder(figure.span),
                    contestable=round(logistic(contestable), 4),
                )
            )
    return tuple(kept)


def read_figures(text: str, segments: Segments, published: str | None = None) -> tuple[Figure, ...]:
    """Every figure of the text by the grammar alone, in text order, none overlapping another; ids f1.. .

    ``published`` (ISO 8601) tells which Tuesday or March a sentence means.
    """
    found: list[Figure] = []
    before: Reading | None = None
    day = day_of(published)
    for sentence in segments.sentences:
        if may_hold_number(sentence.of(text)):
            line = Line(text, sentence)
            dates: list[Dated] | None = None
            for reading in _resolve(line, list(readings_in(line)), before):
                before = reading
                dates = list(dates_in(text, sentence, day)) if dates is None else dates
                found.append(_figure(f"f{len(found) + 1}", text, line, reading, dates))
    return tuple(found)


class _Contents:
    """The claims' contents by their places, so that the claim around a figure is found without looking at all."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = claims
        self._pieces = sorted((*piece, number) for number, claim in enumerate(claims) for piece in claim.content)
        self._reach = list(accumulate((end for _, end, _ in self._pieces), max))  # the farthest end up to each piece

    def holder(self, span: Span) -> str | None:
        """The claim whose content covers most of the span, if it covers at least half; of equals the first."""
        covered: Counter[int] = Counter()
        at = bisect_left(self._pieces, (span.end,))
        while at and self._reach[at - 1] > span.start:
            at -= 1
            start, end, number = self._pieces[at]
            covered[number] += max(0, min(span.end, end) - max(span.start, start))
        best = min(covered, key=lambda number: (-covered[number], number), default=None)
        return self._claims[best].id if best is not None and 2 * covered[best] >= span.end - span.start else None


def _resolve(line: Line, readings: list[Reading], before: Reading | None) -> Iterator[Reading]:
    """The readings with the noun they leave out, and with casualties told from other people."""
    for k, reading in enumerate(list(readings)):
        outcome = outcome_of(line, readings, k)
        if not outcome and reading.low == reading.high == 1 and not _is_listed(line, readings, k):
            continue  # "one official said"
        lender = _lender(line, readings, k)
        if lender is not None and not (outcome and lender.kind is not FigureKind.PEOPLE):
            reading = _lent(line, reading, lender)
        completed = _completed(line, reading, outcome, before)
        if completed is not None:
            readings[k] = before = completed
            yield completed


def _lender(line: Line, readings: Sequence[Reading], k: int) -> Reading | None:
    """The next figure, where figure k takes its noun: "four Greek and six Maltese tankers", "from 5 to 8 men"."""
    reading, lender = readings[k], readings[k + 1] if k + 1 < len(readings) else None
    if lender is None or lender.bare or not reading.bare:
        return None
    gap = line.word[reading.last + 1 : lender.first]
    return lender if reading.elided or (gap == ["to"] and line.word[reading.first - 1] == "from") else None


def _lent(line: Line, reading: Reading, lender: Reading) -> Reading:
    """The figure with noun, kind and scale of the one that lends them: "rose from 3 to 5 million people"."""
    high = lender.low if lender.low is not None else lender.high
    low, top = (
        value if value is None or high is None else on_scale(line, value, high, lender.number)
        for value in (reading.low, reading.high)
    )
    return dataclasses.replace(reading, low=low, high=top, unit=lender.unit, kind=lender.kind, bare=False)


def _is_listed(line: Line, readings: Sequence[Reading], k: int) -> bool:
    """Whether figure k is counted together with a neighbour, is bounded, or is no count at all."""
    reading = readings[k]
    if reading.kind not in COUNTS or reading.hedged:
        return True
    pairs = pairwise(readings[max(0, k - 1) : k + 2])
    return any(CHAIN.issuperset(line.word[left.last + 1 : right.first]) for left, right in pairs)


def _completed(line: Line, reading: Reading, outcome: str, before: Reading | None) -> Reading | None:
    unit, kind = reading.unit, reading.kind
    if reading.bare:
        unit, kind = "person", FigureKind.PEOPLE
        if before is not None and before.kind in COUNTS:
            unit = before.unit.removesuffix(f" {before.outcome}")
            kind = FigureKind.THINGS if before.kind is FigureKind.THINGS and not outcome else FigureKind.PEOPLE
        elif not (outcome or reading.hedged or reading.last > reading.number or "," in line.word[reading.number]):
            return None
    if outcome:
        unit, kind = f"{unit} {outcome}", FigureKind.CASUALTIES
    return dataclasses.replace(reading, unit=unit, kind=kind, outcome=outcome)


def _figure(name: str, text: str, line: Line, reading: Reading, dates: Sequence[Dated]) -> Figure:
    span = Span(line.start[reading.first], line.end[reading.last])
    around = Span(max(line.sentence.start, span.start - WINDOW), min(line.sentence.end, span.end + WINDOW))
    return Figure(
        id=name,
        span=span,
        text=span.of(text),
        low=_tidy(reading.low),
        high=_tidy(reading.high),
        unit=reading.unit,
        kind=reading.kind,
        hedged=reading.hedged,
        sentence=around.of(text).strip(),
        as_of=as_of(span, dates),
    )


def _tidy(value: Number | None) -> Number | None:
    """Whole numbers as integers."""
    return int(value) if value is not None and value == int(value) else value
