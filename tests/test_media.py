"""Media of hard passages, and the reading of outlets. How passages are marked: ``tests/passages.py``."""

from __future__ import annotations

import pytest
from passages import linked, marked

from attribution.datatypes import Document, SourceType, Via
from attribution.mentions.media import continued, direct, outlets
from attribution.segment import segment


def via(name: str, text: str, *expected: tuple[str, str] | None, fails: str = "") -> object:
    marks = [pytest.mark.xfail(reason=fails, strict=True)] if fails else []
    return pytest.param(text, expected, id=name, marks=marks)


STATE, NEWS, SOCIAL = SourceType.STATE_MEDIA, SourceType.NEWS_MEDIA, SourceType.SOCIAL_MEDIA

MEDIA = [
    via("told", "<The deal is done>, [minister Aldo Reyes] {told Reuters}.|", ("Reuters", NEWS)),
    via("told-outside-the-cue", "[Aldo Reyes] {told} Reuters <the deal was done>.|", ("Reuters", NEWS)),
    via("quoted-by", "[Kim] {was quoted by state media as saying} <the drill went well>.|", ("state media", STATE)),
    via("interview", "[Reyes] {said} in an interview with Le Monde <the deal was done>.|", ("Le Monde", NEWS)),
    via("interview-first", "In an interview with CNN, [Reyes] {said} <the deal was done>.|", ("CNN", NEWS)),
    via("on-state-television", "[Reyes] {said} on state television <the deal was done>.|", ("state television", STATE)),
    via("carried-by", "[The navy] {said in a statement carried by IRNA} <a boat sank>.|", ("IRNA", STATE)),
    via("reported-after", "[Kim] {inspected and praised} <the hull>, state-run KCNA reported.|", ("KCNA", STATE)),
    via("reported-before", "KCNA reported that [Kim] {had praised} <the hull>.|", ("KCNA", STATE)),
    via("according-to", "[Kim] {praised} <the hull>, according to Xinhua.|", ("Xinhua", STATE)),
    via(
        "agency-quoted", "State news agency SANA quoted [a military source] {as saying} <a jet fell>.|", ("SANA", STATE)
    ),
    via("agency-cited", "State news agency SANA {cited} [a military source].|", ("SANA", STATE)),
    via(
        "the-agency-follows-its-antecedent",
        "[KCNA] {said} <the hull was ready>.| The agency quoted [Kim] {as saying} <it was late>.|",
        None,
        ("KCNA", STATE),
    ),
    via("on-a-platform", "[Reyes] {wrote on Twitter} <that the deal was done>.|", ("Twitter", SOCIAL)),
    via("x-is-a-platform", "[Reyes] {wrote} on X <that the deal was done>.|", ("X", SOCIAL)),
    via("tweeted", "[Reyes] {tweeted} <that the deal was done>.|", ("tweeted", SOCIAL)),
    via("source-quoted-by", "[A guard quoted by Xinhua] {said} <the gate broke>.|", ("Xinhua", STATE)),
    via(
        "same-sentence",
        "[Reyes] {told Reuters} <the deal was done>|, {adding} that <it was late>.|",
        ("Reuters", NEWS),
        None,
    ),
    via(
        "pronoun-continues",
        "[Mr. Reyes] {told TASS} <the deal was done>.| [He] {added} <that it was late>.|",
        ("TASS", STATE),
        ("TASS", STATE),
    ),
    via(
        "quotation-continues",
        "[Reyes] {told Reuters} <the deal was done>.|\n<“It was late,”> [Reyes] {said}.|",
        ("Reuters", NEWS),
        ("Reuters", NEWS),
    ),
    via(
        "a-new-statement-does-not",
        "[Reyes] {told Reuters} <the deal was done>.| Weeks went by. [Reyes] {denied} <there was one>.|",
        ("Reuters", NEWS),
        None,
    ),
    via(
        "another-source-between",
        "[Mr. Reyes] {told Reuters} <the deal was done>.| [Ms. Brink] {said} <it was not>.| [He] {laughed at} <her>.|",
        ("Reuters", NEWS),
        None,
        None,
    ),
    via("the-outlet-itself", "[Reuters] {reported} <that the deal was done>.|", None),
    via("dateline", "OSLO (Reuters) - [The police] {said} <a bridge fell>.|", None),
    via("inside-the-content", "[Reyes] {said} <Reuters told lies>.|", None),
    via("outlet-as-topic", "After the raid on Al Jazeera, [Reyes] {said} <the law was clear>.|", None),
    via(
        "two-sources-one-medium",
        "[Reyes] {said} <it was late>|, but [an aide] {told Reuters} <it was early>.|",
        None,
        ("Reuters", NEWS),
    ),
    via(
        "nested-speaker",
        "[Governor Ilse Brand] {said} that, as her office put it, <the plan was sound>.|",
        ("her office", SourceType.OTHER_OFFICIAL),
        fails="only media count as a medium, not a speaker who passes on another's words",
    ),
    via(
        "interview-in-the-sentence-before",
        "Reyes sat down with CNN on Monday. [He] {said} <the deal was done>.|",
        ("CNN", NEWS),
        fails="the medium must stand in the sentence of the statement or be continued from one",
    ),
    via(
        "same-show",
        "[Mr. Reyes] {told Fox News} <it was late>.| [Ms. Brink] {said on the same show} <it was early>.|",
        ("Fox News", NEWS),
        ("Fox News", NEWS),
        fails="a show does not come back to its channel",
    ),
]


@pytest.mark.parametrize(("text", "expected"), MEDIA)
def test_medium_of_a_hard_passage(text: str, expected: tuple[tuple[str, SourceType] | None, ...]) -> None:
    plain, result = linked(text)
    assert tuple(a.via and (a.via.text, a.via.type) for a in result.attributions) == expected
    assert all(a.via.span.of(plain) == a.via.text for a in result.attributions if a.via)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the state news agency SANA said", ["SANA"]),
        ("state-run KCNA and Reuters", ["KCNA", "Reuters"]),
        ("the state news agency said", ["state news agency"]),
        ("an official told the outlet", []),
    ],
)
def test_outlets_are_named_without_their_description(text: str, names: list[str]) -> None:
    assert [span.of(text) for span, _ in outlets(text)] == names


def test_own_words_come_before_the_frame_of_the_sentence() -> None:
    text, relations = marked("KCNA reported that [Reyes] {told Reuters} <the deal was done>|, {adding} <it was late>.|")
    found = direct(text, segment(Document("test", text)), relations, outlets(text))
    assert [via and via.text for via in found] == ["Reuters", "KCNA"]


def test_only_the_same_entity_keeps_the_medium() -> None:
    text, relations = marked("[Reyes] {told Reuters} <the deal was done>.| [He] {added} <it was late>.|")
    segments = segment(Document("test", text))
    first, _ = direct(text, segments, relations, outlets(text))
    assert isinstance(first, Via)
    again = [continued([first, None], entities, [False, True], relations, segments) for entities in ([0, 0], [0, 1])]
    assert again == [[first, first], [first, None]]
