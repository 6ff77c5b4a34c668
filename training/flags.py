"""Which figures are flagged: ``python -m training.flags --data DIR [--fit]``.

Without --fit: the flags of the command line on the development articles, beside what two simple rules would flag, by
the scorer beside the data. With it: weights for ``settings.Flagging`` first, by logistic regression on the training
articles, and the threshold that is best on folds of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from attribution.datatypes import FigureKind, Naming, SourceType
from attribution.settings import log_odds
from training.evaluate import Evaluated, evaluated, scorer
from training.prepare import read_articles

LEAST_OVERLAP = 0.5  # of a figure and the annotated one, as the scorer has it
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5)
STRENGTH = 0.1  # of the regularisation, inverse: most source types are rare
COLUMNS = ("start", "contestable", "hedged", *FigureKind, *Naming, *SourceType)

RULES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "flagged": lambda figure: figure["flagged"],
    "every attributed figure": lambda figure: figure["claim"] is not None,
    "every hedged figure": lambda figure: figure["hedged"],
}


def columns_of(figure: dict[str, Any], report: dict[str, Any]) -> list[float]:
    """What ``settings.Flagging`` adds up, of a figure of a report."""
    source = next((claim["source"] for claim in report["claims"] if claim["id"] == figure["claim"]), None)
    named = source if source and source["type"] not in ("unattributed", "author") else None
    naming, kind = (named["naming"], named["type"]) if named else ("none", None)
    given = {figure["kind"], naming, kind}
    labels = [float(label in given) for label in COLUMNS[3:]]
    return [1.0, log_odds(figure["contestable"]), float(figure["hedged"]), *labels]


def examples(part: Evaluated) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64], int]:
    """(columns, whether it should be flagged, number of its article) of figures without support; flags out of reach."""
    rows, wanted, groups, beyond = [], [], [], 0
    for number, (key, article) in enumerate(part.articles.items()):
        gold = {tuple(f["span"]): f["contestable"] and not f["corroborated"] for f in article["figures"]}
        for figure in part.reports[key]["figures"]:
            best = max(gold, key=lambda span: overlap(span, figure["span"]), default=None)
            found = best is not None and overlap(best, figure["span"]) >= LEAST_OVERLAP
            right = gold.pop(best) if found else False
            if figure["status"] == "corroborated":
                beyond += right
                continue
            rows.append(columns_of(figure, part.reports[key]))
            wanted.append(right)
            groups.append(number)
        beyond += sum(gold.values())
    return np.array(rows), np.array(wanted), np.array(groups), beyond


def overlap(a: Sequence[int], b: Sequence[int]) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0]))


def fit(part: Evaluated) -> None:
    """Print the weights, and the F1 of flags on folds of the articles at each threshold."""
    rows, wanted, groups, beyond = examples(part)
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=2000)
    sure = cross_val_predict(model, rows, wanted, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    for least in THRESHOLDS:
        flagged = sure >= least
        score = 2 * (wanted & flagged).sum() / (wanted.sum() + beyond + flagged.sum())
        print(f"least {least:.2f}: F1 {score:.4f} on folds")
    for name, weight in zip(COLUMNS, model.fit(rows, wanted).coef_[0], strict=True):
        print(f"{name} = {weight:.1f}")


def by_rule(part: Evaluated, rule: Callable[[dict[str, Any]], bool]) -> dict[str, dict[str, Any]]:
    """The reports where a rule decides what is flagged."""
    return {
        key: report | {"figures": [figure | {"flagged": rule(figure)} for figure in report["figures"]]}
        for key, report in part.reports.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with intl/")
    parser.add_argument("--fit", action="store_true", help="print fitted weights first")
    options = parser.parse_args()
    if options.fit:
        fit(evaluated(read_articles(options.data, "intl", "train")))
    part = evaluated(read_articles(options.data, "intl", "dev"))
    judge = scorer(options.data, "evaluate")
    for name, rule in RULES.items():
        print(f"{name:24s} flag F1 {judge.evaluate(dict(part.articles), by_rule(part, rule))['flag']['f1']:.4f}")


if __name__ == "__main__":
    main()
