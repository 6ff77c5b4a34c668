"""An article cut into sentences and paragraphs, which tile the text, and the regions inside quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .datatypes import Document, Segments, Span, Spans

# White space after a paragraph belongs to it; white space before the first one belongs to the first.
PARAGRAPH = re.compile(r"\s*[^\r\n]*(?:[\r\n]\s*)?")

# One alternative for each pair of marks. None of them crosses a line break, so a quotation that is left open, as
# the press does when the next paragraph goes on quoting, ends with its paragraph. A straight mark opens only where
# no word or number touches it from the left (6'2" is a height). Single marks count when a mark closes them
# that is no apostrophe: not followed by a letter.
QUOTATION = re.compile(
    r"""“[^”\r\n]*”?
      | „[^“”\r\n]*[“”]?
      | «[^»\r\n]*»?
      | (?<!\w)"(?=[^\s"])[^"\r\n]*"?
      | ``(?:(?!'')[^\r\n])*(?:'')?
      | (?<!\w)‘(?=\w)(?:[^‘’\r\n]|’(?=\w))*’(?!\w)
    """,
    re.VERBOSE,
)

# A stop, or several of them, what closes with it, and the white space that a sentence keeps. Scraped text often
# loses that space: a stop between a word in lower case and a capitalized word counts without it.
STOP = re.compile(
    r"""[.!?…]+(?:[ \u00a0][.!?…]+)*["”“’»)\]']*\s+
      | (?<=[a-z]{2})[.!?]”?(?=“?[A-Z][a-z]*[\s,’'])
    """,
    re.VERBOSE,
)

OPENING = "\"'“‘„«([{-–—*• \u00a0"
TOKEN = re.compile(r"[^\s\"“”„«»‘()\[\]—–]*\Z")
LONGEST = 24  # characters looked at before a stop: longer than any abbreviation
WORD_AFTER = re.compile(r"[^\W_]+")
SPEECH_AFTER = re.compile(
    r"(?:[A-Z][\w’'-]*\s+){1,3}(?:said|says|asked|asks|added|told|wrote|tweeted|replied|shouted|demanded)\b"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Stand before a name or a number and never end a sentence.
BEFORE_NAME = _words(
    "mr mrs ms messrs dr drs prof gen lt col maj capt sgt cpl pvt adm brig cmdr cdr sen sens rep reps gov govs pres rev"
    " hon fr msgr supt insp det amb atty asst assoc ste mt vs v cf e.g i.e approx ca viz"
)
# Abbreviate only before a number; anywhere else they are words or end a sentence.
BEFORE_NUMBER = _words("no nos art sec fig figs vol pp jan feb mar apr jun jul aug sept sep oct nov dec")
# May stand anywhere; they end a sentence only if the next word is one that usually begins one.
ANYWHERE = _words(
    "inc corp ltd co cos bros jr sr etc ph.d m.d a.m p.m dept univ est bn mn ft st ave blvd rd"
    " ala ariz calif colo conn del fla ga kan ky la md mich minn mo mont neb nev okla pa tenn tex va vt wis wyo"
)
STARTERS = _words(
    "the a an this that these those there here he she it they we i you who what when where why how which his her its"
    " their our my your but and or nor so yet if in on at by for from to with as after before since while although"
    " though because during under over about among between both all some many most several no not other others another"
    " one two three officials according however meanwhile still then now also earlier later last"
)
INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
ENUMERATION = re.compile(r"\d{1,3}|[ivx]{1,5}", re.IGNORECASE)


def segment(document: Document) -> Segments:
    """Cut the text. Sentences joined give it back, and so do paragraphs; an empty text has none of either."""
    text = document.text
    paragraphs = tuple(Span(*m.span()) for m in PARAGRAPH.finditer(text) if m.end() > m.start())
    sentences = tuple(s for p in paragraphs for s in _sentences(text, p))
    quotations = tuple(Span(*m.span()) for m in QUOTATION.finditer(text))
    return Segments(sentences=sentences, paragraphs=paragraphs, quotations=_trimmed(text, quotations))


def _sentences(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for stop in STOP.finditer(text, paragraph.start, paragraph.end):
        if stop.end() < paragraph.end and _ends_sentence(text, start, stop):
            yield Span(start, stop.end())
            start = stop.end()
    yield Span(start, paragraph.end)


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether the sentence from ``start`` ends with this stop, given that more of its paragraph follows."""
    follows = text[stop.end() : stop.end() + 60].lstrip(OPENING)
    if not follows or follows[0].islower() or follows[0] in ",;:.?!":
        return False
    marks = stop.group().rstrip()
    if marks[0] != ".":
        return marks[-1] not in "\"”“’»'" or not SPEECH_AFTER.match(follows)
    if marks.startswith(".") and not marks.startswith(".."):
        return not _abbreviates(text, start, stop.start(), follows, closed=len(marks) > 1)
    return True


def _abbreviates(text: str, start: int, at: int, follows: str, *, closed: bool) -> bool:
    """Whether the full stop at ``at`` only abbreviates. ``closed``: a quotation mark or bracket follows it."""
    token = TOKEN.search(text, max(start, at - LONGEST), at)
    word = token.group().lower() if token else ""
    if not word:
        return False
    begins = WORD_AFTER.match(follows)
    next_word = begins.group() if begins else ""
    if word.rpartition("-")[2] in BEFORE_NAME:
        return not closed
    if word in BEFORE_NUMBER:
        return next_word[:1].isdigit()
    if ENUMERATION.fullmatch(word) and not text[start : at - len(word)].strip(OPENING):
        return not closed
    if word in ANYWHERE or (INITIALS.fullmatch(word) and word != "i"):
        return not closed and not _starts(follows, next_word)
    return False


def _starts(follows: str, next_word: str) -> bool:
    """Whether the words after an abbreviation look like the beginning of a sentence."""
    return next_word.lower() in STARTERS and follows[0].isupper()


def _trimmed(text: str, quotations: Spans) -> Spans:
    """Quotations that were left open give back the white space at the paragraph's end."""
    return tuple(Span(start, start + len(text[start:end].rstrip())) for start, end in quotations)
