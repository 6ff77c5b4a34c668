"""Judgements in the words of ICD 203 and PHIA: bands as published, likelihood and confidence never in one sentence."""

from __future__ import annotations

import dataclasses
import re

import pytest
from factories import TEXT, make_claim, make_figure, make_report, make_score
from hypothesis import given
from hypothesis import strategies as st

from attribution import InputError, Report, to_text
from attribution.datatypes import Claim, FigureStatus, Outlet, SourceType
from attribution.report import WIDTH
from attribution.yardstick import (
    BANDS,
    HIGH,
    RELIABILITY_WORDS,
    SUPPORT_WORDS,
    Wording,
    confidence,
    likelihood,
    sourcing,
)

ICD, PHIA = Wording.ICD203, Wording.PHIA
WORDS = [
    (ICD, 0.0, "almost no chance"),
    (ICD, 0.03, "almost no chance"),
    (ICD, 0.05, "very unlikely"),  # where bands touch, the one nearer to even
    (ICD, 0.1, "very unlikely"),
    (ICD, 0.2, "unlikely"),
    (ICD, 0.45, "roughly even chance"),
    (ICD, 0.5, "roughly even chance"),
    (ICD, 0.55, "roughly even chance"),
    (ICD, 0.56, "likely"),
    (ICD, 0.8, "likely"),
    (ICD, 0.81, "very likely"),
    (ICD, 0.96, "almost certain"),
    (ICD, 1.0, "almost certain"),
    (PHIA, 0.0, "remote chance"),
    (PHIA, 0.05, "remote chance"),
    (PHIA, 0.07, "remote chance"),  # in a gap, the nearer band
    (PHIA, 0.075, "highly unlikely"),  # midway, the one nearer to even
    (PHIA, 0.15, "highly unlikely"),
    (PHIA, 0.225, "unlikely"),
    (PHIA, 0.3, "unlikely"),
    (PHIA, 0.375, "realistic possibility"),
    (PHIA, 0.45, "realistic possibility"),
    (PHIA, 0.525, "realistic possibility"),
    (PHIA, 0.53, "likely"),
    (PHIA, 0.7, "likely"),
    (PHIA, 0.775, "likely"),
    (PHIA, 0.85, "highly likely"),
    (PHIA, 0.925, "highly likely"),
    (PHIA, 0.93, "almost certain"),
    (PHIA, 0.99, "almost certain"),
]


@pytest.mark.parametrize(("wording", "probability", "words"), WORDS)
def test_words_of_likelihood(wording: Wording, probability: float, words: str) -> None:
    assert likelihood(probability, wording) == words


