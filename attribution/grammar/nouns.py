"""Noun phrases: the head that a number counts, its singular, and where the phrase ends."""

from __future__ import annotations

from .words import DASHES, PERIODS, QUOTES, Line, vocabulary, word_set

NOT_PLURAL = word_set(
    "hamas texas kansas dallas arkansas illinois athens wales christmas news politics physics laos mumps"
)
POINTING = word_set("the these those both other any all our their your its his her")
LEADING = POINTING | word_set("my this that a an such some")
SHARES_OF = PERIODS | word_set("barrel ounce ton tonne gallon kilo pound litre liter share person head piece")
LONGEST_PHRASE = 9  # words between a number and the noun it counts


# --- nouns ------------------------------------------------------------------------------------


def is_plural(line: Line, i: int) -> bool:
    """Whether the word may be a plural noun, by the list of irregular ones or by its ending."""
    word = line.word[i]
    if word in vocabulary().singular or (word.endswith("men") and len(word) > 5):
        return True
    regular = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))
    return regular and word not in vocabulary().closed and word not in NOT_PLURAL


def singular(word: str) -> str:
    """The word in the singular; one that is no plural comes back as it is."""
    known = vocabulary().singular.get(word)
    if known:
        return known
    if word.endswith("men") and len(word) > 5:
        return word[:-3] + "man"
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def is_person(line: Line, i: int) -> bool:
    """Whether the noun names people: by the list, alone or with the word before it, or as a demonym."""
    word, people = singular(line.word[i]), vocabulary().people
    if word in people or word.endswith(("man", "woman", "worker")) or f"{line.word[i - 1]} {word}" in people:
        return True
    return line.capital(i) and word.endswith(("ian", "can", "ese"))


# --- heads ------------------------------------------------------------------------------------


def head_of(line: Line, start: int) -> int | None:
    """Index of the plural noun counted by a number before word start, across adjectives and nouns used as such."""
    v = vocabulary()
    head, resumed = None, 0
    for j in range(start, min(start + LONGEST_PHRASE, line.size)):
        word = line.word[j]
        if word == "(" and head is None and j > start:
            resumed = _closed_at(line, j) + 1  # "60 Fajr (outlawed) militants"
        if j < resumed:
            continue
        if (word in DASHES and line.glued[j]) or word in QUOTES:
            continue
        if head is not None and not _extends(line, head, j):
            break
        if word in (",", "and", "or") and j > start and _more_modifiers(line, j):
            continue
        if line.digits(j) and (line.glued[j] or line.glued[j + 1] or line.raw[j - 1].isupper()):
            continue  # part of a name: "747-400 jets", "AK 47 rifles"
        counts = (word in v.small or word in v.vague) and not line.dash(j + 1)
        if line.closed(j) or not word[:1].isalpha() or counts:
            break
        if is_plural(line, j) and not line.dash(j + 1):
            head = j
    return head


def _closed_at(line: Line, i: int) -> int:
    """Where a short bracket that opens at word i closes, or the word before it where it does not."""
    return next((j for j in range(i + 2, i + 6) if line.word[j] == ")"), i - 1)


def _extends(line: Line, head: int, j: int) -> bool:
    """Whether word j may carry a noun phrase on beyond a plural ("Security Forces members", "police officers")."""
    if is_plural(line, j) and j == head + 1:
        return True
    invariant = vocabulary().singular.get(line.word[head]) == line.word[head]
    name = line.capital(head) and line.capital(j)
    return (invariant or name) and not line.closed(j) and line.word[j].isalpha() and j <= head + 2


def _more_modifiers(line: Line, j: int) -> bool:
    """Whether a comma or "and" within a phrase joins two modifiers of one noun: "sea and air patrols"."""
    if line.word[j] == ",":
        return line.word[j - 2] in DASHES
    return not line.word[j + 1].endswith(("ed", "ing")) and line.word[j + 1] not in vocabulary().casualties


def single_head(line: Line, start: int) -> int | None:
    """The head of a phrase that "one" counts; only people are counted so."""
    for j in range(start, start + 4):
        if line.dash(j):
            continue
        if line.closed(j) or not line.word[j].isalpha():
            return None
        if is_person(line, j) and singular(line.word[j + 1]) not in vocabulary().people:
            return j
    return None


# --- ends -------------------------------------------------------------------------------------


def with_whole(line: Line, end: int, direct: bool = False) -> int:
    """Where the phrase ends with what the amount is of: "98 percent of its stockpile", "$2bn worth of arms"."""
    if line.word[end] == "worth" or (line.dash(end) and line.word[end + 1] == "worth"):
        end += 1 + line.dash(end)
    start = end + 1 if line.word[end] == "of" else end
    if start == end and not (direct and line.word[end] in LEADING):
        return end
    while line.word[start] in LEADING:
        start += 1
    head = head_of(line, start)
    if head is not None:
        return head + 1
    last = start
    while last < start + 4 and line.word[last][:1].isalpha() and not line.closed(last):
        last += 1
    return last if last > start else end


def with_rate(line: Line, end: int) -> int:
    """Where the phrase ends with its rate: "per day", "a year", "an hour", "per barrel"."""
    if line.word[end] in ("a", "an", "each") and line.word[end + 1] in SHARES_OF:
        return end + 2
    return end + 2 if line.word[end] == "per" and line.word[end + 1].isalpha() else end


def with_goods(line: Line, end: int) -> int:
    """Where an amount of money ends with what it comes in: "$156 billion in goods"; "in two years" is no such thing."""
    head = head_of(line, end + 1) if line.word[end] == "in" else None
    return end if head is None or singular(line.word[head]) in PERIODS else head + 1


def with_qualified(line: Line, end: int) -> int:
    """Where a percentage ends with the plural noun, at most two words on, that it qualifies: "25% import tariffs"."""
    head = head_of(line, end)
    return head + 1 if head is not None and head <= end + 2 else end


def with_conversion(line: Line, end: int) -> int:
    """Where a measure ends with its conversion: "400 km (250 miles)"."""
    if line.word[end] not in ("(", "[") or not line.digits(end + 1):
        return end
    close = next((j for j in range(end + 2, end + 7) if line.word[j] in (")", "]")), None)
    return close + 1 if close else end


def with_modified(line: Line, end: int) -> int:
    """Past the noun that a compound modifies."""
    return end + 1 if line.word[end].isalpha() and not line.closed(end) else end
