"""Files and standard input become documents; what cannot be read becomes a failure in its place."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from attribution.datatypes import Document, Failure
from attribution.errors import InputError
from attribution.formats.records import document_of
from attribution.read import READERS, Options, read_paths


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def parquet_bytes() -> bytes:
    import pyarrow
    import pyarrow.parquet

    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"text": ["Ann spoke."]}), buffer)
    return buffer.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "txt": lambda: b"Ann spoke.",
    "html": lambda: b"<html><body><p>Ann said on Monday that Bob would come to the meeting.</p></body></html>",
    "jsonl": lambda: b'{"text": "Ann spoke."}\n',
    "json": lambda: b'[{"text": "Ann spoke."}]',
    "csv": lambda: b"text\nAnn spoke.\n",
    "tsv": lambda: b"title\ttext\nA\tAnn spoke.\n",
    "parquet": parquet_bytes,
    "ninjs": lambda: b'{"uri": "urn:x:1", "headline": "A", "body_text": "Ann spoke."}',
}
SAMPLES["htm"] = SAMPLES["html"]


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


def test_not_a_number_is_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": NaN, "text": "a", "title": NaN, "language": NaN}\n')
    assert list(read_paths([path])) == [Document("a.jsonl:1", "a")]


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
        "x9", "InputError", "a.jsonl:1: no 'text' among the fields ('id'); name the right one with --text-column"
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
    with pytest.raises(InputError, match=r"unknown kind of file; known endings: \.txt, \.html, \.htm, \.jsonl, "):
        read_paths([good, write(tmp_path, "a.docx", "a")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty: no file of a known kind there"):
        read_paths([good, tmp_path / "empty"])
    with pytest.raises(InputError, match=r"\*\.docx: no file of a known kind there"):
        read_paths([good, tmp_path / "*.docx"])
    with pytest.raises(InputError, match=r"unknown encoding 'hex'"):
        read_paths([good], encoding="hex")
    with pytest.raises(InputError, match=r"unknown format 'docx' of standard input; known: auto, txt, html"):
        read_paths(["-"], "docx")


def test_reading_is_lazy(tmp_path: Path) -> None:
    first, second = write(tmp_path, "a.txt", "a"), write(tmp_path, "b.txt", "b")
    articles = read_paths([first, second])
    assert next(articles) == Document("a.txt", "a")
    second.unlink()
    assert isinstance(next(articles), Failure)


# --- folders and globs --------------------------------------------------------------------------


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of articles with folders in it, some of it hidden, some of unknown kinds."""
    folder = tmp_path / "news"
    for name in (
        "b.txt",
        "a/z.txt",
        "a/b.txt",
        "a.txt",
        "c/d/e.txt",
        ".hidden.txt",
        ".git/x.txt",
        "a/n.pdf",
        "LICENSE",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


IN_ORDER = ["a/b.txt", "a/z.txt", "a.txt", "b.txt", "c/d/e.txt"]


def test_a_folder_is_read_with_the_folders_in_it_in_order_of_names(news: Path) -> None:
    notes: list[str] = []
    articles = list(read_paths([news], note=notes.append))
    assert articles == [Document(name, name) for name in IN_ORDER]
    assert notes == [f"{news}: files of unknown kinds were passed over: 1 without ending, 1 .pdf"]


def test_a_glob_finds_what_the_folder_has_and_is_told_the_same(news: Path) -> None:
    assert list(read_paths([f"{news}/**/*.txt"])) == list(read_paths([news]))
    assert [article.id for article in read_paths([f"{news}/a/?.txt"])] == ["b.txt", "z.txt"]
    assert [article.id for article in read_paths([f"{news}/*/b.txt"])] == ["a/b.txt"]


def test_no_two_files_go_by_one_name(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [a.id for a in read_paths(["news/b.txt", "news/a/b.txt", "news/a.txt"])] == [
        "news/b.txt",
        "news/a/b.txt",
        "a.txt",
    ]
    assert [a.id for a in read_paths(["news/a", "news/c", news])][:3] == [
        "news/a/b.txt",
        "news/a/z.txt",
        "news/c/d/e.txt",
    ]


def test_a_link_to_a_folder_is_not_followed(news: Path) -> None:
    (news / "a" / "up").symlink_to(news)
    assert [article.id for article in read_paths([news])] == IN_ORDER


def test_a_name_with_glob_characters_is_a_name_first(tmp_path: Path) -> None:
    assert only(write(tmp_path, "[draft].txt", "a")) == Document("[draft].txt", "a")


def test_a_folder_that_cannot_be_read_is_a_failure(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "c":
            raise PermissionError("not for you")
        return scandir(path)

    monkeypatch.setattr("os.scandir", refuse)
    *articles, failure = read_paths([news])
    assert [article.id for article in articles] == IN_ORDER[:-1]
    assert isinstance(failure, Failure) and failure.message == f"{news / 'c'}: cannot be read: not for you"


# --- standard input -----------------------------------------------------------------------------


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
    assert stdin(monkeypatch, b"", "txt") == [Document("stdin", "")]
    assert stdin(monkeypatch, b"") == []


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (b'[\n {"id": "x", "text": "a"}]', ["x"]),
        (b'{\n "text": "a"\n}', ["stdin"]),
        (b"[Corrected] Ann spoke.", ["stdin"]),
        (b"[ ]\n", []),
        (b'id,text\n1,"a\nb"\n2,b\n', ["1", "2"]),
        (b"text\tid\r\na, b\t1\r\n", ["1"]),
        (b"a text, it is,\nof no table", ["stdin"]),
        ('\ufeff{"text": "a"}\n{"text": "b"}'.encode("utf-16-le"), ["stdin:1", "stdin:2"]),
        (gzip.compress(b'{"text": "a"}\n{"text": "b"}'), ["stdin:1", "stdin:2"]),
        (b" <!DOCTYPE html><p>Ann said on Monday that Bob would come to the meeting on Tuesday.</p>", ["stdin"]),
    ],
)
def test_other_formats_are_known_by_how_they_begin(
    monkeypatch: pytest.MonkeyPatch, data: bytes, ids: list[str]
) -> None:
    articles = stdin(monkeypatch, data)
    assert [article.id for article in articles] == ids
    assert all(isinstance(article, Document) and article.text[0] in "a[Ab" for article in articles)


def test_a_damaged_pipe_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (gzip.compress(b'{"text": "a"}')[:15], gzip.compress(b"a")[:5]):
        *_, failure = stdin(monkeypatch, data)
        assert isinstance(failure, Failure) and failure.message.startswith("stdin: cannot be read")


def test_standard_input_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a")))
    list(read_paths(["-"]))
    assert sys.stdin.read() == ""


# --- memory -------------------------------------------------------------------------------------


class Endless(io.RawIOBase):
    """Lines of JSON without end, made as they are asked for."""

    line = json.dumps({"text": "Officials said that 40 people died. " * 60}).encode() + b"\n"

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        start = self.given % len(self.line)
        data = (self.line[start:] + self.line)[: len(buffer)]
        buffer[: len(data)] = data
        self.given += len(data)
        return len(data)


def test_lines_are_read_one_at_a_time_in_bounded_memory() -> None:
    endless = Endless()
    articles = READERS["jsonl"](io.BufferedReader(endless), "x", Options())
    next(articles)
    assert endless.given < 100_000
    tracemalloc.start()
    for number, article in zip(range(2, 10_002), articles, strict=False):
        assert article.id == f"x:{number}"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert endless.given > 20_000_000 and peak < 300_000


def test_a_truncated_file_gives_all_that_is_complete(tmp_path: Path) -> None:
    rows = [json.dumps({"id": str(n), "text": f"{n} people died, {n * 7919} fled."}) for n in range(5000)]
    data = gzip.compress("\n".join(rows).encode())[:-20]
    *articles, failure = read_paths([write(tmp_path, "a.jsonl.gz", data)])
    assert isinstance(failure, Failure) and "cannot be read" in failure.message
    whole = zlib.decompressobj(31).decompress(data).count(b"\n")
    assert whole > 1000 and [article.id for article in articles] == [str(n) for n in range(whole)]


@pytest.mark.parametrize("name", sorted(READERS))
def test_each_format_is_read_compressed_too(tmp_path: Path, name: str) -> None:
    plain = write(tmp_path, f"a.{name}", SAMPLES[name]())
    packed = write(tmp_path, f"a.{name}.gz", gzip.compress(SAMPLES[name]()))
    (article,), (same,) = read_paths([plain]), read_paths([packed])
    assert isinstance(article, Document) and isinstance(same, Document)
    assert "Ann" in article.text and (same.text, same.title) == (article.text, article.title)
