"""Tables: ids stay strings, cells stay as they are, and what is wrong is named by row and column."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.datatypes import Document, Failure
from attribution.errors import InputError
from attribution.formats.options import Options
from attribution.formats.tables import comma_separated, parquet, tab_separated
from attribution.read import read_paths

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
ROWS = st.lists(st.tuples(TEXTS, TEXTS))


@given(ROWS, st.sampled_from(["excel", "excel-tab"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_the_csv_module_writes_is_read_back(rows: list[tuple[str, str]], dialect: str, encoding: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, dialect, quoting=csv.QUOTE_ALL).writerows([("id", "text"), *rows])
    reader = comma_separated if dialect == "excel" else tab_separated
    stream = io.BytesIO(written.getvalue().encode(encoding))
    named = Options(None if encoding == "utf-16" else encoding)
    assert list(reader(stream, "f", named)) == [Document(id, text) for id, text in rows]


@given(ROWS)
def test_what_is_written_as_parquet_is_read_back(rows: list[tuple[str, str]]) -> None:
    ids, texts = [id for id, _ in rows], [text for _, text in rows]
    table = pyarrow.table({"id": pyarrow.array(ids, pyarrow.string()), "text": pyarrow.array(texts, pyarrow.string())})
    assert list(parquet(as_parquet(table), "f", Options())) == [Document(id, text) for id, text in rows]


def as_parquet(table: pyarrow.Table, **options: object) -> io.BytesIO:
    stream = io.BytesIO()
    pyarrow.parquet.write_table(table, stream, **options)
    stream.seek(0)
    return stream


def from_csv(text: str, **options: str) -> list[Document | Failure]:
    return list(comma_separated(io.BytesIO(text.encode("utf-8")), "f", Options(**options)))


def test_all_columns_are_read_and_an_id_is_a_string() -> None:
    text = 'id,text,date,publisher,other\n001,"Ann, “Zoë” 🙂\r\nspoke.",2025-02-13,,x\n\n,Bob spoke.,,The Harbour,\n'
    assert from_csv(text) == [
        Document("001", "Ann, “Zoë” 🙂\r\nspoke.", published="2025-02-13"),
        Document("f:2", "Bob spoke.", publisher="The Harbour"),
    ]


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("nr\tbody\ttext\n01\tAnn spoke.\tno\n")
    assert list(read_paths([path], text_column="body", id_column="nr")) == [Document("01", "Ann spoke.")]
    for option in ("text_column", "id_column"):
        (failure,) = read_paths([path], **{option: "x"})  # type: ignore[arg-type]
        wanted = "--" + option.replace("_", "-")
        assert failure == Failure(
            "a.tsv",
            "InputError",
            f"{path}: no 'x' among the fields ('nr', 'body', 'text'); name the right one with {wanted}",
        )


def test_a_bad_row_fails_alone() -> None:
    first, short, empty, last = from_csv("id,text\n1,a\n2\n3,\n4,d\n")
    assert (first, last) == (Document("1", "a"), Document("4", "d"))
    assert short == Failure("f:2", "InputError", "f:2: expected 2 cells as in line 1, got 1")
    assert empty == Failure("3", "InputError", "f:3: expected a string in 'text', got nothing")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (b'2,"b" c\n3,d\n', "line 3: ',' expected after '\"'; what comes after is not read"),
        (b'2,"b\n3,d\n', "unexpected end of data; what comes after is not read"),
    ],
)
def test_what_is_before_a_broken_row_is_kept(tmp_path: Path, rows: bytes, message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,text\n1,a\n" + rows)
    first, failure = read_paths([path])
    assert first == Document("1", "a")
    assert isinstance(failure, Failure) and message in failure.message


def test_a_row_that_cannot_be_decoded_fails_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,text\n1,"a\nb"\n2,"b\xe9\nc"\n3,d\n')
    first, failure, last = read_paths([path])
    assert (first, last) == (Document("1", "a\nb"), Document("3", "d"))
    assert isinstance(failure, Failure) and failure.id == "a.csv:2"
    assert "not UTF-8: byte 0xe9 at offset 20; it can be read as cp1252" in failure.message
    path.write_bytes(b"id,text,\xe9\n1,a,b\n")
    (failure,) = read_paths([path])
    assert isinstance(failure, Failure) and "byte 0xe9" in failure.message


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="two columns have the name 'text'"):
        from_csv("id,text,text,note,note\n1,a,b,c,d\n")
    assert from_csv("id,text,note,note\n1,a,c,d\n") == [Document("1", "a")]


def test_a_cell_that_python_cannot_hold_fails_its_row_alone() -> None:
    days = pyarrow.array([0, 4_000_000, 1], pyarrow.int32()).cast(pyarrow.date32())
    table = pyarrow.table({"id": ["1", "2", "3"], "text": ["a", "b", "c"], "published": days})
    first, failure, last = parquet(as_parquet(table), "f", Options())
    assert first == Document("1", "a", published="1970-01-01")
    assert last == Document("3", "c", published="1970-01-02")
    assert isinstance(failure, Failure) and failure.message.startswith("f:2: a cell cannot be read: ")


def test_an_empty_file_has_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    (failure,) = read_paths([path])
    assert isinstance(failure, Failure) and "no 'text' among the fields (none)" in failure.message


def test_a_cell_may_be_a_long_article() -> None:
    (article,) = from_csv(f"text\n{'a' * 1_000_000}\n")
    assert isinstance(article, Document) and len(article.text) == 1_000_000


def test_numbers_and_dates_of_parquet_are_written_out() -> None:
    table = pyarrow.table(
        {"id": [7, None], "text": ["a", "b"], "published": [datetime.date(2025, 2, 13), None], "x": [[1], [2]]}
    )
    assert list(parquet(as_parquet(table), "f", Options())) == [
        Document("7", "a", published="2025-02-13"),
        Document("f:2", "b"),
    ]


def test_a_damaged_parquet_file_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    for data in (b"", b"PAR1 no more", as_parquet(pyarrow.table({"text": ["a"]})).getvalue()[:-20]):
        path.write_bytes(data)
        (failure,) = read_paths([path])
        assert isinstance(failure, Failure) and "not a Parquet file that can be read" in failure.message
    path.write_bytes(as_parquet(pyarrow.table({"body": ["a"]})).getvalue())
    (failure,) = read_paths([path])
    assert isinstance(failure, Failure) and "no 'text' among the fields ('body')" in failure.message


def test_parquet_is_read_a_few_rows_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = [f"{number} " + "x" * 5000 for number in range(4000)]
    path.write_bytes(as_parquet(pyarrow.table({"text": texts}), compression="none", use_dictionary=False).getvalue())
    before = pyarrow.total_allocated_bytes()
    articles = read_paths([path])
    for number, article in enumerate(articles, 1):
        assert article.id == f"a.parquet:{number}"
        assert pyarrow.total_allocated_bytes() - before < 8_000_000 < path.stat().st_size
