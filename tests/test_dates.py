"""The date that a sentence gives for a figure."""

from __future__ import annotations

import datetime as dt

import pytest

from attribution.datatypes import Document, Span, day_of
from attribution.grammar.dates import as_of, dates_in
from attribution.quantities import read_figures
from attribution.segment import segment

WEDNESDAY = dt.date(2016, 10, 5)


def read(text: str, figure: str, published: dt.date | None = WEDNESDAY) -> str | None:
    start = text.index(figure)
    return as_of(Span(start, start + len(figure)), list(dates_in(text, Span(0, len(text)), published)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("As of 3 October 2015, some 40 people had died.", "2015-10-03"),
        ("As of Oct. 3, some 40 people had died.", "2016-10-03"),
        ("Some 40 people were dead by the 3rd of October.", "2016-10-03"),
        ("Some 40 soldiers died on 12 December.", "2015-12-12"),
        ("Some 40 soldiers died on Monday.", "2016-10-03"),
        ("On Wednesday some 40 soldiers died.", "2016-10-05"),
        ("Some 40 soldiers died yesterday.", "2016-10-04"),
        ("Some 40 ships sailed in May.", "2016-05"),
        ("In November 2014 some 40 ships sailed.", "2014-11"),
        ("In 2014 some 40 ships sailed.", "2014"),
        ("By the end of 2014 the navy had some 40 ships, and it bought more on Monday.", "2014"),
        ("Some 40 had died by Monday, the ministry said on Tuesday.", "2016-10-03"),
        ("In 2010 there were 12 ships and in 2012 some 40.", "2012"),
        # nothing that dates the figure
        ("Some 40 ships sailed.", None),
        ("Since 2014 some 40 ships have sailed.", None),
        ("After Monday some 40 ships may sail, May told the house.", None),
        ("Some 40 ships may sail in May’s plan on 31 June.", "2016-05"),
        ("Some 40 ships sailed for the March 8 group.", "2016-03-08"),
    ],
)
def test_the_sentence_gives_the_date(text: str, expected: str | None) -> None:
    assert read(text, "ome 40") == expected


@pytest.mark.parametrize("text", ["On Monday some 40 died.", "In May some 40 died.", "On 12 May some 40 died."])
def test_what_needs_the_day_of_publication_is_unknown_without_it(text: str) -> None:
    assert read(text, "ome 40", None) is None


def test_a_full_date_needs_no_day_of_publication() -> None:
    assert read("On 12 May 2015 some 40 died.", "ome 40", None) == "2015-05-12"


def test_every_figure_gets_the_date_beside_it() -> None:
    text = "🕊 Zwölf “élite” units left in 2015. At least 30 tanks came back on Friday."
    figures = read_figures(text, segment(Document("a", text)), "2016-10-05T10:00:00Z")
    assert [(figure.text, figure.as_of) for figure in figures] == [("At least 30 tanks", "2016-09-30")]


@pytest.mark.parametrize(
    ("published", "expected"), [("2016-10-05T09:00Z", WEDNESDAY), ("5 October", None), (None, None)]
)
def test_the_day_of_publication(published: str | None, expected: dt.date | None) -> None:
    assert day_of(published) == expected
