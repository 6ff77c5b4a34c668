"""HTML to the text of the article in it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import IO, Any

from ..datatypes import Document
from ..errors import InputError
from ..serialize import check_encodable
from .decoding import decoded
from .options import Options, is_encoding

DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")  # lxml takes none in a text that is decoded already
DECLARED_WITHIN = 1024  # bytes of the page, as browsers have it
# As browsers read them: the names promise less than pages hold, and an ASCII declaration of UTF-16 is none.
READ_AS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
READ_AS |= {"utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8"}
BLOCKS = ["address", "blockquote", "div", "dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "hl2", "li"]
BLOCKS += ["ol", "p", "pre", "section", "td", "th", "tr", "ul", "br"]
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # which XML, and so lxml, has no place for
SPACES = re.compile(r"[ \t\r\n]+")


def page(stream: IO[bytes], name: str, options: Options) -> Iterator[Document]:
    """The article of a web page, without menus, tables and comments, and what the page says about it.

    The encoding is that of the byte order mark, of the options, or the one that the page declares. Raises InputError
    for a page in which no article is found.
    """
    trafilatura = _trafilatura()
    data = stream.read()
    found = trafilatura.bare_extraction(
        DECLARATION.sub("", decoded(data, options.encoding or _declared(data))),
        fast=True,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or not found.text:
        raise InputError("no article is found in the page")
    yield Document(
        id=name,
        text=found.text,
        title=found.title,
        publisher=found.sitename,
        published=found.date,
        url=found.url,
    )


def plain(markup: str) -> str:
    """The text of a piece of HTML, all of it; blocks and line breaks end a line, other control characters are spaces.

    Raises InputError for what lxml cannot read.
    """
    _trafilatura()
    from lxml import etree, html

    check_encodable(markup)  # lxml would stop there without a word
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    markup = SPACES.sub(" ", CONTROLS.sub(" ", DECLARATION.sub("", markup)))
    try:
        root = html.fragment_fromstring(markup, create_parent="div", parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:  # the last for a page that has no body
        raise InputError(f"no markup that can be read: {error}") from error
    for dropped in root.xpath("//script | //style"):
        dropped.drop_tree()
    for block in root.iter(*BLOCKS):
        block.text = "\n" + (block.text or "")
        block.tail = "\n" + (block.tail or "")
    return "\n".join(line for line in map(str.strip, root.text_content().split("\n")) if line)


def _declared(data: bytes) -> str | None:
    match = DECLARED.search(data[:DECLARED_WITHIN])
    if match is None:
        return None
    label = match[1].decode("ascii").lower()
    encoding = READ_AS.get(label, label)
    if not is_encoding(encoding):
        raise InputError(f"the page declares an unknown encoding, {label!r}; name the right one with --encoding")
    return encoding


@functools.cache
def _trafilatura() -> Any:
    import logging

    try:
        import trafilatura
    except ImportError as error:
        raise InputError("HTML needs trafilatura: pip install 'attribution[formats]'") from error
    # It logs what an InputError says here; without a handler Python would print that on standard error as well.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    return trafilatura
