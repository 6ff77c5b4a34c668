"""What makes stated probabilities mean what they say, fitted on articles the network was not trained on.

One temperature for each head: dividing logits by T changes no decision (Guo et al. 2017). T is the value under which
the gold labels are likeliest, found by a line search on scikit-learn's log loss. They are kept with the weights.

``python -m training.calibrate --data DIR [--model FOLDER]`` then fits, for ``settings.Certainty``, what the claims'
confidence is made of and the scale and shift of their type's probability, as the command line states them.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from attribution.labels import FIGURE_TAGS
from attribution.network import LabelHead, Network, NetworkConfig
from attribution.settings import Certainty, log_odds
from training.dataset import IGNORE, batches
from training.evaluate import evaluated
from training.measures import Compared, relation_certainty, type_certainty
from training.train import Recipe, kept_apart

BOUNDS = (0.25, 8.0)


def calibrate(network: Network, articles: Iterable[dict[str, Any]]) -> NetworkConfig:
    """The network's config with temperatures fitted on encoded articles that carry labels and figures."""
    logits: list[list[NDArray[np.float64]]] = [[] for _ in LabelHead.sizes]
    gold: list[list[NDArray[np.int64]]] = [[] for _ in LabelHead.sizes]
    figure_logits, figure_gold = [], []
    with torch.inference_mode():
        for batch in batches(list(articles), 8, network.config.positions - 2, network.special, 0.0, 0):
            states = network.encode(batch.pieces, batch.looks, batch.mask)[batch.rows, batch.columns]
            if len(batch.relations):
                for i, out in enumerate(network.labels(states, *batch.relations.unbind(dim=1))[:-1]):
                    logits[i].append(out.double().numpy())
                    gold[i].append(batch.labels[:, i].numpy())
            counted = (batch.figures != IGNORE) & (batch.figures != FIGURE_TAGS.index("none"))
            figure_logits.append(network.figures(states[counted]).double().numpy()[:, 1:])
            figure_gold.append((batch.figures[counted] - 1).numpy())
    fitted = tuple(temperature(np.concatenate(x), np.concatenate(y)) for x, y in zip(logits, gold, strict=True))
    figures = temperature(np.concatenate(figure_logits), np.concatenate(figure_gold))
    return dataclasses.replace(
        network.config, label_temperatures=(fitted[0], fitted[1], fitted[2], fitted[3]), figure_temperature=figures
    )


def temperature(logits: NDArray[np.float64], gold: NDArray[np.int64]) -> float:
    """The divisor of the logits [n, k] under which the gold classes [n] are likeliest."""

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        shifted = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        probability = shifted / shifted.sum(axis=1, keepdims=True)
        return float(log_loss(gold, probability, labels=range(logits.shape[1])))

    found = minimize_scalar(loss, bounds=(np.log(BOUNDS[0]), np.log(BOUNDS[1])), method="bounded")
    return round(float(np.exp(found.x)), 3)


def fitted(odds: NDArray[np.float64], right: Sequence[bool]) -> list[float]:
    """Weights of the columns of log-odds [n, k], and a shift, under which what turned out is likeliest."""
    found = LogisticRegression(C=np.inf).fit(odds, right)
    return [round(float(value), 3) for value in (*found.coef_[0], found.intercept_[0])]


def stated_with(articles: Sequence[dict[str, Any]], model: Path | None, **certainty: float) -> list[Compared]:
    """The command line's claims where certainty is made of these parts alone."""
    parts = {field.name: 0.0 for field in dataclasses.fields(Certainty)} | {"type_scale": 1.0} | certainty
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "settings.toml"
        settings.write_text("[certainty]\n" + "".join(f"{name} = {value}\n" for name, value in parts.items()))
        return [c for _, c in evaluated(articles, model=model, settings=settings).compared]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear/, intl/ and raw/")
    parser.add_argument("--model", type=Path, help="model folder (default: the shipped one)")
    parser.add_argument("--held-out", type=float, default=Recipe().held_out, help="share the model was not trained on")
    options = parser.parse_args()
    kept = kept_apart(options.data, Recipe(held_out=options.held_out))
    # one part at a time, at half its weight, so that its log-odds can be read from what is stated
    parts = ("relation_links", "relation_tags", "relation_habit")
    runs = [stated_with(kept, options.model, **{part: 0.5}) for part in parts]
    odds = np.array([[2 * log_odds(probability) for probability, _ in relation_certainty(run)] for run in runs]).T
    relations = fitted(odds, [right for _, right in relation_certainty(runs[0])])
    types = type_certainty(runs[0])
    type_odds = np.array([[log_odds(probability)] for probability, _ in types])
    scale, shift = fitted(type_odds, [right for _, right in types])
    values = dict(zip((*parts, "relation_shift"), relations, strict=True)) | {"type_scale": scale, "type_shift": shift}
    print(f"{len(odds)} claims of {len(kept)} articles")
    for name, value in values.items():
        print(f"{name} = {value}")


if __name__ == "__main__":
    main()
