"""Training's mechanics: annotations to words, windows and batches, the losses, and the pretrained encoder's weights."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny import PASSAGE, tiny_tokenizer
from torch import Tensor
from transformers import BertConfig, BertModel

from attribution.datatypes import Span, sha256_of
from attribution.labels import FIGURE_TAGS, SOURCE_TYPES, TAGS, legal, spans_of
from attribution.network import Encoder, Network, NetworkConfig
from attribution.settings import log_odds, logistic
from training.calibrate import fitted, temperature
from training.dataset import IGNORE, Batch, batches, cut
from training.evaluate import FLOORS, below_floor, moved_floors, own_articles
from training.prepare import encode, joined, label_ids, read_written
from training.slices import SLICES, Case
from training.train import Recipe, encoder_weights, held_out, losses, sequence_loss, slope

SPECIAL = (2, 3)


def place(words: str) -> list[int]:
    start = PASSAGE.index(words)
    return [start, start + len(words)]


def article() -> dict[str, Any]:
    return {
        "id": "a",
        "text": PASSAGE,
        "attributions": [
            {
                "source": [place("The harbour minister, Ana Petrova,")],
                "cue": [place("said")],
                "content": [place("“at least 40 ships” were waiting outside the port")],
                "source_type": "other_official",
                "anonymity": "named",
                "country": "BG",
                "act": "claim",
            },
            {
                "source": [],
                "cue": [place("put the number at")],
                "content": [place("about 55")],
                "source_type": "unattributed",
                "anonymity": "none",
                "country": None,
                "act": "claim",
            },
        ],
        "figures": [{"span": place("at least 40 ships"), "contestable": True}],
    }


@pytest.fixture
def encoded() -> dict[str, Any]:
    return encode(article(), "intl", tiny_tokenizer())


def test_annotations_become_tags_of_words(encoded: dict[str, Any]) -> None:
    assert [role for role, _, _ in spans_of(encoded["tags"])] == ["source", "cue", "content", "cue", "content"]
    assert encoded["figures"].count(FIGURE_TAGS.index("contestable")) == len(["at", "least", "40", "ships"])
    first, second = encoded["relations"]
    assert first[4] == SOURCE_TYPES.index("other_official") and second[2:4] == [0, 0]
    assert [owner for _, _, owner in encoded["contents"]] == [0, 1]


def test_gold_tags_are_legal_even_where_spans_overlap() -> None:
    gold = article()
    gold["attributions"][1]["content"] = [place("ships” were")]
    tags = encode(gold, "intl", tiny_tokenizer())["tags"]
    assert all(legal(before, after) for before, after in itertools.pairwise((None, *tags)))


def test_windows_tile_an_article_and_keep_only_what_lies_inside(encoded: dict[str, Any]) -> None:
    parts = list(cut(encoded, 60, random.Random(1)))
    assert [piece for part in parts for piece in part.pieces] == encoded["pieces"]
    assert [tag for part in parts for tag in part.tags] == encoded["tags"]
    for part in parts:
        assert len(part.pieces) <= 60 and len(part.first) == len(part.tags) == len(part.figures)
        assert all(0 <= low < high <= len(part.first) for low, high, _ in part.contents)


def test_links_of_a_batch_point_at_the_spans_they_mean(encoded: dict[str, Any]) -> None:
    (batch,) = batches([encoded, encoded], 8, 500, SPECIAL, 0.0, 1)
    cues, sources = batch.cues.tolist(), batch.sources.tolist()
    assert len(cues) >= 2 and cues == sorted(cues) and sources == sorted(sources)
    for cue, source in zip(cues, batch.source_of_cue.tolist(), strict=True):
        if source not in (IGNORE, len(sources)):
            assert sources[source][1] <= cue[0] and batch.rows[sources[source][0]] == batch.rows[cue[0]]
    for content, cue in zip(batch.contents.tolist(), batch.cue_of_content.tolist(), strict=True):
        if cue != IGNORE:
            assert cues[cue][1] <= content[0] and batch.rows[cues[cue][0]] == batch.rows[content[0]]


def test_the_sequence_loss_is_the_likelihood_by_enumeration() -> None:
    generator = torch.Generator().manual_seed(0)
    scores, follow = torch.randn(5, len(TAGS), generator=generator), torch.randn(7, 7, generator=generator)
    rows, tags = torch.tensor([0, 0, 0, 1, 1]), torch.tensor([1, 2, 3, 5, 6])
    nothing = torch.empty(0)
    fields = dict.fromkeys(Batch.__dataclass_fields__, nothing) | {"habits": torch.zeros(2), "rows": rows, "tags": tags}

    def value(words: list[int], sequence: tuple[int, ...]) -> Tensor:
        steps = [follow[a, b] for a, b in itertools.pairwise(sequence)]
        return torch.stack([scores[i, tag] for i, tag in zip(words, sequence, strict=True)] + steps).sum()

    expected = torch.zeros(())
    for words in ([0, 1, 2], [3, 4]):
        sequences = itertools.product(range(len(TAGS)), repeat=len(words))
        allowed = [s for s in sequences if all(legal(a, b) for a, b in itertools.pairwise(s))]
        total = torch.logsumexp(torch.stack([value(words, s) for s in allowed]), dim=0)
        expected = expected + total - value(words, tuple(tags[words].tolist()))
    assert torch.isclose(sequence_loss(scores, follow, Batch(**fields)), expected, atol=1e-4)


def test_a_few_steps_learn_one_article(tiny_network: Network, encoded: dict[str, Any]) -> None:
    torch.manual_seed(0)
    network = Network(tiny_network.config, tiny_network.tokenizer)
    (batch,) = batches([encoded], 8, 254, SPECIAL, 0.0, 1)
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3)
    history = []
    for _ in range(30):
        parts = losses(network, batch, Recipe())
        assert set(parts) == {"tags", "words", "habits", "sources", "contents", "figures", "labels"}
        optimizer.zero_grad()
        total = torch.stack(list(parts.values())).sum()
        total.backward()
        optimizer.step()
        history.append(float(total.detach()))
    assert history[-1] < 0.5 * history[0]


def test_the_encoder_computes_what_bert_does() -> None:
    """The oracle is transformers' own BertModel with random weights."""
    torch.manual_seed(0)
    shape = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 96}
    bert = BertModel(BertConfig(vocab_size=50, max_position_embeddings=40, **shape), add_pooling_layer=False).eval()
    config = NetworkConfig("x", "0", 50, width=64, layers=2, heads=4, feed_forward=96, positions=32)
    ours = Encoder(config).eval()
    ours.load_state_dict(encoder_weights(bert.state_dict(), 32))
    pieces = torch.randint(1, 50, (2, 20))
    mask = torch.ones_like(pieces)
    mask[1, 15:] = 0
    with torch.inference_mode():
        expected = bert(pieces, attention_mask=mask).last_hidden_state
        found = ours(pieces, torch.ones_like(pieces), mask)  # looks are nothing before training
    assert torch.allclose(expected[mask.bool()], found[mask.bool()], atol=1e-5)


