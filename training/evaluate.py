"""How good the command line's output is, with intervals, by slice, and how far its probabilities can be believed.

``python -m training.evaluate [--data DIR] [--model FOLDER] [--settings FILE]`` runs ``attribution score`` over the
annotated articles of our own writing that the repository holds and, where a data folder is given, over both development
sets, by the scorers that stand beside it (DIR/../eval).

``--gate`` fails where a figure lies below its floor in floors.json. ``--raise-floors`` writes what was measured, less
MARGIN, where that is higher; lowering a floor takes ``--lower-floors "REASON"``, and the reason is kept beside it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from attribution.network import Network
from attribution.settings import Settings
from attribution.tag import read
from training.measures import (
    Compared,
    calibration_error,
    compare,
    counts,
    figures,
    intervals,
    relation_certainty,
    type_certainty,
)
from training.prepare import read_annotated, read_articles
from training.slices import by_slice, cue_counts

CORPORA = ("polnear", "intl")
OWN = "own"
OWN_ARTICLES = Path(__file__).parents[1] / "tests" / "data" / "annotated_articles.jsonl"
FLOORS = Path(__file__).parent / "floors.json"
MARGIN = 0.005  # what windows placed a little differently move


@dataclass(frozen=True)
class Evaluated:
    """One annotated set with the reports of the command line on it."""

    articles: Mapping[str, dict[str, Any]]
    reports: Mapping[str, dict[str, Any]]

    @cached_property
    def compared(self) -> list[tuple[dict[str, Any], Compared]]:
        return [(article, compare(article, self.reports[key])) for key, article in self.articles.items()]


def own_articles() -> list[dict[str, Any]]:
    return [json.loads(line) for line in OWN_ARTICLES.read_text(encoding="utf-8").splitlines()]


def evaluated(articles: Sequence[dict[str, Any]], **options: Path | None) -> Evaluated:
    """What ``attribution score`` writes for the articles with these options."""
    given = [word for name, value in options.items() if value is not None for word in (f"--{name}", str(value))]
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder) / "articles.jsonl", Path(folder) / "reports.jsonl"
        with source.open("w", encoding="utf-8") as lines:
            for article in articles:
                fields = {key: article[key] for key in ("id", "text", "title", "publisher") if key in article}
                lines.write(json.dumps(fields) + "\n")
        command = [sys.executable, "-m", "attribution", "score", str(source), "-o", str(output), "--quiet"]
        subprocess.run([*command, *given], check=True)
        reports = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    return Evaluated({a["id"]: a for a in articles}, {r["id"]: r for r in reports})


def development_set(data: Path, corpus: str, **options: Path | None) -> tuple[Evaluated, dict[str, float]]:
    """A development set with the command line's reports on it, and the scorers' figures of these."""
    part = evaluated(read_articles(data, corpus, "dev"), **options)
    return part, scored(data, part) | calibration(part)


# --- the scorers beside the data --------------------------------------------------------------


def scorer(data: Path, name: str) -> ModuleType:
    """The scorer module ``name`` of the evaluation folder beside the data."""
    path = data.resolve().parent / "eval" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SystemExit(f"{path} is missing; the scorers stand beside the data folder")
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def relation_figures(network: Network, data: Path) -> dict[str, float]:
    """F1 of tokens, contents and relations straight from the network, before any later stage."""
    relations = scorer(data, "relations")
    found: dict[str, float] = {}
    for corpus in CORPORA:
        articles = {article["id"]: article for article in read_articles(data, corpus, "dev")}
        predicted = {key: {"attributions": spans_found(network, article["text"])} for key, article in articles.items()}
        for name, value in relations.prf(relations.count(articles, predicted)).items():
            found[f"{corpus}.{name}"] = value["f1"]
    return found


def spans_found(network: Network, text: str) -> list[dict[str, Any]]:
    found = read(text, network, Settings()).relations
    return [{"source": r.source, "cue": r.cue, "content": r.content} for r in found]


def scored(data: Path, part: Evaluated) -> dict[str, float]:
    """One number a line of the scorer: F1 or accuracy, and ``type.macro_f1``."""
    lines = scorer(data, "evaluate").evaluate(dict(part.articles), dict(part.reports))
    numbers: dict[str, float] = {}
    for name, line in lines.items():
        if name == "per_type":
            continue
        numbers[name] = line["f1"] if "f1" in line else line["accuracy"]
        if "macro_f1" in line:
            numbers[f"{name}.macro_f1"] = line["macro_f1"]
    return numbers


# --- floors -----------------------------------------------------------------------------------


def below_floor(numbers: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """A sentence for every floor of a measured set that its figure does not reach, or that has no figure any more."""
    sets = {name.split(".")[0] for name in numbers}
    faults = []
    for name, floor in floors.items():
        if name.split(".")[0] in sets:
            value = numbers.get(name)
            if value is None:
                faults.append(f"{name} has a floor of {floor:.4f} but was not measured")
            elif value < floor:
                faults.append(f"{name} is {value:.4f}, below its floor {floor:.4f}")
    return faults


def moved_floors(kept: dict[str, Any], numbers: Mapping[str, float], reason: str | None) -> dict[str, Any]:
    """The floors, moved up to the measured figures less MARGIN; given a reason, broken ones are moved down to there."""
    floors, lowered = dict(kept["floors"]), list(kept["lowered"])
    for name, value in numbers.items():
        floor = round(max(0.0, value - MARGIN), 4)
        broken = value < floors.get(name, 0.0)
        if broken and reason:
            entry = {"date": time.strftime("%Y-%m-%d"), "name": name, "from": floors[name], "to": floor}
            lowered.append(entry | {"reason": reason})
        if floor > floors.get(name, -1.0) or (broken and reason):
            floors[name] = floor
    return {"floors": floors, "lowered": lowered}


# --- what is printed --------------------------------------------------------------------------


def measured(part: Evaluated) -> dict[str, float]:
    """Our own measures of a set, which need no scorer."""
    return figures(sum((counts(compared) for _, compared in part.compared), Counter())) | calibration(part)


def calibration(part: Evaluated) -> dict[str, float]:
    """Expected calibration error of the claims' confidence and, where types are annotated, of their probability."""
    compared = [c for _, c in part.compared]
    errors = {"relation.calibration_error": calibration_error(relation_certainty(compared))}
    if any("type" in statement.labels for c in compared for statement in c.gold):
        errors["type.calibration_error"] = calibration_error(type_certainty(compared))
    return errors


