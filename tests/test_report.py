"""Flags say what to look at, and the text view says it in words a newcomer can read."""

from __future__ import annotations

import dataclasses

import pytest
from factories import TEXT, make_claim, make_figure, make_report, make_score, make_source, span

from attribution import InputError
from attribution.datatypes import Act, Contribution, Failure, FigureStatus, Naming, SourceType, Span, Via
from attribution.report import CREDIBILITY_WORDS, TYPE_MEANINGS, TYPE_WORDS, WIDTH, explain, flags, reasons, to_text

UNNAMED = {"type": SourceType.UNNAMED_INTELLIGENCE, "naming": Naming.UNNAMED}


def test_a_flagged_figure_is_a_flag_that_names_its_origin() -> None:
    (flag,) = flags([make_claim()], [make_source()], [make_figure()])
    assert (flag.code, flag.figure, flag.claim, flag.span) == (
        "uncorroborated-figure",
        "f1",
        "c1",
        span("11,000 troops"),
    )
    assert flag.message == "“11,000 troops” rests on Officials in Kyiv alone"


def test_a_medium_is_named_as_well() -> None:
    claim = make_claim(via=Via("Moscow", span("Moscow"), SourceType.STATE_MEDIA))
    (flag,) = flags([claim], [make_source()], [make_figure()])
    assert flag.message == "“11,000 troops” rests on Officials in Kyiv, known through Moscow, alone"


def test_the_articles_own_figure_is_said_to_be_its_own() -> None:
    (flag,) = flags([], [], [make_figure(claim=None)])
    assert flag.message == "“11,000 troops” rests on the article's own account alone"


def test_a_contradicted_figure_is_flagged_once() -> None:
    (flag,) = flags([make_claim()], [make_source()], [make_figure(status=FigureStatus.CONTRADICTED)])
    assert flag.code == "contradicted-figure"


def test_a_denied_figure_is_flagged_though_others_support_it() -> None:
    denied = make_figure(status=FigureStatus.CORROBORATED, disputed=True)
    (flag,) = flags([make_claim()], [make_source()], [denied])
    assert flag.code == "disputed-figure"
    alone = dataclasses.replace(denied, status=FigureStatus.UNCORROBORATED)
    assert len(flags([make_claim()], [make_source()], [alone])) == 2


def test_a_figure_that_needs_no_second_source_is_no_flag() -> None:
    assert flags([make_claim()], [make_source()], [make_figure(flagged=False)]) == ()


@pytest.mark.parametrize("kind", [SourceType.UNNAMED_INTELLIGENCE, SourceType.UNNAMED_SOURCE, SourceType.UNATTRIBUTED])
def test_what_people_assert_whom_nobody_can_ask_is_a_flag(kind: SourceType) -> None:
    (flag,) = flags([make_claim(type=kind)], [], [])
    assert (flag.code, flag.figure, flag.claim) == ("anonymous-claim", None, "c1")


@pytest.mark.parametrize("act", [Act.DENIAL, Act.NO_COMMENT, Act.POSITION])
def test_only_what_is_asserted_as_fact_is_an_anonymous_claim(act: Act) -> None:
    assert flags([make_claim(act=act, **UNNAMED)], [], []) == ()


def test_flags_are_in_text_order() -> None:
    late = make_figure("f2", "Nobody", low=0, high=0)
    found = flags([make_claim(**UNNAMED)], [], [late, make_figure()])
    assert [flag.span for flag in found] == sorted(flag.span for flag in found)
    assert [flag.code for flag in found] == ["uncorroborated-figure", "anonymous-claim", "uncorroborated-figure"]


def test_every_label_has_words() -> None:
    assert set(TYPE_WORDS) == set(TYPE_MEANINGS) == set(SourceType)
    assert set(CREDIBILITY_WORDS) == set(range(1, 7))


