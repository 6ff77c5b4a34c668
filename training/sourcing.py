"""The weights of the sourcing score: ``python -m training.sourcing --data DIR [--fit]``.

Without --fit: how often the score puts the better sourced of two claims first, on the development pairs, and whether
the stated odds are true, by the shipped weights and by those set by hand (``weights_by_hand.toml``). With it, weights
for ``settings.Weights`` first: logistic regression on the difference of two claims, over the training pairs and over
pairs of claims that we rated ourselves, pulled towards the weights set by hand, with signs held where they are known.
A claim's traits are told by a layer that has not seen its article, as they will be of new articles.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from attribution import Claim, Document, Report, Scorer, Settings
from attribution.datatypes import Traits
from attribution.network import Network
from attribution.score import parts_of
from attribution.settings import Weights, logistic
from training.measures import overlap
from training.prepare import read_articles
from training.train import DEFAULT_OUT
from training.traits import Key, key_of, rated, unseen_traits

LEAST_OVERLAP = 0.3  # of a claim's content and the annotated one
SURE = 2
MARGIN = 12.0  # two of our ratings, of 100, that differ by less tell nothing
OWN_PAIRS = 8000
OWN_WEIGHT = 0.05  # of one of them against a judged pair
STRENGTH = 30.0  # of the pull towards the weights set by hand; both chosen by the folds of the training pairs
PARTS = 10  # of the training pairs, each ordered by weights fitted on the others
BY_HAND_FILE = Path(__file__).with_name("weights_by_hand.toml")
POSITIVE = ("traits own_acts", "traits specific", "traits evidence", "cue confirmed")
POSITIVE += ("quote direct", "type international_organization", "type document_or_data")
NEGATIVE = ("traits interest", "traits opinion", "traits second_hand", "traits opponent", "cue claimed", "cue believed")
NEGATIVE += ("cue hearsay", "naming unnamed")
NEGATIVE += ("via state_media", "via news_media", "via social_media", "act denial")
NEGATIVE += (
    "naming none",
    "type state_media",
    "type armed_group",
    "type social_media",
    "type unattributed",
    "type unnamed_source",
)
BY_HAND = ("figures", "outlet")  # of which too few judged claims have any
REFERENCE = ("quote indirect", "act claim", "cue plain")  # what the other labels of the group are measured from

Side = Mapping[str, float]  # what of a claim counts, by "<group> <label>"


@dataclasses.dataclass(frozen=True)
class Pairs:
    """Two claims each, whether the first is the better sourced one, how sure that is."""

    sides: list[tuple[Side, Side]]
    first: NDArray[np.bool_]
    sure: NDArray[np.float64]


def by_hand() -> Weights:
    return Settings.from_toml(BY_HAND_FILE).weights


def with_traits(reports: Mapping[str, Report], told: Mapping[Key, Traits], data: Path) -> dict[str, Report]:
    """The reports, the claims that we rated with these traits instead of the model's own."""
    changed = dict(reports)
    for article, rows in rated(data):
        report = reports[article["id"]]
        traits: dict[str, Traits] = {}
        for number, *_ in rows:
            content = article["attributions"][int(number)]["content"]
            claim, key = claim_of(report, content), key_of(report.id, content)
            if claim is not None and key in told:
                traits[claim.id] = told[key]
        claims = tuple(dataclasses.replace(c, traits=traits.get(c.id, c.traits)) for c in report.claims)
        changed[report.id] = dataclasses.replace(report, claims=claims)
    return changed


def amounts(claim: Claim, report: Report) -> Side:
    figures = [figure for figure in report.figures if figure.claim == claim.id]
    return {f"{part.group} {part.label}": part.amount for part in parts_of(claim, figures, report.outlet)}


def claim_of(report: Report, content: Sequence[Sequence[int]]) -> Claim | None:
    """The claim whose content is most like an annotated one."""
    wanted = characters(content)
    best = max(report.claims, key=lambda claim: overlap(characters(claim.content), wanted), default=None)
    return best if best is not None and overlap(characters(best.content), wanted) >= LEAST_OVERLAP else None


def characters(spans: Iterable[Sequence[int]]) -> frozenset[int]:
    return frozenset(at for start, end in spans for at in range(start, end))


