"""Web pages: the article in them, what is known about it, and the encoding they declare."""

from __future__ import annotations

import io
import logging
import sys

import pytest

from attribution.datatypes import Document
from attribution.errors import InputError
from attribution.formats.options import Options
from attribution.formats.pages import page, plain

WORDS = "Ann Orlo said on Monday that Bob’s café 🙂 would close."
SECOND = "The mayor, who was at the meeting, said that nobody had told him."
PAGE = f"""<!doctype html><html lang="en"><head><title>Café closes - The Harbour</title>
<meta property="og:title" content="Café closes"><meta property="og:site_name" content="The Harbour">
<meta property="article:published_time" content="2025-02-13T08:00:00Z">
<link rel="canonical" href="https://harbour.example/cafe"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Café closes</h1><p>{WORDS}</p><p>{SECOND}</p></article>
<div id="comments"><p>I never liked it.</p></div><footer>All rights reserved</footer></body></html>"""


def read(markup: str | bytes, encoding: str | None = None) -> Document:
    data = markup if isinstance(markup, bytes) else markup.encode("utf-8")
    (document,) = page(io.BytesIO(data), "a.html", Options(encoding))
    return document


def test_the_article_and_what_the_page_says_about_it() -> None:
    document = read(PAGE)
    assert document.text == f"Café closes\n{WORDS}\n{SECOND}"
    assert document == Document(
        "a.html", document.text, "Café closes", "The Harbour", "2025-02-13", "https://harbour.example/cafe"
    )


def test_what_the_page_does_not_say_is_not_made_up() -> None:
    document = read(f"<html><body><p>On 3 March 2024 the shop was sold. {WORDS}</p></body></html>")
    assert (document.title, document.publisher, document.published, document.url) == (None, None, None, None)


def test_a_table_that_lays_out_a_page_is_no_table_of_figures() -> None:
    document = read(
        f"<html><body><table><tr><td>Menu</td><td><p>{WORDS}</p><p>{SECOND}</p></td></tr></table></body></html>"
    )
    assert document.text == f"{WORDS}\n{SECOND}"


@pytest.mark.parametrize("label", ["iso-8859-1", "Windows-1252", "latin1"])
def test_the_declared_encoding_is_used(label: str) -> None:
    words = WORDS.replace("🙂 ", "")
    markup = f"<html><head><meta charset='{label}'></head><body><p>{words}</p></body></html>"
    assert read(markup.encode("cp1252")).text == words


def test_a_mark_or_the_user_knows_better_than_the_page() -> None:
    wrong = f"<html><head><meta charset=ascii></head><body><p>{WORDS}</p></body></html>"
    assert read(wrong.encode("utf-16")).text == read(wrong, "utf-8").text == WORDS


def test_a_wrong_encoding_is_named() -> None:
    latin = WORDS.replace("🙂 ", "").encode("cp1252")
    with pytest.raises(InputError, match="not UTF-8: byte 0x92 at offset 35; it can be read as cp1252"):
        read(b"<p>" + latin)
    with pytest.raises(InputError, match="declares an unknown encoding, 'klingon'"):
        read(b"<meta charset=klingon><p>" + latin)


def test_xhtml_that_declares_its_encoding_is_read() -> None:
    assert read(f'<?xml version="1.0" encoding="utf-8"?>\n<html><body><p>{WORDS}</p></body></html>').text == WORDS


def test_a_page_without_an_article_is_said_once(capfd: pytest.CaptureFixture[str]) -> None:
    for markup in ("", "<html></html>", "no markup at all"):
        with pytest.raises(InputError, match="no article is found in the page"):
            read(markup)
    logging.getLogger("trafilatura").error("%s", "what it logs by itself")
    assert "what it logs" not in capfd.readouterr().err


def test_the_text_of_a_piece_of_markup() -> None:
    assert plain(
        "<p>Ann &amp; <b>Bob</b>\n spoke.<br/>Then left.</p><!-- x --><blockquote><p>One</p></blockquote>two"
    ) == ("Ann & Bob spoke.\nThen left.\nOne\ntwo")
    assert plain("<style>p {}</style>5 < 6 &nbsp;<script>1</script>") == "5 < 6"
    assert plain("") == plain(" ") == ""


def test_a_missing_library_is_named_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from attribution.formats import pages

    pages._trafilatura.cache_clear()
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(InputError, match=r"HTML needs trafilatura: pip install 'attribution\[formats\]'"):
        read(PAGE)
