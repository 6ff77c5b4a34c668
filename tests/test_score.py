"""Every score is the sum of the parts it lists."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.datatypes import (
    Act,
    Claim,
    ClaimSource,
    Figure,
    FigureKind,
    FigureStatus,
    Naming,
    Outlet,
    QuoteKind,
    Score,
    Source,
    SourceType,
    Span,
    Traits,
    Via,
)
from attribution.score import credibility, score, value_of
from attribution.settings import Settings, Weights

# Of the text: “Eleven tanks burned,” Minister Adel Rami told state television.
SPEAKER, WORDS, MEDIUM = Span(23, 42), Span(0, 22), Span(48, 64)


def claim(
    kind: SourceType = SourceType.OTHER_OFFICIAL,
    naming: Naming = Naming.NAMED,
    quote: QuoteKind = QuoteKind.DIRECT,
    act: Act = Act.CLAIM,
    via: bool = False,
    identity: str = "c1",
) -> Claim:
    spans = () if naming is Naming.NONE else (SPEAKER,)
    source = ClaimSource("s1" if spans else None, spans, "Minister Adel Rami", kind, 1.0, naming, "SY")
    medium = Via("state television", MEDIUM, SourceType.STATE_MEDIA) if via else None
    return Claim(identity, True, source, medium, (Span(43, 47),), (WORDS,), quote, act, 1.0)


def figure(status: FigureStatus, flagged: bool | None = None, identity: str = "f1") -> Figure:
    supported = status is FigureStatus.CORROBORATED
    return Figure(
        id=identity,
        span=Span(1, 13),
        text="Eleven tanks",
        low=11,
        high=11,
        unit="tank",
        kind=FigureKind.THINGS,
        hedged=False,
        claim="c1",
        status=status,
        origins=2 if supported else 1,
        flagged=not supported if flagged is None else flagged,
        reason="figure from the minister",
    )


def scored(one: Claim, *figures: Figure, settings: Settings | None = None) -> Score:
    (result,), _ = score((one,), (), figures, settings or Settings())
    assert result.score is not None
    return result.score


def parts(result: Score) -> dict[str, float]:
    return {part.name: part.weight for part in result.contributions}


CORROBORATED, UNCORROBORATED, CONTRADICTED = (
    FigureStatus.CORROBORATED,
    FigureStatus.UNCORROBORATED,
    FigureStatus.CONTRADICTED,
)

claims = st.builds(
    claim,
    st.sampled_from(SourceType),
    st.sampled_from(Naming),
    st.sampled_from(QuoteKind),
    st.sampled_from(Act),
    st.booleans(),
)
weights = st.floats(-1e6, 1e6)


@given(claims, st.lists(st.builds(figure, st.sampled_from(FigureStatus), st.booleans())), weights)
def test_a_score_is_the_logistic_of_its_own_parts(one: Claim, figures: list[Figure], start: float) -> None:
    settings = Settings(weights=Weights(start=start))
    found, overall = score((one, replace(one, id="c2")), (), figures, settings)
    for result in (*(c.score for c in found), overall):
        assert result is not None
        assert (result.value is None) == (one.act is Act.NO_COMMENT)
        if result.value is not None:
            total = math.fsum(part.weight for part in result.contributions)
            assert result.value == pytest.approx(0.5 + 0.5 * math.tanh(total / 2), abs=0.00501)
            assert result.value == value_of(result.contributions)
        assert all(part.reason for part in result.contributions)


SET_BY_HAND = Weights(
    start=0.5,
    type=dict.fromkeys(SourceType, 0.1) | {"state_media": -1.0, "unattributed": -1.0},
    naming={"named": 0.4, "institution": 0.2, "affiliated": -0.3, "unnamed": -0.5, "none": -0.9},
    via={"state_media": -0.2},
    quote={"direct": 0.3, "indirect": 0.0},
    traits={"interest": -1.0, "evidence": 0.5},
)
BY_HAND = Settings(weights=SET_BY_HAND)


def test_parts_are_named_and_point_at_their_words() -> None:
    result = scored(claim(via=True), figure(UNCORROBORATED), settings=BY_HAND)
    assert parts(result) == {
        "start": 0.5,
        "source type": 0.1,
        "naming": 0.4,
        "quotation": 0.3,
        "via": -0.2,
        "uncorroborated figure": SET_BY_HAND.figures["uncorroborated"],
    }
    spans = {part.name: part.span for part in result.contributions}
    assert spans["source type"] == spans["naming"] == SPEAKER
    assert (spans["quotation"], spans["via"], spans["uncorroborated figure"]) == (WORDS, MEDIUM, Span(1, 13))
    assert result.rating == "F6"


def test_parts_that_weigh_nothing_are_left_out() -> None:
    assert "quotation" not in parts(scored(claim(quote=QuoteKind.INDIRECT), settings=BY_HAND))


def test_a_trait_weighs_by_how_sure_it_is_and_nothing_where_it_cannot_be_told() -> None:
    told = Traits(*[0.5] * 8)
    sure = scored(replace(claim(), traits=replace(told, interest=0.9)), settings=BY_HAND)
    assert parts(sure)["interest"] == pytest.approx(-0.8)
    assert "interest" not in sure.unknown and "evidence" in sure.unknown and "evidence" not in parts(sure)
    not_so = scored(replace(claim(), traits=replace(told, interest=0.1)), settings=BY_HAND)
    assert parts(not_so)["interest"] == pytest.approx(0.8)
    assert "interest" in scored(claim(), settings=BY_HAND).unknown


def test_the_ladder_of_naming() -> None:
    def rung(naming: Naming, kind: SourceType = SourceType.OTHER_OFFICIAL) -> float:
        return parts(scored(claim(kind, naming), settings=BY_HAND))["naming"]

    steps = [rung(Naming.NAMED), rung(Naming.INSTITUTION), rung(Naming.UNNAMED)]
    steps += [rung(Naming.UNNAMED, SourceType.UNNAMED_SOURCE), rung(Naming.NONE)]
    assert steps == sorted(SET_BY_HAND.naming.values(), reverse=True)


def test_a_known_outlet_weighs_by_the_quality_of_its_domain() -> None:
    def record(outlet: Outlet | None) -> Score:
        (result,), _ = score((claim(),), (), (), Settings(), outlet=outlet)
        assert result.score is not None
        return result.score

    good, poor = (record(Outlet("Herald", "GB", False, quality=quality)) for quality in (0.9, 0.1))
    assert parts(good)["outlet record"] == -parts(poor)["outlet record"] > 0
    for unknown in (record(None), record(Outlet("Herald", "GB", False))):
        assert "outlet record" in unknown.unknown and "outlet record" not in parts(unknown)


def test_a_denied_figure_weighs_besides() -> None:
    denied = replace(figure(CORROBORATED), disputed=True)
    assert {"corroborated figure", "disputed figure"} <= set(parts(scored(claim(), denied)))


CREDIBILITY = [
    ([], 6),
    ([UNCORROBORATED], 6),
    ([CORROBORATED], 2),
    ([CORROBORATED, CORROBORATED], 2),
    ([CORROBORATED, UNCORROBORATED], 3),
    ([CORROBORATED, CONTRADICTED], 5),
]


@pytest.mark.parametrize(("statuses", "digit"), CREDIBILITY)
def test_credibility_is_corroboration_only(statuses: list[FigureStatus], digit: int) -> None:
    figures = [figure(status, identity=f"f{n}") for n, status in enumerate(statuses)]
    assert credibility(figures) == digit
    assert scored(claim(), *figures).credibility == digit
    assert scored(claim(SourceType.SOCIAL_MEDIA), *figures).credibility == digit


def test_the_figure_that_matters_most_counts_once() -> None:
    figures = [figure(CORROBORATED), figure(UNCORROBORATED, identity="f2"), figure(CONTRADICTED, identity="f3")]
    assert {"contradicted figure"} == {name for name in parts(scored(claim(), *figures)) if "figure" in name}
    assert not any("figure" in name for name in parts(scored(claim(), figure(UNCORROBORATED, flagged=False))))


def test_a_single_origin_caps_the_score() -> None:
    settings = Settings(weights=Weights(start=5.0))
    alone = scored(claim(), settings=settings)
    assert alone.value == Settings().weights.single_origin_cap and parts(alone)["single origin"] < 0
    supported = scored(claim(), figure(CORROBORATED), settings=settings)
    assert supported.value is not None and supported.value > Settings().weights.single_origin_cap


def test_order_of_sources() -> None:
    def odds(*arguments: object, **named: object) -> float:
        return math.fsum(parts(scored(claim(*arguments, **named))).values())  # type: ignore[arg-type]

    assert odds(naming=Naming.UNNAMED) < odds()
    assert odds(SourceType.ARMED_GROUP) < odds() < odds(SourceType.INTERNATIONAL_ORGANIZATION)
    assert odds(SourceType.UNATTRIBUTED, Naming.NONE) < odds(SourceType.OTHER_OFFICIAL, Naming.INSTITUTION)


def test_the_letter_is_the_source_s_track_record() -> None:
    source = Source("s1", "Minister Adel Rami", SourceType.OTHER_OFFICIAL, Naming.NAMED, "SY", (SPEAKER,), "B", ("c1",))
    (result,), overall = score((claim(),), (source,), (), Settings())
    assert result.score is not None and result.score.rating == "B6" and overall.rating == "F6"


OWN = Claim("c9", False, None, None, (), (WORDS,), QuoteKind.INDIRECT, Act.CLAIM, 1.0)


def test_the_article_s_own_voice_has_a_score() -> None:
    weights = Weights(type={"author": -0.3})
    assert parts(scored(OWN, settings=Settings(weights=weights)))["source type"] == -0.3


def test_the_publisher_s_letter_is_the_article_s_and_its_own_voice_s() -> None:
    nobody = claim(SourceType.UNATTRIBUTED, Naming.NONE, identity="c2")
    found, overall = score((claim(), nobody, OWN), (), (), Settings(), "B")
    assert [c.score.reliability for c in found if c.score] == ["F", "F", "B"]
    assert overall.rating == "B6"


def test_an_article_is_the_mean_of_its_claims() -> None:
    one, other = claim(), claim(SourceType.STATE_MEDIA, via=True, identity="c2")
    silent = claim(act=Act.NO_COMMENT, identity="c3")
    found, overall = score((one, other, silent), (), (), BY_HAND)
    sums = [math.fsum(part.weight for part in c.score.contributions) for c in found if c.score]
    assert math.fsum(parts(overall).values()) == pytest.approx(math.fsum(sums) / 2, abs=1e-3)
    assert parts(overall)["via"] == SET_BY_HAND.via["state_media"] / 2
    assert found[2].score == Score(None, "F", 6)


def test_nothing_to_judge_is_no_number() -> None:
    assert score((), (), (), Settings()) == ((), Score(None, "F", 6))
