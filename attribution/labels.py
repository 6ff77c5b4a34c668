"""The tag scheme and the label orders that training and inference share."""

from __future__ import annotations

from collections.abc import Sequence

from .datatypes import Act, Naming, SourceType

ROLES = ("source", "cue", "content")
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
FIGURE_TAGS = ("none", "routine", "contestable")

SOURCE_TYPES = tuple(SourceType)
NAMINGS = tuple(Naming)
ACTS = tuple(Act)

OUTSIDE = TAGS.index("O")


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
        mark, _, role = TAGS[tag].partition("-")
        if mark == "B":
            found.append((role, i, i + 1))
        elif mark == "I":
            found[-1] = (role, found[-1][1], i + 1)
    return found
