"""The tag scheme and the label orders that training and inference share."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from .datatypes import Act, Naming, SourceType, Traits

ROLES = ("source", "cue", "content")
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
FIGURE_TAGS = ("none", "routine", "contestable")

SOURCE_TYPES = tuple(SourceType)
NAMINGS = tuple(Naming)
ACTS = tuple(Act)
# States, and bodies that stand for one, that the network tells by itself: the most frequent in the annotated news.
OTHER_COUNTRY = "other"
_STATES = (
    "AE AF AM AR AT AU AZ BD BE BH BO BR BY CA CD CH CN CO CU CY CZ DE DK DZ EC EG ES ET EU FI FR GB GE "
    "GR GT HK HN HT HU ID IE IL IN IQ IR IT JO JP KE KH KP KR KW LB LK LV LY MA MM MX MY MZ NATO NG NI NL "
    "NO NP NZ PA PE PH PK PL PS QA RO RU SA SE SG SO SS SY TH TN TR TW UA UG UN US UZ VA VE VN YE ZA ZM "
    "ZW "
)
COUNTRIES: tuple[str | None, ...] = (None, *_STATES.split(), OTHER_COUNTRY)

TRAITS = tuple(field.name for field in dataclasses.fields(Traits))

OUTSIDE = TAGS.index("O")
MARKS = tuple((tag[:1], tag[2:]) for tag in TAGS)


def begin(role: str) -> int:
    return TAGS.index(f"B-{role}")


def inside(role: str) -> int:
    return TAGS.index(f"I-{role}")


def legal(previous: int | None, tag: int) -> bool:
    """Whether a tag may follow another (None: the start of the text). I-x needs B-x or I-x before it."""
    name = TAGS[tag]
    return not name.startswith("I-") or (previous is not None and TAGS[previous][2:] == name[2:])


def spans_of(tags: Sequence[int]) -> list[tuple[str, int, int]]:
    """(role, first word, word after the last) of every span in a legal tag sequence, in order."""
    found: list[tuple[str, int, int]] = []
    for i, tag in enumerate(tags):
        if tag != OUTSIDE:
            mark, role = MARKS[tag]
            if mark == "B":
                found.append((role, i, i + 1))
            else:
                found[-1] = (role, found[-1][1], i + 1)
    return found