VIEW = """\
Troops
======
Example Wire · a
Sourcing 0.50 (F3) · 1 claim, 1 source, 1 figure of which 1 flagged

  1. Officials in Kyiv · other official · unnamed · UA
     11,000 troops were sent
     sourcing 0.25 (F3)
     ! 11,000 troops [11,000]: uncorroborated, flagged

Figures that nothing independent supports
-----------------------------------------
  ! 11,000 troops [11,000]: from officials in Kyiv; no independent source in this article

How to read this
----------------
  other official: government, military, police or courts of any other state
  two letters: the country that the source belongs to or speaks for (ISO 3166)
  sourcing: from 0 (nothing to rest on) to 1 (well sourced)
  letter: the track record of the source, from A (reliable) to E (unreliable); F: not known
  digit: what supports the claim; 3 possibly true
This is evidence, not a verdict: it says how things are sourced, never whether they are true. What
could not be judged is not thereby safe.

attribution 0.0.0 · model none 0 · settings 00000000
"""


def test_the_text_view() -> None:
    assert to_text(make_report(title="Troops", publisher="Example Wire"), TEXT) == VIEW


def test_no_line_is_wider_than_a_terminal() -> None:
    text = "Officials say " + "that the war will go on for long, " * 40
    claim = make_claim(content=text[14:].strip(), text=text, who="Officials")
    assert max(map(len, to_text(make_report(claims=(claim,)), text).splitlines())) <= WIDTH


def test_a_long_quotation_is_shortened_in_its_middle() -> None:
    text = "Officials say " + " ".join(str(number) for number in range(300))
    view = to_text(make_report(claims=(make_claim(content=text[14:], text=text, who="Officials"),)), text)
    shown = " ".join(view.split())
    assert "0 1 2" in shown and "297 298 299" in shown and "[…]" in shown and " 150 " not in shown


def test_an_article_cannot_steer_the_terminal() -> None:
    text = "\x1b[2J" + TEXT
    claim = make_claim(content="\x1b[2J", text=text)
    view = to_text(make_report(claims=(claim,), title="a\x9bb\r\nc\x07"), text)
    assert not {character for character in view if character < " " and character != "\n"} and "\x9b" not in view


def test_nothing_found_is_said() -> None:
    view = to_text(make_report(claims=(), sources=(), figures=(), score=make_score(None, 6)), TEXT)
    assert "Sourcing not judged (F6) · 0 claims, 0 sources, 0 figures" in view
    assert "none found" in view


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (3000, None, "3,000 or more"),
        (None, 40, "at most 40"),
        (24, 99, "24 to 99"),
        (1.5, 1.5, "1.5"),
        (0, 0, "0"),
        (None, None, "open"),
    ],
)
def test_bounds_are_said_in_words(low: float | None, high: float | None, words: str) -> None:
    assert f"[{words}]" in to_text(make_report(figures=(make_figure(low=low, high=high),)), TEXT)


def test_a_figure_is_shown_with_its_date_and_that_it_is_denied() -> None:
    figure = make_figure(as_of="2025-02", disputed=True, flagged=True)
    view = to_text(make_report(claims=(make_claim(figures=("f1",)),), figures=(figure,)), TEXT)
    assert "11,000 troops [11,000], as of 2025-02: uncorroborated, disputed, flagged" in view


def test_no_source_and_the_articles_own_voice_are_said() -> None:
    nobody = make_claim(who="", source_id=None, type=SourceType.UNATTRIBUTED, naming=Naming.NONE, country=None)
    own = make_claim("c2", attributed=False, source=None, cue=(), content="Moscow")
    view = to_text(make_report(claims=(nobody, own), sources=()), TEXT)
    assert "  1. Nobody · no source · nobody named" in view
    assert "  2. The article itself" in view


def test_a_medium_and_an_act_are_said() -> None:
    claim = make_claim(via=Via("Moscow", span("Moscow"), SourceType.STATE_MEDIA), act=Act.DENIAL)
    assert "unnamed · UA · through Moscow · denial" in to_text(make_report(claims=(claim,)), TEXT)


def test_pieces_of_a_content_are_shown_in_order() -> None:
    claim = dataclasses.replace(make_claim(), content=(span("11,000 troops"), span("Moscow")))
    assert "11,000 troops … Moscow" in to_text(make_report(claims=(claim,)), TEXT)


