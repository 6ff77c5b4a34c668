"""The one network: a MiniLM encoder with heads for role tags, links, labels and figures, and its folder on disk.

Shapes: B windows of L word pieces; N words of an article (or of all windows of a training batch); H the encoder's
width. A word is represented by the state of its first piece. Spans are rows [first word, word after the last].
This is the only module that knows torch's modules and the layout of a model folder.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load, load_file, save, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from .datatypes import Span, Spans
from .errors import ModelError
from .labels import ACTS, COUNTRIES, FIGURE_TAGS, NAMINGS, ROLES, SOURCE_TYPES, TAGS, TRAITS
from .settings import Reading

FORMAT = 3
FILES = ("config.json", "labels.json", "tokenizer.json", "model.safetensors")
LABELS: dict[str, list[str]] = {
    "tags": list(TAGS),
    "figure_tags": list(FIGURE_TAGS),
    "types": [str(label) for label in SOURCE_TYPES],
    "namings": [str(label) for label in NAMINGS],
    "acts": [str(label) for label in ACTS],
    "countries": [str(label) for label in COUNTRIES],
    "traits": list(TRAITS),
}
# Gaps between a cue and a span, in words: the bucket is the count of bounds at or below the gap.
GAP_BOUNDS = (1, 2, 3, 5, 9, 17, 33, 65)
BETWEEN_MOST = 3  # counts of other spans in between are told apart up to here
NORM_EPSILON = 1e-12  # BERT's
GROUP = 128  # numbers of a row that share a scale in the file
SMALLEST_SCALE = 1e-7  # of float16, above its smallest number
LOOKS = 13  # how a word is written: 0 for none, then four kinds of case by three places (see ``look``)
PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16}
FAR = -1e4  # a score that no softmax gives weight to, finite in bfloat16 too


@dataclass(frozen=True)
class NetworkConfig:
    """Everything that fixes the network's shape, and the name and version that its signature states."""

    name: str
    version: str
    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    feed_forward: int = 1536
    positions: int = 512
    link_width: int = 128
    label_width: int = 256
    label_temperatures: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)  # type, naming, act, country
    figure_temperature: float = 1.0
    format: int = FORMAT


@dataclass(frozen=True)
class Words:
    """A text as the network reads it: word-piece ids, each with the look of its word (see ``look``), and for every
    word its span and its first piece's index."""

    pieces: tuple[int, ...]
    looks: tuple[int, ...]
    spans: Spans
    first: tuple[int, ...]


class Encoder(nn.Module):
    """BERT's encoder (Devlin et al. 2019) out of PyTorch's own layers; there is one kind of token.

    Training takes the layers as they are, inference goes ``through`` them: the same sums, by the kernel for
    attention that never holds a whole [L, L] table of scores, and without copies. A row's float32 states do not depend
    on how many other rows of its length are read with it, on the CPU to the last bit.
    """

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.pieces = nn.Embedding(config.vocabulary, config.width)
        self.positions = nn.Embedding(config.positions, config.width)
        self.looks = nn.Embedding(LOOKS, config.width)
        nn.init.zeros_(self.looks.weight)  # a pretrained encoder has never seen them
        self.norm = nn.LayerNorm(config.width, eps=NORM_EPSILON)
        self.dropout: nn.Module = nn.Identity()  # training puts one here and into the layers
        layer = nn.TransformerEncoderLayer(
            config.width,
            config.heads,
            config.feed_forward,
            dropout=0.0,
            activation="gelu",
            layer_norm_eps=NORM_EPSILON,
            batch_first=True,
        )
        self.stack = nn.TransformerEncoder(layer, config.layers, enable_nested_tensor=False)

    def forward(self, pieces: Tensor, looks: Tensor, mask: Tensor) -> Tensor:
        """States [B, L, H] of word pieces and looks [B, L]; the mask is 1 on pieces and 0 on padding."""
        embedded = self.pieces(pieces) + self.looks(looks) + self.positions.weight[: pieces.shape[1]]
        states: Tensor = self.dropout(self.norm(embedded))
        padding = None if bool(mask.all()) else mask == 0
        if torch.is_grad_enabled() or self.training:
            trained: Tensor = self.stack(states, src_key_padding_mask=padding)
            return trained
        visible = None if padding is None else ~padding[:, None, None, :]  # [B, 1, 1, L], of every query alike
        for layer in self.stack.layers:
            assert isinstance(layer, nn.TransformerEncoderLayer)
            states = through(layer, states, visible)
        return states


