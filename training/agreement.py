"""How far our own annotators agree with intl's: ``python -m training.agreement --data DIR``.

Both marked the same articles of intl train, ours without sight of the others' labels. Figures as in training.measures.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from training.measures import compare, counts, figures
from training.prepare import ANNOTATED_AGAIN, joined, read_articles


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with intl/")
    articles, found = agreement(parser.parse_args().data)
    print(f"{articles} articles")
    for name, value in found.items():
        print(f"  {name:20s} {value:.3f}")


if __name__ == "__main__":
    main()