@given(st.sampled_from([ICD, PHIA]), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_probability_has_no_lower_words(wording: Wording, one: float, other: float) -> None:
    order = [words for _, _, words in BANDS[wording]]
    low, high = sorted((one, other))
    assert order.index(likelihood(low, wording)) <= order.index(likelihood(high, wording))


def test_the_admiralty_code_has_no_words_of_likelihood() -> None:
    with pytest.raises(ValueError, match="expected a wording of icd203, phia"):
        likelihood(0.5, Wording.ADMIRALTY)


@pytest.mark.parametrize(
    ("value", "digit", "level"),
    [
        (None, 6, None),
        (0.2, 6, "low"),
        (0.49, 2, "low"),
        (0.5, 6, "moderate"),
        (HIGH, 2, "moderate"),
        (0.9, 2, "high"),
        (0.9, 3, "high"),
        (0.9, 6, "moderate"),
        (0.9, 5, "moderate"),
    ],
)
def test_high_confidence_needs_independent_support(value: float | None, digit: int, level: str | None) -> None:
    assert confidence(make_score(value, digit)) == level


def test_a_judgement_says_all_three_parts() -> None:
    assert sourcing(make_score(0.9, 2, reliability="B")) == (
        "Sourcing: high confidence. Support: independent sources give the same figures. Track record: usually reliable."
    )
    assert sourcing(make_score(None, 6)).startswith("Sourcing: not judged. Support: nothing independent was found")
    assert set(RELIABILITY_WORDS) == set("ABCDEF") and set(SUPPORT_WORDS) == set(range(1, 7))


# --- in the text view -------------------------------------------------------------------------

LIKELIHOOD = re.compile(
    r"(?i)likel|probab|chance|possib|almost certain|"
    + "|".join(words for bands in BANDS.values() for *_, words in bands)
)
CONFIDENCE = re.compile(r"(?i)confiden")
PROBABILITIES, VALUES = st.floats(0, 1), st.none() | st.floats(0, 1)
SCORES = st.builds(
    lambda v, d, r: make_score(v, d, reliability=r), VALUES, st.integers(1, 6), st.sampled_from("ABCDEF")
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    def claim(number: int) -> Claim:
        made = make_claim(f"c{number}", type=draw(st.sampled_from(SourceType)), figures=("f1",))
        assert made.source is not None
        source = dataclasses.replace(made.source, type_probability=draw(PROBABILITIES))
        return dataclasses.replace(made, source=source, confidence=draw(PROBABILITIES), score=draw(SCORES))

    own = make_claim("c0", attributed=False, source=None, cue=(), score=draw(SCORES))
    figure = make_figure(contestable=draw(PROBABILITIES), status=draw(st.sampled_from(FigureStatus)))
    outlet = draw(st.none() | st.builds(Outlet, st.just("Gazette"), st.none(), st.booleans(), quality=PROBABILITIES))
    claims = (own, *(claim(number) for number in range(1, draw(st.integers(1, 3)) + 1)))
    return make_report(claims=claims, figures=(figure,), score=draw(SCORES), outlet=outlet)


def sentences(view: str) -> list[str]:
    """All text between full stops, lines joined: a sentence that a line break splits is one."""
    return re.split(r"\.\s", " ".join(view.split()))


@given(reports(), st.sampled_from(Wording))
def test_no_sentence_holds_likelihood_and_confidence(report: Report, wording: Wording) -> None:
    view = to_text(report, TEXT, wording)
    for sentence in sentences(view):
        assert not (LIKELIHOOD.search(sentence) and CONFIDENCE.search(sentence)), sentence
    if wording is not Wording.ADMIRALTY:
        assert any(map(LIKELIHOOD.search, sentences(view))) and any(map(CONFIDENCE.search, sentences(view)))
    assert max(map(len, view.splitlines())) <= WIDTH


def test_the_test_would_find_such_a_sentence() -> None:
    (bad, _) = sentences("It is likely, with moderate\n   confidence. Next.")
    assert LIKELIHOOD.search(bad) and CONFIDENCE.search(bad)


VIEW = """\
a
=
1 claim, 1 source, 1 figure of which 1 flagged
Sourcing: moderate confidence. Support: independent sources give some of its figures. Track record:
  not known.

  1. Officials in Kyiv · other official · unnamed · UA
     11,000 troops were sent
     Sourcing: low confidence. Support: independent sources give some of its figures. Track record:
       not known.
     That it is ascribed rightly: highly likely. That the kind of source is right: likely.
     ! 11,000 troops [11,000]: uncorroborated, flagged. That an editor would ask for a second
       source: highly likely.
"""


def test_the_text_view_in_words() -> None:
    assert to_text(make_report(), TEXT, "phia").startswith(VIEW)


def test_the_publisher_is_explained() -> None:
    outlet = Outlet("Gazette", "FR", True, "SC", "gazette.example", 0.25)
    view = to_text(make_report(outlet=outlet), TEXT)
    shown = "publisher: Gazette, gazette.example, FR, a government owns or steers it, its news rated 0.25 from 0 to 1"
    assert shown in " ".join(view.split())


def test_an_unknown_wording_lists_the_known() -> None:
    with pytest.raises(InputError, match="wording: expected one of admiralty, icd203, phia, got 'nato'"):
        to_text(make_report(), TEXT, "nato")
