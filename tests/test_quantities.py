"""The grammar of figures against a table of hard phrases, and the figures' ties to claims and network."""

from __future__ import annotations

import time

import pytest
from hard_phrases import KNOWN_FAILURES, PHRASES, Expected, Phrase
from hypothesis import given
from hypothesis import strategies as st

from attribution.datatypes import Act, Claim, Document, Figure, QuoteKind, Segments, Span, Tagging, check_spans
from attribution.quantities import quantities, read_figures
from attribution.settings import Settings

TEXT = "Officials say 40 tanks and 900 troops crossed the river. Nobody saw 12 boats."


def whole(text: str) -> Segments:
    """One sentence and one paragraph that are the whole text."""
    all_of_it = (Span(0, len(text)),) if text else ()
    return Segments(sentences=all_of_it, paragraphs=all_of_it, quotations=())


def read(text: str) -> tuple[Figure, ...]:
    return read_figures(text, whole(text))


def told(figure: Figure) -> Expected:
    return figure.text, figure.low, figure.high, figure.unit, figure.kind.value, figure.hedged


@pytest.mark.parametrize(("text", "expected"), PHRASES, ids=[text for text, _ in PHRASES])
def test_hard_phrase(text: str, expected: tuple[Expected, ...]) -> None:
    assert tuple(told(figure) for figure in read(text)) == expected


@pytest.mark.parametrize("phrase", KNOWN_FAILURES, ids=[text for text, _ in KNOWN_FAILURES])
@pytest.mark.xfail(strict=True, reason="the grammar does not reach this yet")
def test_known_failure(phrase: Phrase) -> None:
    text, expected = phrase
    assert tuple(told(figure) for figure in read(text)) == expected


def test_no_phrase_is_in_the_table_twice() -> None:
    texts = [text for text, _ in PHRASES + KNOWN_FAILURES]
    assert len(texts) == len(set(texts)) >= 100


@pytest.mark.parametrize(
    "text",
    [
        "Line one.\r\nAt least 40 tanks\r\nburned.",
        "About 12\u00a0000 voters and 3\u00a0judges came.",
        "😀😀 Two boats sank 😀 with 30 sailors.",
        "“Nearly 50” rebels fell, ‘twenty’ fled – “5–10 percent”.",
        "Élise comptait: 17 élèves, 4 naïve teachers.",
        "e\u0301te\u0301 brought 40 storms",
    ],
)
def test_a_span_holds_the_words_of_its_figure(text: str) -> None:
    found = read(text)
    assert found
    for figure in found:
        assert figure.span.of(text) == figure.text
    check_spans("figures", [figure.span for figure in found])


def test_a_figure_that_leaves_its_noun_out_takes_it_from_the_sentence_before() -> None:
    text = "Nine miners were killed. Another 20 were hurt."
    cut = text.index("Another")
    segments = Segments((Span(0, cut), Span(cut, len(text))), (Span(0, len(text)),), ())
    assert [figure.unit for figure in read_figures(text, segments)] == ["miner killed", "miner injured"]


def test_an_empty_text_has_no_figures() -> None:
    assert read("") == ()


VOCABULARY = """
12 2,500 3.5 40 2015 two three twenty hundred thousand million dozen dozens of half a an third one and or to - – % $ €
percent bn m km miles year years killed wounded dead people soldiers tanks were at least more than up between from
including others , . ( ) “ ” the in last ago May aged old - strong worth per day toll including among who
"""


@given(st.lists(st.sampled_from(VOCABULARY.split()), max_size=25), st.sampled_from([" ", "", "\u00a0", "\r\n"]))
def test_any_order_of_the_grammar_s_words_is_read(words: list[str], space: str) -> None:
    check_invariants(space.join(words))


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    check_invariants(text)


def check_invariants(text: str) -> None:
    found = read(text)
    check_spans("figures", [figure.span for figure in found])
    assert [figure.id for figure in found] == [f"f{n + 1}" for n in range(len(found))]
    assert all(figure.span.of(text) == figure.text for figure in found)


@pytest.mark.parametrize("text", ["9" * 6000, "million " * 500, "hundred " + "hundred " * 500, "1" + ",000" * 2000])
def test_a_number_beyond_all_measure_is_no_error(text: str) -> None:
    check_invariants(text)


@pytest.mark.parametrize("word", ["12 ", "1, 2 and ", "three people ", "12 killed, ", "at least ", "$5 to "])
def test_time_grows_with_length_only(word: str) -> None:
    started = time.process_time()
    read(word * 4000)
    assert time.process_time() - started < 5.0


# --- the stage ----------------------------------------------------------------------------------


def tagging(text: str, weak: str = "") -> Tagging:
    """Every word surely in a contestable figure, except the words of ``weak``, which are surely in none."""
    spans, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        spans.append(Span(start, at))
    logits = tuple((9.0, 0.0, 0.0) if s.of(text).strip(".") in weak.split() else (-9.0, 0.0, 2.0) for s in spans)
    return Tagging((), tuple(spans), logits, len(text))


def claim(name: str, *content: Span) -> Claim:
    return Claim(name, False, None, None, (), content, QuoteKind.INDIRECT, Act.CLAIM, 1.0)


def staged(claims: tuple[Claim, ...] = (), weak: str = "") -> tuple[Figure, ...]:
    return quantities(Document("a", TEXT), whole(TEXT), tagging(TEXT, weak), claims, Settings())


def test_a_figure_that_the_network_rejects_is_dropped_and_the_ids_close_up() -> None:
    assert [(f.id, f.text) for f in staged(weak="900 troops")] == [("f1", "40 tanks"), ("f2", "12 boats")]


def test_contestable_is_the_probability_of_the_network_s_log_odds() -> None:
    assert {figure.contestable for figure in staged()} == {0.8808}  # 1 / (1 + exp(-2)), to four digits


def test_a_figure_belongs_to_the_claim_that_holds_most_of_it() -> None:
    first = Span(TEXT.index("40"), TEXT.index("crossed"))
    edge = Span(TEXT.index("boats"), TEXT.index("boats") + 1)
    found = staged((claim("c1", first), claim("c2", edge)))
    assert [figure.claim for figure in found] == ["c1", "c1", None]