def judged(path: Path, reports: Mapping[str, Report]) -> Pairs:
    """The pairs of a file of judgements; ties are left out, a claim that was not found counts as nothing known."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["better"] != "tie"]
    return Pairs(
        [(side(row["a"], reports), side(row["b"], reports)) for row in rows],
        np.array([row["better"] == "A" for row in rows]),
        np.array([float(row["sure"]) for row in rows]),
    )


def side(given: dict[str, Any], reports: Mapping[str, Report]) -> Side:
    report = reports[given["id"]]
    claim = claim_of(report, given["content"])
    return amounts(claim, report) if claim else {}


def rated_pairs(data: Path, reports: Mapping[str, Report]) -> Pairs:
    """Pairs drawn from the claims that we rated."""
    found = []
    for article, claims in rated(data):
        for number, rating, *_ in claims:
            report = reports[article["id"]]
            claim = claim_of(report, article["attributions"][int(number)]["content"])
            if claim is not None:
                found.append((rating, amounts(claim, report)))
    chance = np.random.default_rng(0)
    drawn = chance.integers(0, len(found), (4 * OWN_PAIRS, 2))
    apart = [(i, j) for i, j in drawn if abs(found[i][0] - found[j][0]) >= MARGIN][:OWN_PAIRS]
    return Pairs(
        [(found[i][1], found[j][1]) for i, j in apart],
        np.array([found[i][0] > found[j][0] for i, j in apart]),
        np.full(len(apart), OWN_WEIGHT * SURE),
    )


# --- fitting ------------------------------------------------------------------------------------


def names_of(weights: Weights) -> list[str]:
    groups = {group: value for group, value in dataclasses.asdict(weights).items() if isinstance(value, dict)}
    return [f"{group} {label}" for group, table in groups.items() for label in table]


def vector(weights: Weights, names: Iterable[str]) -> NDArray[np.float64]:
    return np.array([weights.of(*name.split(" ", 1)) for name in names])


def differences(pairs: Pairs, names: Sequence[str]) -> NDArray[np.float64]:
    """[n, k]: what counts of the first claim less what counts of the second."""
    return np.array([[a.get(name, 0.0) - b.get(name, 0.0) for name in names] for a, b in pairs.sides])


def part(pairs: Pairs, chosen: NDArray[np.bool_]) -> Pairs:
    return Pairs([pairs.sides[i] for i in np.flatnonzero(chosen)], pairs.first[chosen], pairs.sure[chosen])


def right_when_unseen(pairs: Pairs, own: Pairs, weights: Weights) -> NDArray[np.float64]:
    """``right`` of the pairs by weights that were fitted without them, a tenth of them at a time."""
    parts = np.random.default_rng(0).permutation(len(pairs.first)) % PARTS
    found = np.zeros(len(pairs.first))
    for number in range(PARTS):
        others = with_values(weights, fit([part(pairs, parts != number), own], weights))
        found[parts == number] = right(part(pairs, parts == number), others)
    return found


def fit(sets: Sequence[Pairs], weights: Weights) -> dict[str, float]:
    """Weights under which the judgements are likeliest, to two significant digits."""
    names = names_of(weights)
    prior = vector(weights, names)
    rows = np.concatenate([differences(pairs, names) for pairs in sets])
    signs = np.concatenate([np.where(pairs.first, 1.0, -1.0) for pairs in sets])
    sure = np.concatenate([pairs.sure / SURE for pairs in sets])

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (rows @ values)
        pull = values - prior
        slope = -(sure * signs / (1 + np.exp(margins))) @ rows + STRENGTH * pull
        return float((sure * np.logaddexp(0, -margins)).sum() + STRENGTH * (pull**2).sum() / 2), slope

    limits = [limits_of(name, value) for name, value in zip(names, prior, strict=True)]
    found = minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=limits).x
    return {name: float(f"{value:.2g}") for name, value in zip(names, found, strict=True)}


def limits_of(name: str, by_hand: float) -> tuple[float | None, float | None]:
    if name in REFERENCE or name.split(" ")[0] in BY_HAND:
        return by_hand, by_hand
    return (0.0 if name in POSITIVE else None), (0.0 if name in NEGATIVE else None)


def with_values(weights: Weights, values: Mapping[str, float]) -> Weights:
    tables: dict[str, dict[str, float]] = {}
    for name, value in values.items():
        group, label = name.split(" ", 1)
        tables.setdefault(group, {})[label] = value
    return dataclasses.replace(weights, **tables)


# --- what it is worth -----------------------------------------------------------------------------


def right(pairs: Pairs, weights: Weights) -> NDArray[np.float64]:
    """1 where the better claim of a pair has the higher log-odds, a half where both are equal."""
    odds = differences(pairs, names_of(weights)) @ vector(weights, names_of(weights))
    return np.where(odds == 0, 0.5, (odds > 0) == pairs.first)


def ordering(pairs: Pairs, weights: Weights, least: float = 0.0) -> float:
    """Share of the pairs, of those at least so sure, that are in the right order; half where equal."""
    return float(right(pairs, weights)[pairs.sure >= least].mean())


def calibration(pairs: Pairs, weights: Weights) -> str:
    """What the stated odds say of the better claim in three bands, and how often they were right."""
    odds = differences(pairs, names_of(weights)) @ vector(weights, names_of(weights))
    stated = np.array([logistic(abs(value)) for value in odds])
    right = (odds > 0) == pairs.first
    bands = [(0.5, 0.65), (0.65, 0.8), (0.8, 1.01)]
    shown = []
    for low, high in bands:
        chosen = (stated >= low) & (stated < high)
        if chosen.any():
            shown.append(f"{stated[chosen].mean():.2f} stated, {right[chosen].mean():.2f} right of {chosen.sum()}")
    return "; ".join(shown)


def show(label: str, pairs: Pairs, weights: Weights) -> None:
    every, sure = ordering(pairs, weights), ordering(pairs, weights, SURE)
    print(f"{label}: {every:.3f} of {len(pairs.first)}, {sure:.3f} of {(pairs.sure >= SURE).sum()} where sure")


def middling(sets: Sequence[Pairs], weights: Weights) -> float:
    """The start from which the median claim of the pairs has the value 0.5."""
    names = names_of(weights)
    values = vector(weights, names)
    odds = [
        sum(one.get(n, 0.0) * v for n, v in zip(names, values, strict=True)) for s in sets for p in s.sides for one in p
    ]
    return round(-float(np.median(odds)), 2)


def scored(articles: Iterable[dict[str, Any]], model: Scorer) -> dict[str, Report]:
    return {
        a["id"]: model.score(Document(a["id"], a["text"], a.get("title"), a.get("publisher"), a.get("date")))
        for a in articles
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with intl/, raw/ and score/")
    parser.add_argument("--model", type=Path, default=DEFAULT_OUT, help="model folder")
    parser.add_argument("--fit", action="store_true", help="print fitted weights first")
    options = parser.parse_args()
    model = Scorer.from_pretrained(options.model)
    weights = Settings().weights
    development = judged(
        options.data / "score" / "dev.jsonl", scored(read_articles(options.data, "intl", "dev"), model)
    )
    show("shipped weights, development pairs", development, weights)
    show("weights set by hand, development pairs", development, by_hand())
    if options.fit:
        told = unseen_traits(Network.load(options.model, device="cpu", precision="fp32"), options.data)
        articles = [article for article, _ in rated(options.data)]
        reports = with_traits(scored(articles, model), told, options.data)
        training = judged(options.data / "score" / "train.jsonl", reports)
        own = rated_pairs(options.data, reports)
        values = fit([training, own], by_hand())
        fitted = with_values(by_hand(), values)
        for name, value in values.items():
            print(f"{name:32s} {by_hand().of(*name.split(' ', 1)):6.2g} by hand {value:8.2g} fitted")
        print("start", middling([training, own], fitted))
        show("weights set by hand, training pairs", training, by_hand())
        unseen = right_when_unseen(training, own, by_hand())
        sure = unseen[training.sure >= SURE]
        print(f"fitted on the others, training pairs: {unseen.mean():.3f}, {sure.mean():.3f} where sure")
        print(f"fitted weights, pairs that we rated: {ordering(own, fitted):.3f} of {len(own.first)}")
        show("fitted weights, development pairs", development, fitted)
    print(calibration(development, weights))


if __name__ == "__main__":
    main()
