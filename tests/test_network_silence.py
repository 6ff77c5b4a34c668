"""Nothing reaches for the network: not at import, not when the model is loaded, not when an article is scored."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# The attempts are counted and not only refused: a library may swallow the refusal.
CODE = """
import socket, sys
attempts = []
def refuse(*args, **kwargs):
    attempts.append(args[1:] or args)
    raise OSError("no network")
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
for name in ("create_connection", "getaddrinfo", "gethostbyname"):
    setattr(socket, name, refuse)
from attribution import Scorer, read_paths
for report in Scorer.from_pretrained().score_batch(read_paths(sys.argv[1:])):
    assert report.claims and report.language == "en"
print(attempts)
"""


def test_reading_and_scoring_are_silent(root: Path, tmp_path: Path, example: str) -> None:
    page = tmp_path / "a.html"
    page.write_text(f"<html><body><p>{'</p><p>'.join(example.splitlines())}</p></body></html>", encoding="utf-8")
    command = [sys.executable, "-c", CODE, str(root / "examples" / "north_korea_troops.txt"), str(page)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_mistyped_model_is_not_looked_for_elsewhere() -> None:
    from attribution import ModelError, Scorer

    with pytest.raises(ModelError, match="sentence-transformers/all-MiniLM-L6-v2"):
        Scorer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
