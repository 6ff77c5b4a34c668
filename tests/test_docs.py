"""The README's examples run, and its output is what the command prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from attribution import Settings

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
SCORE = re.compile(r"\b[01]\.\d\d\b")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def listed(head: str) -> set[str]:
    """The names in the first column of the table whose first head this is."""
    (rows,) = re.findall(rf"^\| {head} \|.*\n\|[ |-]+\n((?:\|.*\n)+)", README, flags=re.MULTILINE)
    return set(re.findall(r"^\| `([a-z-]+)` \|", rows, flags=re.MULTILINE))


@pytest.fixture
def workplace(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples in it, to which the README's commands may write."""
    shutil.copytree(root / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("workplace")
@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_examples_run(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out


@pytest.mark.parametrize("block", blocks("console"))
def test_the_commands_run(block: str, workplace: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in [line[2:] for line in block.splitlines()]:
        done = subprocess.run(command, shell=True, cwd=workplace, env=os.environ | {"PATH": path}, capture_output=True)
        told = [line for line in done.stderr.splitlines() if not re.search(rb"\d a second\), 0 failed", line)]
        assert (done.returncode, told) == (0, []), command
        written = re.search(r"-o (\S+)", command)
        assert (workplace / written[1]).stat().st_size if written else done.stdout


def test_the_settings_example_is_valid(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    assert Settings.from_toml(path) != Settings()


def test_the_demo_is_what_the_command_prints(root: Path) -> None:
    """To the letter, but for the last digit of a score, which another processor's arithmetic may round otherwise."""
    (shown,) = re.findall(r"<!-- demo:start -->\n```text\n(.*?)```\n<!-- demo:end -->", README, flags=re.DOTALL)
    command = [sys.executable, "-m", "attribution", "score", "--format", "text", "examples/north_korea_troops.txt"]
    printed = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert SCORE.sub("0.00", shown.rstrip()) == SCORE.sub("0.00", printed.rstrip())
    numbers = [[float(number) for number in SCORE.findall(text)] for text in (shown, printed)]
    assert numbers[0] == pytest.approx(numbers[1], abs=0.011)


def test_every_extra_is_declared_and_explained(root: Path) -> None:
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    explained = listed("extra")
    assert explained == set(declared) - {"bench", "dev", "train"}
    sources = "".join(path.read_text(encoding="utf-8") for path in (root / "attribution").rglob("*.py"))
    assert set(re.findall(r"pip install 'attribution\[(\w+)\]'", sources)) == explained - {"all"}
    (everything,) = declared["all"]
    assert set(re.findall(r"\w+", everything)) == explained - {"all", "ray"} | {"attribution"}  # Ray is large


def test_the_files_that_the_readme_names_exist(root: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (root / link).exists(), link


def test_every_flag_is_explained(root: Path) -> None:
    codes = set(re.findall(r'Flag\("([a-z-]+)"', (root / "attribution" / "report.py").read_text(encoding="utf-8")))
    assert codes == listed("flag")


def test_make_knows_the_targets_that_the_readme_names(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{target}:" in makefile for target in re.findall(r"^make ([a-z]+)", README, flags=re.MULTILINE))
