"""The model folder: saving is loading, int8 rows lose nothing visible, and a bad folder says what is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from tiny import PASSAGE, tiny_tokenizer
from transformers import BertConfig, BertModel

from attribution.errors import ModelError
from attribution.network import (
    FILES,
    FORMAT,
    LOOKS,
    Encoder,
    Network,
    NetworkConfig,
    between,
    gap_bucket,
    look,
    pack,
    pool,
    unpack,
    words_of,
)
from attribution.settings import Settings
from attribution.tag import read
from attribution.windows import states_of
from training.train import encoder_weights


@pytest.fixture
def folder(tiny_network: Network, tmp_path: Path) -> Path:
    tiny_network.save(tmp_path / "model")
    return tmp_path / "model"


def test_a_saved_network_loads_and_reads_alike(tiny_network: Network, folder: Path) -> None:
    loaded = Network.load(folder, device="cpu", precision="fp32")
    assert loaded.config == tiny_network.config
    before, after = read(PASSAGE, tiny_network, Settings()), read(PASSAGE, loaded, Settings())
    assert before.words == after.words
    assert torch.allclose(torch.tensor(before.figure_logits), torch.tensor(after.figure_logits), atol=0.05)


def test_saving_what_was_loaded_changes_nothing(folder: Path, tmp_path: Path) -> None:
    Network.load(folder, device="cpu", precision="fp32").save(tmp_path / "again")
    first, second = (Network.load(f, "cpu", "fp32").state_dict() for f in (folder, tmp_path / "again"))
    assert all(torch.allclose(first[name], second[name], rtol=1e-5, atol=1e-7) for name in first)


def test_packed_numbers_are_within_half_a_step_of_their_group() -> None:
    weight = torch.randn(50, 384, generator=torch.Generator().manual_seed(0)) * torch.logspace(-2, 1, 50)[:, None]
    step = weight.reshape(50, 3, 128).abs().amax(dim=2).repeat_interleave(128, dim=1) / 127
    restored = unpack(pack({"w": weight}))["w"]
    assert ((restored - weight).abs() <= 0.6 * step).all()


def test_files_are_readable_by_others_and_hold_no_code(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in folder.iterdir())


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"lacks {name}"):
        Network.load(folder)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model folder at"):
        Network.load(tmp_path / "attribution-minilm-large")


def change(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_another_format_version_is_refused(folder: Path) -> None:
    change(folder / "config.json", format=FORMAT + 1)
    with pytest.raises(ModelError, match=f"has format {FORMAT + 1}, this version reads format {FORMAT}"):
        Network.load(folder)


def test_other_labels_are_refused(folder: Path) -> None:
    change(folder / "labels.json", types=["good", "bad"])
    with pytest.raises(ModelError, match="other labels"):
        Network.load(folder)


def test_an_unknown_config_field_is_named(folder: Path) -> None:
    change(folder / "config.json", depth=3)
    with pytest.raises(ModelError, match="depth"):
        Network.load(folder)


def test_weights_of_another_shape_are_refused(folder: Path) -> None:
    change(folder / "config.json", layers=2)
    with pytest.raises(ModelError, match="does not hold this network's weights"):
        Network.load(folder)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_damaged_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\x00\xff not what it should be")
    with pytest.raises(ModelError, match=name):
        Network.load(folder)


def test_an_unknown_device_or_precision_is_refused(folder: Path) -> None:
    with pytest.raises(ModelError, match="device 'abacus'"):
        Network.load(folder, device="abacus")
    with pytest.raises(ModelError, match="precision 'fp7'"):
        Network.load(folder, precision="fp7")


def test_a_look_tells_case_and_place() -> None:
    words = words_of(tiny_tokenizer(), "Mr. xi met\nNATO’s 2 envoys iPad")
    looks = {
        span.of("Mr. xi met\nNATO’s 2 envoys iPad"): words.looks[at]
        for span, at in zip(words.spans, words.first, strict=True)
    }
    assert looks["Mr"] == look("", "Mr") == 7 and looks["."] == look("", ".") == 1
    assert looks["xi"] == looks["met"] == looks["envoys"] == look(" ", "so")
    assert looks["NATO"] == look("\n", "NATO") != look(" ", "NATO")
    assert looks["2"] == look(" ", "14") and looks["iPad"] == look(" ", "NATO")
    assert len(words.looks) == len(words.pieces) and max(words.looks) < LOOKS


def test_pool_is_first_last_and_mean() -> None:
    states = torch.arange(10.0)[:, None]
    assert pool(states, torch.tensor([[2, 5], [9, 10]])).tolist() == [[2.0, 4.0, 3.0], [9.0, 9.0, 9.0]]


def test_gaps_and_counts_between() -> None:
    cues, spans = torch.tensor([[5, 6]]), torch.tensor([[0, 2], [6, 7], [80, 90]])
    assert gap_bucket(cues, spans).tolist() == [[3, 0, 8]]
    assert between(cues, spans, spans).tolist() == [[0, 0, 1]]


@pytest.mark.parametrize("padding", [0, 5])
def test_the_encoder_computes_what_transformers_bert_computes(padding: int) -> None:
    torch.manual_seed(3)
    sizes = {"hidden_size": 48, "num_hidden_layers": 3, "num_attention_heads": 4, "intermediate_size": 96}
    bert = BertModel(BertConfig(vocab_size=80, max_position_embeddings=40, **sizes), add_pooling_layer=False).eval()
    config = NetworkConfig("x", "1", 80, width=48, layers=3, heads=4, feed_forward=96, positions=40)
    encoder = Encoder(config).eval()
    encoder.load_state_dict(encoder_weights(bert.state_dict(), 40))
    pieces, mask = torch.randint(0, 80, (3, 40)), torch.ones(3, 40, dtype=torch.long)
    mask[1, 40 - padding :] = 0
    with torch.inference_mode():
        expected = bert(pieces, attention_mask=mask).last_hidden_state
        found = encoder(pieces, torch.zeros_like(pieces), mask)
    trained = encoder(pieces, torch.zeros_like(pieces), mask)  # with gradients: the layers as they are
    assert torch.allclose(found[mask == 1], expected[mask == 1], atol=1e-5)
    assert torch.allclose(trained[mask == 1], expected[mask == 1], atol=1e-5)


# --- the shipped model ------------------------------------------------------------------------

REFERENCE = Path(__file__).parent / "data" / "fp32_scores.json"


def test_the_shipped_folder_is_small_and_safe(shipped_folder: Path) -> None:
    files = [path for path in shipped_folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 25_000_000
    assert {path.name for path in files} == {*FILES, "README.md"}


def test_shipped_int8_rows_score_as_the_trained_fp32_weights(shipped_folder: Path, example: str) -> None:
    """The file was written by training.export from the float32 checkpoint of the same weights."""
    reference = json.loads(REFERENCE.read_text(encoding="utf-8"))
    network = Network.load(shipped_folder, device="cpu", precision="fp32")
    assert reference["version"] == network.version, "the model was replaced without its reference scores"
    words = network.words(example)
    with torch.inference_mode():
        (states,) = states_of([words], network, Settings().reading)
        scores = network.tags(states, network.tags.habit_of(states)).softmax(dim=1)
    expected = torch.tensor(reference["tag_probabilities"])
    assert (scores - expected).abs().mean() < 0.005
    assert (scores.argmax(dim=1) == expected.argmax(dim=1)).float().mean() > 0.99


def test_a_copy_of_the_shipped_folder_works_anywhere(shipped_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(shipped_folder, tmp_path / "copy")
    assert Network.load(tmp_path / "copy").name == shipped_folder.name
