"""The words that tell what an article is about."""

from __future__ import annotations

import re
from collections import Counter

from ..datatypes import Document
from .wording import STOPWORDS, stem

WORD = re.compile(r"[^\W\d_]{3,}")
MOST = 40
TITLE = 3  # a word of the title counts so many times


def topics_of(document: Document) -> tuple[str, ...]:
    """The stems that an article uses most, names with a capital letter; ties in order of appearance."""
    count: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text, times in ((document.title or "", TITLE), (document.text, 1)):
        for match in WORD.finditer(text):
            word = match.group()
            one = stem(word)
            if one not in STOPWORDS:
                count[one] += times
                capital[one] += times * word[0].isupper()
    most = [one for one, _ in count.most_common(MOST)]
    return tuple(one.capitalize() if 2 * capital[one] > count[one] else one for one in most)
