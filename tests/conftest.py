"""Fixtures that every test can use."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from tiny import make_tiny_network

from attribution import Scorer
from attribution.network import Network
from attribution.pipeline import default_folder

# A busy machine is no reason to fail.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """No test reaches out: any connection or name look-up fails the test that tries."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError(f"a test tried to use the network: {args[1:] or args}")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, refuse)
        for name in ("create_connection", "getaddrinfo"):
            patch.setattr(socket, name, refuse)
        yield


@pytest.fixture(scope="session")
def shipped() -> Scorer:
    """The scorer with the model that comes with the package; a missing model is an error, never a skip."""
    return Scorer.from_pretrained()


@pytest.fixture(scope="session")
def shipped_folder() -> Path:
    """The folder of the model that comes with the package."""
    return default_folder()


@pytest.fixture(scope="session")
def tiny_network() -> Network:
    """A small network with random weights, for the mechanics around it."""
    return make_tiny_network()


@pytest.fixture
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture
def example(root: Path) -> str:
    """The text of the demo's article, as it is on disk."""
    return (root / "examples" / "north_korea_troops.txt").read_bytes().decode("utf-8")


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """As in a terminal: tests may be run where it is ignored, in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
