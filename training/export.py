"""From a float32 checkpoint to the shipped model folder: ``python -m training.export --data DIR``.

Fits temperatures on the held-out articles, writes int8 rows, the reference scores that a test holds them to, and the
model card with the figures of the command line and the baselines on the development sets. The README's table is the
card's.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file

from attribution.network import Network, NetworkConfig, words_of
from attribution.settings import Settings
from attribution.windows import states_of
from training.agreement import agreement, figure_agreement
from training.baselines import baselines
from training.calibrate import calibrate
from training.evaluate import CORPORA, development_set
from training.measures import counts, intervals
from training.prepare import prepare, read_annotated, read_written
from training.train import DEFAULT_OUT, LOG, Recipe, base_tokenizer, commit, held_out, labelled, log

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "tests" / "data" / "fp32_scores.json"
EXAMPLE = ROOT / "examples" / "north_korea_troops.txt"
MARKS = Path(__file__).parent / "marks.json"
TEMPLATE = Path(__file__).parent / "card.md"
MARKED = re.compile(r"(<!-- quality:start -->\n).*?(<!-- quality:end -->)", re.DOTALL)
ROWS = (
    ("words of content, F1", "token.content"),
    ("words of source, F1", "token.source"),
    ("words of cue, F1", "token.cue"),
    ("content, F1 (word IoU ≥ 0.5)", "content"),
    ("content, exact, F1", "content.exact"),
    ("relation, F1", "relation"),
    ("relation's content and type, F1", "typed"),
    ("source type, accuracy on matched", "type"),
    ("source type, macro-F1 on matched", "type.macro_f1"),
    ("naming, accuracy", "naming"),
    ("act, accuracy", "act"),
    ("country, accuracy", "country"),
    ("figure, F1", "figure"),
    ("figure bounds, accuracy", "value"),
    ("figure kind, accuracy", "kind"),
    ("figure's claim, accuracy", "link"),
    ("flag, F1", "flag"),
    ("relation, calibration error", "relation.calibration_error"),
    ("source type, calibration error", "type.calibration_error"),
)


def load_checkpoint(path: Path) -> tuple[Network, Recipe]:
    """The float32 network and the recipe it was trained by."""
    with safe_open(path, framework="pt") as file:
        recipe = Recipe(**json.loads(file.metadata()["recipe"]))
    config = NetworkConfig(name=DEFAULT_OUT.name, version=recipe.version, positions=recipe.window)
    network = Network(config, base_tokenizer())
    network.load_state_dict(load_file(path))
    return network.eval(), recipe


def reference_scores(network: Network) -> dict[str, Any]:
    """Tag probabilities of the example article under the float32 weights."""
    words = words_of(network.tokenizer, EXAMPLE.read_text(encoding="utf-8"))
    with torch.inference_mode():
        (states,) = states_of([words], network, Settings().reading)
        scores = network.tags(states, network.tags.habit_of(states)).softmax(dim=1)
    return {
        "model": network.name,
        "version": network.version,
        "article": f"examples/{EXAMPLE.name}",
        "tag_probabilities": [[round(value, 4) for value in row] for row in scores.tolist()],
    }


def table(
    numbers: dict[str, float], bounds: dict[str, tuple[float, float]], rivals: dict[str, dict[str, float]]
) -> str:
    """Markdown: a row a measure; for each development set ours with its interval, the baseline, and marks of others."""
    marks = json.loads(MARKS.read_text(encoding="utf-8"))
    typed = rivals["tfidf.source_type"]
    beside = {f"{corpus}.{name}": value for corpus in CORPORA for name, value in rivals[f"rules.{corpus}"].items()}
    beside |= {"intl.type": typed["accuracy"], "intl.type.macro_f1": typed["macro_f1"]}

    def ours(key: str) -> str:
        if key not in numbers:
            return ""
        low, high = bounds.get(key, (None, None))
        return f"**{numbers[key]:.3f}**" + (f" [{low:.3f}, {high:.3f}]" if low is not None else "")

    def cell(value: float | None) -> str:
        return "" if value is None else f"{value:.3f}"

    lines = [
        "| | PolNeAR dev | rules | people | published | intl dev | baseline | annotator |",
        "| --- | --- | ---: | ---: | ---: | --- | ---: | ---: |",
    ]
    for label, name in ROWS:
        polnear, intl = f"polnear.{name}", f"intl.{name}"
        cells = (
            ours(polnear),
            cell(beside.get(polnear)),
            cell(marks["people"]["polnear"].get(name)),
            cell(marks["published"]["polnear"].get(name)),
            ours(intl),
            cell(beside.get(intl)),
            cell(marks["annotator"]["intl"].get(name)),
        )
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    notes = [f"{column}: {mark['what']}." for column, mark in marks.items()]
    return "\n".join([*lines, "", "Brackets: 95 % bootstrap intervals over articles. " + " ".join(notes)]) + "\n"


def development_figures(data: Path, model: Path) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """The scorers' figures on both development sets, "intl.type" and so on, and their bootstrap intervals."""
    numbers: dict[str, float] = {}
    bounds: dict[str, tuple[float, float]] = {}
    for corpus in CORPORA:
        part, found = development_set(data, corpus, model=model)
        numbers |= {f"{corpus}.{name}": value for name, value in found.items()}
        resampled = intervals([counts(compared) for _, compared in part.compared])
        bounds |= {f"{corpus}.{name}": value for name, value in resampled.items()}
    return numbers, bounds