def show(name: str, part: Evaluated, numbers: Mapping[str, float], seen: Mapping[str, int] | None) -> None:
    compared = part.compared
    counted = [counts(c) for _, c in compared]
    total, bounds = sum(counted, Counter()), intervals(counted)
    print(f"\n{name}: {len(part.articles)} articles, {total['content', 'gold']} attributions")
    for measure, value in numbers.items():
        low, high = bounds.get(measure, (None, None))
        print(f"  {measure:28s} {value:.4f}" + (f"  [{low:.3f}, {high:.3f}]" if low is not None else ""))
    kinds = [key for key, _ in total.most_common() if key[0].startswith("type.") and key[1] == "gold"]
    for key, _ in kinds:
        right, gold, found = (total[key, kind] for kind in ("right", "gold", "found"))
        precision = right / found if found else 0.0
        print(f"  {key:28s} P {precision:.2f} R {right / gold:.2f} of {gold} whose content was found")
    if seen is not None:
        for label, slice_found in by_slice(compared, seen).items():
            if slice_found.gold:
                print(f"  {label:28s} {slice_found.line()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with polnear/ and intl/")
    parser.add_argument("--model", type=Path, help="model folder (default: the shipped one)")
    parser.add_argument("--settings", type=Path, help="TOML file of settings (default: the library's)")
    parser.add_argument("--gate", action="store_true", help="fail where a figure lies below its floor")
    parser.add_argument("--raise-floors", action="store_true", help="raise floors to what was measured, less a margin")
    parser.add_argument("--lower-floors", metavar="REASON", help="move broken floors down, for this reason")
    options = parser.parse_args()
    if options.lower_floors is not None and not options.lower_floors.strip():
        parser.error("--lower-floors needs a reason")
    given = {"model": options.model, "settings": options.settings}
    numbers: dict[str, float] = {}
    part = evaluated(own_articles(), **given)
    found = measured(part)
    show(OWN, part, found, None)
    numbers |= {f"{OWN}.{name}": value for name, value in found.items()}
    for corpus in CORPORA if options.data else ():
        part, found = development_set(options.data, corpus, **given)
        training = read_articles(options.data, corpus, "train")
        training += read_annotated(options.data) if corpus == "intl" else []
        show(f"{corpus} dev", part, found, cue_counts(training))
        numbers |= {f"{corpus}.{name}": value for name, value in found.items()}
    floored = {name: value for name, value in numbers.items() if not name.endswith("calibration_error")}
    kept = json.loads(FLOORS.read_text(encoding="utf-8"))
    if options.raise_floors or options.lower_floors is not None:
        FLOORS.write_text(json.dumps(moved_floors(kept, floored, options.lower_floors), indent=2) + "\n")
    failures = below_floor(floored, kept["floors"]) if options.gate else []
    if failures:
        raise SystemExit("\n".join(failures))


if __name__ == "__main__":
    main()
