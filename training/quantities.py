"""When two figures are one quantity: ``python -m training.quantities --data DIR [--fit]``.

Without --fit: the figures of the scorer beside the data on the development clusters, and what counting articles would
give. With it: weights for ``settings.Matching`` first, by logistic regression over the pairs of figures that training
clusters and our own annotated groups tell apart, and over pairs from articles on different events.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from attribution import Document, Report, Scorer, Settings
from attribution.corroboration import compared, gist_of
from attribution.matching.candidates import candidates
from attribution.matching.grouping import features
from training.evaluate import scorer
from training.prepare import ANNOTATED, matched, raw_news, read_articles, rows_of

GROUPS = ANNOTATED.with_name("raw_quantities.jsonl.gz")
HALF = 0.5
STATUS = ("uncorroborated", "corroborated")

Cluster = dict[str, Any]  # documents, and quantities with their mentions


def read_groups(data: Path) -> list[Cluster]:
    """Our own annotated groups of raw news, joined with their texts, in the form of clusters."""
    articles = {article["id"]: article for article in raw_news(data)}
    return [as_cluster(group, articles) for group in rows_of(GROUPS)]


def as_cluster(group: dict[str, Any], articles: dict[str, dict[str, Any]]) -> Cluster:
    documents = [articles[key] for key, _ in group["documents"]]
    for document, (_, digest) in zip(documents, group["documents"], strict=True):
        matched({"sha256": digest}, document, GROUPS)
    names = ("what", "status", "evolving", "mentions")
    quantities = [dict(zip(names, row, strict=True)) for row in group["quantities"]]
    for quantity in quantities:
        quantity["mentions"] = [
            {"doc": documents[at]["id"], "span": [start, end], "origin": origin}
            for at, start, end, origin in quantity["mentions"]
        ]
    return {"documents": documents, "quantities": quantities}


def scored(clusters: Sequence[Cluster], model: Scorer) -> list[list[Report]]:
    return [
        [
            model.score(Document(d["id"], d["text"], d.get("title"), d["publisher"], d["date"]))
            for d in cluster["documents"]
        ]
        for cluster in clusters
    ]


def pairs(cluster: Cluster, reports: Sequence[Report], settings: Settings) -> tuple[list[list[float]], list[bool]]:
    """(parts of the probability, whether they are one quantity) of the candidate pairs that are annotated."""
    mentions = compared(map(gist_of, reports), settings).mentions
    of = [quantity_of(m.document, m.figure.span, cluster) for m in mentions]
    rows, same = [], []
    for i, j in ((i, j) for i, others in candidates(mentions, settings) for j in others):
        if of[i] is not None and of[j] is not None:
            found = features(mentions[i], mentions[j], settings)
            rows.append([found[name] for name in settings.matching.weights])
            same.append(of[i] == of[j])
    return rows, same


def quantity_of(document: str, span: Sequence[int], cluster: Cluster) -> int | None:
    """Number of the annotated quantity that a figure gives, by the mention that it overlaps most."""
    best, found = HALF, None
    for number, quantity in enumerate(cluster["quantities"]):
        for mention in quantity["mentions"]:
            if mention["doc"] == document:
                shared = min(span[1], mention["span"][1]) - max(span[0], mention["span"][0])
                whole = max(span[1], mention["span"][1]) - min(span[0], mention["span"][0])
                if shared / whole >= best:
                    best, found = shared / whole, number
    return found


def strangers(collections: Iterable[Sequence[Report]], settings: Settings) -> list[list[float]]:
    """Parts of the probability of candidate pairs from articles on different events, as if nobody knew their dates.

    Within a cluster all is on one event; these teach what tells that two articles are.
    """
    mentions, cluster = [], []
    for number, reports in enumerate(collections):
        for mention in compared(map(gist_of, reports), settings).mentions:
            mentions.append(dataclasses.replace(mention, day=None))
            cluster.append(number)
    return [
        [features(mentions[i], mentions[j], settings)[name] for name in settings.matching.weights]
        for i, others in candidates(mentions, settings)
        for j in others
        if cluster[i] != cluster[j]
    ]


def fit(examples: Sequence[tuple[Cluster, list[Report]]], settings: Settings) -> tuple[float, dict[str, float]]:
    """(bias, weights) under which the annotated pairs are likeliest, and pairs of strangers are none."""
    rows: list[list[float]] = []
    same: list[bool] = []
    for cluster, reports in examples:
        more, labels = pairs(cluster, reports, settings)
        rows += more
        same += labels
    apart = strangers((reports for _, reports in examples), settings)
    fitted = LogisticRegression(C=1.0, max_iter=2000).fit(np.array(rows + apart), same + [False] * len(apart))
    print(f"{len(same)} pairs, {sum(same)} of one quantity; {len(apart)} of strangers")
    names = settings.matching.weights
    return round(float(fitted.intercept_[0]), 2), {
        name: round(float(weight), 2) for name, weight in zip(names, fitted.coef_[0], strict=True)
    }


def predicted(collections: Iterable[Sequence[Report]], settings: Settings) -> list[dict[str, Any]]:
    """The quantities of each collection on its own, in the form that the scorer reads."""
    found = []
    for number, reports in enumerate(collections):
        for quantity in compared(map(gist_of, reports), settings).quantities:
            found.append(quantity.to_dict() | {"quantity": f"{number}.{quantity.quantity}"})
    return found


def counting_articles(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same quantities, corroborated where two articles give them, reprints counted."""
    return [
        quantity | {"status": STATUS[len({mention["document"] for mention in quantity["mentions"]}) > 1]}
        for quantity in found
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with clusters/ and raw/")
    parser.add_argument("--model", type=Path, help="model folder (default: the shipped one)")
    parser.add_argument("--fit", action="store_true", help="print fitted weights, and the figures with them")
    options = parser.parse_args()
    model = Scorer.from_pretrained(options.model)
    settings = model.settings
    if options.fit:
        clusters = read_articles(options.data, "clusters", "train") + read_groups(options.data)
        bias, weights = fit(list(zip(clusters, scored(clusters, model), strict=True)), settings)
        print(f"bias = {bias}\nweights = {json.dumps(weights, indent=4)}")
    development = read_articles(options.data, "clusters", "dev")
    found = predicted(scored(development, model), settings)
    judge = scorer(options.data, "quantities")
    print(json.dumps(judge.evaluate(development, found), indent=1))
    print("status, counting articles:", judge.evaluate(development, counting_articles(found))["status"])


if __name__ == "__main__":
    main()