def through(layer: nn.TransformerEncoderLayer, states: Tensor, visible: Tensor | None) -> Tensor:
    """States [B, L, H] after one of the encoder's layers; ``visible`` is true where a piece may be looked at."""
    attention = layer.self_attn
    shape = (*states.shape[:2], 3, attention.num_heads, attention.head_dim)
    projected = functional.linear(states, attention.in_proj_weight, attention.in_proj_bias).view(shape)
    query, key, value = projected.permute(2, 0, 3, 1, 4)  # [B, heads, L, H / heads] each
    by_window = states.dtype is torch.bfloat16 and states.device.type == "cpu"
    attend = attended_by_window if by_window else functional.scaled_dot_product_attention
    mixed = attend(query, key, value, visible)
    states = layer.norm1(states + attention.out_proj(mixed.transpose(1, 2).flatten(2)))
    normed: Tensor = layer.norm2(states + layer.linear2(functional.gelu(layer.linear1(states))))
    return normed


def attended_by_window(query: Tensor, key: Tensor, value: Tensor, visible: Tensor | None) -> Tensor:
    """``scaled_dot_product_attention`` of [B, heads, L, D], one window after the other.

    In bfloat16 on a CPU this takes three fifths of the time of PyTorch's own kernel: a window's table of scores
    [heads, L, L] stays in the cache, and the products are oneDNN's.
    """
    mixed = torch.empty_like(query, memory_format=torch.contiguous_format)
    scale, hidden = query.shape[-1] ** -0.5, query.new_zeros(query.shape[0], 1, 1, query.shape[2])
    if visible is not None:
        hidden.masked_fill_(~visible, FAR)
    for row in range(len(query)):
        scores = torch.baddbmm(hidden[row], query[row], key[row].transpose(1, 2), alpha=scale)
        torch.bmm(scores.softmax(dim=2), value[row], out=mixed[row])
    return mixed


class TagHead(nn.Module):
    """Role tags of words, and which of two annotation habits an article is read by.

    The two training corpora mark the same thing a little differently (one begins a content with "that", the other
    after it). The habit, a number in [0, 1] told from the article itself, moves the tag scores from one to the other,
    so that a word is not marked half by each. ``transitions[a, b]`` is what tag b gains after tag a.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.common = nn.Linear(width, len(TAGS))
        self.shift = nn.Linear(width, len(TAGS))
        self.habit = nn.Linear(width, 1)
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))

    def forward(self, states: Tensor, habit: Tensor) -> Tensor:
        """Scores [N, 7] of words [N, H] under their habits [N, 1] or one habit for all."""
        scores: Tensor = self.common(states) + habit * self.shift(states)
        return scores

    def habit_logits(self, texts: Tensor) -> Tensor:
        """Log-odds [T] of the second habit from the mean word state of each text [T, H]."""
        logits: Tensor = self.habit(texts).squeeze(-1)
        return logits

    def habit_of(self, states: Tensor, shift: float = 0.0) -> Tensor:
        """Habit [1, 1] of one article from all its words [N, H]; ``shift`` is added to the second one's log-odds."""
        return (self.habit_logits(states.mean(dim=0, keepdim=True)) + shift).sigmoid()[:, None]


class LinkHead(nn.Module):
    """Scores every (cue, span) pair: biaffine in their words, plus what lies between them."""

    def __init__(self, width: int, link_width: int) -> None:
        super().__init__()
        self.cue = nn.Linear(3 * width, link_width)
        self.span = nn.Linear(3 * width, link_width)
        self.pair = nn.Parameter(torch.empty(link_width, link_width).normal_(std=1 / link_width))
        self.alone = nn.Linear(link_width, 1)
        self.gap = nn.Embedding(2 * (len(GAP_BOUNDS) + 1), 1)
        self.cues_between = nn.Embedding(2 * (BETWEEN_MOST + 1), 1)
        self.spans_between = nn.Embedding(2 * (BETWEEN_MOST + 1), 1)
        for table in (self.gap, self.cues_between, self.spans_between):  # to begin with, the nearest pair is likeliest
            steps = torch.arange(table.num_embeddings) // 2
            table.weight.data.copy_(-0.5 * steps[:, None])

    def forward(self, states: Tensor, cues: Tensor, spans: Tensor, alone: str) -> Tensor:
        """Scores [cues, spans + 1] (``alone="cue"``) or [spans, cues + 1] (``"span"``); the last is "no partner"."""
        cue = torch.tanh(self.cue(pool(states, cues)))  # [C, K]
        span = torch.tanh(self.span(pool(states, spans)))  # [S, K]
        side = (spans[None, :, 0] >= cues[:, None, 0]).long()  # [C, S]: 1 where the span comes after the cue
        scores = cue @ self.pair @ span.T
        scores = scores + self.gap(gap_bucket(cues, spans) * 2 + side).squeeze(-1)
        scores = scores + self.cues_between(between(cues, spans, cues) * 2 + side).squeeze(-1)
        scores = scores + self.spans_between(between(cues, spans, spans) * 2 + side).squeeze(-1)
        if alone == "cue":
            return torch.cat([scores, self.alone(cue)], dim=1)
        return torch.cat([scores.T, self.alone(span)], dim=1)


