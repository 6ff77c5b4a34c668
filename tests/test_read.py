"""Files and standard input become documents; what cannot be read becomes a failure in its place."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from attribution.datatypes import Document, Failure
from attribution.errors import InputError
from attribution.read import document_of, read_paths


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def only(path: Path) -> Document | Failure:
    (article,) = read_paths([path])
    return article


@pytest.mark.parametrize(
    "text", ["Ann spoke.\r\n\r\nBob\rdid not.\n", "“Zoë” said 🙂 1\u00a0000\x00\x0c", "", "\u2028 a\x85b"]
)
def test_text_is_not_edited(tmp_path: Path, text: str) -> None:
    assert only(write(tmp_path, "a.txt", text)) == Document("a.txt", text)
    assert only(write(tmp_path, "a.jsonl", json.dumps({"text": text}))) == Document("a.jsonl:1", text)
    assert only(write(tmp_path, "b.jsonl", json.dumps({"text": text}, ensure_ascii=False))).text == text  # type: ignore[union-attr]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert only(write(tmp_path, "a.txt", b"\xef\xbb\xbfAnn spoke.")) == Document("a.txt", "Ann spoke.")
    assert only(write(tmp_path, "a.jsonl", b'\xef\xbb\xbf{"text": "Ann"}\n')) == Document("a.jsonl:1", "Ann")


def test_bytes_that_are_not_utf8_are_located(tmp_path: Path) -> None:
    failure = only(write(tmp_path, "a.txt", b"\xef\xbb\xbfcaf\xe9 au lait"))
    assert isinstance(failure, Failure)
    assert failure == Failure("a.txt", "InputError", failure.message)
    assert "byte 0xe9 at offset 6" in failure.message


def test_all_fields_of_a_record_are_read(tmp_path: Path) -> None:
    fields = {"title": "T", "publisher": "P", "published": "2024-01-02", "url": "http://example.org", "language": "de"}
    record = {"id": "007", "text": "Ann spoke.", "other": [1], **fields}
    assert only(write(tmp_path, "a.jsonl", json.dumps(record))) == Document("007", "Ann spoke.", **fields)


@pytest.mark.parametrize(
    ("given", "expected"), [("001", "001"), (" x ", " x "), (7, "7"), (1.5, "1.5"), (None, "f"), ("", "f")]
)
def test_an_id_is_a_string_and_stays_as_it_is(given: object, expected: str) -> None:
    assert document_of({"id": given, "text": "a"}, "f").id == expected


def test_a_date_is_when_it_was_published() -> None:
    assert document_of({"text": "a", "date": "2024"}, "f").published == "2024"
    assert document_of({"text": "a", "date": "2024", "published": "2023"}, "f").published == "2023"


BAD = [
    "[1]",
    "nonsense",
    "{}",
    '{"text": 3}',
    '{"id": ["x"], "text": "a"}',
    '{"id": true, "text": "a"}',
    '{"text": "a"',
]


@pytest.mark.parametrize("line", [*(line.encode() for line in BAD), b'{"text": "\xff"}', b"[" * 100_000])
def test_a_bad_line_fails_alone_and_is_named(tmp_path: Path, line: bytes) -> None:
    good = b'{"id": "x", "text": "Ann."}'
    first, failure, last = read_paths([write(tmp_path, "a.jsonl", good + b"\n\n" + line + b"\r\n" + good)])
    assert first == last == Document("x", "Ann.")
    assert isinstance(failure, Failure)
    assert failure.id == "a.jsonl:3"
    assert failure.message.startswith("a.jsonl:3: ")


def test_a_failure_keeps_the_id_of_its_record(tmp_path: Path) -> None:
    assert only(write(tmp_path, "a.jsonl", '{"id": "x9"}')) == Failure(
        "x9", "InputError", "a.jsonl:1: expected a string in 'text', got nothing"
    )


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", '{"text": "one\u2028two\x85three"}\n{"text": "b"}\n')
    assert [article.id for article in read_paths([path])] == ["a.jsonl:1", "a.jsonl:2"]


def test_compressed_lines_are_read(tmp_path: Path) -> None:
    data = gzip.compress(b'{"text": "a"}\n{"text": "b"}\n')
    assert [a.id for a in read_paths([write(tmp_path, "a.jsonl.gz", data)])] == ["a.jsonl.gz:1", "a.jsonl.gz:2"]


@pytest.mark.parametrize("damage", [slice(0, -10), slice(1, None), slice(0, 15)])
def test_a_damaged_file_is_a_failure(tmp_path: Path, damage: slice) -> None:
    data = gzip.compress(b'{"text": "a"}\n' * 50)[damage]
    *_, failure = read_paths([write(tmp_path, "a.jsonl.gz", data)])
    assert isinstance(failure, Failure)
    assert "cannot be read" in failure.message


def test_files_follow_one_another_and_endings_ignore_case(tmp_path: Path) -> None:
    paths = [write(tmp_path, "b.TXT", "b"), write(tmp_path, "a.JSONL", '{"text": "a"}'), write(tmp_path, "c.txt", "c")]
    assert [article.id for article in read_paths(map(str, paths))] == ["b.TXT", "a.JSONL:1", "c.txt"]


def test_what_is_no_known_file_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    good = write(tmp_path, "a.txt", "a")
    with pytest.raises(InputError, match=r"nowhere\.txt: no such file"):
        read_paths([good, tmp_path / "nowhere.txt"])
    with pytest.raises(InputError, match=r"unknown kind of file; known endings: \.txt, \.jsonl, \.jsonl\.gz"):
        read_paths([write(tmp_path, "a.docx", "a")])
    with pytest.raises(InputError, match=r"is a folder: name the files in it"):
        read_paths([tmp_path])


def test_reading_is_lazy(tmp_path: Path) -> None:
    first, second = write(tmp_path, "a.txt", "a"), write(tmp_path, "b.txt", "b")
    articles = read_paths([first, second])
    assert next(articles) == Document("a.txt", "a")
    second.unlink()
    assert isinstance(next(articles), Failure)


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes, format: str = "auto") -> list[Document | Failure]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(read_paths(["-"], format))


@pytest.mark.parametrize("start", [b"", b"\n \r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_standard_input_is_told_apart_by_its_first_character(monkeypatch: pytest.MonkeyPatch, start: bytes) -> None:
    lines = stdin(monkeypatch, start + b'{"text": "a"}\n{"text": "b"}')
    assert [article.text for article in lines] == ["a", "b"]  # type: ignore[union-attr]
    (text,) = stdin(monkeypatch, start + b"Ann spoke.\n{not JSON}\n")
    assert text == Document("stdin", start.decode("utf-8-sig") + "Ann spoke.\n{not JSON}\n")


def test_the_kind_of_standard_input_can_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stdin(monkeypatch, b'{"text": "a"}', "txt") == [Document("stdin", '{"text": "a"}')]
    assert stdin(monkeypatch, b"Ann spoke.", "jsonl")[0].id == "stdin:1"
    assert stdin(monkeypatch, b"") == [Document("stdin", "")]
