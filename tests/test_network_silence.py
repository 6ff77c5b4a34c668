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
from attribution import Scorer
report = Scorer.from_pretrained().score(open(sys.argv[1], encoding="utf-8").read())
assert report.claims
print(attempts)
"""


def test_scoring_is_silent(root: Path) -> None:
    command = [sys.executable, "-c", CODE, str(root / "examples" / "north_korea_troops.txt")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_mistyped_model_is_not_looked_for_elsewhere() -> None:
    from attribution import ModelError, Scorer

    with pytest.raises(ModelError, match="sentence-transformers/all-MiniLM-L6-v2"):
        Scorer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