class LabelHead(nn.Module):
    """Type, naming, act, country and traits of each attribution from the words of its source, cue and first content.

    The traits are a layer of their own, which training.traits fits once the rest is trained.
    """

    sizes: ClassVar[list[int]] = [len(SOURCE_TYPES), len(NAMINGS), len(ACTS), len(COUNTRIES)]

    def __init__(self, width: int, label_width: int) -> None:
        super().__init__()
        self.no_source = nn.Parameter(torch.zeros(3 * width))
        self.hidden = nn.Linear(9 * width, label_width)
        self.dropout = nn.Dropout(0.2)
        self.out = nn.Linear(label_width, sum(self.sizes))
        self.traits = nn.Linear(9 * width, len(TRAITS))
        nn.init.zeros_(self.traits.weight)  # until they are fitted, nothing can be told
        nn.init.zeros_(self.traits.bias)

    def forward(self, states: Tensor, sources: Tensor, cues: Tensor, contents: Tensor) -> tuple[Tensor, ...]:
        """Logits [A, 18], [A, 4], [A, 4], [A, countries], [A, traits]; a source row [0, 0] stands for "no source"."""
        joined = self.seen(states, sources, cues, contents)
        hidden = self.dropout(functional.gelu(self.hidden(self.dropout(joined))))
        return *torch.split(self.out(hidden), self.sizes, dim=1), self.traits(joined)

    def seen(self, states: Tensor, sources: Tensor, cues: Tensor, contents: Tensor) -> Tensor:
        """What the labels are told by, [A, 9H]: the pooled words of source (or "no source"), cue and content."""
        source = pool(states, sources.clamp(min=0))
        source = torch.where((sources[:, 1:] > 0), source, self.no_source)
        return torch.cat([source, pool(states, cues), pool(states, contents)], dim=1)