def test_a_temperature_undoes_overconfidence() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(4000, 3, generator=generator).double()
    gold = torch.multinomial(logits.softmax(dim=1), 1, generator=generator)[:, 0]
    assert temperature(3 * logits.numpy(), gold.numpy()) == pytest.approx(3, rel=0.1)


def test_certainty_is_fitted_to_what_turned_out_right() -> None:
    right = [True] * 70 + [False] * 30 + [True] * 50 + [False] * 50
    scale, shift = fitted(np.array([[log_odds(0.9)]] * 100 + [[log_odds(0.5)]] * 100), right)
    assert logistic(scale * log_odds(0.9) + shift) == pytest.approx(0.7, abs=0.01)
    assert logistic(scale * log_odds(0.5) + shift) == pytest.approx(0.5, abs=0.01)


def test_the_rate_rises_stays_and_falls_to_nothing() -> None:
    rates = [slope(step, 100, 0.1, 0.3) for step in range(101)]
    assert rates[0] == rates[100] == 0.0 and rates[10] == rates[20] == pytest.approx(rates[40]) == 1.0
    assert all(a < b for a, b in itertools.pairwise(rates[:11])) and all(
        a > b for a, b in itertools.pairwise(rates[40:])
    )


def test_held_out_articles_stay_held_out_as_others_come() -> None:
    articles = [{"text": f"article {i}"} for i in range(400)]
    recipe = Recipe(held_out=0.1)
    few, many = held_out(articles[:200], recipe)[0], held_out(articles, recipe)[0]
    assert few == [article for article in many if article in articles[:200]]
    assert 20 <= len(many) <= 60


