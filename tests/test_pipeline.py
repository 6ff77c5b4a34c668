"""The scorer: what it accepts, what it refuses, and a batch that nothing stops."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import TEXT, CannedScorer, make_claim, make_figure
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import AWKWARD_TEXTS, make_tiny_network

from attribution import Document, Failure, InputError, ModelError, Report, Scorer, dumps, loads, read_paths, to_text
from attribution.pipeline import with_figures

# Pieces that the stages treat in ways of their own, to be put together in any order.
WORDS = [
    "“",
    "”",
    "‘",
    "’",
    '"',
    " ",
    "\u00a0",
    "\r\n",
    "\n\n",
    ". ",
    ", ",
    "Kim",
    " he ",
    " said ",
    " that ",
    "KCNA",
    "TASS",
]
WORDS += [
    "11,000",
    " troops",
    "between ",
    " and ",
    "$2.5 million",
    "%",
    "half",
    " of ",
    "up to ",
    "dozens",
    "🙂",
    "é",
    "e\u0301",
]

# --- without a network --------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \r\n\t", "\u00a0\u2003"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="article 'x': the text is empty"):
        CannedScorer().score(Document("x", text))


def test_a_text_too_long_for_one_article_fails_and_says_what_to_do(tiny: Scorer) -> None:
    short = dataclasses.replace(tiny.settings, reading=dataclasses.replace(tiny.settings.reading, longest=40))
    scorer = Scorer(tiny.network, short)
    long, fits = scorer.score_batch([Document("dump", TEXT + " " * 41), Document("news", "Officials said so.")])
    assert isinstance(long, Failure) and isinstance(fits, Report)
    assert re.search(r"article 'dump': \d+ characters; a single article has at most 40 \(longest under", long.message)


def test_a_lone_surrogate_is_refused_by_its_place() -> None:
    with pytest.raises(InputError, match=r"lone surrogate U\+D83D at character 3"):
        CannedScorer().score(Document("x", "🙂 a\ud83d b"))


@pytest.mark.parametrize("article", [None, 3, b"Ann spoke.", {"text": "Ann spoke."}])
def test_what_is_no_article_is_refused(article: object) -> None:
    with pytest.raises(InputError, match="expected a str or a Document, got"):
        CannedScorer().score(article)  # type: ignore[arg-type]


def test_a_bare_text_is_named_by_its_content() -> None:
    scorer = CannedScorer()
    assert scorer.score(TEXT).id == scorer.score(TEXT).id != scorer.score(TEXT + " ").id


def test_a_batch_goes_on_after_what_cannot_be_scored() -> None:
    unread = Failure("a.jsonl:2", "InputError", "why")
    articles = [Document("1", TEXT), Document("2", ""), unread, None, "\ud800", Document("6", TEXT)]
    first, empty, passed, nothing, surrogate, last = CannedScorer().score_batch(articles)  # type: ignore[list-item]
    assert isinstance(first, Report) and isinstance(last, Report)
    assert (first.id, last.id) == ("1", "6")
    assert empty == Failure("2", "InputError", "article '2': the text is empty")
    assert passed is unread
    assert isinstance(nothing, Failure) and nothing.id == ""
    assert isinstance(surrogate, Failure) and len(surrogate.id) == 12


def test_a_stage_that_breaks_on_one_article_fails_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    canned = CannedScorer()

    def score(article: Document) -> Report:
        if article.id == "2":
            raise ZeroDivisionError
        return CannedScorer.score(canned, article)

    monkeypatch.setattr(canned, "score", score)
    results = list(canned.score_batch(Document(id, TEXT) for id in "123"))
    assert [result.id for result in results] == ["1", "2", "3"]
    assert results[1] == Failure("2", "ZeroDivisionError", "ZeroDivisionError()")


def test_a_batch_is_lazy() -> None:
    def articles() -> Iterator[str]:
        yield TEXT
        raise AssertionError("read too far")

    assert isinstance(next(CannedScorer().score_batch(articles())), Report)


def test_what_the_callers_iterable_raises_reaches_the_caller() -> None:
    def articles() -> Iterator[str]:
        yield TEXT
        raise RuntimeError("disk gone")

    results = CannedScorer().score_batch(articles())
    next(results)
    with pytest.raises(RuntimeError, match="disk gone"):
        next(results)


def test_a_claim_holds_the_figures_that_name_it() -> None:
    figures = (make_figure("f1", claim="c2"), make_figure("f2", claim=None), make_figure("f3", claim="c2"))
    claims = with_figures((make_claim("c1"), make_claim("c2")), figures)
    assert [claim.figures for claim in claims] == [(), ("f1", "f3")]


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        Scorer.from_pretrained(tmp_path / "nowhere")


# --- with a network: a tiny random one for the mechanics, the shipped one for what it says ------


@pytest.fixture(scope="module")
def tiny() -> Scorer:
    return Scorer(make_tiny_network())


def check(report: Report, text: str) -> None:
    """Everything that holds for any report, whatever the network says."""
    assert report.characters == report.characters_read == len(text)
    sources = {source.id: source for source in report.sources}
    figures = {figure.id: figure for figure in report.figures}
    for claim in report.claims:
        assert claim.score is not None
        for span in (*claim.content, *claim.cue, *(claim.source.spans if claim.source else ())):
            assert span.of(text).strip() == span.of(text) != ""
        if claim.source and claim.source.id:
            assert claim.id in sources[claim.source.id].claims
        if claim.via:
            assert claim.via.span.of(text) == claim.via.text
        assert all(figures[id].claim == claim.id for id in claim.figures)
    for figure in report.figures:
        assert figure.span.of(text) == figure.text
    assert {id for claim in report.claims for id in claim.figures} == {f.id for f in report.figures if f.claim}
    assert all(flag.span.of(text) for flag in report.flags)
    assert loads(dumps(report)) == report
    assert to_text(report, text)


@pytest.mark.parametrize("text", AWKWARD_TEXTS, ids=range(len(AWKWARD_TEXTS)))
def test_a_report_on_an_awkward_text_is_whole(tiny: Scorer, text: str) -> None:
    check(tiny.score(text), text)


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(min_size=1).filter(str.strip) | st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map("".join)
)
def test_a_report_on_any_text_is_whole(tiny: Scorer, text: str) -> None:
    document = Document("any", text if text.strip() else text + "a")
    check(tiny.score(document), document.text)


def test_the_report_on_the_example_is_whole(shipped: Scorer, example: str) -> None:
    report = shipped.score(Document("troops", example))
    assert report.claims and report.figures
    check(report, example)


def test_every_score_is_the_sum_of_its_parts_by_the_settings_weights(shipped: Scorer, root: Path) -> None:
    """Recomputed from the JSON alone, as a sceptic would: sums, and the weights of source types and naming."""
    scores = 0
    for article in read_paths([str(root / "examples" / "articles.jsonl")]):
        report = json.loads(dumps(shipped.score(article)))
        for scored in (report, *report["claims"]):
            if scored["score"]["value"] is not None:
                total = math.fsum(part["weight"] for part in scored["score"]["contributions"])
                assert scored["score"]["value"] == pytest.approx(1 / (1 + math.exp(-total)), abs=0.00501)
                scores += 1
        for claim in report["claims"]:
            stated = {part["name"]: part["weight"] for part in claim["score"]["contributions"]}
            kind = claim["source"]["type"] if claim["source"] else "unattributed" if claim["attributed"] else "author"
            weight = shipped.settings.weights.type[kind]
            if stated:
                assert stated.get("source type", 0.0) == (weight if abs(weight) >= 0.05 else 0.0)
    assert scores > 30


def test_a_batch_equals_one_by_one(shipped: Scorer, root: Path) -> None:
    articles = list(read_paths([root / "examples" / "articles.jsonl"]))
    documents = [article for article in articles if isinstance(article, Document)]
    assert len(documents) == len(articles) > 3
    assert list(shipped.score_batch(documents)) == [shipped.score(document) for document in documents]


def test_the_signature_names_code_model_and_settings(shipped: Scorer, example: str) -> None:
    signature = shipped.score(example).signature
    code, model, settings = signature.split(" · ")
    assert code.startswith("attribution ") and model.startswith("model ") and settings.startswith("settings ")


@pytest.mark.parametrize("text", ["\u200b", "🙂", "a", "\x00", "…", "12 345", "“", "said", "\ufeff\u200d", "ﷺ" * 3])
def test_the_smallest_texts_are_scored(shipped: Scorer, text: str) -> None:
    assert shipped.score(text).characters_read == len(text)


def test_the_example_is_read_as_it_is_meant(shipped: Scorer, example: str) -> None:
    report = shipped.score(example)
    by_source = [(claim.source.text, claim.source.type) for claim in report.claims if claim.source]
    assert any("intelligence sources" in text and kind == "unnamed_intelligence" for text, kind in by_source)
    assert any("Kim" in text and kind == "state_media" for text, kind in by_source)
    assert any(claim.act == "no_comment" for claim in report.claims)
    (troops,) = (figure for figure in report.figures if "11,000" in figure.text)
    assert troops.flagged and troops.status == "uncorroborated"
    assert any(flag.code == "uncorroborated-figure" and flag.figure == troops.id for flag in report.flags)
