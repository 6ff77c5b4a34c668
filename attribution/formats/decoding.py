"""Bytes to text: byte order marks, encodings, and where a byte is wrong. Nothing is guessed or replaced in silence."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from typing import IO

from ..errors import InputError

# A byte order mark tells the encoding, whatever else was said. Longer marks come first: one begins with another.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
DEFAULT = "utf-8"
LIKELY = "cp1252"  # what western files are in that are not UTF-8; it is proposed, never taken


class UndecodableError(InputError):
    """A line that cannot be decoded; ``replaced`` is the line with marks of replacement for what is wrong."""

    def __init__(self, message: str, replaced: str) -> None:
        super().__init__(message)
        self.replaced = replaced


def mark_of(data: bytes) -> tuple[int, str | None]:
    """(length of the byte order mark that data begins with, the encoding it stands for); (0, None) without one."""
    return next(((len(mark), encoding) for mark, encoding in MARKS.items() if data.startswith(mark)), (0, None))


def decoded(data: bytes, encoding: str | None = None) -> str:
    """A whole file as text, without the byte order mark; line ends and control characters stay as they are.

    Raises InputError with the offset of the first byte that the encoding does not allow.
    """
    skipped, marked = mark_of(data)
    return _text(data[skipped:], marked or encoding or DEFAULT, skipped)


def lines(stream: IO[bytes], encoding: str | None = None) -> Iterator[str | InputError]:
    r"""The lines of a stream with their ends, split at \n only, each decoded as it is read.

    A line that cannot be decoded is the UndecodableError that says so. In encodings whose line end is another byte, as
    UTF-16 has it, it is an InputError, and nothing can be read after it.
    """
    first = stream.readline()
    skipped, marked = mark_of(first)
    chosen = marked or encoding or DEFAULT
    chunks = _with_offsets(first, stream, skipped)
    if _is_plain(chosen):
        yield from (_text_or_error(chunk, chosen, offset) for offset, chunk in chunks)
    else:
        yield from _wide_lines(chunks, chosen)


def _is_plain(encoding: str) -> bool:
    """Whether a line ends at the byte 0x0A and nowhere else."""
    return "\n".encode(encoding) == b"\n"


def _with_offsets(first: bytes, stream: Iterable[bytes], skipped: int) -> Iterator[tuple[int, bytes]]:
    """(offset in the file, bytes) of each piece up to a byte 0x0A; the first without its mark."""
    if first[skipped:]:
        yield skipped, first[skipped:]
    offset = len(first)
    for piece in stream:
        yield offset, piece
        offset += len(piece)


def _wide_lines(chunks: Iterable[tuple[int, bytes]], encoding: str) -> Iterator[str | InputError]:
    decoder = codecs.getincrementaldecoder(encoding)()
    rest, end = "", 0
    try:
        for offset, chunk in chunks:
            end = offset + len(chunk)
            *whole, rest = (rest + decoder.decode(chunk)).split("\n")
            yield from (line + "\n" for line in whole)
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        *whole, _ = (rest + error.object[: error.start].decode(encoding)).split("\n")
        yield from (line + "\n" for line in whole)
        yield _error(error, encoding, end - len(error.object))
        return
    if rest:
        yield rest


def _text_or_error(data: bytes, encoding: str, offset: int) -> str | InputError:
    try:
        return _text(data, encoding, offset)
    except InputError as error:
        return UndecodableError(str(error), data.decode(encoding, "replace"))


def _text(data: bytes, encoding: str, offset: int) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _error(error, encoding, offset) from error
    if text.count("\0") * 4 > len(text):
        wide = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        raise InputError(f"every other byte is 0, as in UTF-16 without a byte order mark; try --encoding {wide}")
    return text


def _error(error: UnicodeDecodeError, encoding: str, offset: int) -> InputError:
    """What is wrong, at which byte of the file, and what to try; ``offset`` is that of the data decoded."""
    wrong = f"not {encoding.upper()}: byte 0x{error.object[error.start]:02x} at offset {offset + error.start}"
    if _is_plain(encoding) and _can_be(error.object, LIKELY):
        return InputError(f"{wrong}; it can be read as {LIKELY}: if that is right, say --encoding {LIKELY}")
    return InputError(f"{wrong}; name its encoding with --encoding")


def _can_be(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
