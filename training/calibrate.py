"""One temperature for each head, fitted on articles the network was not trained on.

Dividing logits by T changes no decision; it makes the probabilities mean what they say (Guo et al. 2017). T is the
value under which the gold labels are likeliest, found by a line search on scikit-learn's log loss.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.metrics import log_loss

from attribution.labels import FIGURE_TAGS
from attribution.network import Network, NetworkConfig
from training.dataset import IGNORE, batches

BOUNDS = (0.25, 8.0)


def calibrate(network: Network, articles: Iterable[dict[str, Any]]) -> NetworkConfig:
    """The network's config with temperatures fitted on encoded articles that carry labels and figures."""
    logits: list[list[NDArray[np.float64]]] = [[], [], []]
    gold: list[list[NDArray[np.int64]]] = [[], [], []]
    figure_logits, figure_gold = [], []
    with torch.inference_mode():
        for batch in batches(list(articles), 8, network.config.positions - 2, network.special, 0.0, 0):
            states = network.encode(batch.pieces, batch.mask)[batch.rows, batch.columns]
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
        network.config, label_temperatures=(fitted[0], fitted[1], fitted[2]), figure_temperature=figures
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
