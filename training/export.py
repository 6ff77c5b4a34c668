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
from attribution.tag import word_states
from training.baselines import baselines
from training.calibrate import calibrate
from training.evaluate import CORPORA, command_line_figures, flat
from training.prepare import prepare
from training.train import DEFAULT_OUT, LOG, Recipe, base_tokenizer, commit, held_out, log

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "tests" / "data" / "fp32_scores.json"
EXAMPLE = ROOT / "examples" / "north_korea_troops.txt"
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
        scores = network.tags.read(word_states(words, network, Settings().reading)).softmax(dim=1)
    return {
        "model": network.name,
        "version": network.version,
        "article": f"examples/{EXAMPLE.name}",
        "tag_probabilities": [[round(value, 4) for value in row] for row in scores.tolist()],
    }


def table(numbers: dict[str, float], rivals: dict[str, dict[str, float]]) -> str:
    """Markdown: a row a figure, a column a development set, the baselines beside them where they give the figure."""
    lines = [
        "| | PolNeAR dev | baseline | intl dev | baseline |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    typed = rivals["tfidf.source_type"]
    beside = {f"{corpus}.{name}": value for corpus in CORPORA for name, value in rivals[f"rules.{corpus}"].items()}
    beside |= {"intl.type": typed["accuracy"], "intl.type.macro_f1": typed["macro_f1"]}
    for label, name in ROWS:
        cells = [
            f"{source[key]:.3f}" if (key := f"{corpus}.{name}") in source else ""
            for corpus in ("polnear", "intl")
            for source in (numbers, beside)
        ]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def write_table(path: Path, text: str) -> None:
    """Put the table between the quality markers of a Markdown file."""
    page = path.read_text(encoding="utf-8")
    if not MARKED.search(page):
        raise SystemExit(f"{path} has no quality markers")
    path.write_text(MARKED.sub(lambda found: found[1] + text + found[2], page), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear/ and intl/")
    parser.add_argument("--checkpoint", type=Path, default=Path(".cache/checkpoint.safetensors"))
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="model folder to write")
    parser.add_argument("--note", default="", help="what this run is for, kept in the log")
    options = parser.parse_args()
    network, recipe = load_checkpoint(options.checkpoint)
    kept, _ = held_out(options.data, recipe)
    network.config = calibrate(network, prepare(kept, "intl", network.tokenizer))
    network.save(options.out)
    numbers = flat(command_line_figures(options.data, model=options.out))
    rivals = baselines(options.data)
    signature = f"model {network.name} {network.version} · settings {Settings().digest}"
    card = TEMPLATE.read_text(encoding="utf-8").replace("{signature}", signature)
    (options.out / "README.md").write_text(card, encoding="utf-8")
    for page in [options.out / "README.md", *([ROOT / "README.md"] if options.out == DEFAULT_OUT else [])]:
        write_table(page, f"Signature: {signature}\n\n" + table(numbers, rivals))
    (options.out / "README.md").chmod(0o644)
    if options.out == DEFAULT_OUT:
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