class Network(nn.Module):
    """The encoder and its heads; ``Network.load(folder)`` reads a model folder, ``save`` writes one."""

    def __init__(self, config: NetworkConfig, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.config = config
        self.tokenizer = tokenizer
        self.encoder = Encoder(config)
        self.dropout: nn.Module = nn.Identity()
        self.tags = TagHead(config.width)
        self.figures = nn.Linear(config.width, len(FIGURE_TAGS))
        self.source_links = LinkHead(config.width, config.link_width)
        self.content_links = LinkHead(config.width, config.link_width)
        self.labels = LabelHead(config.width, config.label_width)

    @property
    def name(self) -> str:
        return self.config.name

    @property
    def version(self) -> str:
        return self.config.version

    @property
    def device(self) -> torch.device:
        return self.tags.transitions.device

    @property
    def precision(self) -> str:
        """In which the encoder computes: "fp32" or "bf16"."""
        return next(name for name, kind in PRECISIONS.items() if kind is self.encoder.positions.weight.dtype)

    @property
    def is_exact(self) -> bool:
        """Whether a row's states do not depend on its batch: in float32 on the CPU."""
        return self.device.type == "cpu" and self.precision == "fp32"

    def at_once(self, reading: Reading) -> int:
        """How many windows are read at once on this device."""
        return reading.batch if self.device.type == "cpu" else reading.gpu_batch

    @property
    def special(self) -> tuple[int, int]:
        """Ids of the pieces that open and close every window, [CLS] and [SEP]."""
        opening, closing = self.tokenizer.token_to_id("[CLS]"), self.tokenizer.token_to_id("[SEP]")
        assert opening is not None and closing is not None, "a BERT tokenizer has both"
        return opening, closing

    def encode(self, pieces: Tensor, looks: Tensor, mask: Tensor) -> Tensor:
        """States [B, L, H] of word pieces and looks [B, L], in float32, in which all heads compute."""
        dropped: Tensor = self.dropout(self.encoder(pieces, looks, mask).float())
        return dropped

    def words(self, text: str) -> Words:
        return words_of(self.tokenizer, text)

    def to_bytes(self) -> tuple[NetworkConfig, str, bytes, str]:
        """The network exactly as it is, for another process of this machine; ``from_bytes`` reads it."""
        weights = {name: value.cpu() for name, value in self.state_dict().items()}
        return self.config, self.tokenizer.to_str(), save(weights), str(self.device)

    @classmethod
    def from_bytes(cls, made: tuple[NetworkConfig, str, bytes, str]) -> Network:
        config, tokenizer, weights, device = made
        network = cls(config, Tokenizer.from_str(tokenizer))
        network.load_state_dict(load(weights), assign=True)
        return network.to(device).eval().requires_grad_(False)

    # --- the folder ---------------------------------------------------------------------------

    def save(self, folder: str | Path) -> None:
        """Write config, labels, tokenizer and weights (matrices as int8 with scales); others may read them."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        _write_json(folder / "config.json", dataclasses.asdict(self.config))
        _write_json(folder / "labels.json", LABELS)
        self.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        save_file(pack(self.state_dict()), folder / "model.safetensors")
        for name in FILES:
            (folder / name).chmod(0o644)

    @classmethod
    def load(cls, folder: str | Path, device: str = "auto", precision: str = "auto") -> Network:
        """Read a model folder for inference.

        ``device``: "auto" (a GPU where there is one), "cpu", "cuda", "cuda:1" …  ``precision``: "fp32", "bf16", or
        "auto" (bf16 where the hardware computes in it). Raises ModelError for a folder that lacks a file, is of
        another format or label set, or holds other weights than its config says.
        """
        folder = Path(folder)
        config = _read_config(folder)
        tokenizer = read_tokenizer(folder / "tokenizer.json")
        place = _device(device)
        network = cls(config, tokenizer)
        try:
            network.load_state_dict(unpack(load_file(folder / "model.safetensors")), assign=True)
        except (SafetensorError, RuntimeError, OSError, KeyError) as error:
            raise ModelError(f"{folder / 'model.safetensors'} does not hold this network's weights: {error}") from error
        network.encoder.to(_precision(precision, place))
        return network.to(place).eval().requires_grad_(False)


def words_of(tokenizer: Tokenizer, text: str) -> Words:
    """Split a text into the tokenizer's words; spans are code points of the text as given."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    first: list[int] = []
    spans: list[Span] = []
    owners: list[int] = []
    previous = None
    for i, (word, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
        if word != previous:
            first.append(i)
            spans.append(Span(start, end))
        else:
            spans[-1] = Span(spans[-1].start, end)
        owners.append(len(spans) - 1)
        previous = word
    gaps = [text[before.end : after.start] for before, after in itertools.pairwise([Span(0, 0), *spans])]
    looks = [look(gap, span.of(text)) for gap, span in zip(gaps, spans, strict=True)]
    return Words(tuple(encoding.ids), tuple(looks[owner] for owner in owners), tuple(spans), tuple(first))


@lru_cache(maxsize=1 << 12)
def look(gap: str, word: str) -> int:
    """What an uncased word piece hides: how the word is written, and whether it opens a line or follows a space.

    Capitals tell names, an opened line tells who goes on speaking.
    """
    letters = [letter for letter in word if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    if not letters:
        case = 0
    elif not capitals:
        case = 1
    else:
        case = 2 if capitals == 1 and letters[0].isupper() and len(letters) > 1 else 3
    place = 2 if "\n" in gap or "\r" in gap else 1 if gap else 0
    return 1 + 3 * case + place


def pool(states: Tensor, spans: Tensor) -> Tensor:
    """[first; last; mean] state of each span: [S, 3H] from states [N, H] and spans [S, 2]."""
    if not len(spans):
        return states.new_zeros(0, 3 * states.shape[1])
    start, end = spans[:, 0], spans[:, 1]
    length = (end - start).clamp(min=0)
    owner = torch.repeat_interleave(torch.arange(len(spans), device=spans.device), length)
    within = torch.arange(len(owner), device=spans.device) - (length.cumsum(0) - length)[owner]
    total = states.new_zeros(len(spans), states.shape[1]).index_add(0, owner, states[start[owner] + within])
    mean = total / length.clamp(min=1)[:, None]
    return torch.cat([states[start], states[(end - 1).clamp(min=0)], mean], dim=1)


def gap(cues: Tensor, spans: Tensor) -> Tensor:
    """Number of words [C, S] between each cue and each span."""
    after = spans[None, :, 0] - cues[:, None, 1]
    before = cues[:, None, 0] - spans[None, :, 1]
    return torch.maximum(after, before).clamp(min=0)


def gap_bucket(cues: Tensor, spans: Tensor) -> Tensor:
    """Bucket [C, S] of the gap between each cue and each span."""
    return torch.bucketize(gap(cues, spans), torch.tensor(GAP_BOUNDS, device=cues.device), right=True)


def between(cues: Tensor, spans: Tensor, others: Tensor) -> Tensor:
    """How many of the other spans start between each cue and each span, [C, S], up to BETWEEN_MOST."""
    starts = others[:, 0].contiguous()
    low = torch.minimum(cues[:, None, 0], spans[None, :, 0])
    high = torch.maximum(cues[:, None, 0], spans[None, :, 0])
    count = torch.searchsorted(starts, high.contiguous()) - torch.searchsorted(starts, low.contiguous(), right=True)
    return count.clamp(min=0, max=BETWEEN_MOST)


def pack(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Matrices as int8 with float16 scales ("name.scale"), one scale for every GROUP numbers of a row; vectors as is.

    The word embeddings, half of all numbers, have one scale a row: a layer norm follows them.
    """
    packed: dict[str, Tensor] = {}
    for name, value in state.items():
        value = value.detach().cpu().contiguous()
        if value.is_floating_point() and value.ndim == 2 and value.shape[1] >= 64:
            whole_row = name == "encoder.pieces.weight" or value.shape[1] % GROUP
            groups = value.float().reshape(len(value), -1, value.shape[1] if whole_row else GROUP)
            scale = (groups.abs().amax(dim=2) / 127).clamp(min=SMALLEST_SCALE).half()
            steps = torch.round(groups / scale.float()[:, :, None]).clamp(-127, 127)
            packed[name], packed[f"{name}.scale"] = steps.to(torch.int8).reshape(value.shape), scale
        else:
            packed[name] = value
    return packed


def unpack(packed: dict[str, Tensor]) -> dict[str, Tensor]:
    """The float32 weights that ``pack`` wrote."""
    return {
        name: _expanded(value, packed[f"{name}.scale"]) if value.dtype == torch.int8 else value
        for name, value in packed.items()
        if not name.endswith(".scale")
    }


def _expanded(steps: Tensor, scale: Tensor) -> Tensor:
    groups = steps.float().reshape(*scale.shape, -1)
    return (groups * scale.float()[:, :, None]).reshape(steps.shape)


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(value, dict):
        raise ModelError(f"{path}: expected an object, got {type(value).__name__}")
    return value


def _read_config(folder: Path) -> NetworkConfig:
    if not folder.is_dir():
        raise ModelError(f"no model folder at {folder}; give the path of a folder with {', '.join(FILES)}")
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ModelError(f"model folder {folder} lacks {', '.join(missing)}; copy the whole folder again")
    values = _read_json(folder / "config.json")
    if values.get("format") != FORMAT:
        raise ModelError(
            f"model folder {folder} has format {values.get('format')!r}, this version reads format {FORMAT}; "
            "use the model shipped with this version, or the version that wrote the folder"
        )
    if _read_json(folder / "labels.json") != LABELS:
        raise ModelError(
            f"{folder / 'labels.json'} names other labels than this version; use the model shipped with it"
        )
    try:
        config = NetworkConfig(**values | {"label_temperatures": tuple(values["label_temperatures"])})
    except (KeyError, TypeError) as error:
        raise ModelError(f"{folder / 'config.json'}: {error}") from error
    if len(config.label_temperatures) != len(LabelHead.sizes):
        raise ModelError(
            f"{folder / 'config.json'}: expected {len(LabelHead.sizes)} label_temperatures, "
            f"got {len(config.label_temperatures)}"
        )
    return config


def read_tokenizer(path: Path) -> Tokenizer:
    """A tokenizer file, without the cut-off and padding that it may ask for. Raises ModelError for another file."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the Rust side raises bare Exception for a file it cannot parse
        raise ModelError(f"{path} is not a tokenizer file: {error}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _device(device: str) -> torch.device:
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        place = torch.device(device)
        torch.empty(0, device=place)
    except (RuntimeError, AssertionError) as error:
        raise ModelError(f"device {device!r} is not available here: {error}; use 'cpu' or 'auto'") from error
    return place


def _precision(precision: str, place: torch.device) -> torch.dtype:
    if precision == "auto":
        fast = torch.cuda.is_bf16_supported() if place.type == "cuda" else _cpu_has_bf16()
        return torch.bfloat16 if fast else torch.float32
    if precision not in PRECISIONS:
        raise ModelError(f"precision {precision!r}: expected auto, {' or '.join(PRECISIONS)}")
    return PRECISIONS[precision]


def _cpu_has_bf16() -> bool:
    """Whether this CPU multiplies bfloat16 natively; elsewhere oneDNN emulates it, slower than float32."""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


assert set(ROLES) == {tag[2:] for tag in TAGS if tag != "O"}, "the tag scheme and the roles must agree"
