"""What a claim's traits are told by: ``python -m training.traits --data DIR [--model FOLDER] [--version V]``.

Fits the trait layer of a trained network on our own annotations of claims, with everything else as it is: ridge
regression on the words of source, cue and content, then a logistic scale for each trait (Platt 1999), fitted on what
the folds say of articles that they have not seen. Writes the model folder with the layer in it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from attribution.datatypes import Traits
from attribution.labels import TRAITS
from attribution.network import Network
from attribution.settings import Settings
from attribution.windows import states_of
from training.prepare import ANNOTATED, NONE, annotations, cover, matched, read_annotated, read_articles
from training.train import DEFAULT_OUT

INTL_CLAIMS = ANNOTATED.with_name("intl_sourcing.jsonl.gz")
RAW_CLAIMS = ANNOTATED.with_name("raw_sourcing.jsonl.gz")
STRENGTH = 1e4  # of the regularisation, for columns of unit variance; chosen on the folds
FOLDS = 5

Rated = tuple[dict[str, Any], list[list[float]]]  # an article, and its claims: number, rating, traits
Key = tuple[str, str]  # of a claim: its article's id, and the spans of its content as JSON


def rated(data: Path) -> Iterator[Rated]:
    """The articles whose claims we annotated: intl's training articles, and raw news."""
    for path, articles in (
        (INTL_CLAIMS, read_articles(data, "intl", "train")),
        (RAW_CLAIMS, read_annotated(data)),
    ):
        rows = annotations(path)
        for article in articles:
            if row := rows.get(article["id"]):
                matched(row, article, path)
                yield article, row["claims"]


def key_of(article: str, content: list[list[int]]) -> Key:
    return article, json.dumps(content)


def examples(network: Network, articles: Iterable[Rated]) -> tuple[NDArray[np.float32], NDArray[np.int64], list[Key]]:
    """(what the layer sees of each claim [n, 9H], its traits [n, 8], which claim it is)."""
    seen: list[NDArray[np.float32]] = []
    traits: list[list[float]] = []
    keys: list[Key] = []
    for article, claims in articles:
        words = network.words(article["text"])
        rows, told = [], []
        for number, _, *labels in claims:
            gold = article["attributions"][int(number)]
            source, cue, content = (next(cover(words, gold[role]), NONE) for role in ("source", "cue", "content"))
            if content != NONE:
                rows.append([source, cue if cue != NONE else source, content])
                told.append(labels)
                keys.append(key_of(article["id"], gold["content"]))
        if rows:
            with torch.inference_mode():
                (states,) = states_of([words], network, Settings().reading)
                seen.append(network.labels.seen(states, *torch.tensor(rows).unbind(dim=1)).float().numpy())
            traits += told
    return np.concatenate(seen), np.array(traits, dtype=np.int64), keys


@dataclasses.dataclass(frozen=True)
class Layer:
    """Weights [8, 9H] and biases [8], and what layers fitted without its article say of each claim [n, 8]."""

    weights: NDArray[np.float64]
    biases: NDArray[np.float64]
    unseen: NDArray[np.float64]


def fit(seen: NDArray[np.float32], traits: NDArray[np.int64], owners: Sequence[str]) -> Layer:
    """The layer; prints how well each trait is told on articles not seen."""
    mean, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-6
    columns, signs = (seen - mean) / spread, 2.0 * traits - 1
    ridge = Ridge(alpha=STRENGTH)
    unseen = cross_val_predict(ridge, columns, signs, groups=owners, cv=GroupKFold(FOLDS))
    ridge.fit(columns, signs)
    weights, biases, told = [], [], []
    for i, name in enumerate(TRAITS):
        scale = LogisticRegression(C=np.inf).fit(unseen[:, [i]], traits[:, i])
        slope, shift = scale.coef_[0, 0], scale.intercept_[0]
        weights.append(slope * ridge.coef_[i] / spread)
        biases.append(slope * (ridge.intercept_[i] - (ridge.coef_[i] * mean / spread).sum()) + shift)
        told.append(scale.predict_proba(unseen[:, [i]])[:, 1])
        area = roc_auc_score(traits[:, i], unseen[:, i])
        print(f"{name:12s} {traits[:, i].mean():.2f} of the claims, AUC {area:.3f} on articles not seen")
    return Layer(np.array(weights), np.array(biases), np.column_stack(told))


def fitted(network: Network, data: Path) -> tuple[Layer, list[Key]]:
    """The layer for a network, and the claims that it was fitted on."""
    seen, traits, keys = examples(network, rated(data))
    owners = [article for article, _ in keys]
    print(f"{len(traits)} claims of {len(set(owners))} articles")
    return fit(seen, traits, owners), keys


def unseen_traits(network: Network, data: Path) -> dict[Key, Traits]:
    """The traits of the claims that we rated, each told by a layer that was fitted without its article."""
    layer, keys = fitted(network, data)
    return {key: Traits(*map(float, row)) for key, row in zip(keys, layer.unseen, strict=True)}


def with_traits(network: Network, data: Path) -> Network:
    """The network with its trait layer fitted."""
    layer, _ = fitted(network, data)
    with torch.no_grad():
        network.labels.traits.weight.copy_(torch.from_numpy(layer.weights))
        network.labels.traits.bias.copy_(torch.from_numpy(layer.biases))
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with intl/ and raw/")
    parser.add_argument("--model", type=Path, default=DEFAULT_OUT, help="model folder, which is written anew")
    parser.add_argument("--version", required=True, help="of the model with this layer")
    options = parser.parse_args()
    network = with_traits(Network.load(options.model, device="cpu", precision="fp32"), options.data)
    network.config = dataclasses.replace(network.config, version=options.version)
    network.save(options.model)


if __name__ == "__main__":
    main()
