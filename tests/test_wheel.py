"""The wheel, built from the source distribution, scores in an empty environment and another directory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

SOURCES = ("pyproject.toml", "README.md", "LICENSE", "attribution", "models", "examples")
MODEL = "attribution/models/attribution-minilm/"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution and the wheel; the build leaves nothing in the repository."""
    root, place = Path(__file__).resolve().parent.parent, tmp_path_factory.mktemp("build")
    for name in SOURCES:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place / name)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", place / "dist", place]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return place / "dist"


@pytest.fixture(scope="module")
def python(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment with the wheel in it.

    The dependencies are those of this environment, found through a path file: installing PyTorch again would take
    minutes. A path file only appends folders, so that an editable install there stays unknown here.
    """
    home = tmp_path_factory.mktemp("wheel") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / "bin" / "python"
    (wheel,) = dist.glob("*.whl")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return python


def run(*command: object, cwd: Path) -> str:
    """Output of a command that knows nothing of the checkout."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_package_its_data_and_the_model(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.split("/")[0] for name in names}
    assert tops == {"attribution", next(top for top in tops if top.endswith(".dist-info"))}
    assert {"attribution/py.typed", *(MODEL + file for file in ("config.json", "model.safetensors"))} <= names
    assert any(name.startswith("attribution/data/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_source_distribution_holds_the_model(dist: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        assert any(name.endswith("models/attribution-minilm/model.safetensors") for name in files.getnames())


def test_the_installed_package_scores_from_another_directory(python: Path, tmp_path: Path, example: str) -> None:
    (tmp_path / "a.txt").write_text(example, encoding="utf-8")
    where = run(python, "-c", "import attribution; print(attribution.__file__)", cwd=tmp_path).strip()
    assert Path(where).is_relative_to(python.parent.parent)
    report = json.loads(run(python.parent / "attribution", "score", "a.txt", cwd=tmp_path))
    assert report["id"] == "a.txt" and report["claims"]


def test_the_installed_package_measures_itself(python: Path, tmp_path: Path) -> None:
    told = run(python.parent / "attribution", "benchmark", "--articles", 2, cwd=tmp_path)
    facts = dict(line.split("\t") for line in told.splitlines())
    assert facts["articles"] == "2" and float(facts["articles a second"]) > 0
