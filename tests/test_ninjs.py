"""The news agencies' JSON: each version's names for text, title, publisher and date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attribution.datatypes import Document, Failure
from attribution.formats.records import document_of
from attribution.read import read_paths

URI = "http://agency.example/items/7"
FIRST: dict[str, Any] = {
    "uri": URI,
    "type": "text",
    "firstcreated": "2025-02-12T08:00:00Z",
    "versioncreated": "2025-02-13T08:00:00Z",
    "headline": "Café closes",
    "copyrightholder": "The Agency",
    "usageterms": "for subscribers",
    "language": "en-GB",
    "body_text": "Ann spoke.\r\n\r\nBob 🙂 did not.",
}
SECOND: dict[str, Any] = {
    "uri": URI,
    "versioncreated": "2025-02-13T08:00:00Z",
    "headlines": [{"role": "short", "value": "Closed"}, {"role": "main", "value": "Café closes"}],
    "infosources": [{"name": "The Agency", "role": "origin"}],
    "bodies": [
        {"role": "richtext", "contenttype": "application/xhtml+xml", "value": "<p>other</p>"},
        {"role": "main", "contenttype": "text/plain", "value": "Ann spoke.\r\n\r\nBob 🙂 did not."},
    ],
    "language": "en-GB",
}
RENAMED = {"versioncreated": "versionCreated", "infosources": "infoSources"}
THIRD = {RENAMED.get(key, key): value for key, value in SECOND.items()}
THIRD["bodies"] = [{"role": b["role"], "contentType": b["contenttype"], "value": b["value"]} for b in SECOND["bodies"]]


@pytest.mark.parametrize("item", [FIRST, SECOND, THIRD])
def test_all_versions_give_the_same_article_with_the_text_as_it_is(item: dict[str, Any]) -> None:
    assert document_of(item, "f") == Document(
        URI, FIRST["body_text"], "Café closes", "The Agency", "2025-02-13T08:00:00Z", URI, "en-GB"
    )


@pytest.mark.parametrize(
    "body",
    [
        {"body_xhtml": "<p>Ann &amp; Bob</p><p>spoke.</p>"},
        {"body_html": "<div>Ann &amp; Bob</div> spoke."},
        {"bodies": [{"role": "html", "value": "<section><p>Ann &amp; Bob</p><p>spoke.</p></section>"}]},
        {"bodies": [{"contentType": "text/html", "value": "Ann &amp; Bob<br>spoke."}]},
    ],
)
def test_markup_is_stripped_where_there_is_no_plain_text(body: dict[str, Any]) -> None:
    assert document_of({"uri": "urn:x:7", **body}, "f") == Document("urn:x:7", "Ann & Bob\nspoke.")


def test_markup_that_cannot_be_read_fails_alone(tmp_path: Path) -> None:
    markups = ["<p>a\u000bb</p>", "<p>a \ud83d b</p>", "<html><head><title>x</title></head></html>", "<p>c</p>"]
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(json.dumps({"uri": str(i), "body_html": markup}) + "\n" for i, markup in enumerate(markups))
    )
    control, surrogate, headed, last = read_paths([path])
    assert (control, last) == (Document("0", "a b"), Document("3", "c"))
    assert isinstance(surrogate, Failure) and "lone surrogate U+D83D" in surrogate.message
    assert isinstance(headed, Failure) and "no markup that can be read" in headed.message


def test_an_item_without_a_uri_goes_by_its_guid_or_the_file() -> None:
    assert document_of({"guid": "g", "body_text": "a"}, "f").id == "g"
    assert document_of({"body_text": "a", "source": "S", "copyrightholder": "C"}, "f") == Document(
        "f", "a", publisher="S"
    )


def test_a_text_of_our_own_and_a_column_asked_for_come_first(tmp_path: Path) -> None:
    assert document_of({**FIRST, "text": "other"}, "f").text == "other"
    path = tmp_path / "a.json"
    path.write_text(json.dumps(FIRST))
    (article,) = read_paths([path], text_column="headline", id_column="type")
    assert article == Document("text", "Café closes", language="en-GB")


def test_a_photo_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.ninjs"
    path.write_text(json.dumps([{"uri": URI, "headline": "x"}, {"uri": URI, "bodies": []}, FIRST]))
    photo, empty, article = read_paths([path])
    assert isinstance(photo, Failure) and "no 'text' among the fields ('uri', 'headline')" in photo.message
    assert isinstance(empty, Failure) and "expected a string in 'text', got nothing" in empty.message
    assert (empty.id, article.id) == (URI, URI)
