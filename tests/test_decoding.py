"""Bytes become text as they are meant, or it is said which byte is wrong and what to try."""

from __future__ import annotations

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.errors import InputError
from attribution.formats.decoding import UndecodableError, decoded, lines
from attribution.formats.options import Options

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"))
MARKED = ["utf-8-sig", "utf-16", "utf-32"]
NAMED = ["utf-8", "utf-16-le", "utf-16-be", "utf-32-be", "gb18030"]


@given(TEXTS, st.sampled_from(MARKED))
def test_a_byte_order_mark_tells_the_encoding_whatever_else_is_said(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert decoded(data) == decoded(data, "cp1252") == text


@given(TEXTS, st.sampled_from(NAMED))
def test_an_encoding_can_be_named(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding), encoding) == text


@given(TEXTS, st.sampled_from([*MARKED, *NAMED]))
def test_lines_joined_give_the_text_back(text: str, encoding: str) -> None:
    given = [line for line in lines(io.BytesIO(text.encode(encoding)), encoding) if isinstance(line, str)]
    assert "".join(given) == text
    assert all("\n" not in line[:-1] for line in given)


def test_a_wrong_byte_is_located_and_the_likely_encoding_proposed() -> None:
    with pytest.raises(InputError, match=r"^not UTF-8: byte 0xe9 at offset 6; it can be read as cp1252: if .*cp1252$"):
        decoded(codecs.BOM_UTF8 + b"caf\xe9 au lait")
    with pytest.raises(InputError, match=r"^not UTF-8: byte 0xe9 at offset 3; name its encoding with --encoding$"):
        decoded(b"caf\xe9 \x81")
    with pytest.raises(InputError, match=r"^not CP1252: byte 0x81 at offset 2"):
        decoded(b"ab\x81", "cp1252")
    with pytest.raises(InputError, match=r"^not UTF-16-LE: byte 0x00 at offset 4; name its encoding"):
        decoded(codecs.BOM_UTF16_LE + b"a\0\0\xd8", None)


def test_utf16_without_a_mark_is_named_and_not_read_as_letters_with_zeros() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        with pytest.raises(InputError, match=f"without a byte order mark; try --encoding {encoding}"):
            decoded("Ann spoke.".encode(encoding))
    assert decoded(b"Ann\0 spoke.") == "Ann\0 spoke."


def test_a_wrong_line_is_passed_over_by_those_after_it() -> None:
    first, wrong, last = lines(io.BytesIO(b"one\ntw\xf6\nthree"))
    assert (first, last) == ("one\n", "three")
    assert isinstance(wrong, UndecodableError) and "byte 0xf6 at offset 6" in str(wrong)
    assert wrong.replaced == "tw\ufffd\n"


def test_nothing_can_be_read_after_a_wrong_line_of_utf16() -> None:
    data = "one\ntwo\n".encode("utf-16") + b"\0\xdc" + "\nthree\n".encode("utf-16-le")
    *read, wrong = lines(io.BytesIO(data))
    assert read == ["one\n", "two\n"]
    assert isinstance(wrong, InputError) and "byte 0x00 at offset 18; name its encoding" in str(wrong)


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "", "a\0b"])
def test_an_unknown_encoding_is_refused_at_once(name: str) -> None:
    with pytest.raises(InputError, match=r"unknown encoding .*: expected a name such as utf-8"):
        Options(name)
