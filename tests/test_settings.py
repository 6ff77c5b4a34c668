"""Settings are one frozen value, overridden from TOML, with a digest that tells them apart."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from attribution import Settings, SettingsError


def write(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_overrides_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    changed = Settings.from_toml(write(tmp_path, "[flagging]\nleast = 0.3\n[weights.type]\nngo = 1\n"))
    assert changed.flagging.least == 0.3
    assert changed.weights.type == Settings().weights.type | {"ngo": 1.0}
    assert changed.reading == Settings().reading
    assert Settings() == Settings()


def test_a_switch_is_true_or_false(tmp_path: Path) -> None:
    assert Settings().reliability.outlets
    off = Settings.from_toml(write(tmp_path, "[reliability]\noutlets = false\n[reliability.least]\nA = 1\n"))
    assert not off.reliability.outlets and off.reliability.least["A"] == 1.0
    assert off.digest != Settings().digest


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert Settings.from_toml(write(tmp_path, "")) == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[figure]\nreach = 1.0", "unknown setting 'figure'; known here: .*figures"),
        ("[figures]\nmost = 1.0", "unknown setting 'most'"),
        ("[weights.type]\nspies = 1.0", "unknown setting 'spies'"),
        ("[figures]\nreach = 'high'", "reach: expected a number, got 'high'"),
        ("[figures]\nreach = true", "expected a number, got True"),
        ("[reading]\nwindow = 25.5", "window: expected a whole number"),
        ("[reliability]\noutlets = 0", "outlets: expected true or false, got 0"),
        ("[reliability.least]\nB = 0.9", "reliability.least: expected values that fall from A to D"),
        ("figures = 3", "figures: expected a table, got 3"),
        ("[figures", "settings.toml"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Settings.from_toml(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        Settings.from_toml(tmp_path / "nowhere.toml")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError):
        Settings.from_toml(path)


def test_the_digest_follows_every_value() -> None:
    same, other = Settings(), dataclasses.replace(Settings(), weights=dataclasses.replace(Settings().weights, via=-0.3))
    assert same.digest == Settings().digest != other.digest
    assert len(same.digest) == 8
