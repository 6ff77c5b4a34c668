"""Report -> JSON line -> Report is exact, and what is no report is refused by name."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import pytest
from factories import make_figure, make_report, make_score
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attribution.datatypes import (
    Act,
    Claim,
    ClaimSource,
    Contribution,
    CueStrength,
    Evidence,
    Failure,
    Figure,
    FigureKind,
    FigureStatus,
    Flag,
    Naming,
    Outlet,
    QuoteKind,
    Report,
    Score,
    Source,
    SourceType,
    Span,
    Traits,
    Via,
)
from attribution.errors import InputError
from attribution.serialize import dumps, loads, report_from_dict

TEXTS = st.text(st.characters(), max_size=8)  # all of Unicode, lone surrogates included
MAYBE = st.none() | TEXTS
ODDS = st.floats(0, 1)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
COUNTS = st.integers(0, 10**6)


def several(items: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=2).map(tuple)


def pairs(cuts: list[int]) -> tuple[Span, ...]:
    ordered = sorted(cuts)
    return tuple(Span(*pair) for pair in zip(ordered[::2], ordered[1::2], strict=False))


SPANS = st.lists(COUNTS, unique=True, max_size=6).map(pairs)
SPAN = st.lists(COUNTS, unique=True, min_size=2, max_size=2).map(lambda cuts: pairs(cuts)[0])
BOUND = st.none() | st.integers(-(10**20), 10**20) | FINITE
TYPES, NAMINGS = st.sampled_from(SourceType), st.sampled_from(Naming)
SCORES = st.builds(
    Score,
    st.none() | ODDS,
    st.sampled_from("ABCDEF"),
    st.integers(1, 6),
    several(st.builds(Contribution, TEXTS, FINITE, TEXTS, st.none() | SPAN)),
    several(TEXTS),
)
CLAIM_SOURCES = st.builds(ClaimSource, MAYBE, SPANS, TEXTS, TYPES, ODDS, NAMINGS, MAYBE)
VIAS = st.none() | st.builds(Via, TEXTS, SPAN, TYPES)
QUOTES, ACTS = st.sampled_from(QuoteKind), st.sampled_from(Act)
TOLD = (st.sampled_from(CueStrength), st.none() | st.builds(Traits, *[ODDS] * 8))
REST = (SPANS, QUOTES, ACTS, ODDS, *TOLD, several(TEXTS), st.none() | SCORES)
CLAIMS = st.builds(Claim, TEXTS, st.just(True), CLAIM_SOURCES, VIAS, SPANS, *REST) | st.builds(
    Claim, TEXTS, st.just(False), st.none(), st.none(), st.just(()), *REST
)


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    low, high = draw(BOUND), draw(BOUND)
    if low is not None and high is not None and low > high:
        low, high = high, low
    evidence = several(st.builds(Evidence, TEXTS, TEXTS, MAYBE, *[st.booleans()] * 3))
    kinds, statuses = st.sampled_from(FigureKind), st.sampled_from(FigureStatus)
    parts = (TEXTS, kinds, st.booleans(), TEXTS, MAYBE, MAYBE, ODDS, statuses, st.booleans(), COUNTS)
    return Figure(
        draw(TEXTS), draw(SPAN), draw(TEXTS), low, high, *(draw(p) for p in (*parts, evidence, st.booleans(), TEXTS))
    )


REPORTS = st.builds(
    Report,
    TEXTS,
    TEXTS,
    COUNTS,
    COUNTS,
    TEXTS,
    several(st.builds(Source, TEXTS, TEXTS, TYPES, NAMINGS, MAYBE, SPANS, st.sampled_from("ABCDEF"), several(TEXTS))),
    several(CLAIMS),
    several(figures()),
    several(st.builds(Flag, TEXTS, MAYBE, MAYBE, SPAN, TEXTS)),
    SCORES,
    TEXTS,
    several(TEXTS),
    several(COUNTS),
    st.none() | st.builds(Outlet, TEXTS, MAYBE, st.none() | st.booleans(), MAYBE, MAYBE, st.none() | ODDS),
    title=MAYBE,
    publisher=MAYBE,
    published=MAYBE,
    url=MAYBE,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(REPORTS)
def test_a_report_comes_back_as_it_was(report: Report) -> None:
    line = dumps(report)
    line.encode("utf-8")
    assert "\n" not in line and "\r" not in line
    back = loads(line)
    assert back == report
    assert dumps(back) == line


@given(st.builds(Failure, TEXTS, TEXTS, TEXTS))
def test_a_failure_comes_back_as_it_was(failure: Failure) -> None:
    assert loads(dumps(failure)) == failure


def test_whole_numbers_stay_whole() -> None:
    back = loads(dumps(make_report(figures=(make_figure(low=11000, high=11000.5),))))
    assert isinstance(back, Report)
    assert (type(back.figures[0].low), type(back.figures[0].high)) == (int, float)


def test_text_is_written_as_it_is() -> None:
    assert "“Zoë” 🙂" in dumps(make_report(title="“Zoë” 🙂"))


def test_fields_may_be_added() -> None:
    plain = make_report().to_dict()
    plain["later"] = plain["claims"][0]["later"] = {"x": 1}
    assert report_from_dict(plain) == make_report()


def test_a_number_that_json_cannot_hold_is_refused() -> None:
    bad = make_report(score=make_score(contributions=(Contribution("x", math.nan, ""),)))
    with pytest.raises(ValueError, match="JSON"):
        dumps(bad)


def put(plain: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    changed: Any = copy.deepcopy(plain)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = changed
    for step in steps:
        place = place[step]
    place[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("schema", "attribution/9", "expected schema 'attribution/1', got 'attribution/9'"),
        ("characters", "many", r"report\.characters: Expected `int`, got `str`"),
        ("claims", {}, r"report\.claims: Expected `array`, got `object`"),
        ("claims.0.act", "shout", r"report\.claims\[0\]\.act: Invalid enum value 'shout'"),
        ("claims.0.content", [[1]], r"content\[0\]: Expected `array` of length 2, got 1"),
        ("claims.0.content", [[4, 2]], "expected ordered non-empty spans"),
        ("claims.0.confidence", 2.0, "expected a probability"),
        ("claims.0.source.text", None, r"source\.text: Expected `str`, got `null`"),
        ("figures.0.low", "ten", r"figures\[0\]\.low: Expected `int \| float \| null`, got `str`"),
        ("outlet", {"name": "G", "country": None, "state": 1}, r"report\.outlet\.state: Expected `bool \| null`"),
        ("score", None, r"report\.score: Expected `object`, got `null`"),
    ],
)
def test_what_is_wrong_is_named(path: str, value: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        report_from_dict(put(make_report().to_dict(), path, value))


@pytest.mark.parametrize("line", ["", "[]", "nonsense", "{}", '{"schema": "attribution/1"}', "[" * 100_000])
def test_what_is_no_report_is_refused(line: str) -> None:
    with pytest.raises(InputError):
        loads(line)


def test_the_line_is_the_contracts_object() -> None:
    assert json.loads(dumps(make_report())) == make_report().to_dict()
