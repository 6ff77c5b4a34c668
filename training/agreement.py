"""How far our own annotators agree with intl's: ``python -m training.agreement --data DIR``.

Both marked the same articles of intl train, ours without sight of the others' labels. Figures as in training.measures.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from training.measures import compare, counts, figures
from training.prepare import ANNOTATED_AGAIN, FIGURES_AGAIN, joined, joined_figures, read_articles


def as_report(article: dict[str, Any]) -> dict[str, Any]:
    """Annotations in the form of a report, so that they can be held against others."""
    claims = [
        {
            "attributed": True,
            "source": {
                "spans": attribution["source"],
                "type": attribution["source_type"],
                "naming": attribution["anonymity"],
                "country": attribution["country"],
            },
            "cue": attribution["cue"],
            "content": attribution["content"],
            "act": attribution["act"],
            "confidence": None,
        }
        for attribution in article["attributions"]
    ]
    return {"id": article["id"], "claims": claims}


def agreement(data: Path) -> tuple[int, dict[str, float]]:
    """(number of articles that both marked, the figures)."""
    first = {article["id"]: article for article in read_articles(data, "intl", "train")}
    second = joined(ANNOTATED_AGAIN, first.values())
    total = sum((counts(compare(first[article["id"]], as_report(article))) for article in second), Counter())
    return len(second), figures(total)


def figure_agreement(data: Path) -> tuple[int, dict[str, float]]:
    """(number of articles whose figures both marked, F1 of figures that overlap, accuracy of contestable on those)."""
    articles = read_articles(data, "intl", "train")
    second = joined_figures(FIGURES_AGAIN, articles)
    total = same = marked = 0
    for article in articles:
        if article["id"] in second:
            theirs, ours = article["figures"], list(second[article["id"]])
            marked += len(theirs) + len(ours)
            for figure in theirs:
                start, end = figure["span"]
                partner = next((other for other in ours if other["span"][0] < end and start < other["span"][1]), None)
                if partner:
                    ours.remove(partner)
                    total += 1
                    same += partner["contestable"] == figure["contestable"]
    return len(second), {"figure": 2 * total / marked, "contestable": same / total}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with intl/")
    data = parser.parse_args().data
    for articles, found in (agreement(data), figure_agreement(data)):
        print(f"{articles} articles")
        for name, value in found.items():
            print(f"  {name:20s} {value:.3f}")


if __name__ == "__main__":
    main()