def test_a_failure_is_shown_in_its_place() -> None:
    view = to_text(Failure("a", "InputError", "a: the text is empty"), "")
    assert view == "a\n=\nCould not be scored: a: the text is empty\n"


def test_a_flag_of_a_claim_points_at_its_content() -> None:
    (flag,) = flags([make_claim(**UNNAMED)], [], [])
    assert isinstance(flag.span, Span)
    assert flag.span.of(TEXT) == "11,000 troops were sent"


# --- one score, part by part --------------------------------------------------------------------

STEPS = (
    Contribution("source type", 0.5, "other official", span("Officials in Kyiv")),
    Contribution("naming", -1.25, "people who are not identified", span("Officials in Kyiv")),
    Contribution("single origin", -0.01, "nothing independent\x1b[2J supports it"),
)
WATERFALL = """\
c1 · Officials in Kyiv · other official · unnamed · UA
======================================================
11,000 troops were sent

part           log-odds     sum  score  0                  1
neutral start             +0.00   0.50  ··········█·········
source type       +0.50   +0.50   0.62  ··········██········
    other official: “Officials in Kyiv”
naming            -1.25   -0.75   0.32  ······██████········
    people who are not identified: “Officials in Kyiv”
single origin     -0.01   -0.76   0.32  ······█·············
    nothing independent\ufffd[2J supports it
sourcing                  -0.76   0.32  ██████··············  F6
"""


def test_a_score_is_explained_from_the_neutral_start_on() -> None:
    claim = make_claim(score=make_score(0.32, 6, contributions=STEPS))
    report = make_report(claims=(claim,))
    assert explain(report, "c1", TEXT) == WATERFALL
    without_text = explain(report, "c1")
    assert "other official\n" in without_text and "“" not in without_text


def test_an_article_is_explained_as_a_whole() -> None:
    report = make_report(score=make_score(0.62, contributions=STEPS[:1]))
    shown = explain(report, text=TEXT)
    assert shown.startswith("a\n=\nSourcing 0.62 (F3) · 1 claim, 1 source, 1 figure of which 1 flagged\n")
    assert shown.endswith("█" * 12 + "·" * 8 + "  F3\n")


def test_what_is_not_judged_is_explained_as_that() -> None:
    claims = (make_claim("c1", score=make_score(None)), make_claim("c2", score=None))
    assert "Sourcing not judged (F3): nothing is asserted" in explain(make_report(claims=claims), "c1", TEXT)
    assert "Sourcing not judged: nothing is asserted" in explain(make_report(claims=claims), "c2", TEXT)


def test_the_words_that_a_part_rests_on_are_shortened_where_they_are_long() -> None:
    text = "Officials in Kyiv say " + "long ago and far away " * 30
    long = Contribution("quotation", 0.5, "as said", Span(22, len(text) - 1))
    claim = make_claim(content="long ago", text=text, score=make_score(contributions=(long,)))
    shown = explain(make_report(claims=(claim,)), "c1", text)
    assert "[…]" in shown and max(map(len, shown.splitlines())) <= WIDTH


@pytest.mark.parametrize("weight", [-9.0, 9.0])
def test_every_step_is_drawn_in_the_same_width(weight: float) -> None:
    steps = (Contribution("start", weight, "far"), Contribution("more", weight, "farther"))
    shown = explain(make_report(score=make_score(0.0 if weight < 0 else 1.0, contributions=steps)))
    bars = [
        line.split()[-1 if "F3" not in line else -2] for line in shown.splitlines() if "·" * 5 in line or "█" in line
    ]
    assert [len(bar) for bar in bars] == [20] * 4
    assert all("█" in bar for bar in bars[:3])


def test_a_claim_that_is_not_there_is_an_error_that_names_those_that_are() -> None:
    with pytest.raises(InputError, match="article 'a' has no claim 'c9'; its claims: c1"):
        explain(make_report(), "c9")


def test_reasons_are_one_line() -> None:
    assert reasons(make_score(0.5, contributions=STEPS[:2])) == (
        "0.50 (F3): source type +0.50, other official; naming -1.25, people who are not identified"
    )
    assert reasons(make_score(None)) == "not judged (F3)"
