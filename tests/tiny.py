"""A tiny random network with a tokenizer of its own, and texts that are hard on offsets. Our own writing."""

from __future__ import annotations

import string

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

from attribution.network import Network, NetworkConfig

PASSAGE = (
    "The harbour minister, Ana Petrova, said on Tuesday that “at least 40 ships” were waiting outside the port. "
    "Two dock workers who asked not to be named put the number at about 55. The ministry has not commented. "
)
AWKWARD_TEXTS = [
    PASSAGE,
    "Café owner Zoë Núñez said: “C’est déjà trop tard…”\r\n\r\nThe mayor — an ally — denied it.\r\n",
    "🚢🚢 Officials said 🇺🇦 “12 people 👩‍👩‍👧 were hurt” 😢, witnesses said.",
    "Prices rose 5\u00a0percent,\u00a0the bank said.\u2028It gave no reason\u00ad.",
    "北京 officials said “no comment”. \u202bשלום\u202c said the envoy.",
    "one line without any stop " * 30,
]


def tiny_tokenizer() -> Tokenizer:
    """An uncased word-piece tokenizer that spells every word in single letters."""
    letters = string.ascii_lowercase + string.digits + string.punctuation + "“”‘’—…"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def make_tiny_network(seed: int = 5) -> Network:
    tokenizer = tiny_tokenizer()
    config = NetworkConfig(
        name="tiny",
        version="0",
        vocabulary=tokenizer.get_vocab_size(),
        width=64,
        layers=1,
        heads=2,
        feed_forward=64,
        positions=256,
        link_width=64,
        label_width=64,
    )
    torch.manual_seed(seed)
    network = Network(config, tokenizer).eval()
    with torch.no_grad():
        network.tags.common.weight.mul_(20)  # untrained heads would call everything "outside"
    return network