def card(data: Path, signature: str) -> str:
    """The model card with what its training data hold."""
    own = read_annotated(data)
    figures = [len(article["figures"]) for article in own if "figures" in article]
    again, agreed = agreement(data)
    again_figures, agreed_figures = figure_agreement(data)
    values = {
        "signature": signature,
        "own_articles": f"{len(own):,}",
        "own_attributions": f"{sum(len(article['attributions']) for article in own):,}",
        "figure_articles": f"{len(figures):,}",
        "own_figures": f"{sum(figures):,}",
        "written_articles": str(len(read_written())),
        "written_attributions": str(sum(len(article["attributions"]) for article in read_written())),
        "again_articles": str(again),
        **{f"again_{name}": f"{agreed[name]:.2f}" for name in ("relation", "type", "act")},
        "again_figure_articles": str(again_figures),
        **{f"again_{name}": f"{value:.2f}" for name, value in agreed_figures.items()},
    }
    page = TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        page = page.replace(f"{{{name}}}", value)
    return page


def write_table(path: Path, text: str) -> None:
    """Put the table between the quality markers of a Markdown file."""
    page = path.read_text(encoding="utf-8")
    if not MARKED.search(page):
        raise SystemExit(f"{path} has no quality markers")
    path.write_text(MARKED.sub(lambda found: found[1] + text + found[2], page), encoding="utf-8")


def exported(options: argparse.Namespace) -> Network:
    """The checkpoint's network, calibrated and saved."""
    network, recipe = load_checkpoint(options.checkpoint)
    network.config = calibrate(network, prepare(held_out(labelled(options.data), recipe)[0], "intl", network.tokenizer))
    network.save(options.out)
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear/ and intl/")
    parser.add_argument("--checkpoint", type=Path, default=Path(".cache/checkpoint.safetensors"))
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="model folder to write")
    parser.add_argument("--measure", action="store_true", help="leave the model as it is: only card, tables and log")
    parser.add_argument("--note", default="", help="what this run is for, kept in the log")
    options = parser.parse_args()
    network = Network.load(options.out, device="cpu") if options.measure else exported(options)
    numbers, bounds = development_figures(options.data, options.out)
    rivals = baselines(options.data)
    signature = f"model {network.name} {network.version} · settings {Settings().digest}"
    (options.out / "README.md").write_text(card(options.data, signature), encoding="utf-8")
    for page in [options.out / "README.md", *([ROOT / "README.md"] if options.out == DEFAULT_OUT else [])]:
        write_table(page, f"Signature: {signature}\n\n" + table(numbers, bounds, rivals))
    (options.out / "README.md").chmod(0o644)
    if options.out == DEFAULT_OUT and not options.measure:
        REFERENCE.parent.mkdir(exist_ok=True)
        REFERENCE.write_text(json.dumps(reference_scores(network)) + "\n", encoding="utf-8")
    log(
        {
            "date": time.strftime("%Y-%m-%d"),
            "commit": commit(),
            "note": options.note,
            "signature": signature,
            "dev": numbers,
            "baselines": rivals,
        }
    )
    print(f"wrote {options.out} and a line of {LOG}")


if __name__ == "__main__":
    main()
