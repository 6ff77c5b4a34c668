"""Fitting the sourcing score's weights, and what counts as the right order."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from factories import make_claim, make_report, span

from attribution import lexicon
from attribution.datatypes import CueStrength, Traits
from attribution.settings import Settings, Weights
from training.sourcing import BY_HAND, REFERENCE, Pairs, claim_of, fit, middling, names_of, ordering, with_values

NEUTRAL = dataclasses.replace(
    Settings().weights,
    **{
        group: dict.fromkeys(table, 0.0)
        for group, table in dataclasses.asdict(Settings().weights).items()
        if isinstance(table, dict)
    },
)
DOCUMENTED, SELFISH = {"traits evidence": 1.0}, {"traits interest": 1.0}


def pairs(*sides: tuple[dict[str, float], dict[str, float]], first: bool = True, sure: float = 2.0) -> Pairs:
    return Pairs(list(sides), np.full(len(sides), first), np.full(len(sides), sure))


def test_what_is_better_sourced_gets_the_higher_weight() -> None:
    fitted = fit([pairs(*[(DOCUMENTED, SELFISH)] * 20)], NEUTRAL)
    assert fitted["traits evidence"] > 0 > fitted["traits interest"]
    assert ordering(pairs((DOCUMENTED, SELFISH)), with_values(NEUTRAL, fitted)) == 1.0


def test_a_known_sign_holds_against_the_judgements() -> None:
    fitted = fit([pairs(*[(SELFISH, DOCUMENTED)] * 20)], NEUTRAL)
    assert fitted["traits evidence"] == fitted["traits interest"] == 0.0


def test_what_is_set_by_hand_and_what_others_are_measured_from_stay() -> None:
    sides = ({"figures corroborated": 1.0, "cue plain": 1.0}, {"outlet quality": 1.0})
    fitted = fit([pairs(*[sides] * 20)], NEUTRAL)
    held = [name for name in fitted if name in REFERENCE or name.split(" ")[0] in BY_HAND]
    assert len(held) > 5 and not any(fitted[name] for name in held)


def test_equal_claims_are_half_right_and_only_sure_pairs_count_when_asked() -> None:
    doubtful = Pairs([({}, {}), (DOCUMENTED, {})], np.array([True, True]), np.array([1.0, 3.0]))
    weights = with_values(NEUTRAL, {"traits evidence": 1.0})
    assert ordering(doubtful, weights) == pytest.approx(0.75)
    assert ordering(doubtful, weights, least=2) == 1.0


def test_a_middling_claim_starts_where_its_value_is_a_half() -> None:
    weights = with_values(NEUTRAL, {"traits evidence": 1.0})
    assert middling([pairs((DOCUMENTED, DOCUMENTED), ({}, DOCUMENTED))], weights) == -1.0


def test_every_weight_has_a_name() -> None:
    assert {"traits interest", "type state_media", "naming affiliated"} <= set(names_of(Weights()))


def test_a_claim_is_found_by_its_content() -> None:
    report = make_report(claims=(make_claim(), make_claim("c2", "Nobody in Moscow")))
    assert claim_of(report, [span("Nobody in Moscow")]) == report.claims[1]
    assert claim_of(report, [(0, 3)]) is None


@pytest.mark.parametrize(
    ("cue", "strength"),
    [
        ("has confirmed", CueStrength.CONFIRMED),
        ("said", CueStrength.PLAIN),
        ("according to", CueStrength.PLAIN),
        ("was accused of", CueStrength.CLAIMED),
        ("Reportedly", CueStrength.HEARSAY),
        ("fear", CueStrength.BELIEVED),
        ("", CueStrength.PLAIN),
    ],
)
def test_how_strongly_a_cue_puts_it(cue: str, strength: CueStrength) -> None:
    assert lexicon.cue_strength(cue) is strength


def test_a_trait_is_a_probability() -> None:
    with pytest.raises(ValueError, match="trait interest"):
        Traits(*[0.5] * 2, 1.5, *[0.5] * 5)
