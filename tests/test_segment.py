"""Sentences and paragraphs tile the text; a table of hard cases says where they are cut."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.datatypes import Document, Segments, Spans
from attribution.segment import segment

# "|" stands where a sentence ends; it is taken out before the text is cut.
SENTENCES = [
    "The army left the valley. |It took the road north.",
    "Mr. Ilves met Mrs. Kask at noon. |Dr. Tamm came later.",
    "Gen. Aldo Ferri and Lt. Col. Ana Reis spoke. |Nobody else did.",
    "Maj. Gen. Pavel Horak was not there.",
    "Brig-Gen. Ola Fenn led the column. |Mr.Lund did not.",
    "They lost the hill.|Then they left.|“We had to.”|He wept.",
    "See www.example.com or mail.Example.org/x for more. |It is free.",
    "Sen. Laura Whitman wrote to Gov. Hale. |Rep. Cole did not.",
    "The U.S. State Department had no answer.",
    "He flew back to the U.S. |The talks went on without him.",
    "The U.N. Security Council met. |It did not vote.",
    "She lives in Washington, D.C. |He lives in Boston.",
    "It began on Sept. 12 and ended on Oct. 3. |No one was hurt.",
    "The raid was in Sept. |It failed.",
    "They wanted No. 5 and got No. 7. |That was all.",
    "Was it true? |No. |It was not.",
    "The answer was no. |Nobody asked again.",
    "George W. Hale and J. P. Moran signed. |The rest did not.",
    "Acme Inc. and Brio Corp. merged. |Cargo Ltd. stayed out.",
    "He works for Acme Inc. |He began in May.",
    "Prices rose 3.5 percent. |Wages rose 0.4 percent.",
    "It cost $1.2 million. |2.5 million was borrowed.",
    "We waited ... and nothing came. |Then it did.",
    "We waited... |Then it came.",
    "We waited… |Then it came.",
    "We waited… and it came.",
    "“We will not leave.” |The crowd cheered.",
    "“We will not leave,” he said. |“This is our land.”",
    '"We will not leave." |The crowd cheered.',
    "“Why now?” she asked. |“Why here?”",
    "“Why now?” Minister Arne Lund asked. |Nobody replied.",
    "“Stop!” |The guard raised his hand.",
    "He said it was “grave.” |She agreed.",
    "He said it was “grave”. |She agreed.",
    "(The ministry did not answer.) |A week passed.",
    "The ministry (which has moved to St. Olaf St. near the port) was shut.",
    "It opens at 9 a.m. and shuts at 5 p.m. on Fridays.",
    "It shuts at 5 p.m. |The guards leave at six.",
    "He said so, etc. and left.",
    "It was the end. |“It was not,” he said.",
    "It was the end. |‘It was not,’ he said.",
    "It was the end. |– It was not, he said.",
    "They saw this, e.g. Oslo, i.e. the north. |It rained.",
    "The file is at example.org/a.b for all. |Read it.",
    "Was it so?! |Yes!!! |It was.",
    "1. The first point stands. |2. The second does not.",
    "It was founded in 1998. |The war began in 2001.",
    "Élodie est partie. |Où est-elle?",
    "Snow fell.\u00a0|Then it\u00a0stopped.",
    "The stop 🙂 came. |🙂 They left.",
    "iPhones sold well. eBay did not say so.",
    "He sang. |\u201cI am here.\u201d |She left.",
    "Smith Jr. was there. |Smith Sr. was not.",
    "A line without a stop\n|and the next one",
    "A headline\r\n|\u201cA quotation.\u201d |The end.\r\n\r\n|After a gap.",
    "One.\n\n \n|Two.\u2028|Three.",
    "He chose plan B. |The others chose plan A.",
    "So did I. |The others did not.",
    "no capital at the start. |But then one.",
    "   Space before. |Space after.  ",
]

QUOTATIONS = [
    ("He said “we go” and “we stay”.", ["“we go”", "“we stay”"]),
    ('He said "we go" and "we stay".', ['"we go"', '"we stay"']),
    ("„Wir gehen“, sagte er. «On part.»", ["„Wir gehen“", "«On part.»"]),
    ("He said ‘we go’ and left.", ["‘we go’"]),
    ("‘It’s ours,’ he said.", ["‘It’s ours,’"]),
    ("The ministers’ car and the ’90s didn’t matter.", []),
    ("In the ‘90s it was so.", []),
    ("“He said ‘no’ to us,” she said.", ["“He said ‘no’ to us,”"]),
    ("“One paragraph.\n“Another one.” He stopped.", ["“One paragraph.", "“Another one.”"]),
    ('"One paragraph. \r\n\r\n"Another one." He stopped.', ['"One paragraph.', '"Another one."']),
    ("A mark that only closes.” Then “one”.", ["“one”"]),
    ('He is 6\'2" tall and said "fine".', ['"fine"']),
    ("``Old wire style,'' he said.", ["``Old wire style,''"]),
    ("It's the soldiers' word.", []),
    ("", []),
]


def cut(text: str) -> Segments:
    return segment(Document(id="a", text=text))


def pieces(text: str, spans: Spans) -> list[str]:
    return [s.of(text) for s in spans]


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences(marked: str) -> None:
    text = marked.replace("|", "")
    assert pieces(text, cut(text).sentences) == marked.split("|")


@pytest.mark.parametrize(("text", "expected"), QUOTATIONS)
def test_quotations(text: str, expected: list[str]) -> None:
    assert pieces(text, cut(text).quotations) == expected


def test_paragraphs_end_at_line_breaks_and_keep_them() -> None:
    text = "\nA title\r\n\r\nFirst. Second.\nThird.\n\n"
    assert pieces(text, cut(text).paragraphs) == ["\nA title\r\n\r\n", "First. Second.\n", "Third.\n\n"]
    assert pieces("All in one. No break.", cut("All in one. No break.").paragraphs) == ["All in one. No break."]


def test_positions_are_found_in_their_segments() -> None:
    text = "One. “Two.” Three."
    found = cut(text)
    assert found.sentence_of(text.index("T")).of(text) == "“Two.” "
    assert found.quoted(text.index("Two")) and not found.quoted(text.index("Three"))


LETTERS = st.sampled_from([*"aB1.!?…,;:-–—'’‘\"“”„«»() \n\r\t", "\r\n", "\u00a0", "\u2028", "é", "🙂", "U.S.", "Mr. "])


@given(st.one_of(st.text(), st.lists(LETTERS).map("".join)))
def test_segments_tile_any_text(text: str) -> None:
    found = cut(text)
    for spans in (found.sentences, found.paragraphs):
        assert "".join(pieces(text, spans)) == text
        assert all(start < end for start, end in spans)
    paragraph_ends = {p.end for p in found.paragraphs}
    assert paragraph_ends <= {s.end for s in found.sentences}
    reached = 0
    for start, end in found.quotations:
        assert reached <= start < end
        reached = end


@pytest.mark.parametrize("unit", ["“", '"', "‘a", "``", "Mr. ", ". ", "\n", " ", "a.", "„x “", "’ "])
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = unit * 50_000
    begun = time.process_time()
    cut(text)
    assert time.process_time() - begun < 5
