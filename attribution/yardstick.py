"""A report's judgements in the words of analysts' standards: ICD 203 of the US, the yardstick of the UK's PHIA.

Two things are kept apart, as both standards ask. Confidence (low, moderate, high) is how well something is sourced, and
no likelihood that it is true. Words of likelihood are for what is a probability: the model's that it read something
rightly, or that an editor would ask for a second source. No sentence holds both.
"""

from __future__ import annotations

from enum import StrEnum

from .datatypes import Claim, Figure, Score


class Wording(StrEnum):
    """How judgements are said: by the Admiralty code, or in the words of ICD 203 or of the PHIA yardstick."""

    ADMIRALTY = "admiralty"
    ICD203 = "icd203"
    PHIA = "phia"


# Percent from and to. ICD 203's bands touch, PHIA's leave gaps.
BANDS = {
    Wording.ICD203: (
        (1, 5, "almost no chance"),
        (5, 20, "very unlikely"),
        (20, 45, "unlikely"),
        (45, 55, "roughly even chance"),
        (55, 80, "likely"),
        (80, 95, "very likely"),
        (95, 99, "almost certain"),
    ),
    Wording.PHIA: (
        (0, 5, "remote chance"),
        (10, 20, "highly unlikely"),
        (25, 35, "unlikely"),
        (40, 50, "realistic possibility"),
        (55, 75, "likely"),
        (80, 90, "highly likely"),
        (95, 100, "almost certain"),
    ),
}
STANDARDS = {Wording.ICD203: "ICD 203", Wording.PHIA: "the PHIA yardstick"}

MODERATE = 0.5  # the value where every claim starts
HIGH = 0.75  # the most that a single origin is given by the shipped settings
SUPPORTED = (1, 2, 3)  # credibility digits of what independent origins support

RELIABILITY_WORDS = {
    "A": "reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "not known",
}
# The digits without the Admiralty code's "probably" and "possibly", which measure no likelihood.
SUPPORT_WORDS = {
    1: "independent sources confirm it",
    2: "independent sources give the same figures",
    3: "independent sources give some of its figures",
    4: "doubted",
    5: "an independent source gives another figure",
    6: "nothing independent was found for or against it",
}


def likelihood(probability: float, wording: Wording) -> str:
    """The words for a probability. Between two bands it takes the nearer one; midway, and where two touch, the one
    nearer to even. The outer bands reach to 0 and 1.

    Raises ValueError for the Admiralty code, which has no words of likelihood.
    """
    if wording not in BANDS:
        raise ValueError(f"likelihood: expected a wording of {', '.join(BANDS)}, got {wording!r}")
    at = round(probability * 10_000)  # in whole parts, so that midway is midway

    def rank(band: tuple[int, int, str]) -> tuple[int, int]:
        return _distance(at, band), _distance(5_000, band)

    return min(BANDS[wording], key=rank)[2]


def _distance(at: int, band: tuple[int, int, str]) -> int:
    """From a value in hundredths of a percent to the nearest one of a band."""
    low, high = band[0] * 100, band[1] * 100
    return max(low - at, at - high, 0)


def confidence(score: Score) -> str | None:
    """How well something is sourced: "high" only where an independent origin supports it; None where not judged."""
    if score.value is None:
        return None
    if score.value > HIGH and score.credibility in SUPPORTED:
        return "high"
    return "moderate" if score.value >= MODERATE else "low"


# --- sentences --------------------------------------------------------------------------------


def sourcing(score: Score) -> str:
    """How well something is sourced, what supports it, and the record of who says it."""
    level = confidence(score)
    return (
        f"Sourcing: {f'{level} confidence' if level else 'not judged'}. "
        f"Support: {SUPPORT_WORDS[score.credibility]}. Track record: {RELIABILITY_WORDS[score.reliability]}."
    )


def ascription(claim: Claim, wording: Wording) -> str:
    """How sure it is who says a claim, and of what kind the source is."""
    told = [f"That it is ascribed rightly: {likelihood(claim.confidence, wording)}."]
    if claim.source is not None:
        told.append(f"That the kind of source is right: {likelihood(claim.source.type_probability, wording)}.")
    return " ".join(told)


def contest(figure: Figure, wording: Wording) -> str:
    """How sure it is that a figure needs a second source."""
    return f"That an editor would ask for a second source: {likelihood(figure.contestable, wording)}."


def legend(wording: Wording) -> list[str]:
    """What the words mean, for the reader of a report."""
    bands = ", ".join(f"{words} {low} to {high} %" for low, high, words in BANDS[wording])
    between = "a value between two takes the nearer, midway the one nearer to even"
    return [
        "sourcing: low, moderate or high confidence says how well it is sourced, and nothing of whether it is true. "
        f"Moderate from {MODERATE} on a scale from 0 to 1; high above {HIGH}, where independent sources support it.",
        "track record: of the source, from reliable to unreliable.",
        f"words of likelihood: the model's probability of its own readings, by {STANDARDS[wording]}: "
        f"{bands}; {between}.",
    ]
