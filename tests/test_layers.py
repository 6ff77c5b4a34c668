"""A module imports only lower layers, and stages never import one another."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

LAYERS = [
    {"datatypes", "errors", "version"},
    {"labels", "settings", "lexicon", "serialize"},
    {"network", "words", "names", "mentions", "media"},
    {"nouns"},
    {"designations", "numerals"},
    {"counted"},
    {"casualties"},
    {"read", "segment", "tag", "link", "classify", "quantities", "corroborate", "score", "report"},
    {"pipeline"},
    {"cli", "__init__"},
    {"__main__"},
]
LAYER = {name: level for level, names in enumerate(LAYERS) for name in names}
NEURAL = {"network", "tag"}  # the only modules that import PyTorch and what comes with it
PACKAGE = Path(__file__).resolve().parent.parent / "attribution"
MODULES = sorted(PACKAGE.glob("*.py"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(dots, module) of every import of a file, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from [(node.level, node.module)] if node.module else [(node.level, a.name) for a in node.names]
        elif isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_lower_layers(path: Path) -> None:
    assert path.stem in LAYER, "a new module needs a layer"
    for dots, name in imports(path):
        if dots:
            assert LAYER[name.split(".")[0]] < LAYER[path.stem], f"{path.stem} imports {name}"
        else:
            assert name.split(".")[0] not in {"training", "benchmarks", "tests", "attribution"}, name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_only_the_network_and_its_reading_import_pytorch(path: Path) -> None:
    heavy = {"torch", "transformers", "tokenizers", "safetensors", "numpy"}
    found = {name.split(".")[0] for dots, name in imports(path) if not dots} & heavy
    assert not found or path.stem in NEURAL


def test_nothing_but_declared_dependencies_is_imported() -> None:
    declared = {"torch", "transformers", "safetensors", "tokenizers", "numpy", "tqdm", "typer"}
    found = {name.split(".")[0] for path in MODULES for dots, name in imports(path) if not dots}
    assert found - set(sys.stdlib_module_names) <= declared


def test_modules_read_no_data_but_through_the_lexicon() -> None:
    readers = {path.stem for path in MODULES if "importlib.resources" in path.read_text(encoding="utf-8")}
    assert readers <= {"lexicon"}
