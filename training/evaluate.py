"""Figures on the development sets, by the scorers that stand beside the data (DIR/../eval).

``python -m training.evaluate --data DIR [--model FOLDER] [--gate]`` runs the command line over both development sets
and prints every line the scorer gives; with ``--gate`` it fails where a figure lies below its floor in floors.json.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from attribution.network import Network
from attribution.settings import Settings
from attribution.tag import read
from training.prepare import read_articles

CORPORA = ("polnear", "intl")
FLOORS = Path(__file__).parent / "floors.json"


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
    figures: dict[str, float] = {}
    for corpus in CORPORA:
        articles = {article["id"]: article for article in read_articles(data, corpus, "dev")}
        predicted = {key: {"attributions": spans_found(network, article["text"])} for key, article in articles.items()}
        for name, value in relations.prf(relations.count(articles, predicted)).items():
            figures[f"{corpus}.{name}"] = value["f1"]
    return figures


def spans_found(network: Network, text: str) -> list[dict[str, Any]]:
    found = read(text, network, Settings()).relations
    return [{"source": r.source, "cue": r.cue, "content": r.content} for r in found]


def command_line_figures(data: Path, **options: Path | None) -> dict[str, dict[str, Any]]:
    """All the scorer's lines for each development set, from what ``attribution score`` writes with these options."""
    given = [word for name, value in options.items() if value is not None for word in (f"--{name}", str(value))]
    return {corpus: evaluate_part(data, corpus, given) for corpus in CORPORA}


def evaluate_part(data: Path, corpus: str, options: list[str]) -> dict[str, Any]:
    gold = read_articles(data, corpus, "dev")
    with tempfile.TemporaryDirectory() as folder:
        articles, output = Path(folder) / "articles.jsonl", Path(folder) / "reports.jsonl"
        with articles.open("w", encoding="utf-8") as lines:
            for article in gold:
                lines.write(json.dumps({key: article[key] for key in ("id", "text", "title", "publisher")}) + "\n")
        command = [sys.executable, "-m", "attribution", "score", str(articles), "-o", str(output), "--quiet"]
        subprocess.run([*command, *options], check=True)
        reports = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    figures: dict[str, Any] = scorer(data, "evaluate").evaluate(
        {article["id"]: article for article in gold}, {report["id"]: report for report in reports}
    )
    return figures


def flat(figures: dict[str, dict[str, Any]]) -> dict[str, float]:
    """ "intl.content" -> F1, "intl.value" -> accuracy, "intl.type.macro_f1" …: one number a name."""
    numbers: dict[str, float] = {}
    for corpus, lines in figures.items():
        for name, line in lines.items():
            if name == "per_type":
                continue
            numbers[f"{corpus}.{name}"] = line["f1"] if "f1" in line else line["accuracy"]
            if "macro_f1" in line:
                numbers[f"{corpus}.{name}.macro_f1"] = line["macro_f1"]
    return numbers


def below_floor(numbers: dict[str, float]) -> list[str]:
    """A sentence for every figure that lies below its floor."""
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return [
        f"{name} is {numbers[name]:.3f}, below its floor {floor:.3f}"
        for name, floor in floors.items()
        if numbers[name] < floor
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear/ and intl/")
    parser.add_argument("--model", type=Path, help="model folder (default: the shipped one)")
    parser.add_argument("--settings", type=Path, help="TOML file of settings (default: the library's)")
    parser.add_argument("--gate", action="store_true", help="fail where a figure lies below its floor")
    options = parser.parse_args()
    figures = command_line_figures(options.data, model=options.model, settings=options.settings)
    numbers = flat(figures)
    for name, value in numbers.items():
        print(f"{name:28s} {value:.4f}")
    for label, line in figures["intl"].get("per_type", {}).items():
        print(f"  {label:26s} P {line['p']:.2f} R {line['r']:.2f} F1 {line['f1']:.2f} (matched gold {line['gold']})")
    failures = below_floor(numbers) if options.gate else []
    if failures:
        raise SystemExit("\n".join(failures))


if __name__ == "__main__":
    main()
