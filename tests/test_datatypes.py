"""The data types check themselves and write the contract's JSON."""

from __future__ import annotations

import dataclasses
import json
import math

import pytest
from factories import TEXT, make_claim, make_figure, make_report, make_score, span

from attribution.datatypes import Document, Failure, Figure, FigureKind, Outlet, Relation, Score, Span, Tagging, Via
from attribution.datatypes import SourceType as T


def test_a_span_is_half_open_code_points() -> None:
    text = "Zoë 🙂 “says”\r\n1\u00a0000"
    assert Span(0, 3).of(text) == "Zoë"
    assert Span(4, 5).of(text) == "🙂"
    assert Span(6, 12).of(text) == "“says”"
    assert Span(14, 19).of(text) == "1\u00a0000"


def test_spans_that_touch_do_not_overlap() -> None:
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert Span(0, 4).overlaps(Span(3, 5))
    assert Span(0, 5).contains(Span(3, 5))


@pytest.mark.parametrize("spans", [((3, 3),), ((5, 4),), ((4, 6), (5, 8)), ((6, 8), (1, 2)), ((-1, 2),)])
def test_spans_must_be_ordered_and_hold_something(spans: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="expected ordered non-empty spans"):
        make_claim(content="11,000", cue=tuple(Span(*pair) for pair in spans))


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan, math.inf])
def test_a_probability_is_one(value: float) -> None:
    with pytest.raises(ValueError, match="expected a probability"):
        make_score(value)


@pytest.mark.parametrize(("reliability", "credibility"), [("G", 3), ("", 3), ("AB", 3), ("F", 0), ("F", 7)])
def test_a_rating_is_a_letter_and_a_digit(reliability: str, credibility: int) -> None:
    with pytest.raises(ValueError, match="score"):
        Score(0.5, reliability, credibility)


@pytest.mark.parametrize(("low", "high"), [(2, 1), (math.inf, None), (None, math.nan)])
def test_bounds_are_finite_and_in_order(low: float | None, high: float | None) -> None:
    with pytest.raises(ValueError, match="figure f1"):
        make_figure(low=low, high=high)


def test_the_articles_own_voice_has_no_source() -> None:
    with pytest.raises(ValueError, match="own voice"):
        make_claim(attributed=False)
    own = make_claim(attributed=False, source=None, cue=())
    assert own.source is None


def test_a_document_holds_text() -> None:
    with pytest.raises(ValueError, match="document text: expected a string, got bytes"):
        Document("a", b"bytes")  # type: ignore[arg-type]


def test_everything_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_figure().low = 3  # type: ignore[misc]


def test_a_relation_starts_where_its_first_span_does() -> None:
    flat = (0.5, 0.5)
    relation = Relation((Span(10, 12),), (Span(13, 14),), (Span(2, 5), Span(20, 22)), 0.9, flat, flat, flat, flat)
    assert relation.start == 2


def test_figure_odds_are_the_mean_over_the_words() -> None:
    words = (Span(0, 2), Span(3, 6), Span(7, 9))
    tagging = Tagging((), words, ((0.0, 0.0, 0.0), (-4.0, 1.0, 3.0), (0.0, 3.0, 5.0)), 9)
    any_figure, contestable = tagging.figure_odds(Span(3, 9))
    assert contestable == pytest.approx(2.0)
    assert any_figure == pytest.approx(math.log(math.exp(2.0) + math.exp(4.0)) + 2.0)
    assert tagging.figure_odds(Span(2, 3)) == (0.0, 0.0)


CONTRACT = {
    "report": "schema id text_sha256 characters characters_read language sources claims figures flags score signature "
    "topics fingerprint outlet",
    "outlet": "name country state typology domain quality",
    "source": "id name type naming country mentions reliability claims",
    "claim": "id attributed source via cue content quote act confidence figures score",
    "claim.source": "id spans text type type_probability naming country",
    "score": "value reliability credibility rating contributions",
    "contribution": "name weight reason span",
    "figure": "id span text low high unit kind hedged sentence as_of claim contestable status disputed origins "
    "evidence flagged reason",
    "flag": "code figure claim span message",
}


def test_a_report_has_the_fields_of_the_contract_in_its_order() -> None:
    plain = make_report(outlet=Outlet("Gazette", "FR", False)).to_dict()
    claim = plain["claims"][0]
    parts = {
        "report": plain,
        "outlet": plain["outlet"],
        "source": plain["sources"][0],
        "claim": claim,
        "claim.source": claim["source"],
        "score": claim["score"],
        "contribution": claim["score"]["contributions"][0],
        "figure": plain["figures"][0],
        "flag": plain["flags"][0],
    }
    assert {name: " ".join(part) for name, part in parts.items()} == CONTRACT


def test_what_an_article_brings_along_is_carried_over() -> None:
    document = Document("a", TEXT, title="T", publisher="P", published="2024", url="http://example.org")
    plain = make_report(document).to_dict()
    assert [plain[key] for key in ("title", "publisher", "published", "url")] == ["T", "P", "2024", document.url]
    assert "title" not in make_report().to_dict()


def test_json_values_are_plain() -> None:
    claim = make_claim(via=Via("Kyiv", span("Kyiv"), T.NEWS_MEDIA))
    plain = make_report(claims=(claim,)).to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["claims"][0]["via"] == {"text": "Kyiv", "span": [13, 17], "type": "news_media"}
    assert plain["figures"][0]["kind"] == "people"


def test_a_failure_has_the_form_of_the_contract() -> None:
    assert Failure("a", "InputError", "why").to_dict() == {
        "schema": "attribution/1",
        "id": "a",
        "error": {"type": "InputError", "message": "why"},
    }


def test_a_figure_is_open_where_a_bound_is_none() -> None:
    figure = Figure("f1", Span(0, 3), "few", None, 40, "hostage", FigureKind.PEOPLE, True)
    assert (figure.low, figure.high, figure.status) == (None, 40, "uncorroborated")
