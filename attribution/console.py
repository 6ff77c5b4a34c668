"""Where a command writes: standard output, a file that grows, or one that appears when it is complete; messages to
standard error.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TextIO

import typer

from .errors import AttributionError, ExportError, InputError
from .export import Format, text_file
from .read import STDIN, stands_for

SOME_FAILED, USAGE, INTERRUPTED = 1, 2, 130


@contextlib.contextmanager
def exit_codes() -> Iterator[None]:
    """What went wrong, as one line on standard error and an exit code."""
    try:
        yield
    except BrokenPipeError:  # the reader has seen enough, as `| head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        say("interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except (AttributionError, OSError) as error:
        say(str(error))
        raise typer.Exit(USAGE) from None


def say(message: str) -> None:
    print(f"attribution: {message}", file=sys.stderr)


def saying(quiet: bool) -> Callable[[str], None]:
    """What tells the user things that a quiet command keeps to itself."""
    return (lambda message: None) if quiet else say


def target(
    output: str | Path | None, paths: list[str], format: Format = Format.JSONL, resumed: bool = False
) -> Path | None:
    """The file or folder to write; None for standard output.

    Raises InputError or ExportError for an output that the format cannot have, or that would replace an input. One that
    is ``resumed`` may lie among the inputs, where it is passed over.
    """
    folder = format is Format.BRAT or (format is Format.PARQUET and is_folder(output))
    kind = "folder" if folder else "file"
    if output is None or str(output) == STDIN:
        if format.needs_path:
            raise ExportError(f"--format {format} cannot go to standard output: name a {kind} with --output")
        return None
    path = Path(output)
    if (path.exists() and path.is_dir() != folder) or not path.parent.is_dir():
        raise InputError(f"{path}: expected the name of a {kind} in a folder that exists")
    if folder and path.exists() and any(path.iterdir()):
        raise ExportError(f"{path}: expected a new or an empty folder")
    if path.suffix.lower() == ".gz":
        raise ExportError(f"{path}: what is written is not compressed; leave out .gz")
    if path.exists() and not resumed and any(stands_for(given, path) for given in paths):
        raise InputError(f"{path}: is an input as well; choose another name")
    return path


def is_screen(output: str | None) -> bool:
    """Whether an output is a terminal."""
    return (output or STDIN) == STDIN and sys.stdout.isatty()


def is_folder(output: str | Path | None) -> bool:
    """Whether an output is written as that of a folder, with a slash at its end, or is one."""
    return output is not None and (str(output).endswith(("/", os.sep)) or Path(output).is_dir())


@contextlib.contextmanager
def sink(output: Path | None) -> Iterator[TextIO]:
    """Where records go that are lines of text."""
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(place(output))
        yield stack.enter_context(text_file(opened)) if isinstance(opened, Path) else opened


@contextlib.contextmanager
def place(output: Path | None) -> Iterator[Path | TextIO]:
    """Where an output is written to. A file or folder appears under its name only when it is complete."""
    if output is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        yield sys.stdout
        return
    final = output.resolve()
    if final.exists() and not final.is_file() and not final.is_dir():
        yield final  # a pipe or /dev/null must not be replaced by a file
        return
    part = final.with_name(f".attribution-{os.getpid()}.part")
    try:
        yield part
        part.replace(final)
    finally:
        if part.is_dir():
            shutil.rmtree(part)
        part.unlink(missing_ok=True)


def place_of(format: Format, output: Path | None, parts: bool, kept: int) -> AbstractContextManager[Path | TextIO]:
    """Where the records of a format are written to as they come; ``kept`` bytes of a file that grows stay.

    ``parts``: the output is a folder in which one file after the other appears.
    """
    if output is not None and format.grows:
        return growing(output, kept)
    if output is not None and parts:
        output.mkdir(exist_ok=True)
        return contextlib.nullcontext(output)
    return place(output)


@contextlib.contextmanager
def growing(output: Path, kept: int) -> Iterator[TextIO]:
    """A file written under its name from the start, after so many bytes of it: whatever ends the command loses none."""
    if kept:
        os.truncate(output, kept)
    with text_file(output, "a" if kept else "w") as stream:
        yield stream
