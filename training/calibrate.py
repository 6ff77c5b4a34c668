"""What makes stated probabilities mean what they say, fitted on articles the network was not trained on.

One temperature for each head: dividing logits by T changes no decision (Guo et al. 2017). T is the value under which
the gold labels are likeliest, found by a line search on scikit-learn's log loss. They are kept with the weights.

``python -m training.calibrate --data DIR [--model FOLDER]`` then fits the scale and shift (Platt 1999) of the claims'
confidence and of their type's probability as the command line states them, for ``settings.Certainty``.
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
from attribution.settings import log_odds
from training.dataset import IGNORE, batches
from training.evaluate import evaluated
from training.measures import calibration_error, relation_certainty, type_certainty
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
                for i, out in enumerate(network.labels(states, *batch.relations.unbind(dim=1))):
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


def fitted_scale(stated: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """(scale, shift) of log-odds under which what turned out right or wrong is likeliest."""
    odds = [[log_odds(probability)] for probability, _ in stated]
    fitted = LogisticRegression(C=np.inf).fit(odds, [right for _, right in stated])
    return round(float(fitted.coef_[0, 0]), 3), round(float(fitted.intercept_[0]), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with intl/ and raw/")
    parser.add_argument("--model", type=Path, help="model folder (default: the shipped one)")
    parser.add_argument("--held-out", type=float, default=Recipe().held_out, help="share the model was not trained on")
    options = parser.parse_args()
    kept = kept_apart(options.data, Recipe(held_out=options.held_out))
    with tempfile.TemporaryDirectory() as folder:
        unscaled = Path(folder) / "settings.toml"
        plain = {"relation_scale": 1.0, "relation_shift": 0.0, "type_scale": 1.0, "type_shift": 0.0}
        unscaled.write_text("[certainty]\n" + "".join(f"{name} = {value}\n" for name, value in plain.items()))
        part = evaluated(kept, model=options.model, settings=unscaled)
    compared = [c for _, c in part.compared]
    for name, stated in (("relation", relation_certainty(compared)), ("type", type_certainty(compared))):
        scale, shift = fitted_scale(stated)
        print(f"{name}_scale = {scale}, {name}_shift = {shift}; {len(stated)} claims of {len(kept)} articles, ", end="")
        print(f"expected calibration error before: {calibration_error(stated):.4f}")


if __name__ == "__main__":
    main()
