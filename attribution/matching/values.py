"""Whether two values of one quantity can both be right."""

from __future__ import annotations

from ..datatypes import Figure
from ..settings import Figures as Limits


def agrees(a: Figure, b: Figure, limits: Limits) -> bool:
    """Whether two values can both be right: their ranges meet, or nearly."""
    if a.low == b.low and a.high == b.high:
        return True
    (low, high), (other_low, other_high) = reach(a, limits.reach), reach(b, limits.reach)
    gap = max(low, other_low) - min(high, other_high)
    return gap <= limits.tolerance * min(abs(max(low, other_low)), abs(min(high, other_high)))


def near(a: Figure, b: Figure, limits: Limits) -> bool:
    """Whether two values are near enough to be accounts of one thing, though they may differ."""
    (low, high), (other_low, other_high) = reach(a, limits.reach), reach(b, limits.reach)
    return max(low, other_low) <= limits.dispute * min(high, other_high)


def reach(figure: Figure, times: float) -> tuple[float, float]:
    """The range of a figure, where an open bound goes so many times its number far."""
    low, high = figure.low, figure.high
    if low is None:
        return (high or 0) / times, high or 0
    return low, low * times if high is None else high


def middle(figure: Figure) -> float:
    """One number that stands for a figure where figures are ordered: its bound, or the middle of its range."""
    ends = [value for value in (figure.low, figure.high) if value is not None]
    return sum(ends) / len(ends) if ends else 0.0
