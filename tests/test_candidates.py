"""Which figures are compared: by the definition where few share a name, a bounded number where many do."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

from factories import make_claim, make_figure, make_report, make_source
from hypothesis import given
from hypothesis import strategies as st
from test_linkage import straightforward

from attribution import Document, Report, Settings
from attribution.corroboration import compared, gist_of
from attribution.datatypes import FigureKind, SourceType
from attribution.matching.candidates import candidates, class_of, may_be_one
from attribution.matching.grouping import grouped, likelihood
from attribution.matching.mention import Mention
from attribution.matching.wordset import WordSet

SETTINGS = Settings()
KINDS = {
    "person killed": FigureKind.CASUALTIES,
    "person": FigureKind.PEOPLE,
    "tank": FigureKind.THINGS,
    "USD": FigureKind.MONEY,
}


def written(id: str, day: str | None, place: str, figures: Sequence[tuple[int, str]], who: str) -> Report:
    """A report in which somebody gives figures of a place, each in a sentence of its own."""
    sentences = [f"{who} said {value} {unit} in {place}." for value, unit in figures]
    text, start, found, claims = " ".join(sentences), 0, [], []
    for number, (sentence, (value, unit)) in enumerate(zip(sentences, figures, strict=True), 1):
        figure = make_figure(f"f{number}", f"{value} {unit}", sentence, low=value, high=value, unit=unit)
        found.append(dataclasses.replace(figure, kind=KINDS[unit], sentence=sentence, claim=f"c{number}"))
        claims.append(make_claim(f"c{number}", f"{value} {unit}", sentence, who=who, type=SourceType.NGO))
        start += len(sentence) + 1
    sources = (make_source("s1", who, text),)
    document = Document(id, text, publisher=f"Outlet {id}")
    topics = (place, "attack")
    fields = {"claims": tuple(claims), "sources": sources, "figures": tuple(found), "published": day, "topics": topics}
    return make_report(document, **fields)


DAYS = st.sampled_from([None, "2016-06-01", "2016-06-03", "2016-06-09", "2016-06-20"])
FIGURES = st.lists(
    st.tuples(st.sampled_from([0, 1, 2, 12, 13, 40, 300]), st.sampled_from(list(KINDS))), min_size=1, max_size=3
)
ARTICLES = st.tuples(DAYS, st.sampled_from(["Karvat", "Sumala"]), FIGURES, st.sampled_from(["Amnesty", "Hospitals"]))
COLLECTIONS = st.lists(ARTICLES, max_size=5).map(
    lambda rows: [written(f"a{number}", *row) for number, row in enumerate(rows)]
)


def mentions_of(reports: Sequence[Report]) -> Sequence[Mention]:
    return compared(map(gist_of, reports), SETTINGS).mentions


def by_definition(mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    limits = SETTINGS.matching
    for i, j in itertools.combinations(range(len(mentions)), 2):
        a, b = mentions[i], mentions[j]
        if class_of(a) != class_of(b) or not may_be_one(a, b) or set(a.names).isdisjoint(b.names):
            continue
        near = a.day is None or b.day is None or abs(a.day - b.day) <= limits.days
        if a.document == b.document or (near and max(a.size, b.size) <= min(a.size, b.size) * limits.apart):
            yield i, j


def found(mentions: Sequence[Mention], settings: Settings = SETTINGS) -> list[tuple[int, int]]:
    return [(min(i, j), max(i, j)) for i, others in candidates(mentions, settings) for j in others]


@given(COLLECTIONS)
def test_few_are_all_compared_each_pair_once(reports: list[Report]) -> None:
    mentions = mentions_of(reports)
    assert sorted(found(mentions)) == list(by_definition(mentions))


@given(COLLECTIONS)
def test_quantities_are_those_of_the_straightforward_algorithm(reports: list[Report]) -> None:
    mentions = mentions_of(reports)
    values = {(i, j): likelihood(mentions[i], mentions[j], SETTINGS) for i, j in by_definition(mentions)}
    assert grouped(mentions, SETTINGS) == straightforward(len(mentions), values, SETTINGS.matching.least)


def test_many_are_compared_with_a_bounded_number_those_of_near_values_first() -> None:
    values = [10, 12, 30] * 40
    reports = [written(f"a{n}", "2016-06-01", "Karvat", [(value, "tank")], "Amnesty") for n, value in enumerate(values)]
    limits = dataclasses.replace(SETTINGS.matching, found=60, compared=8)
    mentions = mentions_of(reports)
    others = dict(candidates(mentions, dataclasses.replace(SETTINGS, matching=limits)))
    assert max(map(len, others.values())) == 8
    late = [mentions[j].figure.low for j in others[len(values) - 1]]
    assert late == [30] * 8
    assert all(len(set(js)) == len(js) and i not in js for i, js in others.items())


def test_a_word_set_is_a_set_whose_words_are_kept_once() -> None:
    one, other = WordSet(["b", "a", "b"]), WordSet({"b", "c" * 40})
    assert one == ("a", "b") and len(one) == 2 and "a" in one
    assert other[1] is WordSet(["".join(["c"] * 40)])[0]


@given(COLLECTIONS)
def test_an_opened_mention_is_as_likely(reports: list[Report]) -> None:
    mentions = mentions_of(reports)
    for i, j in by_definition(mentions):
        shut = likelihood(mentions[i], mentions[j], SETTINGS)
        assert likelihood(mentions[i].opened(), mentions[j], SETTINGS) == shut