def test_annotations_are_joined_with_the_text_they_were_made_on(tmp_path: Path) -> None:
    path = tmp_path / "annotations.jsonl.gz"
    values = [[[0, 3]], [[12, 16]], [[17, 20]], "politician", "named", "BG", None, "claim"]
    row = {"id": "a", "sha256": sha256_of(PASSAGE)[:16], "attributions": [values]}
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(row) + "\n")
    (found,) = joined(path, [{"id": "a", "text": PASSAGE}, {"id": "b", "text": "nothing"}])
    assert found["attributions"][0]["source_type"] == "politician" and found["text"] == PASSAGE
    with pytest.raises(SystemExit, match="not the one that was annotated"):
        joined(path, [{"id": "a", "text": PASSAGE + "."}])


def test_written_articles_are_ours_and_other_than_those_of_the_gate() -> None:
    written, gate = read_written(), own_articles()
    assert not {article["text"] for article in written} & {article["text"] for article in gate}
    for article in (*written, *gate):
        assert all(label_ids(attribution)[0] >= 0 for attribution in article["attributions"])


def test_floors_go_up_by_themselves_and_down_for_a_reason() -> None:
    kept = {"floors": {"intl.content": 0.8, "intl.type": 0.8}, "lowered": []}
    numbers = {"intl.content": 0.9, "intl.type": 0.7, "own.content": 0.6}
    assert below_floor(numbers, kept["floors"]) == ["intl.type is 0.7000, below its floor 0.8000"]
    assert below_floor({"intl.type": 0.9}, kept["floors"]) == [
        "intl.content has a floor of 0.8000 but was not measured"
    ]
    raised = moved_floors(kept, numbers, None)
    assert raised == {"floors": {"intl.content": 0.895, "intl.type": 0.8, "own.content": 0.595}, "lowered": []}
    lowered = moved_floors(kept, numbers, "another annotator")
    assert lowered["floors"]["intl.type"] == 0.695
    assert [(entry["name"], entry["reason"]) for entry in lowered["lowered"]] == [("intl.type", "another annotator")]
    held = {"floors": {"intl.type": 0.7}, "lowered": []}
    assert moved_floors(held, {"intl.type": 0.702}, "none of its business") == held
    assert any(name.startswith("own.") for name in json.loads(FLOORS.read_text(encoding="utf-8"))["floors"])


def test_slices_tell_kinds_of_attribution() -> None:
    text = "They denied it. “It is ours. It was ours,” an official was quoted by KCNA as saying."
    spans = {"source": [[0, 4]], "cue": [[5, 11]], "content": [[12, 14]]}
    pronoun = Case(spans | {"act": "denial", "via": None}, text, (Span(0, 15), Span(15, 84)), {"denied": 2})
    start = text.index("an official")
    cue = [text.index("was quoted"), len(text) - 1]
    relayed = {"source": [[start, start + 11]], "cue": [cue], "content": [[16, 43]], "act": "claim", "via": "KCNA"}
    passive = Case(relayed | {"anonymity": "unnamed"}, text, (Span(0, 16), Span(16, 29), Span(29, 84)), {})
    found = [{name for name, belongs in SLICES.items() if belongs(case)} for case in (pronoun, passive)]
    assert found[0] == {"all", "pronoun sources", "denial"}
    assert found[1] == {
        *("all", "unnamed sources", "relayed by a medium", "cues new or seen once"),
        *("passive cues", "content of several sentences"),
    }
