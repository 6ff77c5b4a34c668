"""The news agencies' JSON, IPTC ninjs 1 to 3, to plain fields.

=============  ==============================================================================
field          taken from the first that is there
=============  ==============================================================================
id             uri, guid
text           body_text; a body of bodies that is plain text; body_html, body_xhtml or a body of bodies with
               markup, of which the text is kept
title          headline; the main one of headlines
publisher      source; the first of infosources; copyrightholder
published      versioncreated, firstcreated
url            uri, where it is a web address
language       language
=============  ==============================================================================

Version 3 writes the same names with capitals (versionCreated); capitals make no difference here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .pages import plain


def is_ninjs(record: Mapping[str, Any]) -> bool:
    """Whether an object holds its text as ninjs does."""
    return isinstance(record.get("bodies"), list) or any(str(key).lower().startswith("body_") for key in record)


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """The plain fields of a ninjs object. Raises InputError where only markup is given and lxml is missing."""
    item = {key.lower(): value for key, value in record.items()}
    uri = item.get("uri")
    return {
        "id": uri or item.get("guid"),
        "text": _body(item),
        "title": item.get("headline") or _main(item.get("headlines"), "value"),
        "publisher": item.get("source") or _main(item.get("infosources"), "name") or item.get("copyrightholder"),
        "published": item.get("versioncreated") or item.get("firstcreated"),
        "url": uri if isinstance(uri, str) and uri.startswith(("http://", "https://")) else None,
        "language": item.get("language"),
    }


def _body(item: Mapping[str, Any]) -> Any:
    bodies = _objects(item.get("bodies"))
    texts = [item.get("body_text"), *(body.get("value") for body in bodies if not _is_markup(body))]
    markups = [item.get("body_html"), item.get("body_xhtml"), *(body.get("value") for body in bodies)]
    text = next((text for text in texts if text), None)
    if text is not None:
        return text
    markup = next((markup for markup in markups if markup), None)
    return plain(markup) if isinstance(markup, str) else markup


def _is_markup(body: Mapping[str, Any]) -> bool:
    kind = str(body.get("contenttype") or body.get("role") or "").lower()
    return "html" in kind or "xml" in kind or kind == "richtext"


def _main(values: Any, key: str) -> Any:
    """One field of the object whose role is "main", or of the first."""
    objects = _objects(values)
    return next((value.get(key) for value in objects if value.get("role") == "main"), None) or next(
        (value.get(key) for value in objects), None
    )


def _objects(values: Any) -> list[dict[str, Any]]:
    """The objects of a list, their names without capitals."""
    given = values if isinstance(values, list) else []
    return [{key.lower(): item for key, item in value.items()} for value in given if isinstance(value, dict)]
